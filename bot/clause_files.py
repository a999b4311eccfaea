"""The matrix of clauses as a file: a page to print and lay before a board, or a table."""

import csv
import io
from datetime import date
from html import escape
from string import Template
from typing import Final

from core.policy import Policy
from core.wording import clauses as say
from core.wording.deadlines import spoken_date
from policies.clause_matrix import Row, summed

_PAGE: Final = Template("""\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title: $policy</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
  margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
.of { margin: .2rem 0 1rem; color: #444; }
.sum { font-size: 1.15rem; font-weight: 600; border-left: .4rem solid #1a6b3c;
  padding: .6rem 1rem; background: #eef6f0; }
.sum.lost { border-color: #a3160a; background: #fbeceb; }
table { border-collapse: collapse; width: 100%; margin-top: 1.5rem; }
caption { text-align: left; color: #444; padding-bottom: .6rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .6rem;
  border-bottom: 1px solid #c9c9c9; }
thead th { border-bottom: 2px solid #1b1b1b; }
tbody th { white-space: nowrap; }
td ul { margin: 0; padding-left: 1.1rem; }
.kind { color: #555; font-size: .9rem; }
tr.lost td, tr.lost th { background: #fbeceb; }
tr.lost strong { color: #8c1208; }
@media print {
  @page { size: A4 landscape; margin: 15mm; }
  body { font-size: 9.5pt; margin: 0; max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p class="of">$policy. $partnership. $document. Edition $edition ($digest), $today.</p>
<p class="sum$lost">$summed</p>
<p>$how</p>
<table>
<caption>$caption</caption>
<thead><tr>$columns</tr></thead>
<tbody>
$rows
</tbody>
</table>
</main>
</body>
</html>
""")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def as_page(rows: tuple[Row, ...], policy: Policy, digest: str, document: str, today: date) -> str:
    """One page of HTML that needs nothing else, made to be printed and to be read aloud."""
    accounted = all(row.accounted for row in rows)
    words = {
        "title": say.TITLE,
        "policy": policy.title,
        "partnership": policy.partnership_name,
        "document": document,
        "edition": policy.edition,
        "digest": digest[:12],
        "today": spoken_date(today),
        "summed": summed(rows),
        "how": say.HOW_TO_READ,
        "caption": f"{say.TITLE}: {document}",
    }
    return _PAGE.substitute(
        {name: escape(text) for name, text in words.items()},
        lost="" if accounted else " lost",
        columns="".join(f'<th scope="col">{escape(column)}</th>' for column in say.COLUMNS),
        rows="\n".join(_html_row(row) for row in rows),
    )


def _html_row(row: Row) -> str:
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in row.kept_by)
    kept = f"<ul>{rules}</ul>" if rules else ""
    lost = "" if row.accounted else f"<strong>{escape(say.LOST)}</strong>"
    shown = "<br>".join(escape(one) for one in (row.displayed_in, row.reason) if one)
    said = f'{escape(row.clause.text)} <span class="kind">({say.KIND[row.clause.kind]})</span>'
    marked = "" if row.accounted else ' class="lost"'
    return (
        f"<tr{marked}>"
        f'<th scope="row">{escape(row.clause.id)}</th><td>{said}</td>'
        f"<td>{kept or lost or escape(say.NO_RULE)}</td><td>{shown}</td></tr>"
    )


def as_csv(rows: tuple[Row, ...]) -> str:
    """A table that spreadsheets open: UTF-8 with its mark, one clause to a line."""
    held = io.StringIO()
    table = csv.writer(held)
    table.writerow(("id", "kind", "text", "kept_by", "displayed_in", "reason", "accounted"))
    for row in rows:
        kept = "; ".join(row.kept_by)
        cells = (row.clause.id, row.clause.kind, row.clause.text, kept)
        accounted = "yes" if row.accounted else "no"
        table.writerow(map(_cell, (*cells, row.displayed_in, row.reason, accounted)))
    return f"\ufeff{held.getvalue()}"


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
