"""Options that several commands share, and how each command ends."""

import functools
import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot.commands.answer import deliver
from bot.commands.errors import JSON

Asked = TypeVar("Asked", bound=Callable[..., Any])

AsJson = Annotated[bool, typer.Option(JSON, help="Answer in JSON, for programs.")]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="TOML file; else CONCORD_FILE names one."),
]
By = Annotated[
    str, typer.Option("--by", metavar="PERSON", help="A coordinator's id on the contact list.")
]
_LAST: dict[str, tuple[Any, Any]] = {"settings": (SettingsFile, None), "as_json": (AsJson, False)}
"""Options of the same name in every command that has them, with what they are when not given."""


def command(
    group: typer.Typer, name: str | None = None, *, ledger: bool = False
) -> Callable[[Asked], Asked]:
    """Register a function as a command that writes the answer it returns, and exits.

    With ``ledger`` the function returns a ``LedgerCommand``, which is asked of the ledger that the
    settings name. Each command has ``--json``, and such a one ``--settings``; a function that needs
    one of them itself takes it as a parameter of this name.
    """

    def register(asked: Asked) -> Asked:
        own = inspect.signature(asked).parameters
        wanted = ("settings", "as_json") if ledger else ("as_json",)
        added = [
            inspect.Parameter(
                one, inspect.Parameter.KEYWORD_ONLY, annotation=_LAST[one][0], default=_LAST[one][1]
            )
            for one in wanted
            if one not in own
        ]
        every = [*own.values(), *added]

        @functools.wraps(asked)
        def run(**given: Any) -> NoReturn:
            answer = asked(**{one: given[one] for one in own})
            if ledger:
                from bot.commands.open_ledger import with_open_ledger

                answer = with_open_ledger(given["settings"], os.environ, answer)
            raise typer.Exit(deliver(answer, as_json=given["as_json"]))

        run.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in every}
        group.command(name)(run)
        return asked

    return register
