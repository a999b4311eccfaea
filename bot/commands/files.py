"""Files given to a command: read whole, or refused in one sentence each."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bot.commands.answer import EXIT_FINDINGS, CommandMessage, ProblemError
from bot.settings.files import bases_of, yaml_files
from core.directory.model import Directory
from policies.contact_list_files.loader import load_directory
from policies.library import base_text, clauses_of
from policies.policy_files.clause_list import ClauseList, load_clauses
from policies.policy_files.loader import LoadedPolicy, load_policy
from policies.yaml_reading.fault import Fault
from policies.yaml_reading.overlay import MAX_CHAIN_FILES, base_of

BIGGEST: Final = 4 * 1024 * 1024


def read_text(path: Path) -> str:
    """Read a text file in UTF-8. Raises ProblemError for anything else."""
    name = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(BIGGEST + 1)
        if len(raw) > BIGGEST:
            raise ProblemError(CommandMessage("This file is far too big to be a policy.", name))
        return raw.decode("utf-8-sig")
    except FileNotFoundError:
        said = "There is no such file. Check the path."
    except IsADirectoryError:
        said = "This is a folder. Name a file in it."
    except NotADirectoryError:
        said = "A part of this path is a file, not a folder. Check the path."
    except PermissionError:
        said = "This file may not be read by you. Check its permissions."
    except UnicodeDecodeError:
        said = "This is not a text file in UTF-8."
    except (OSError, ValueError):
        said = "This file cannot be read."
    raise ProblemError(CommandMessage(said, name))


def files_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files themselves and, for a folder, its YAML files. Raises ProblemError if a
    folder has none.
    """
    found: list[Path] = []
    for path in paths:
        try:
            here = yaml_files((path,))
        except OSError:
            raise ProblemError(
                CommandMessage("This folder may not be read by you.", str(path))
            ) from None
        if not here:
            raise ProblemError(CommandMessage("There is no YAML file in this folder.", str(path)))
        found.extend(here)
    return tuple(dict.fromkeys(found))


def policy_in(path: Path) -> LoadedPolicy | tuple[Fault, ...]:
    """Return the policy of a file, or its faults; checked against its clauses if they are found."""
    text = read_text(path)
    clauses = _clauses_beside(path, text)
    if isinstance(clauses, tuple):
        return clauses
    return load_policy(text, str(path), clauses, bases_of(path))


def sound_policy(path: Path) -> LoadedPolicy:
    """Return the policy of a file. Raises ProblemError with every fault."""
    loaded = policy_in(path)
    if isinstance(loaded, tuple):
        raise ProblemError(
            *(CommandMessage(one.message, place(one)) for one in loaded), code=EXIT_FINDINGS
        )
    return loaded


def policy_with_clauses(path: Path, listed: Path | None) -> tuple[LoadedPolicy, ClauseList]:
    """Return a policy and the clauses of its document, not checked against each other. The clauses
    are those of the file named, else of ``clauses/<policy id>.yaml`` next to the policy. Raises
    ProblemError with every fault of either.
    """
    text = read_text(path)
    loaded = load_policy(text, str(path), bases=bases_of(path))
    if isinstance(loaded, tuple):
        raise ProblemError(
            *(CommandMessage(one.message, place(one)) for one in loaded), code=EXIT_FINDINGS
        )
    beside = path.parent / "clauses" / f"{loaded.policy.id}.yaml"
    named = listed or beside
    there = listed is not None or beside.is_file()
    clauses = load_clauses(read_text(named), str(named)) if there else _clauses_beside(path, text)
    if clauses is None:
        raise ProblemError(
            CommandMessage(f"There is no {beside} with its clauses. Name it.", "--clauses")
        )
    if isinstance(clauses, tuple):
        raise ProblemError(
            *(CommandMessage(one.message, place(one)) for one in clauses), code=EXIT_FINDINGS
        )
    return loaded, clauses


def sound_directory(path: Path, loaded: LoadedPolicy) -> Directory:
    """Return the contact list of a file. Raises ProblemError with every fault."""
    directory = load_directory(read_text(path), str(path), loaded.policy)
    if isinstance(directory, tuple):
        raise ProblemError(
            *(CommandMessage(one.message, place(one)) for one in directory), code=EXIT_FINDINGS
        )
    return directory


def place(fault: Fault) -> str:
    """Return the place of a fault: ``file:line: path``."""
    where = f"{fault.file}:{fault.line}"
    return f"{where}: {fault.path}" if fault.path else where


def _clauses_beside(
    path: Path, text: str, files: int = MAX_CHAIN_FILES
) -> ClauseList | tuple[Fault, ...] | None:
    """Return the clauses in the folder next to a policy, else those of the policy it extends."""
    beside = path.parent / "clauses" / path.name
    if beside.is_file():
        return load_clauses(read_text(beside), str(beside))
    base = base_of(text)
    below = path.with_name(base) if base else path
    if not base or files < 1:
        return None
    if below.is_file():
        return _clauses_beside(below, read_text(below), files - 1)
    return clauses_of(base.removesuffix(".yaml")) if base_text(base) else None
