"""Every collection of the key-value store: declared once, with its type and its retention."""

import importlib
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from core.ports import Collection

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/stored-documents.md"


def _declared() -> dict[str, list[Collection[object]]]:
    """All that the modules of the product declare, by name."""
    found: dict[str, dict[int, Collection[object]]] = defaultdict(dict)
    for room in ("core", "adapters"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" in path.parts or "Collection(" not in path.read_text():
                continue
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for value in vars(importlib.import_module(name)).values():
                if isinstance(value, Collection):
                    found[value.name][id(value)] = value
    module = importlib.import_module("bot.app.start_lists")
    for value in vars(module).values():
        if isinstance(value, Collection):
            found[value.name][id(value)] = value
    return {name: list(ones.values()) for name, ones in found.items()}


def _spoken(lasts: timedelta | None) -> str:
    """How the page says how long a document is kept."""
    if lasts is None:
        return "until removed"
    if lasts.days:
        return "1 day" if lasts.days == 1 else f"{lasts.days} days"
    minutes = lasts.seconds // 60
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def test_each_collection_is_declared_once() -> None:
    """No two declarations share a name: each kind of document has one type and one retention."""
    declared = _declared()
    assert len(declared) > 30
    assert {name: ones for name, ones in declared.items() if len(ones) > 1} == {}


def test_the_page_of_stored_documents_lists_them_all() -> None:
    """With the same retention; and nothing that is not declared."""
    rows = [line.split("|") for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    listed = {row[1].strip(" `"): row[3].strip() for row in rows}
    assert listed == {name: _spoken(ones[0].lasts) for name, ones in _declared().items()}
