"""A file that extends another: finds its base, merges the two, and reads them as one file.

Mappings are merged key by key, lists whose entries have an id (or a role) entry by entry, and
everything else is replaced (see ``docs/decisions``). Every value keeps its file and line, so that a
fault names the place to correct.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, TypeAlias

from policies.yaml_reading.fault import Path
from policies.yaml_reading.merge import merged
from policies.yaml_reading.source import Value, YamlSource, read, value_at
from policies.yaml_reading.words import shown

Bases: TypeAlias = Callable[[str], str | None]
"""Returns the text of a file by its plain name, None if there is none or it cannot be read."""

MAX_CHAIN_FILES: Final = 4
"""Most files in a chain, the first included, so that people can still follow it."""

_EXTENDS: Final[Path] = ("extends",)
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.ya?ml")


@dataclass(frozen=True, slots=True)
class Layers:
    """One file, or several merged."""

    source: YamlSource
    extends: str = ""
    """Id and edition of the policy it extends; "" if none."""


def base_of(text: str) -> str:
    """Return the plain name of the file that this one extends, "" if none."""
    data = read(text, "").data
    named = data.get("extends") if isinstance(data, dict) else None
    return named if isinstance(named, str) and _PLAIN_NAME.fullmatch(named) else ""


def no_bases(_: str) -> None:
    """Find no file: nothing can be extended."""


def layered(text: str, name: str, bases: Bases) -> Layers:
    """Read a file and, if it says ``extends``, merge it with its base. Never raises."""
    return _layered(Layers(read(text, name)), bases, (PurePath(name).name,))


def _layered(over: Layers, bases: Bases, chain: tuple[str, ...]) -> Layers:
    source = over.source
    if not isinstance(source.data, dict) or "extends" not in source.data:
        return over
    named = source.data["extends"]
    text = _base_text(source, named, bases, chain)
    if text is None:
        source.data = None
        return over
    name = str(named)
    base = _layered(Layers(read(text, name)), bases, (*chain, name))
    if not isinstance(base.source.data, dict):
        if not base.source.faults:
            said = "A base must be a policy file, with “name: value” lines."
            base.source.faults.append(base.source.fault((), said))
        source.faults += base.source.faults
        source.data = None
        return over
    del source.data["extends"]
    found = merged(base.source, source)
    return Layers(found, _identity(base.source))


def _base_text(
    source: YamlSource, named: Value, bases: Bases, chain: tuple[str, ...]
) -> str | None:
    """Return the base's text, or None and add a fault that says why."""
    if not isinstance(named, str) or not _PLAIN_NAME.fullmatch(named):
        said = (
            f"“extends” is {shown(named)}; it must be the plain name of a file in the same folder, "
            "or of a policy that comes with Concord, such as hounslow.yaml."
        )
    elif named in chain:
        said = f"{named} would extend itself through this line. Name another file, or rename one."
    elif len(chain) >= MAX_CHAIN_FILES:
        said = f"A chain of more than {MAX_CHAIN_FILES} files is too long to follow. Extend an earlier one."
    else:
        text = bases(named)
        if text is not None:
            return text
        said = (
            f"There is no readable {named} in the folder of this file, and none comes with "
            "Concord. Correct the name, or put the file there."
        )
    source.faults.append(source.fault(_EXTENDS, said))
    return None


def _identity(base: YamlSource) -> str:
    """Return id and edition of a policy, as far as given, such as "hounslow 2024-09"."""
    said = (value_at(base.data, ("about", key)) for key in ("id", "edition"))
    return " ".join(str(one)[:40] for one in said if one)
