"""The tree: rooms small enough to be looked over, each with a sentence that says what it is for."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("core", "adapters", "bot", "policies")
ROOMS = (*PRODUCT, "tests")
MOST = 15
"""Entries a folder may hold besides its __init__.py."""
EXEMPT = {
    "bot/workbench/page/static": "what browsers load lies together",
    "adapters/mail/pages/static": "what browsers load lies together",
    "adapters/ledger/migrations/versions": "a migration is never moved",
}


def _folders() -> list[Path]:
    """Every folder of the rooms that holds a file of ours."""
    tops = [ROOT / room for room in ROOMS]
    found = [*tops, *(p for top in tops for p in top.rglob("*") if p.is_dir())]
    return [one for one in found if not one.name.startswith(("__", "."))]


def _entries(folder: Path) -> list[str]:
    return sorted(
        one.name
        for one in folder.iterdir()
        if not one.name.startswith((".", "__")) and one.suffix != ".pyc"
    )


def test_no_folder_holds_more_than_can_be_looked_over() -> None:
    """At most fifteen entries; files that browsers load and migrations are exempt."""
    crowded = {
        name: len(entries)
        for folder in _folders()
        if (name := folder.relative_to(ROOT).as_posix()) not in EXEMPT
        and len(entries := _entries(folder)) > MOST
    }
    assert crowded == {}


def test_what_is_exempt_is_there() -> None:
    """An exemption goes when its folder does."""
    assert [name for name in EXEMPT if not (ROOT / name).is_dir()] == []


def _opening(path: Path) -> str:
    """The first sentence of a module."""
    return (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0].strip()


def test_every_module_opens_with_a_sentence() -> None:
    """Of a few words at least, ended as a sentence is."""
    modules = [path for room in PRODUCT for path in (ROOT / room).rglob("*.py")]
    wordless = [
        path.relative_to(ROOT).as_posix()
        for path in modules
        if len((said := _opening(path)).split()) < 3 or not said.endswith((".", ":"))
    ]
    assert len(modules) > 500
    assert wordless == []
