"""How many blocks, and how much in them, Slack takes; what is too much is drawn closer or cut."""

import json
from dataclasses import dataclass
from typing import Any, Final

from adapters.slack.drawing.text import plain, size
from core.notifications.wording import platforms

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BlockBudget:
    """How many blocks, and how many characters of JSON all together."""

    most: int
    characters: int


MESSAGE: Final = BlockBudget(50, 12_000)
"""Slack says 50; that it also refuses messages of some 13,200 characters it only says when asked
to post one (``msg_blocks_too_long``)."""
VIEW: Final = BlockBudget(100, 200_000)
HOME: Final = VIEW

_SECTION: Final = 3000


def fitted(blocks: list[Json], room: BlockBudget) -> list[Json]:
    """Return the blocks made to fit: paragraphs drawn together, then the end cut and said so.

    Buttons that stand last stay last: what can be done is worth more than what can be read.
    """
    if _fits(blocks, room):
        return blocks
    close = _together(blocks) if len(blocks) > room.most else blocks
    if _fits(close, room):
        return close
    last = close[-1:] if close[-1]["type"] == "actions" else []
    end = [_section(platforms.MORE_THAN_FITS), *last]
    left = room.characters - sum(_weight(block) for block in end)
    kept: list[Json] = []
    for block in close[: room.most - len(end)]:
        left -= _weight(block)
        if left < 0:
            break
        kept.append(block)
    return [*kept, *end]


def _fits(blocks: list[Json], room: BlockBudget) -> bool:
    return len(blocks) <= room.most and sum(map(_weight, blocks)) <= room.characters


def _weight(block: Json) -> int:
    return size(json.dumps(block, ensure_ascii=False, separators=(",", ":"))) + 32


def _together(blocks: list[Json]) -> list[Json]:
    """Draw neighbouring paragraphs into one section and leave out the lines between parts."""
    close: list[Json] = []
    for block in blocks:
        if block["type"] == "divider":
            continue
        before = _paragraph(close[-1]) if close else ""
        text = _paragraph(block)
        joined = f"{before}\n\n{text}"
        if before and text and size(joined) <= _SECTION:
            close[-1] = _section(joined)
        else:
            close.append(block)
    return close


def _paragraph(block: Json) -> str:
    """Return the text of a block that is one paragraph and nothing else."""
    if block["type"] != "section" or "text" not in block:
        return ""
    return str(block["text"]["text"])


def _section(text: str) -> Json:
    return {"type": "section", "text": plain(text, _SECTION)}
