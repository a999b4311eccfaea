"""Policy files and contact lists on the disk: found, and told apart by their partnership."""

from collections.abc import Iterable
from pathlib import Path

from policies.yaml_source import read


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


def partnership_of(text: str) -> str:
    """The id of the partnership whose contact list this is, "" where the text does not say."""
    data = read(text, "").data
    partnership = data.get("partnership") if isinstance(data, dict) else None
    named = partnership.get("id") if isinstance(partnership, dict) else None
    return named if isinstance(named, str) else ""
