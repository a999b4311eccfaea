"""The board of a contact list as a page, to print and lay before a sub-group."""

from collections.abc import Iterable
from html import escape

from bot.reports.page import bullets, page, table
from core.routing import wording as say


def as_page(
    of: str,
    summed: str,
    defects: Iterable[str],
    rows: Iterable[tuple[tuple[str, ...], bool]],
    *,
    wrong: bool,
) -> str:
    """The page; each row with whether somebody owns it. Everything that was typed is escaped."""
    listed = [escape(one) for one in defects]
    parts = (
        f"<h2>{escape(say.WANTS_MENDING)}</h2>",
        bullets(listed) if listed else f"<p>{escape(say.NOTHING_WRONG)}</p>",
        table(say.COLUMNS, (_row(cells, owned=owned) for cells, owned in rows), say.HOW),
    )
    return page(say.TITLE, of, of, (summed,), "\n".join(parts), wrong=wrong)


def _row(cells: tuple[str, ...], *, owned: bool) -> str:
    kind = "" if owned else ' class="wrong"'
    return f"<tr{kind}>{''.join(f'<td>{escape(one)}</td>' for one in cells)}</tr>"
