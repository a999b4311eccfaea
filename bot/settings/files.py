"""Finds policy files and contact lists on the disk, and reads their partnership."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from policies.library import base_text
from policies.yaml_reading.overlay import Bases, base_of, no_bases
from policies.yaml_reading.source import MAX_BYTES, read


def yaml_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return each file as given, and each folder's own YAML files by name."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.iterdir() if one.suffix in {".yaml", ".yml"})
            found.extend(sorted(one for one in inside if one.is_file()))
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def policy_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return policy files, found as ``yaml_files`` does; of a folder, those that no other file
    there extends. Raises OSError or UnicodeDecodeError if one cannot be read.
    """
    named = tuple(paths)
    found = yaml_files(named)
    bases = {path.parent / base_of(path.read_text(encoding="utf-8")) for path in found}
    return tuple(path for path in found if path in named or path not in bases)


def bases_of(path: Path) -> Bases:
    """Return how a policy file finds the one it extends: in its folder, else in Concord's
    library.
    """

    def text(name: str) -> str | None:
        beside = path.with_name(name)
        if not beside.is_file():
            return base_text(name)
        try:
            with beside.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
            return raw.decode("utf-8-sig", "strict" if len(raw) <= MAX_BYTES else "ignore")
        except (OSError, UnicodeDecodeError):
            return None

    return text


def partnership_of(text: str) -> str:
    """Return the partnership id of a contact list, "" if the text has none."""
    data = read(text, "").data
    partnership = data.get("partnership") if isinstance(data, dict) else None
    named = partnership.get("id") if isinstance(partnership, dict) else None
    return named if isinstance(named, str) else ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's name and text."""

    name: str
    text: str
    bases: Bases = no_bases
    """For a policy file: finds the file it extends."""
