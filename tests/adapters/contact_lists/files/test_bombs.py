"""Files made to do harm: each is refused in time, with a reason, and Concord does not grow."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.contact_lists.files.open_file import Opened, open_list
from core.imports.file_faults import FileFault
from tests.adapters.contact_lists.files.files import (
    document,
    sheet_xml,
    with_parts,
    workbook,
    zipped,
)

_SHEET = "xl/worksheets/sheet1.xml"
_SHEETS = workbook(("Name", "E-mail"), ("Priya Orchard", "priya.orchard@hounslow.example"))
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "'
    + b"a" * 50_000
    + b'">]><w>'
    + b"&a;" * 50_000
    + b"</w>"
)
_OUTSIDE = b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>'
_UTF_16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'


def _rows(count: int, cells: str = "") -> bytes:
    return sheet_xml(f"<sheetData>{f'<row>{cells}</row>' * count}</sheetData>")


def _nested_zip(depth: int) -> bytes:
    inner = b"0" * 100_000
    for number in range(depth):
        inner = zipped({f"{number}-{copy}.zip": inner for copy in range(10)})
    return inner


def _deep_document() -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    deep = "<w:tbl><w:tr><w:tc>" * 1_000 + "</w:tc></w:tr></w:tbl>" * 1_000
    body = f'<w:document xmlns:w="{space}"><w:body>{deep}</w:body></w:document>'
    return with_parts(document(), {"word/document.xml": body.encode()})


def _columns(count: int) -> bytes:
    return _rows(1, '<c t="inlineStr"><is><t>x</t></is></c>' * count)


BOMBS: dict[str, tuple[Callable[[], bytes], FileFault]] = {
    "a zip of 1 GiB of zeros": (
        lambda: zipped({_TYPE: b"<Types/>", **dict.fromkeys(map(str, range(16)), b"0" * 2**26)}),
        FileFault.UNPACKS_TOO_BIG,
    ),
    "one part that grows a thousandfold": (
        lambda: with_parts(_SHEETS, {"xl/media/x.bin": b"0" * 20_000_000}),
        FileFault.UNPACKS_TOO_BIG,
    ),
    "100 parts of a megabyte": (
        lambda: with_parts(_SHEETS, {f"{n}.bin": b"0" * 1_000_000 for n in range(100)}),
        FileFault.UNPACKS_TOO_BIG,
    ),
    "zips in zips": (lambda: _nested_zip(4), FileFault.OTHER_ZIP),
    "2,000 parts": (
        lambda: with_parts(_SHEETS, {f"{n}.xml": b"<x/>" for n in range(2_000)}),
        FileFault.UNPACKS_TOO_BIG,
    ),
    "entities that grow by the square": (
        lambda: with_parts(_SHEETS, {_SHEET: _LAUGHS}),
        FileFault.DECLARES_ENTITIES,
    ),
    "entities in a document": (
        lambda: with_parts(document(), {"word/document.xml": _LAUGHS}),
        FileFault.DECLARES_ENTITIES,
    ),
    "an entity from outside": (
        lambda: with_parts(document(), {"word/document.xml": _OUTSIDE}),
        FileFault.DECLARES_ENTITIES,
    ),
    "entities in another encoding": (
        lambda: with_parts(_SHEETS, {_SHEET: _UTF_16.encode("utf-16")}),
        FileFault.BROKEN,
    ),
    "1,000,000 rows": (
        lambda: with_parts(_SHEETS, {_SHEET: _rows(1_000_000)}),
        FileFault.UNPACKS_TOO_BIG,
    ),
    "1,000,000 rows packed loosely": (
        lambda: with_parts(_SHEETS, {_SHEET: sheet_xml(_numbered(1_000_000))}),
        FileFault.TOO_MANY_ROWS,
    ),
    "1,000,000 lines": (lambda: b"a,b\n" * 1_000_000, FileFault.TOO_MANY_ROWS),
    "16,384 columns": (
        lambda: with_parts(_SHEETS, {_SHEET: _columns(16_384)}),
        FileFault.TOO_MANY_COLUMNS,
    ),
    "16,384 columns of CSV": (lambda: b"a," * 16_384 + b"b\n", FileFault.TOO_MANY_COLUMNS),
    "the whole sheet merged": (
        lambda: with_parts(
            _SHEETS,
            {
                _SHEET: sheet_xml(
                    '<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
                )
            },
        ),
        FileFault.MERGED_TOO_FAR,
    ),
    "elements 100,000 deep": (
        lambda: with_parts(_SHEETS, {_SHEET: sheet_xml("<a>" * 100_000 + "</a>" * 100_000)}),
        FileFault.TOO_DEEP,
    ),
    "tables 1,000 deep": (_deep_document, FileFault.TOO_DEEP),
    "50 MB": (lambda: b"x" * 50_000_000, FileFault.TOO_BIG),
    "a cell of 32,000 characters": (lambda: workbook(("x" * 32_000, "y")), FileFault.CELL_TOO_LONG),
    "a cell of 4 MB in CSV": (
        lambda: b'a,b\n"' + b"x" * 4_000_000 + b'",b\n',
        FileFault.CELL_TOO_LONG,
    ),
    "a quotation mark that is never closed": (
        lambda: b'a,b\n"x,y\n' + b"c,d\n" * 4_000,
        FileFault.QUOTE_OPEN,
    ),
}
_TYPE = "[Content_Types].xml"


def _numbered(count: int) -> str:
    return "<sheetData>" + "".join(f'<row r="{n}"/>' for n in range(1, count)) + "</sheetData>"


_MEASURED = """
import json, resource, sys
from pathlib import Path
from adapters.contact_lists.files.open_file import open_list
open_list("small.csv", b"a,b\\nc,d\\n")
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
data = Path(sys.argv[1]).read_bytes()
before, own = resource.getrusage(resource.RUSAGE_CHILDREN), peak()
opened = open_list(Path(sys.argv[1]).name, data)
after = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "why": getattr(opened, "why", ""),
    "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    "grown": peak() - own,
    "reader": after.ru_maxrss,
}))
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_two_seconds_and_leaves_no_trace(name: str, tmp_path: Path) -> None:
    """Two seconds of the machine's time, its own process included; the reason is the right one,
    and neither the process that asks nor the one that reads has grown by more than a list does.
    """
    make, why = BOMBS[name]
    data = make()
    file = tmp_path / ("list.csv" if b"," in data[:9000] else "list")
    file.write_bytes(data)
    ended = subprocess.run(
        [sys.executable, "-c", _MEASURED, file], capture_output=True, check=True, timeout=240
    )
    measured = json.loads(ended.stdout)
    assert measured["why"] == why.value
    assert measured["seconds"] < 2
    assert measured["grown"] < 4 * len(data) / 1024 + 16 * 1024
    assert measured["reader"] < 256 * 1024


def test_the_same_file_without_the_bomb_is_read() -> None:
    """So that none of them is refused for another reason."""
    for data in (_SHEETS, document(), with_parts(_SHEETS, {_SHEET: _columns(5)})):
        assert isinstance(open_list("list", data), Opened)


def test_a_long_list_is_read_within_the_time() -> None:
    """3,000 contacts in nine columns: more than any partnership has."""
    row = (
        "Stage 2",
        "Team Manager",
        "Wilf Greaves",
        "wilf.greaves@hounslow.example",
        "020 7946 0654",
    )
    opened = open_list("long.xlsx", workbook(*[(*row, "a", "b", "c", "d")] * 3_000))
    assert isinstance(opened, Opened)
    assert len(opened.grid.rows) == 3_000


def test_the_reading_process_is_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and tokens of the environment stay where they are."""
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("PYTHONUTF8", "broken")  # an interpreter that inherits this does not start
    assert isinstance(open_list("list.csv", b"a,b\nc,d\n"), Opened)
