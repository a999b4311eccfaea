"""Documents: tables in their order, tables in tables, merged cells, links, insertions, footers."""

import io
from collections.abc import Callable

from docx import Document
from docx.document import Document as Made
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from adapters.contact_lists.files.open_file import Opened, open_list


def _read(fill: Callable[[Made], object]) -> list[tuple[str, tuple[str, ...]]]:
    made = Document()
    fill(made)
    held = io.BytesIO()
    made.save(held)
    opened = open_list("list.docx", held.getvalue())
    assert isinstance(opened, Opened), opened
    assert [row.number for row in opened.grid.rows] == list(range(1, len(opened.grid.rows) + 1))
    return [(row.where, row.cells) for row in opened.grid.rows]


def test_paragraphs_and_tables_are_read_in_their_order() -> None:
    """A heading above a table stays above it."""

    def fill(made: Made) -> None:
        made.add_heading("Family Help")
        table = made.add_table(2, 2)
        for number, text in enumerate(("Stage 2", "Priya", "Stage 3", "Wilf")):
            table.cell(number // 2, number % 2).text = text
        made.add_paragraph("Police\tQuinn")

    assert _read(fill) == [
        ("paragraph 1", ("Family Help",)),
        ("table 1, row 1", ("Stage 2", "Priya")),
        ("table 1, row 2", ("Stage 3", "Wilf")),
        ("paragraph 2", ("Police", "Quinn")),
    ]


def test_a_table_within_a_table_follows_the_row_it_stands_in() -> None:
    """And each of its rows can be found again."""

    def fill(made: Made) -> None:
        outer = made.add_table(1, 2)
        outer.cell(0, 0).text = "Health"
        inner = outer.cell(0, 1).add_table(2, 1)
        inner.cell(0, 0).text = "Piotr"
        inner.cell(1, 0).text = "Orla"

    assert _read(fill) == [
        ("table 1, row 1", ("Health",)),
        ("table 1, row 1, table 1 in it, row 1", ("Piotr",)),
        ("table 1, row 1, table 1 in it, row 2", ("Orla",)),
    ]


def test_of_merged_cells_each_row_has_the_text_and_a_heading_has_it_once() -> None:
    """As in a workbook."""

    def fill(made: Made) -> None:
        table = made.add_table(3, 3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "Family Help"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "East"
        table.cell(1, 1).text, table.cell(2, 1).text = "Priya", "Wilf"

    assert [cells for _, cells in _read(fill)] == [
        ("Family Help",),
        ("East", "Priya"),
        ("East", "Wilf"),
    ]


def _link(paragraph: Paragraph, shown: str, target: str) -> None:
    relation = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = shown
    run.append(text)
    link.append(run)
    paragraph._p.append(link)


def test_a_link_that_goes_elsewhere_than_it_says_is_kept_beside_its_text() -> None:
    """An honest link is its text."""

    def fill(made: Made) -> None:
        cells = made.add_table(1, 2).rows[0].cells
        _link(cells[0].paragraphs[0], "wilf@hounslow.example", "mailto:wilf@hounslow.example")
        _link(cells[1].paragraphs[0], "Wilf", "mailto:other@hounslow.example")

    ((_, cells),) = _read(fill)
    assert cells == (
        "wilf@hounslow.example",
        '<a href="mailto:other@hounslow.example">Wilf</a>',
    )


def test_an_insertion_that_waits_to_be_accepted_is_read_and_a_deletion_is_not() -> None:
    """The list is read as it is shown."""

    def fill(made: Made) -> None:
        paragraph = made.add_paragraph("Wilf ")
        for tag, inner, said in (("w:ins", "w:t", "Greaves"), ("w:del", "w:delText", "Gone")):
            change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
            text.text = said
            run.append(text)
            change.append(run)
            paragraph._p.append(change)

    assert _read(fill) == [("paragraph 1", ("Wilf Greaves",))]


def test_a_footer_is_read_once_at_the_end() -> None:
    """The review date of a list often stands nowhere else."""

    def fill(made: Made) -> None:
        made.add_paragraph("Contacts")
        made.sections[0].footer.paragraphs[0].text = "Next Review: September 2025"

    assert _read(fill)[-1] == ("footer", ("Next Review: September 2025",))
