"""Reads Adaptive Cards like a person: texts, buttons and inputs in drawing order."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.workbench.chats import ChatButton, ChatField, Dialog, Json, Message
from bot.workbench.teams.cards import walk
from bot.workbench.teams.state import OpenDialog, ShownActivity

KINDS = {"Input.Text": "text", "Input.Date": "date", "Input.Time": "time",
         "Input.Number": "number", "Input.Toggle": "toggle",
         "Input.ChoiceSet": "choice"}  # fmt: skip


def message(shown: ShownActivity) -> Message:
    """Return an activity as read."""
    text = str(shown.activity.get("summary") or shown.activity.get("text") or "")
    return Message(
        id=shown.id,
        at=shown.at,
        text=text,
        lines=tuple(lines(shown.card)) or (str(shown.activity.get("text") or ""),),
        buttons=tuple(buttons(shown.card)),
        raw={"text": shown.activity.get("text") or "", "card": shown.card},
        private=shown.private,
        mine=shown.mine,
        edited=shown.edited,
    )


def dialog(opened: OpenDialog | None) -> Dialog | None:
    """Return the open dialog as read, or None."""
    if opened is None:
        return None
    submit = submit_button(opened.card)
    errors = faults_below(opened.card) | opened.errors
    return Dialog(
        id=opened.id,
        title=opened.title,
        lines=(*lines(opened.card), *((opened.text,) if opened.text else ())),
        fields=tuple(
            ChatField(
                id=element["id"],
                label=element.get("label") or element.get("title") or element["id"],
                kind=KINDS[element["type"]],
                required=bool(element.get("isRequired")),
                value=value_of(opened, element),
                hint=element.get("placeholder") or "",
                options=tuple((c["value"], c["title"]) for c in element.get("choices") or ()),
                error=errors.get(element["id"], ""),
            )
            for element in inputs(opened.card)
        ),
        buttons=tuple(buttons(opened.card)),
        submit=submit.label if submit and inputs(opened.card) else "",
        raw={"card": opened.card, "text": opened.text},
        error=opened.warning,
    )


def value_of(opened: OpenDialog, element: Json) -> str:
    """Return an input's value: typed, else the card's initial one."""
    given = opened.typed.get(element["id"], element.get("value"))
    if given is None and element["type"] == "Input.Toggle":
        given = element.get("valueOff", "false")
    return "" if given is None else str(given)


def submit_button(card: Json | None) -> ChatButton | None:
    """Return the button that submits a dialog: the first at its foot, else the first that sends the
    inputs.
    """
    known = tuple(buttons(card))
    foot = [button for button in known if button.at.startswith("/actions/")]
    takes = {at for action, at in walk(card) if action.get("associatedInputs") != "none"}
    return next(iter([*foot, *(button for button in known if button.at in takes)]), None)


def faults_below(card: Json | None) -> dict[str, str]:
    """Return the errors that the card itself shows, by input id: an attention text right under an
    input.
    """
    elements = [element for element, _ in walk(card)]
    return {
        before["id"]: as_read(after["text"])
        for before, after in pairwise(elements)
        if before["type"].startswith("Input.")
        and after["type"] == "TextBlock"
        and after.get("color") == "attention"
    }


def as_read(text: str) -> str:
    """Return card markdown as read: without escapes, paragraphs as lines."""
    return re.sub(r"\\([^\w\s])", r"\1", text).replace("\n\n", "\n")


def inputs(card: Json | None) -> list[Json]:
    """Return the inputs of a card."""
    return [e for e, _ in walk(card) if e["type"].startswith("Input.")]


def lines(card: Json | None) -> Iterator[str]:
    """Yield every text drawn, in order."""
    for element, _ in walk(card):
        match element["type"]:
            case "TextBlock":
                yield as_read(element["text"])
            case "FactSet":
                for fact in element["facts"]:
                    yield as_read(f"{fact['title']} {fact['value']}")
            case "Image":
                yield element["altText"]
            case "TextRun":
                yield element["text"]
            case kind if kind.startswith("Input."):
                yield element.get("label") or element.get("title") or ""
            case _:
                pass


def buttons(card: Json | None) -> Iterator[ChatButton]:
    """Yield every button, in order."""
    for element, at in walk(card):
        if element["type"].startswith("Action."):
            yield ChatButton(
                label=element.get("title", ""),
                token=token(element),
                at=at,
                style=element.get("style", ""),
            )


def token(action: Json) -> str:
    """Return what a button carries: the text in its data that is not for Teams itself."""
    data = action.get("data")
    if not isinstance(data, dict):
        return str(data or action.get("verb") or "")
    carried = [v for k, v in data.items() if k != "msteams" and isinstance(v, str)]
    return str(data.get("token") or (carried[0] if carried else action.get("verb") or ""))
