"""One of each machine: what two parts of Concord need, one module does."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("core", "adapters", "bot", "policies")


def _naming(method: str, on: str, *, called: bool = False) -> set[str]:
    """The modules of the product that name this method of something of this name."""
    found: set[str] = set()
    for path in (p for room in PRODUCT for p in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            one = node.func if called and isinstance(node, ast.Call) else node
            if isinstance(one, ast.Attribute) and (not called or isinstance(node, ast.Call)):
                whose = ast.unparse(one.value).rpartition(".")[2].lstrip("_")
                if one.attr == method and whose == on:
                    found.add(path.relative_to(ROOT).as_posix())
    return found


def _calling(method: str, on: str) -> set[str]:
    """Those that call it."""
    return _naming(method, on, called=True)


def _making(module: str) -> dict[str, set[str]]:
    """By name of a class or function that this module defines: the modules that call it."""
    kinds = (ast.ClassDef, ast.FunctionDef)
    names = [x.name for x in ast.parse((ROOT / module).read_text()).body if isinstance(x, kinds)]
    found: dict[str, set[str]] = {one: set() for one in names}
    for path in (p for room in PRODUCT for p in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in found:
                    found[name].add(path.relative_to(ROOT).as_posix())
    return found


def test_one_module_appends_to_the_contact_list_log() -> None:
    """Chat, command line, import, accounts and start all give it a command. It asks the one
    ``decide``, and nobody else makes an entry or names the collection.
    """
    log = {"core/directory/log.py"}
    assert _calling("append", "roll") == log
    assert _making("core/directory/decide.py")["decide_list_change"] == log
    assert _making("core/directory/events.py")["ListEntry"] == {
        *log,
        "adapters/ledger/sealing/directory_codec.py",  # reads what was written
    }
    modules = (p for room in PRODUCT for p in (ROOT / room).rglob("*.py"))
    naming = {p for p in modules if re.search(r"\bLIST_LOG\b", p.read_text())}
    assert {p.relative_to(ROOT).as_posix() for p in naming} == log


def test_only_decide_makes_the_events_of_the_contact_list_log() -> None:
    """Others apply one to a list in memory, and write none."""
    makers = _making("core/directory/events.py")
    del makers["ListEntry"]
    assert set().union(*makers.values()) == {
        "core/directory/channels.py",
        "core/directory/decide.py",
        "core/directory/tenures.py",
        "core/directory/fold.py",  # what leaving ends
        "core/imports/planning.py",  # the list that an import would make
    }


def test_commands_about_accounts_and_whole_lists_have_one_door_each() -> None:
    """No form or option of the command line leads to them."""
    makers = _making("core/directory/commands.py")
    for command in ("LinkChannel", "EndChannel", "ConfirmChannel"):
        assert makers[command] == {"core/accounts/enrolment.py"}
    assert makers["TakeList"] == {
        "bot/app/start_lists.py",
        "bot/commands/directory/import_list.py",
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


def test_one_module_looks_at_the_cases_of_whoever_left() -> None:
    """A list's sync, the closed accounts and the scheduler loop are given its one function."""
    assert _naming("left", "casework") == {
        "bot/app/parts/accounts.py",
        "bot/app/scheduler_loop.py",
    }
    assert _calling("cases_of", "ledger") == {
        "core/cases/casework.py",
        "core/desk/cases/desk.py",  # what it shows
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


def _defining(*words: str) -> set[str]:
    """The modules of the product with a function in which all these names stand."""
    found: set[str] = set()
    for path in (p for room in PRODUCT for p in (ROOT / room).rglob("*.py")):
        for one in ast.walk(ast.parse(path.read_text())):
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                names = {n.attr for n in ast.walk(one) if isinstance(n, ast.Attribute)}
                names |= {n.id for n in ast.walk(one) if isinstance(n, ast.Name)}
                if names.issuperset(words):
                    found.add(path.relative_to(ROOT).as_posix())
    return found


def test_one_module_makes_the_hash_of_an_account() -> None:
    """And of an address with a key; the others sign something, or check a signature."""
    assert _defining("sha256", "tenant", "user") == {"core/accounts/hashes.py"}
    assert _calling("digest", "hmac") | _calling("new", "hmac") == {
        "adapters/mail/access/links.py",  # a link's signature
        "adapters/mail/access/sessions.py",  # a form's token
        "adapters/mail/outgoing/message_ids.py",  # a mark's signature
        "adapters/slack/receiving/gate.py",  # Slack's signature
        "bot/workbench/slack/payloads.py",  # the same, by the stand-in
        "core/accounts/hashes.py",
        "core/cases/record/seals.py",  # the commitment to what is private
    }


def test_one_module_cleans_what_people_type() -> None:
    """No other has an expression of an address or of what no store can hold."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (p for room in PRODUCT for p in (ROOT / room).rglob("*.py"))
        for one in ast.walk(ast.parse(path.read_text()))
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
        and re.search(r"[\]})*+]@[\[(\\]|[\ud800-\udfff]", one.value)
    }  # fmt: skip
    assert found == {
        "adapters/contact_lists/layouts/free_text.py",  # finds addresses within a cell
        "adapters/contact_lists/layouts/row_contacts.py",  # the same
        "core/desk/typed_text.py",
        "policies/yaml_reading/source.py",  # refuses a file, and says where
    }
    assert _calling("reference", "typed_text") == {
        "bot/commands/open_ledger.py",
        "core/desk/cases/desk.py",
    }
