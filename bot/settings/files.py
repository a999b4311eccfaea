"""Policy files and contact lists on the disk: found, and told apart by their partnership."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from policies.library import base_text
from policies.yaml_reading.overlay import Bases, base_of, none
from policies.yaml_reading.source import MAX_BYTES, read


def yaml_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Each file as it is, and each folder's own YAML files in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.iterdir() if one.suffix in {".yaml", ".yml"})
            found.extend(sorted(one for one in inside if one.is_file()))
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def policy_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Policy files, found as ``yaml_files`` does; in a folder those that no other there extends.
    Raises OSError or UnicodeDecodeError where one cannot be read.
    """
    named = tuple(paths)
    found = yaml_files(named)
    bases = {path.parent / base_of(path.read_text(encoding="utf-8")) for path in found}
    return tuple(path for path in found if path in named or path not in bases)


def bases_of(path: Path) -> Bases:
    """Where a policy file finds what it extends: beside it, else among those kept in Concord."""

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
    """The id of the partnership whose contact list this is, "" where the text does not say."""
    data = read(text, "").data
    partnership = data.get("partnership") if isinstance(data, dict) else None
    named = partnership.get("id") if isinstance(partnership, dict) else None
    return named if isinstance(named, str) else ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's name and text."""

    name: str
    text: str
    bases: Bases = none
    """Of a policy file: where it finds the one it extends."""
