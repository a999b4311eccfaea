"""How far a long command has come, for whoever watches a terminal; nothing for anybody else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.commands.answer import plain

Step = Callable[[str], None]
"""Says that the next step begins."""


@contextmanager
def progress(steps: int, *, quiet: bool) -> Iterator[Step]:
    """A bar on stderr that goes away at the end; where stderr is no terminal, nothing is written."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=steps)
        begun = False

        def step(text: str) -> None:
            nonlocal begun
            bar.update(task, advance=int(begun), description=plain(text).replace("[", "("))
            begun = True

        yield step
