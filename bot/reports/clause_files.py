"""The matrix of clauses as a file: a page to print and lay before a board, or a table."""

import csv
import io
from datetime import date
from html import escape
from typing import Final

from bot.reports.page import page, table
from core.policy.model import Policy
from core.policy.wording import clauses as say
from core.policy.wording.deadlines import spoken_date
from policies.policy_files.clause_matrix import ClauseRow, summed

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def as_page(
    rows: tuple[ClauseRow, ...], policy: Policy, digest: str, document: str, today: date
) -> str:
    """One page of HTML that needs nothing else, made to be printed and to be read aloud."""
    title, of = policy.title, policy.partnership_name
    edition = f"Edition {policy.edition} ({digest[:12]}), {spoken_date(today)}."
    body = f"<p>{escape(say.HOW_TO_READ)}</p>\n" + table(
        say.COLUMNS, map(_html_row, rows), f"{say.TITLE}: {document}"
    )
    return page(
        say.TITLE,
        title,
        f"{title}. {of}. {document}. {edition}",
        (summed(rows),),
        body,
        wrong=not all(row.accounted for row in rows),
    )


def _html_row(row: ClauseRow) -> str:
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in row.kept_by)
    kept = f"<ul>{rules}</ul>" if rules else ""
    lost = "" if row.accounted else f"<strong>{escape(say.LOST)}</strong>"
    shown = "<br>".join(escape(one) for one in (row.displayed_in, row.reason) if one)
    said = f'{escape(row.clause.text)} <span class="kind">({say.KIND[row.clause.kind]})</span>'
    marked = "" if row.accounted else ' class="wrong"'
    return (
        f"<tr{marked}>"
        f'<th scope="row">{escape(row.clause.id)}</th><td>{said}</td>'
        f"<td>{kept or lost or escape(say.NO_RULE)}</td><td>{shown}</td></tr>"
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
