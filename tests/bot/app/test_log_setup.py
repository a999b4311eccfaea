"""Logs say where something is and what went wrong, and nothing that anybody wrote."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.app.log_setup import ALLOWED, only_allowed

ROOT = Path(__file__).parents[3]
ROOMS = ("adapters", "bot", "core", "policies")
LEVELS = {"debug", "info", "warning", "error", "critical"}


def _logged() -> Iterator[tuple[str, str]]:
    """Every key that is ever logged, and where."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called == "say" or (called.startswith("_log.") and called[5:] in LEVELS):
                yield from ((one.arg, f"{path}:{node.lineno}") for one in node.keywords if one.arg)


def test_every_key_that_is_logged_passes() -> None:
    """A key that is dropped on the way would leave an operator with half a line."""
    found = list(_logged())
    assert len(found) > 20
    assert [where for key, where in found if key not in ALLOWED] == []


def test_a_key_that_is_not_on_the_list_is_dropped() -> None:
    """Whoever logs a story by mistake logs nothing."""
    kept = only_allowed(None, "info", {"event": "x", "code": "y", "story": "A.B. was hurt"})
    assert kept == {"event": "x", "code": "y"}
