"""Text pasted from a PDF as a grid: a row per line, cells separated by tabs."""

from typing import Final

from adapters.contact_lists.grid import Grid, GridRow

MOST_CHARACTERS: Final = 4_000_000
MOST_LINES: Final = 20_000


class PastedTooLongError(ValueError):
    """The text is longer than any contact list; nothing of it was read."""


def grid_of_text(name: str, text: str) -> Grid:
    """Return a row for each line, numbered from 1; a line of only white space is blank.

    Raises ``PastedTooLongError`` above ``MOST_CHARACTERS`` or ``MOST_LINES``.
    """
    if len(text) > MOST_CHARACTERS:
        raise PastedTooLongError(f"more than {MOST_CHARACTERS} characters")
    # Not splitlines(): a form feed or vertical tab in a line would shift all later numbers.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if len(lines) > MOST_LINES:
        raise PastedTooLongError(f"more than {MOST_LINES} lines")
    return Grid(
        name=name,
        rows=tuple(
            GridRow(
                where=f"line {number}",
                number=number,
                cells=tuple(line.split("\t")) if line.strip() else (),
            )
            for number, line in enumerate(lines, 1)
        ),
    )
