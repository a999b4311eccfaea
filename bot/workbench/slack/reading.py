"""Reads Slack's JSON like a person: texts, buttons and fields in drawing order."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.workbench.chats import ChatButton, ChatField, Dialog, HomeTab, Json, Message
from bot.workbench.slack.payloads import as_text, input_id, inputs, options, state
from bot.workbench.slack.state import OpenView, PostedMessage


def message(posted: PostedMessage) -> Message:
    """Return a message as read."""
    return Message(
        id=posted.ts,
        at=datetime.fromtimestamp(int(posted.ts.split(".")[0]), UTC),
        text=as_read(posted.text),
        lines=tuple(lines(posted.blocks)) or (as_read(posted.text),),
        buttons=tuple(buttons(posted.blocks)),
        raw={"text": posted.text, "blocks": posted.blocks},
        private=posted.private,
        mine=posted.mine,
        edited=posted.edited,
    )


def dialog(modals: list[OpenView]) -> Dialog | None:
    """Return the topmost modal as read, or None."""
    if not modals:
        return None
    modal = modals[-1]
    view = modal.view
    values = state(modal)["values"]
    fields = tuple(
        ChatField(
            id=input_id(block),
            label=block["label"]["text"],
            kind=element["type"],
            required=not block.get("optional"),
            value=as_text(values[block["block_id"]][element["action_id"]]),
            hint=(block.get("hint") or {}).get("text", ""),
            options=tuple((o["value"], o["text"]["text"]) for o in options(element)),
            error=modal.errors.get(block["block_id"], ""),
        )
        for block, element in inputs(view)
    )
    return Dialog(
        id=view["id"],
        title=view["title"]["text"],
        lines=tuple(lines(view["blocks"])),
        fields=fields,
        buttons=tuple(buttons(view["blocks"])),
        submit=(view["submit"] or {}).get("text", ""),
        raw=view,
        depth=len(modals),
        error=modal.warning,
    )


def home(view: Json | None) -> HomeTab | None:
    """Return the Home as read, or None."""
    if view is None:
        return None
    return HomeTab(
        lines=tuple(lines(view["blocks"])), buttons=tuple(buttons(view["blocks"])), raw=view
    )


def lines(blocks: list[Json]) -> Iterator[str]:
    """Yield every text drawn, in order."""
    for block in blocks:
        match block["type"]:
            case "header":
                yield as_read(block["text"]["text"])
            case "section":
                for text in (block.get("text"), *(block.get("fields") or ())):
                    if text:
                        yield as_read(text["text"])
            case "context":
                yield from (as_read(e["text"]) for e in block["elements"] if "text" in e)
            case "image":
                yield block["alt_text"]
            case "input":
                yield block["label"]["text"]
            case _:
                pass


def as_read(text: str) -> str:
    """Return text as Slack shows it, with its three escapes undone."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json, str]]:
    """Yield every interactive element outside inputs: its block, itself, its JSON pointer."""
    for place, block in enumerate(blocks):
        if block["type"] == "actions":
            for order, element in enumerate(block["elements"]):
                yield block, element, f"/blocks/{place}/elements/{order}"
        elif block.get("accessory"):
            yield block, block["accessory"], f"/blocks/{place}/accessory"


def buttons(blocks: list[Json]) -> Iterator[ChatButton]:
    """Yield every button, in order."""
    for _, element, at in elements(blocks):
        if element["type"] == "button":
            yield ChatButton(
                label=element["text"]["text"],
                token=element.get("value") or element["action_id"],
                at=at,
                style=element.get("style", ""),
            )
