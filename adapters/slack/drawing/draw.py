"""Draw cards, views, forms and homes as Block Kit; pure, and all data as plain text."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, assert_never

from adapters.slack.drawing.fields import draw_input
from adapters.slack.drawing.fit import HOME, MESSAGE, VIEW, BlockBudget, fitted
from adapters.slack.drawing.text import NOTHING, cut, escaped, label, one_line, pieces, plain, size
from core.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Fact,
    Facts,
    Form,
    Heading,
    Home,
    Ladder,
    Picture,
    Rule,
    Step,
    StepState,
    Style,
    Text,
    Tone,
    View,
)
from core.notifications.wording import platforms

Json = dict[str, Any]

FORM: Final = "form"
SHOWN: Final = "view"

_HEADER: Final = 150
_SECTION: Final = 3000
_FIELD: Final = 2000
_FIELDS: Final = 10
_ROW: Final = 5
_TITLE: Final = 24
_ALT: Final = 2000

_MARK: Final = {
    Tone.PLAIN: "",
    Tone.QUIET: "",
    Tone.STRONG: "",
    Tone.GOOD: "✓ ",
    Tone.WARNING: "⚠ ",
    Tone.DANGER: "⛔ ",
}
_STEP: Final = {
    StepState.DONE: "✓",
    StepState.LAPSED: "✗",
    StepState.LIVE: "▶",
    StepState.AHEAD: "○",
}
_STYLE: Final[Mapping[Style, Mapping[str, str]]] = {
    Style.PLAIN: {},
    Style.PRIMARY: {"style": "primary"},
    Style.DANGER: {"style": "danger"},
}


def draw_card(card: Card, *, repeat: bool = False) -> Json:
    """Draw a message: ``text`` for the notification, ``blocks`` for its content.

    The title is put above the blocks unless they begin with a heading. ``repeat`` marks a possible
    second copy.
    """
    blocks = card.blocks if _titled(card.blocks) else (Heading(card.title), *card.blocks)
    said = one_line(card.summary) or one_line(card.title) or NOTHING
    if repeat:
        blocks = (Text(platforms.REPEAT, Tone.QUIET), *blocks)
        said = f"{platforms.REPEAT} {said}"
    return {"text": escaped(cut(said, _FIELD)), "blocks": _blocks(blocks, MESSAGE)}


def draw_view(view: View) -> Json:
    """Draw a modal without inputs."""
    return _modal(view.title, SHOWN) | {
        "close": label(platforms.CLOSE, _TITLE),
        "blocks": _blocks(_with_long_title(view.title, view.blocks), VIEW) or _empty(),
    }


def draw_card_view(card: Card) -> Json:
    """Draw a card as a modal, to answer something that happened inside one."""
    return draw_view(View(title=card.title, blocks=card.blocks))


def draw_form(form: Form) -> Json:
    """Draw a modal with inputs; ``private_metadata`` is the form's opaque token only."""
    inputs = [draw_input(field, form.token) for field in form.inputs]
    room = BlockBudget(VIEW.most - len(inputs), VIEW.characters)
    shown = _blocks(_with_long_title(form.title, form.blocks), room)
    return _modal(form.title, FORM) | {
        "submit": label(form.submit, _TITLE),
        "close": label(platforms.CANCEL, _TITLE),
        "private_metadata": form.token,
        "blocks": [*shown, *inputs] or _empty(),
    }


def draw_home(home: Home) -> Json:
    """Draw a person's App Home."""
    return {"type": "home", "blocks": _blocks(home.blocks, HOME) or _empty()}


def trouble(sentence: str) -> Card:
    """Return a card that says what went wrong."""
    return Card(
        title=platforms.TROUBLE_TITLE,
        summary=sentence,
        blocks=(Text(sentence, Tone.WARNING),),
    )


def with_trouble(view: Mapping[str, Any], sentence: str) -> Json:
    """Return a modal that Slack sent, to be shown again with a sentence above its blocks."""
    keep = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    warning = {"type": "section", "block_id": "trouble", "text": plain(f"⚠ {sentence}", _SECTION)}
    blocks = [block for block in view.get("blocks") or () if block.get("block_id") != "trouble"]
    kept = {key: view[key] for key in keep if view.get(key)}
    return kept | {"blocks": [warning, *blocks][: VIEW.most]}


def without_pictures(view: Mapping[str, Any]) -> Json:
    """Return a modal without its pictures: Slack refuses one whose picture it cannot fetch."""
    kept = [block for block in view["blocks"] if block["type"] != "image"]
    return {**view, "blocks": kept or _empty()}


def _modal(title: str, callback: str) -> Json:
    return {"type": "modal", "callback_id": callback, "title": label(title, _TITLE)}


def _empty() -> list[Json]:
    """Return the block of an empty view, since Slack refuses a view without blocks."""
    return [{"type": "section", "text": plain(NOTHING, _SECTION)}]


def _titled(blocks: tuple[Block, ...]) -> bool:
    return bool(blocks) and isinstance(blocks[0], Heading)


def _with_long_title(title: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Put a title that is too long for a modal's title bar above its blocks."""
    if size(one_line(title)) <= _TITLE or _titled(blocks):
        return blocks
    return (Heading(title), *blocks)


def _blocks(blocks: Iterable[Block], room: BlockBudget) -> list[Json]:
    """Draw blocks, make them fit, and number their buttons: action ids are unique in a view."""
    drawn = fitted([part for block in blocks for part in _block(block)], room)
    number = 0
    for part in drawn:
        for element in part["elements"] if part["type"] == "actions" else ():
            element["action_id"] = f"press-{number}"
            number += 1
    return drawn


def _block(block: Block) -> list[Json]:
    match block:
        case Heading(text):
            return [{"type": "header", "text": label(text, _HEADER)}]
        case Text():
            return _text(block)
        case Facts(facts):
            return _facts(facts)
        case Buttons(buttons):
            return [
                {"type": "actions", "elements": [_button(b) for b in buttons[at : at + _ROW]]}
                for at in range(0, len(buttons), _ROW)
            ]
        case Picture(url, alt):
            said = cut(one_line(alt), _ALT) or NOTHING
            return [{"type": "image", "image_url": url, "alt_text": said}]
        case Rule():
            return [{"type": "divider"}]
        case Ladder(steps):
            return _sections("\n".join(_step(step) for step in steps))
        case _:
            assert_never(block)


def _text(text: Text) -> list[Json]:
    """Draw a paragraph. Short strong text becomes a header, as plain text has no bold."""
    if text.tone is Tone.QUIET:
        return [
            {"type": "context", "elements": [plain(piece, _FIELD)]}
            for piece in pieces(text.text, _FIELD)
        ]
    if text.tone is Tone.STRONG and "\n" not in text.text and 0 < size(text.text) <= _HEADER:
        return [{"type": "header", "text": label(text.text, _HEADER)}]
    return _sections(f"{_MARK[text.tone]}{text.text}") if text.text.strip() else []


def _sections(text: str) -> list[Json]:
    return [{"type": "section", "text": plain(p, _SECTION)} for p in pieces(text, _SECTION)]


def _facts(facts: tuple[Fact, ...]) -> list[Json]:
    """Draw facts as fields, ten to a section; a fact too long for a field gets its own section."""
    sections: list[Json] = []
    for fact in facts:
        text = f"{one_line(fact.label)}\n{fact.value.strip()}"
        if size(text) > _FIELD:
            sections.extend(_sections(text))
        elif sections and 0 < len(sections[-1].get("fields", ())) < _FIELDS:
            sections[-1]["fields"].append(plain(text, _FIELD))
        else:
            sections.append({"type": "section", "fields": [plain(text, _FIELD)]})
    return sections


def _step(step: Step) -> str:
    detail = one_line(step.detail)
    return f"{_STEP[step.state]} {one_line(step.label)}" + (f" · {detail}" if detail else "")


def _button(button: Button) -> Json:
    return {
        "type": "button",
        "text": label(button.label, 75),
        "value": button.token,
        **_STYLE[button.style],
    }
