"""One word for one thing: no class name stands for two."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("core", "adapters", "bot", "policies")


def test_no_class_name_is_used_for_two_things() -> None:
    """Wherever a class is defined, also inside another or in a function."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in (p for room in PRODUCT for p in sorted((ROOT / room).rglob("*.py"))):
        for one in ast.walk(ast.parse(path.read_text())):
            if isinstance(one, ast.ClassDef):
                found[one.name].append(path.relative_to(ROOT).as_posix())
    assert len(found) > 700
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
