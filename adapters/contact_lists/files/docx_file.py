"""Read a Word document as rows: paragraphs and tables in order, nested tables after the row that
holds them, headers and footers at the end.
"""

import io
from collections.abc import Iterator
from typing import Any, Final

from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from adapters.contact_lists.files.limits import COLUMNS, NESTED_TABLES, UnreadableFileError
from adapters.contact_lists.files.mail_links import linked
from adapters.contact_lists.files.rows import Rows
from core.imports.file_faults import FileFault

_TEXT: Final = qn("w:t")
_BREAKS: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_LINK: Final = qn("w:hyperlink")
_INSIDE: Final = frozenset(
    {
        qn("w:r"),
        qn("w:ins"),
        qn("w:smartTag"),
        qn("w:sdt"),
        qn("w:sdtContent"),
        qn("w:fldSimple"),
        qn("w:moveTo"),
    }
)


def rows_of_document(data: bytes) -> Rows:
    """Return all rows of a document that ``office_zip`` has checked.

    Cells merged downwards repeat their text in each row; cells merged across have it in the first.
    Raises UnreadableFileError, and any error of python-docx for an invalid document.
    """
    document = Document(io.BytesIO(data))
    rows = Rows()
    paragraphs = tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            _table(block, f"table {tables}", rows, 1)
        else:
            paragraphs += 1
            _paragraph(block, f"paragraph {paragraphs}", rows)
    _margins(document, rows)
    return rows


def _paragraph(paragraph: Paragraph, where: str, rows: Rows) -> None:
    for line in _text(paragraph).split("\n"):
        rows.add(where, rows.next, line.split("\t"))


def _table(table: Table, where: str, rows: Rows, depth: int) -> None:
    if depth > NESTED_TABLES:
        raise UnreadableFileError(FileFault.TOO_DEEP, where)
    for number, row in enumerate(table.rows, start=1):
        at = f"{where}, row {number}"
        cells = _each_once(row.cells, at)
        texts = ["" if cell is None else _cell_text(cell) for cell in cells]
        within = [one for cell in cells if cell is not None for one in cell.tables]
        if not within or any(text.strip() for text in texts):
            rows.add(at, rows.next, texts)
        for position, inner in enumerate(within, start=1):
            _table(inner, f"{at}, table {position} in it", rows, depth + 1)


def _each_once(cells: tuple[_Cell, ...], where: str) -> list[_Cell | None]:
    """Return the cells of a row; None for the rest of a cell merged across."""
    if len(cells) > COLUMNS:
        raise UnreadableFileError(FileFault.TOO_MANY_COLUMNS, where)
    found: list[_Cell | None] = []
    last: Any = None
    for cell in cells:
        found.append(None if cell._tc is last else cell)  # noqa: SLF001 - how two cells are one
        last = cell._tc  # noqa: SLF001
    return found


def _cell_text(cell: _Cell) -> str:
    return "\n".join(_text(one).replace("\t", " ") for one in cell.paragraphs).strip()


def _text(paragraph: Paragraph) -> str:
    """Return the visible text of a paragraph, insertions not yet accepted included."""
    return "".join(_pieces(paragraph._p, paragraph))  # noqa: SLF001 - python-docx skips insertions


def _pieces(element: Any, paragraph: Paragraph) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == _LINK:
            yield linked("".join(_pieces(child, paragraph)), _target(child, paragraph))
        elif child.tag in _INSIDE:
            yield from _pieces(child, paragraph)


def _target(link: Any, paragraph: Paragraph) -> str:
    relation = paragraph.part.rels.get(link.get(qn("r:id"), ""))
    return relation.target_ref if relation is not None and relation.is_external else ""


def _margins(document: Opened, rows: Rows) -> None:
    """Add headers and footers, each text once: a review date is often only there."""
    seen: set[str] = set()
    for section in document.sections:
        for name, part in (("header", section.header), ("footer", section.footer)):
            for paragraph in () if part.is_linked_to_previous else part.paragraphs:
                text = _text(paragraph)
                if text.strip() and text not in seen:
                    seen.add(text)
                    _paragraph(paragraph, name, rows)
