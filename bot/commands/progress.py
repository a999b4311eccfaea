"""Progress of a long command, shown on a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.commands.answer import without_control_characters

Step = Callable[[str], None]
"""Called with a text when the next step begins."""


@contextmanager
def progress(steps: int, *, quiet: bool) -> Iterator[Step]:
    """Show a bar on stderr that disappears at the end; if stderr is no terminal, write nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=steps)
        begun = False

        def step(text: str) -> None:
            nonlocal begun
            bar.update(
                task,
                advance=int(begun),
                description=without_control_characters(text).replace("[", "("),
            )
            begun = True

        yield step
