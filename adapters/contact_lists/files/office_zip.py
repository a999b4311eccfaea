"""Check office files before they are opened: their kind, and that they are no zip bombs.

All sizes are added up before anything is unpacked; unpacking stops at the size a part claims.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from adapters.contact_lists.files.limits import (
    PARTS,
    RATIO,
    SMALL_PART_BYTES,
    UNPACKED,
    UnreadableFileError,
)
from adapters.contact_lists.files.xml_scan import XmlScan
from core.imports.file_faults import FileFault

_CONTENT: Final = "[Content_Types].xml"
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,  # also for an unsupported compression
    ValueError,
    KeyError,
)


class Office(Enum):
    """The kinds of office files."""

    WORKBOOK = auto()
    DOCUMENT = auto()


@dataclass(frozen=True, slots=True)
class Checked:
    """An office file that passed the checks."""

    kind: Office
    formulas: bool


def checked(data: bytes) -> Checked:
    """Return the kind of an office file after checking all of its parts.

    Raises UnreadableFileError for anything else.
    """
    scan = XmlScan()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            _measure(parts)
            kind = _kind(packed, {one.filename for one in parts})
            for one in parts:
                if one.filename.lower().endswith((".xml", ".rels", ".vml")):
                    scan.read(packed.read(one))
    except _BROKEN as error:
        why = FileFault.LOCKED if "password" in str(error) else FileFault.BROKEN
        raise UnreadableFileError(why) from None
    return Checked(kind, scan.formulas)


def _measure(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > PARTS or sum(one.file_size for one in parts) > UNPACKED:
        raise UnreadableFileError(FileFault.UNPACKS_TOO_BIG)
    for one in parts:
        if one.file_size > SMALL_PART_BYTES and one.file_size > RATIO * max(one.compress_size, 1):
            raise UnreadableFileError(FileFault.UNPACKS_TOO_BIG)
    if len({one.filename for one in parts}) < len(parts):
        raise UnreadableFileError(FileFault.BROKEN)


def _kind(packed: zipfile.ZipFile, names: set[str]) -> Office:
    if "mimetype" in names and b"opendocument" in packed.read("mimetype"):
        raise UnreadableFileError(FileFault.OPEN_DOCUMENT)
    if _CONTENT not in names:
        raise UnreadableFileError(FileFault.OTHER_ZIP)
    content = packed.read(_CONTENT)
    if b"macroEnabled" in content or any(name.endswith("vbaProject.bin") for name in names):
        raise UnreadableFileError(FileFault.MACROS)
    if b"spreadsheetml.sheet.main+xml" in content:
        return Office.WORKBOOK
    if b"wordprocessingml.document.main+xml" in content:
        return Office.DOCUMENT
    raise UnreadableFileError(FileFault.OTHER_ZIP)
