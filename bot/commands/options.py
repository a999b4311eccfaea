"""Options that several commands share, and how each command ends."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.answer import CommandAnswer, deliver
from bot.commands.errors import JSON

AsJson = Annotated[bool, typer.Option(JSON, help="Answer in JSON, for programs.")]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="TOML file; else CONCORD_FILE names one."),
]
By = Annotated[
    str, typer.Option("--by", metavar="PERSON", help="A coordinator's id on the contact list.")
]


def write_and_exit(answer: CommandAnswer, *, as_json: bool) -> None:
    """Write the answer and exit with its code."""
    raise typer.Exit(deliver(answer, as_json=as_json))
