"""The board of a contact list as a page, to print and lay before a sub-group."""

from collections.abc import Iterable
from html import escape
from string import Template
from typing import Final

from core.wording import board as say

_PAGE: Final = Template("""\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title: $of</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
  margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
.of { margin: .2rem 0 1rem; color: #444; }
.sum { font-size: 1.15rem; font-weight: 600; border-left: .4rem solid #1a6b3c;
  padding: .6rem 1rem; background: #eef6f0; }
.sum.wrong { border-color: #a3160a; background: #fbeceb; }
table { border-collapse: collapse; width: 100%; margin-top: 1.5rem; }
caption { text-align: left; color: #444; padding-bottom: .6rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .6rem;
  border-bottom: 1px solid #c9c9c9; }
thead th { border-bottom: 2px solid #1b1b1b; }
tr.wrong td { background: #fbeceb; }
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
<p class="of">$of</p>
<p class="sum$wrong">$summed</p>
<h2>$mending</h2>
$defects
<table>
<caption>$how</caption>
<thead><tr>$columns</tr></thead>
<tbody>
$rows
</tbody>
</table>
</main>
</body>
</html>
""")


def as_page(
    of: str,
    summed: str,
    defects: Iterable[str],
    rows: Iterable[tuple[tuple[str, ...], bool]],
    *,
    wrong: bool,
) -> str:
    """The page; each row with whether somebody owns it. Everything that was typed is escaped."""
    listed = "\n".join(f"<li>{escape(one)}</li>" for one in defects)
    return _PAGE.substitute(
        title=escape(say.TITLE),
        of=escape(of),
        wrong=" wrong" if wrong else "",
        summed=escape(summed),
        mending=escape(say.WANTS_MENDING),
        defects=f"<ul>\n{listed}\n</ul>" if listed else f"<p>{escape(say.NOTHING_WRONG)}</p>",
        how=escape(say.HOW),
        columns="".join(f'<th scope="col">{escape(one)}</th>' for one in say.COLUMNS),
        rows="\n".join(_row(cells, owned=owned) for cells, owned in rows),
    )


def _row(cells: tuple[str, ...], *, owned: bool) -> str:
    kind = "" if owned else ' class="wrong"'
    return f"<tr{kind}>{''.join(f'<td>{escape(one)}</td>' for one in cells)}</tr>"
