"""Scan XML before any other parser reads it: its size, nesting and declarations."""

import io
import re
from typing import Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from adapters.contact_lists.files.limits import DEPTH, ELEMENTS, MERGED_CELLS, UnreadableFileError
from core.imports.file_faults import FileFault

_ENCODING: Final = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_EXPECTED: Final = frozenset({b"utf-8", b"us-ascii", b"ascii"})
_RANGE: Final = re.compile(r"^([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})$")


class XmlScan(ContentHandler):
    """Counts over all parts of one file; raises UnreadableFileError at the first limit exceeded."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = 0
        self._merged = 0
        self._depth = 0
        self.formulas = False
        """Whether any cell holds a formula."""

    def read(self, part: bytes) -> None:
        """Scan one part. Only UTF-8 is accepted, as all parsers read it alike."""
        said = _ENCODING.match(part.removeprefix(b"\xef\xbb\xbf"))
        if b"\x00" in part[:4] or (said and said.group(1).lower() not in _EXPECTED):
            raise UnreadableFileError(FileFault.BROKEN)
        self._depth = 0
        parser = make_parser()
        parser.forbid_dtd = True
        parser.setFeature(feature_namespaces, 0)
        parser.setContentHandler(self)
        try:
            parser.parse(io.BytesIO(part))
        except DefusedXmlException:
            raise UnreadableFileError(FileFault.DECLARES_ENTITIES) from None
        except SAXException:
            raise UnreadableFileError(FileFault.BROKEN) from None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        """Count an element."""
        self._elements += 1
        self._depth += 1
        if self._elements > ELEMENTS:
            raise UnreadableFileError(FileFault.TOO_MANY_ROWS)
        if self._depth > DEPTH:
            raise UnreadableFileError(FileFault.TOO_DEEP)
        local = name.rpartition(":")[2]
        if local == "mergeCell":
            self._merged += _cells(str(attrs.get("ref", "")))
            if self._merged > MERGED_CELLS:
                raise UnreadableFileError(FileFault.MERGED_TOO_FAR)
        elif local == "f":
            self.formulas = True
        elif local == "gridSpan" and _number(attrs.get("w:val", "")) > ELEMENTS:
            raise UnreadableFileError(FileFault.TOO_MANY_COLUMNS)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - as SAX calls it
        """Leave an element."""
        self._depth -= 1


def _cells(reference: str) -> int:
    """Return the number of cells of a range; above the limit if it cannot be parsed."""
    found = _RANGE.match(reference.replace("$", "").upper())
    if not found:
        return 0 if ":" not in reference else MERGED_CELLS + 1
    left, top, right, bottom = found.groups()
    return (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _number(text: object) -> int:
    said = str(text)
    return int(said) if said.isdecimal() and len(said) < 12 else 0
