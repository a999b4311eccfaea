"""The report of an import as one page to print and lay before a board."""

from collections.abc import Iterator
from datetime import date
from html import escape
from string import Template
from typing import Final

from bot.commands.import_report import Report, Section, closing, sections
from core.lists import Weight
from core.wording import intake as say
from core.wording.deadlines import spoken_date
from core.wording.lists import WEIGHT

_PAGE: Final = Template("""\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title: $partnership</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
  margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .4rem; }
.of { margin: .2rem 0 1rem; color: #444; }
.sum { border-left: .4rem solid #1a6b3c; padding: .6rem 1rem; background: #eef6f0; }
.sum.blocked { border-color: #a3160a; background: #fbeceb; }
.sum p { margin: 0 0 .3rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem;
  border-bottom: 1px solid #c9c9c9; }
thead th { border-bottom: 2px solid #1b1b1b; }
td ul, li ul { margin: 0; padding-left: 1.1rem; color: #444; }
.error { color: #8c1208; font-weight: 600; }
@media print {
  @page { size: A4; margin: 15mm; }
  body { font-size: 9.5pt; margin: 0; max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tr, li { break-inside: avoid; }
}
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p class="of">$partnership. $files. $today.</p>
<div class="sum$blocked">
$summed
</div>
<h2>$issues</h2>
$found
$sections
</main>
</body>
</html>
""")


def as_page(report: Report, today: date) -> str:
    """One page of HTML that needs nothing else; whatever stood in the list is text on it."""
    files = ", ".join(f"{one.name} ({one.layout})" for one in report.parts)
    return _PAGE.substitute(
        title=escape(say.TITLE),
        partnership=escape(report.plan.before.name),
        files=escape(files),
        today=escape(spoken_date(today)),
        blocked=" blocked" if report.blocked else "",
        summed="\n".join(f"<p>{escape(one)}</p>" for one in closing(report)),
        issues=escape(say.ISSUES),
        found=_table(report) if report.found else f"<p>{escape(say.NONE)}</p>",
        sections="\n".join(_section(one) for one in sections(report)),
    )


def _table(report: Report) -> str:
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in say.COLUMNS)
    rows = "\n".join(_rows(report))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _rows(report: Report) -> Iterator[str]:
    for weight in (Weight.ERROR, Weight.WARNING, Weight.NOTE):
        for one in report.found:
            if one.weight is weight:
                marked = ' class="error"' if weight is Weight.ERROR else ""
                place = f"{one.file}, {one.where}" if one.where else one.file
                yield (
                    f"<tr><td{marked}>{escape(WEIGHT[weight])}</td><td>{escape(place)}</td>"
                    f"<td>{escape(one.text)}</td></tr>"
                )


def _section(section: Section) -> str:
    heading = f"<h2>{escape(section.heading)} ({len(section.rows)})</h2>"
    if not section.rows:
        return f"{heading}\n<p>{escape(say.NONE)}</p>"
    return f"{heading}\n<ul>\n{chr(10).join(_items(section))}\n</ul>"


def _items(section: Section) -> Iterator[str]:
    for label, details in section.rows:
        inner = "".join(f"<li>{escape(one)}</li>" for one in details)
        yield f"<li>{escape(label)}{f'<ul>{inner}</ul>' if inner else ''}</li>"
