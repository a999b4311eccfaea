"""Fit blocks into Slack's limits on number and size: join paragraphs, then cut the end."""

import json
from dataclasses import dataclass
from typing import Any, Final

from adapters.slack.drawing.text import plain, size
from core.notifications.wording import platforms

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BlockBudget:
    """Maximum number of blocks, and of characters of JSON in total."""

    most: int
    characters: int


MESSAGE: Final = BlockBudget(50, 12_000)
"""Slack documents 50 blocks. That it also refuses messages above some 13,200 characters
(``msg_blocks_too_long``) was found by posting them.
"""
VIEW: Final = BlockBudget(100, 200_000)
HOME: Final = VIEW

_SECTION: Final = 3000


def fitted(blocks: list[Json], room: BlockBudget) -> list[Json]:
    """Return blocks that fit: paragraphs joined, then the end cut, with a note that says so.

    Buttons at the end are kept, as actions matter more than text.
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
    """Join neighbouring paragraphs into one section and drop dividers."""
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
    """Return the text of a block that is only one paragraph, else ""."""
    if block["type"] != "section" or "text" not in block:
        return ""
    return str(block["text"]["text"])


def _section(text: str) -> Json:
    return {"type": "section", "text": plain(text, _SECTION)}
