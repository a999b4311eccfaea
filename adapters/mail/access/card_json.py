"""Convert a card to JSON and back, to store the message behind a link."""

from typing import Any, assert_never

from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Heading,
    Ladder,
    Picture,
    Press,
    Rule,
    Step,
    StepState,
    Style,
    Text,
    Tone,
)
from core.vocabulary import Action

Json = dict[str, Any]


def to_json(card: Card) -> Json:
    """Return the card as plain JSON values."""
    return {
        "title": card.title,
        "summary": card.summary,
        "blocks": [_block(block) for block in card.blocks],
    }


def from_json(kept: Json) -> Card:
    """Return the card. Raises KeyError, TypeError or ValueError if ``to_json`` did not write it."""
    return Card(
        title=kept["title"],
        summary=kept["summary"],
        blocks=tuple(_read(block) for block in kept["blocks"]),
    )


def _block(block: Block) -> Json:
    match block:
        case Heading(text):
            return {"heading": text}
        case Text(text, tone):
            return {"text": text, "tone": tone}
        case Facts(facts):
            return {"facts": [[fact.label, fact.value] for fact in facts]}
        case Buttons(buttons):
            return {"buttons": [_button(button) for button in buttons]}
        case Picture(url, alt):
            return {"picture": url, "alt": alt}
        case Rule():
            return {"rule": True}
        case Ladder(steps):
            return {"ladder": [[step.label, step.detail, step.state] for step in steps]}
        case _:
            assert_never(block)


def _button(button: Button) -> Json:
    press = button.press
    return {
        "label": button.label,
        "press": [press.action, press.case, press.stage, press.target],
        "style": button.style,
        "opens": button.opens,
        "token": button.token,
    }


def _read(kept: Json) -> Block:
    match kept:
        case {"heading": text}:
            return Heading(text)
        case {"text": text, "tone": tone}:
            return Text(text, Tone(tone))
        case {"facts": facts}:
            return Facts(tuple(Fact(label, value) for label, value in facts))
        case {"buttons": buttons}:
            return Buttons(tuple(_read_button(button) for button in buttons))
        case {"picture": url, "alt": alt}:
            return Picture(url, alt)
        case {"rule": True}:
            return Rule()
        case {"ladder": steps}:
            return Ladder(tuple(Step(label, text, StepState(s)) for label, text, s in steps))
        case _:
            raise ValueError("a kept card has a block of no known kind")


def _read_button(kept: Json) -> Button:
    action, case, stage, target = kept["press"]
    return Button(
        label=kept["label"],
        press=Press(action=Action(action), case=case, stage=stage, target=target),
        style=Style(kept["style"]),
        opens=kept["opens"],
        token=kept["token"],
    )
