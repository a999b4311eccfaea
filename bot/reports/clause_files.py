"""The matrix of clauses as a file: a page to print and lay before a board, or a table."""

import csv
import io
from datetime import date
from typing import Final

from bot.reports.page import page
from core.policy.model import Policy
from core.policy.wording import clauses as say
from core.policy.wording.deadlines import spoken_date
from policies.policy_files.clause_matrix import ClauseRow, summary

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def as_page(
    rows: tuple[ClauseRow, ...], policy: Policy, digest: str, document: str, today: date
) -> str:
    """One page of HTML that needs nothing else, made to be printed and to be read aloud."""
    title, of = policy.title, policy.partnership_name
    edition = f"Edition {policy.edition} ({digest[:12]}), {spoken_date(today)}."
    return page(
        "clauses.html",
        title=say.TITLE,
        about=title,
        of=f"{title}. {of}. {document}. {edition}",
        summed=(summary(rows),),
        wrong=not all(row.accounted for row in rows),
        say=say,
        caption=f"{say.TITLE}: {document}",
        rows=rows,
    )


def as_csv(rows: tuple[ClauseRow, ...]) -> str:
    """A table that spreadsheets open: UTF-8 with its mark, one clause to a line."""
    held = io.StringIO()
    lines = csv.writer(held)
    lines.writerow(("id", "kind", "text", "kept_by", "displayed_in", "reason", "accounted"))
    for row in rows:
        kept = "; ".join(row.kept_by)
        cells = (row.clause.id, row.clause.kind, row.clause.text, kept)
        accounted = "yes" if row.accounted else "no"
        lines.writerow(map(_cell, (*cells, row.displayed_in, row.reason, accounted)))
    return f"\ufeff{held.getvalue()}"


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
