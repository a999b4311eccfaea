"""Open an uploaded contact list: return its rows, or the one reason why it is refused.

The file type is detected from the content. The file is read in a separate process without secrets
and with little time and memory, so that no file can block Concord or exhaust its memory.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from adapters.contact_lists.files.limits import BYTES, WALL_SECONDS
from adapters.contact_lists.grid import Grid, GridRow
from core.imports.file_faults import FileFault, FileNote, FileNoteAt, FileRefused

_BEGINNINGS: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileFault.OLD_EXCEL_OR_WORD),
    (b"%PDF", FileFault.PDF),
    (b"{\\rtf", FileFault.RICH_TEXT),
)
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_WEB: Final = (b"<!doctype html", b"<html", b"<?xml")
_ROOT: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The rows of a file, and notes on how they were read."""

    grid: Grid
    notes: tuple[FileNoteAt, ...] = ()


def open_list(name: str, data: bytes) -> Opened | FileRefused:
    """Read a whole file, or return why it is refused; never raises for any content.

    Blocks until the file is read, ``WALL_SECONDS`` at most: call it in a thread.
    """
    refused = _at_first_sight(data)
    if refused:
        return FileRefused(name=name, why=refused)
    answer = _read_apart(name, data)
    if isinstance(answer, FileFault):
        return FileRefused(name=name, why=answer)
    if "why" in answer:
        return FileRefused(name=name, why=FileFault(answer["why"]), where=answer["where"])
    rows = tuple(
        GridRow(where=where, number=number, cells=tuple(cells))
        for where, number, cells in answer["rows"]
    )
    if not any(row.cells for row in rows):
        return FileRefused(name=name, why=FileFault.EMPTY)
    notes = tuple(
        FileNoteAt(where=where, number=number, what=FileNote(what), raw=raw)
        for where, number, what, raw in answer["notes"]
    )
    return Opened(grid=Grid(name=name, rows=rows), notes=notes)


def _at_first_sight(data: bytes) -> FileFault | None:
    if not data.strip():
        return FileFault.EMPTY
    if len(data) > BYTES:
        return FileFault.TOO_BIG
    for beginning, why in _BEGINNINGS:
        if data.startswith(beginning):
            return FileFault.LOCKED if _LOCKED in data else why
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower().startswith(_WEB):
        return FileFault.WEB_PAGE
    return None


def _read_apart(name: str, data: bytes) -> dict[str, Any] | FileFault:
    """Return the reading process's answer. It gets no environment, so no keys or tokens."""
    command = [sys.executable, "-m", "adapters.contact_lists.files.reading_process"]
    head = json.dumps({"name": name}).encode() + b"\n"
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter, our own module, no shell
            command,
            input=head + data,
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return FileFault.TOO_SLOW
    try:
        answer: dict[str, Any] = json.loads(ended.stdout)
    except ValueError:  # it ended before it could answer
        return FileFault.TOO_SLOW if ended.returncode < 0 else FileFault.TOO_MUCH_MEMORY
    return answer
