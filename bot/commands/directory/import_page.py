"""The report of an import as one page to print and to present to a board."""

from datetime import date

from bot.commands.directory.import_report import Report, closing, sections
from bot.reports.page import page
from core.imports.findings import Weight
from core.imports.wording import imports as say
from core.imports.wording.findings import WEIGHT
from core.policy.wording.deadlines import spoken_date


def as_page(report: Report, today: date) -> str:
    """Return one self-contained HTML page; all text from the list is escaped."""
    files = ", ".join(f"{one.name} ({one.layout})" for one in report.parts)
    name = report.plan.before.name
    return page(
        "import.html",
        title=say.TITLE,
        about=name,
        of=f"{name}. {files}. {spoken_date(today)}.",
        summed=closing(report),
        wrong=report.blocked,
        say=say,
        weights=WEIGHT,
        found=[one for weight in Weight for one in report.found if one.weight is weight],
        sections=sections(report),
    )
