"""Outermost error handling of the command line: errors become sentences (or JSON) and exit
codes.
"""

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from bot.commands.answer import (
    EXIT_MISUSE,
    CommandMessage,
    ProblemError,
    stop_writing,
    write_errors,
)

JSON: Final = "--json"


class CommandGroup(TyperGroup):
    """The group of all commands; catches every error they raise."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - Typer's own signature
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002
        **extra: Any,
    ) -> Any:
        """Run a command and return its exit code, also after an error."""
        words = list(sys.argv[1:] if args is None else args)
        as_json = JSON in words
        code = EXIT_MISUSE
        try:
            code = int(
                super().main(
                    args=words,
                    prog_name=prog_name,
                    complete_var=complete_var,
                    standalone_mode=False,
                    windows_expand_args=windows_expand_args,
                    **extra,
                )
                or 0
            )
        except TyperException as error:
            _usage(error, as_json=as_json)
        except ProblemError as problem:
            write_errors(problem.said, as_json=as_json)
            code = problem.code
        except BrokenPipeError:
            stop_writing()
            code = 0
        except (KeyboardInterrupt, typer.Abort):
            code = 130
        except Exception as error:  # noqa: BLE001 - the outermost loop: never a traceback
            write_errors((_unexpected(error),), as_json=as_json)
        if standalone_mode:
            sys.exit(code)
        return code


def _usage(error: TyperException, *, as_json: bool) -> None:
    words = getattr(error, "format_message", lambda: str(error))()
    if as_json:
        write_errors((CommandMessage(words),), as_json=True)
        return
    context = getattr(error, "ctx", None)
    if context is not None:
        sys.stderr.write(f"{context.get_usage()}\n")
    write_errors((CommandMessage(words),), as_json=False)


def _unexpected(error: Exception) -> CommandMessage:
    """Return type and place of an internal error; its message may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return CommandMessage(
        f"Something went wrong inside Concord ({type(error).__name__} at {where}). Nothing more "
        "was done. Please report this line; it holds nothing of any case."
    )
