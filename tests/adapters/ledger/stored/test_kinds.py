"""What is stored has a name that is written down: no class can be renamed into another kind."""

import ast
import gzip
import sqlite3
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from adapters.ledger.sealing import directory_codec, event_codec
from core.cases.events import Event
from core.directory import ListEvent

ROOT = Path(__file__).parents[4]
HERE = Path(__file__).parent
UNIONS = [(event_codec, Event), (directory_codec, ListEvent)]


def _written(module: ModuleType) -> list[str]:
    """The kinds that stand as plain words in a module's table."""
    assert module.__file__
    for one in ast.walk(ast.parse(Path(module.__file__).read_text())):
        if isinstance(one, ast.AnnAssign) and ast.unparse(one.target) == "KINDS":
            assert isinstance(one.value, ast.Dict)
            return [ast.literal_eval(value) for value in one.value.values]
    raise AssertionError(f"{module.__name__} has no table of kinds")


@pytest.mark.parametrize(("module", "union"), UNIONS)
def test_every_kind_is_written_down(module: ModuleType, union: object) -> None:
    """Each class of the union has a kind of its own, in words that no class name makes."""
    written = _written(module)
    assert set(module.KINDS) == set(get_args(union))
    assert written == list(module.KINDS.values())
    assert len(set(written)) == len(written)


CARRIED_OVER = {"letter", "letter-attempt", "letter-told", "letter-missed"}
"""Collections that are in the outbox now."""


def _declared() -> set[str]:
    """The name of every collection that the product declares, as it is written there."""
    modules = (p for room in ("core", "adapters", "bot") for p in (ROOT / room).rglob("*.py"))
    return {
        str(one.args[0].value)
        for path in modules
        for one in ast.walk(ast.parse(path.read_text()))
        if isinstance(one, ast.Call)
        and ast.unparse(one.func) == "Collection"
        and isinstance(one.args[0], ast.Constant)
    }


@pytest.mark.parametrize("kept", sorted(HERE.glob("*.sqlite3.gz")), ids=lambda path: path.name)
def test_every_kind_of_document_is_written_down(kept: Path, tmp_path: Path) -> None:
    """Each collection of an earlier database is declared, in the same words."""
    path = tmp_path / "kept.sqlite3"
    path.write_bytes(gzip.decompress(kept.read_bytes()))
    with sqlite3.connect(path) as connection:
        (table,) = connection.execute(
            "SELECT name FROM sqlite_master WHERE name IN ('cabinet', 'documents')"
        ).fetchone()
        column = "drawer" if table == "cabinet" else "collection"
        rows = connection.execute(f"SELECT DISTINCT {column} FROM {table}")  # noqa: S608
        found = {name for (name,) in rows}
    connection.close()
    assert len(found) > 10
    assert found - _declared() - CARRIED_OVER == set()
