"""The report of an import as one page to print and to present to a board."""

from collections.abc import Iterator
from datetime import date
from html import escape

from bot.commands.directory.import_report import Report, ReportSection, closing, sections
from bot.reports.page import bullets, page, table
from core.imports.findings import Weight
from core.imports.wording import imports as say
from core.imports.wording.findings import WEIGHT
from core.policy.wording.deadlines import spoken_date


def as_page(report: Report, today: date) -> str:
    """Return one self-contained HTML page; all text from the list is escaped."""
    files = ", ".join(f"{one.name} ({one.layout})" for one in report.parts)
    name = report.plan.before.name
    parts = (
        f"<h2>{escape(say.ISSUES)}</h2>",
        table(say.COLUMNS, _rows(report)) if report.found else f"<p>{escape(say.NONE)}</p>",
        *(_section(one) for one in sections(report)),
    )
    return page(
        say.TITLE,
        name,
        f"{name}. {files}. {spoken_date(today)}.",
        closing(report),
        "\n".join(parts),
        wrong=report.blocked,
    )


def _rows(report: Report) -> Iterator[str]:
    for weight in (Weight.ERROR, Weight.WARNING, Weight.NOTE):
        for one in report.found:
            if one.weight is weight:
                said = escape(WEIGHT[weight])
                weighed = f"<strong>{said}</strong>" if weight is Weight.ERROR else said
                yield (
                    f"<tr><td>{weighed}</td><td>{escape(one.file)}</td>"
                    f"<td>{escape(one.text)}</td></tr>"
                )


def _section(section: ReportSection) -> str:
    heading = f"<h2>{escape(section.heading)} ({len(section.rows)})</h2>"
    if not section.rows:
        return f"{heading}\n<p>{escape(say.NONE)}</p>"
    return f"{heading}\n{bullets(_items(section))}"


def _items(section: ReportSection) -> Iterator[str]:
    for label, details in section.rows:
        inner = "".join(f"<li>{escape(one)}</li>" for one in details)
        yield f"{escape(label)}{f'<ul>{inner}</ul>' if inner else ''}"
