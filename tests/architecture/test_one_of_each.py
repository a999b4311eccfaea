"""One of each machine: what two parts of Concord need, one module does."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("core", "adapters", "bot", "policies")


def _calling(method: str, on: str) -> set[str]:
    """The modules of the product that call this method of something of this name."""
    found: set[str] = set()
    for path in (p for room in PRODUCT for p in (ROOT / room).rglob("*.py")):
        for one in ast.walk(ast.parse(path.read_text())):
            if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
                whose = ast.unparse(one.func.value).rpartition(".")[2].lstrip("_")
                if one.func.attr == method and whose == on:
                    found.add(path.relative_to(ROOT).as_posix())
    return found


def test_one_module_appends_to_the_contact_list_log() -> None:
    """Chat, command line, import, accounts and start all go through it."""
    assert _calling("append", "roll") == {"core/directory/log.py"}
    assert _calling("write", "roll") | _calling("write", "lists") | _calling(
        "write", "following"
    ) == {
        "bot/app/start_lists.py",
        "bot/commands/directory/import_list.py",
        "core/accounts/enrolment.py",
        "core/partnership/list_changes.py",
    }


def test_one_module_sends_and_knows_when_to_try_again() -> None:
    """Messages about cases, letters and codes: who calls a courier, and who backs off."""
    calls = {
        (one.func.attr, path.relative_to(ROOT).as_posix())
        for path in (p for room in PRODUCT for p in (ROOT / room).rglob("*.py"))
        for one in ast.walk(ast.parse(path.read_text()))
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
    }
    for method in ("deliver", "spread"):
        assert {where for name, where in calls if name == method} == {
            "core/notifications/delivery.py"
        }
    assert {where for name, where in calls if name == "claim_messages"} == {
        "bot/app/scheduler_loop.py"
    }


def test_one_module_makes_and_checks_a_code() -> None:
    """Linking an account and signing in by e-mail ask it."""
    assert _calling("digits", "codes") == {
        "adapters/mail/access/codes.py",
        "core/desk/accounts/letter_cards.py",
    }
    assert _calling("check", "codes") == {
        "adapters/mail/access/codes.py",
        "core/accounts/linking.py",
    }


def test_one_module_ends_a_command() -> None:
    """Whatever it asks of the ledger, and whoever reads it: its settings, its JSON, its exit."""
    calls = {
        (ast.unparse(one.func).rpartition(".")[2], path.relative_to(ROOT).as_posix())
        for path in (ROOT / "bot").rglob("*.py")
        for one in ast.walk(ast.parse(path.read_text()))
        if isinstance(one, ast.Call)
    }
    for function in ("with_open_ledger", "deliver"):
        assert {where for name, where in calls if name == function} == {"bot/commands/options.py"}
