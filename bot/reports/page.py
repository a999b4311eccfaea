"""A page that needs nothing else: to be read on a screen or aloud, printed, laid before a board."""

from collections.abc import Iterable
from html import escape
from string import Template
from typing import Final

_PAGE: Final = Template("""\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title: $about</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
  margin: 2rem auto; max-width: 78rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .4rem; }
.of { margin: .2rem 0 1rem; color: #444; }
.sum { border-left: .4rem solid #1a6b3c; padding: .6rem 1rem; background: #eef6f0; }
.sum.wrong { border-color: #a3160a; background: #fbeceb; }
.sum p { margin: 0 0 .3rem; }
.sum p:first-child { font-size: 1.15rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin-top: 1.5rem; }
caption { text-align: left; color: #444; padding-bottom: .6rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .6rem;
  border-bottom: 1px solid #c9c9c9; }
thead th { border-bottom: 2px solid #1b1b1b; }
tbody th { white-space: nowrap; }
td ul, li ul { margin: 0; padding-left: 1.1rem; color: #444; }
.kind { color: #555; font-size: .9rem; }
tr.wrong td, tr.wrong th { background: #fbeceb; }
strong { color: #8c1208; }
@media print {
  @page { size: A4 landscape; margin: 15mm; }
  body { font-size: 9.5pt; margin: 0; max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tr, li { break-inside: avoid; }
}
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p class="of">$of</p>
<div class="sum$wrong">
$summed
</div>
$body
</main>
</body>
</html>
""")


def page(title: str, about: str, of: str, summed: Iterable[str], body: str, *, wrong: bool) -> str:
    """The whole page. ``about`` follows the title in the window's name, ``of`` says beneath it of
    what and when, ``summed`` is what it comes to, the most important first. All of it is escaped
    here but ``body``, which is HTML.
    """
    return _PAGE.substitute(
        title=escape(title),
        about=escape(about),
        of=escape(of),
        summed="\n".join(f"<p>{escape(one)}</p>" for one in summed),
        wrong=" wrong" if wrong else "",
        body=body,
    )


def table(columns: Iterable[str], rows: Iterable[str], caption: str = "") -> str:
    """A table with a head; ``rows`` are HTML."""
    said = f"<caption>{escape(caption)}</caption>\n" if caption else ""
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in columns)
    written = "\n".join(rows)
    return f"<table>\n{said}<thead><tr>{heads}</tr></thead>\n<tbody>\n{written}\n</tbody>\n</table>"


def bullets(items: Iterable[str]) -> str:
    """A list; ``items`` are HTML."""
    return "<ul>\n" + "\n".join(f"<li>{one}</li>" for one in items) + "\n</ul>"
