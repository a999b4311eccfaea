"""Output of commands: for people, or as JSON for programs, with one of three exit codes."""

import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

EXIT_OK: Final = 0
EXIT_FINDINGS: Final = 1
"""The command worked and found something wrong."""
EXIT_MISUSE: Final = 2
"""Wrong use, or the environment does not allow it."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class CommandMessage:
    """A message: what it is about, and a sentence."""

    message: str
    name: str = ""

    def __str__(self) -> str:
        """Return the message on one line."""
        return f"{self.name}: {self.message}" if self.name else self.message


class ProblemError(Exception):
    """The command cannot do what was asked; holds every reason at once."""

    def __init__(self, *said: CommandMessage | str, code: int = EXIT_MISUSE) -> None:
        self.code = code
        self.said = tuple(
            one if isinstance(one, CommandMessage) else CommandMessage(one) for one in said
        )
        super().__init__("\n".join(map(str, self.said)))


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """The result of a command: ``data`` for programs, ``lines`` for people."""

    data: Any
    lines: Iterable["AnswerLine"]
    code: int = EXIT_OK
    aside: tuple[CommandMessage, ...] = field(default=())
    """Messages written to stderr in addition."""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A line for people, in one of a few styles; ``label`` goes before it in a column."""

    text: str = ""
    label: str = ""
    style: str = ""


def deliver(answer: CommandAnswer, *, as_json: bool) -> int:
    """Write an answer to stdout and return its exit code, even if the reader has closed the
    pipe.
    """
    for one in answer.aside:
        write_errors((one,), as_json=as_json)
    try:
        if as_json:
            print_json(answer.data, sys.stdout)
        else:
            _show(answer.lines)
        sys.stdout.flush()
    except BrokenPipeError:
        stop_writing()
    return answer.code


def write_errors(said: Iterable[CommandMessage], *, as_json: bool) -> None:
    """Write errors to stderr."""
    told = tuple(said)
    try:
        if as_json:
            errors = [{"name": one.name, "message": one.message} for one in told]
            print_json({"errors": errors}, sys.stderr)
        else:
            for one in told:
                sys.stderr.write(
                    f"{_encodable(without_control_characters(str(one)), sys.stderr)}\n"
                )
        sys.stderr.flush()
    except BrokenPipeError:
        stop_writing()


def print_json(data: Any, to: TextIO) -> None:
    """Write JSON, in ASCII unless the stream is UTF-8."""
    ascii_only = (to.encoding or "ascii").lower().replace("-", "") != "utf8"
    to.write(json.dumps(data, ensure_ascii=ascii_only, indent=2) + "\n")


def without_control_characters(text: str) -> str:
    """Replace control characters, so that text cannot control the terminal."""
    return _CONTROL.sub("\ufffd", text)


def stop_writing() -> None:
    """Redirect stdout and stderr to nowhere, so that the interpreter's last flush does not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(nowhere, stream.fileno())
        except (OSError, ValueError):
            continue


def _show(lines: Iterable[AnswerLine]) -> None:
    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    # Captured first: Rich would end the program by itself if the reader has closed the pipe.
    with console.capture() as captured:
        for group in _grouped(lines):
            if group[0].label:
                console.print(_table(group, console.width))
                continue
            for line in group:
                console.print(_cell(line.text, line.style), soft_wrap=True)
    for row in captured.get().split("\n")[:-1]:
        sys.stdout.write(f"{row.rstrip(' ')}\n")


def _table(group: list[AnswerLine], width: int) -> Table:
    grid = Table.grid(padding=(0, 2))
    widest = max(len(line.label) for line in group)
    grid.add_column(max_width=max(12, min(widest, width // 2)), overflow="fold")
    grid.add_column(overflow="fold")
    for line in group:
        grid.add_row(_cell(line.label, line.style), _cell(line.text, line.style))
    return grid


def _cell(text: str, style: str) -> Text:
    return Text(_encodable(without_control_characters(text), sys.stdout), style=style)


def _grouped(lines: Iterable[AnswerLine]) -> Iterable[list[AnswerLine]]:
    """Group neighbouring lines with labels, which share a table."""
    group: list[AnswerLine] = []
    for line in lines:
        if group and bool(line.label) != bool(group[0].label):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _encodable(text: str, to: TextIO) -> str:
    encoding = to.encoding or "ascii"
    return text.encode(encoding, "replace").decode(encoding)
