"""Reads contact lists from files of any layout and compares them with the current list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from adapters.contact_lists.drafts import Issue
from adapters.contact_lists.files.limits import BYTES
from adapters.contact_lists.files.open_file import open_list
from adapters.contact_lists.listing import listed
from adapters.contact_lists.own_format.read import is_own, own_list
from adapters.contact_lists.recognise import recognise_list
from bot.commands.answer import EXIT_FINDINGS, CommandMessage, ProblemError
from bot.commands.environment import os_error_message
from bot.commands.files import place, read_text
from core.imports import Obstacle, Reading, complete_list, resolve_list
from core.imports.file_faults import FileNoteAt, FileRefused
from core.imports.findings import Layout, Weight
from core.imports.wording import file_faults
from core.imports.wording import imports as say
from core.imports.wording.findings import LAYOUT, sentence
from core.imports.wording.imports import obstacle_sentence
from core.policy.model import Policy
from policies.contact_list_files.loader import load_directory

_YAML: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding in a file; its sentence names the place."""

    file: str
    where: str
    number: int
    weight: Weight
    code: str
    about: str
    raw: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """A file that was read, and the findings in it."""

    name: str
    layout: str
    """The recognised layout, in words."""
    rows: int
    found: tuple[Found, ...]
    read: Reading


def part_of(path: Path, policy: Policy, answers: Mapping[str, str], today: date) -> ReadList:
    """Read a file. Raises ProblemError if nothing of it can be read."""
    if path.suffix.lower() in _YAML:
        return _yaml(path, policy)
    opened = open_list(path.name, _bytes(path))
    if isinstance(opened, FileRefused):
        raise ProblemError(
            CommandMessage(file_faults.refused(opened), str(path)), code=EXIT_FINDINGS
        )
    grid, notes = opened.grid, tuple(_noted(path.name, one) for one in opened.notes)
    if is_own(grid):
        return ReadList(
            name=path.name,
            layout=say.OWN_LAYOUT,
            rows=len(grid.rows),
            found=notes,
            read=lambda present: own_list(grid, present, policy),
        )
    sensed = recognise_list(grid, today)
    if sensed.layout is Layout.UNKNOWN:
        raise ProblemError(CommandMessage(say.UNKNOWN_FILE, str(path)), code=EXIT_FINDINGS)
    rows = listed(path.name, sensed)
    return ReadList(
        name=path.name,
        layout=LAYOUT[sensed.layout],
        rows=len(grid.rows),
        found=(*notes, *(_issue(path.name, one) for one in sensed.issues)),
        read=lambda present: resolve_list(rows, present, policy, answers),
    )


def _yaml(path: Path, policy: Policy) -> ReadList:
    text = read_text(path)
    loaded = load_directory(text, str(path), policy)
    if isinstance(loaded, tuple):
        raise ProblemError(
            *(CommandMessage(one.message, place(one)) for one in loaded), code=EXIT_FINDINGS
        )
    return ReadList(
        name=path.name,
        layout=say.YAML_LAYOUT,
        rows=text.count("\n") + 1,
        found=(),
        read=lambda _: complete_list(loaded, path.name),
    )


def _bytes(path: Path) -> bytes:
    """Read at most one byte more than the limit: the full size does not matter."""
    try:
        with path.open("rb") as file:
            return file.read(BYTES + 1)
    except OSError as error:
        raise ProblemError(os_error_message(error)) from None


def _noted(file: str, one: FileNoteAt) -> Found:
    return Found(
        file=file,
        where=one.where,
        number=one.number,
        weight=Weight.NOTE,
        code=one.what.value,
        about="",
        raw=one.raw,
        text=file_faults.noted(one),
    )


def _issue(file: str, one: Issue) -> Found:
    return Found(
        file=file,
        where=one.where,
        number=one.number,
        weight=one.weight,
        code=one.what.value,
        about=one.about,
        raw=one.raw,
        text=sentence(one.what, where=one.where, raw=one.raw, about=one.about, detail=one.detail),
    )


def obstacle_finding(file: str, one: Obstacle) -> Found:
    """Return an obstacle to the import as a finding."""
    return Found(
        file=file,
        where=one.where,
        number=one.number,
        weight=one.weight,
        code=one.what.value,
        about=one.about,
        raw=one.detail,
        text=obstacle_sentence(one),
    )
