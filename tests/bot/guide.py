"""The coordinator's guide taken at its word: its files written out, its commands found."""

import re
from pathlib import Path
from typing import Final, NamedTuple

from tests.bot.typed import ROOT

GUIDE: Final = ROOT / "docs" / "writing-a-policy.md"
KEYS: Final = ROOT / "docs" / "policy-keys.md"
FOLDER: Final = "ours"
_BLOCK: Final = re.compile(
    r"(?:<!-- (?P<note>[^\n]+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```", re.DOTALL
)


class Block(NamedTuple):
    """Something in a fence, with the remark before it."""

    note: str
    kind: str
    text: str


def blocks() -> tuple[Block, ...]:
    """Every fenced block of the guide, in order."""
    found = _BLOCK.finditer(GUIDE.read_text(encoding="utf-8"))
    return tuple(Block(one["note"] or "", one["kind"], one["text"]) for one in found)


def files() -> dict[str, str]:
    """The files that the guide gives in full, part after part."""
    found: dict[str, str] = {}
    for one in blocks():
        if re.fullmatch(r"[a-z/-]+\.(yaml|toml)", one.note):
            found[one.note] = f"{found[one.note]}\n{one.text}" if one.note in found else one.text
    return found


def commands() -> tuple[str, ...]:
    """Every line that the guide tells its reader to type."""
    return tuple(line for one in blocks() if one.kind == "sh" for line in one.text.splitlines())


def write_out(folder: Path) -> Path:
    """Write the guide's files to where it says they are."""
    ours = folder / FOLDER
    for name, text in files().items():
        (ours / name).parent.mkdir(parents=True, exist_ok=True)
        (ours / name).write_text(text, encoding="utf-8")
    return ours
