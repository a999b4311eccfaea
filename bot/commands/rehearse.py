"""``workbench``: Concord among stand-ins, on this machine only, until it is told to stop."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.commands.answer import Answer, Line, ProblemError
from bot.commands.surroundings import look_at_database, translated
from bot.workbench.run import workbench as run_until_told

_OPTIONS: Final = {"CONCORD_PORT": "--port", "CONCORD_DATABASE_URL": "--folder"}


def workbench(port: int, folder: Path, *, quiet: bool) -> Answer:
    """Run the workbench until stopped; ``quiet`` keeps stdout for the answer alone."""
    to = sys.stderr if quiet else sys.stdout

    def said(sentence: str) -> None:
        to.write(f"{sentence}\n")
        to.flush()

    try:
        with translated():
            folder.mkdir(parents=True, exist_ok=True)
            look_at_database(f"sqlite:///{folder / 'concord.db'}", must_exist=False)
            code = asyncio.run(run_until_told(port, folder, said=said))
    except ProblemError as problem:
        named = (replace(one, name=_OPTIONS.get(one.name, one.name)) for one in problem.said)
        raise ProblemError(*named) from None
    return Answer({"stopped": True, "code": code}, [Line("Stopped.")], code)
