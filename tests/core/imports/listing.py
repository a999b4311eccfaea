"""Rows of contact lists for the tests, and the partnership they are held against."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from core.directory.model import Directory
from core.imports import ContactList, ListedAddress, ListedPerson, Plan, plan_import, resolve_list
from core.policy.model import Policy
from core.vocabulary import AddressDoubt
from policies import library
from policies.contact_list_files.loader import load_directory
from policies.policy_files.loader import LoadedPolicy, load_policy

NOW: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
COUNCIL: Final = "London Borough of Hounslow"
FAMILY_HELP: Final = "FAMILY HELP TEAM"


def policy_of(partnership: str) -> Policy:
    """A partnership's policy."""
    loaded = load_policy(library.policy_text(partnership), partnership)
    assert isinstance(loaded, LoadedPolicy)
    return loaded.policy


def directory_of(partnership: str) -> Directory:
    """A partnership's example list."""
    text = library.directory_text(partnership)
    loaded = load_directory(text, partnership, policy_of(partnership))
    assert isinstance(loaded, Directory)
    return loaded


POLICY: Final = policy_of("hounslow")
LIST: Final = directory_of("hounslow")


def row(name: str, mail: str = "", doubt: AddressDoubt | None = None, **more: Any) -> ListedPerson:
    """Somebody in the Family Help Team at stage 2, unless said otherwise."""
    usual: dict[str, Any] = {
        "title": "Assistant Team Manager",
        "team": FAMILY_HELP,
        "agency": COUNCIL,
        "stage": "Stage 2",
        "number": 1,
    }
    said = {**usual, **more}
    addresses = (ListedAddress(address=mail, doubt=doubt),) if mail else ()
    return ListedPerson(where=f"row {said['number']}", name=name, addresses=addresses, **said)


def listed(*rows: ListedPerson) -> ContactList:
    """A list of these rows, numbered."""
    numbered = tuple(
        replace(one, number=number, where=f"row {number}") for number, one in enumerate(rows, 1)
    )
    return ContactList(source="list.csv", people=numbered)


def plan(*rows: ListedPerson, onto: Directory = LIST, **options: Any) -> Plan:
    """What these rows would make of the list there is."""
    return plan_import(resolve_list(listed(*rows), onto, POLICY), onto, POLICY, NOW, **options)


def unchanged_team() -> tuple[ListedPerson, ...]:
    """The managers of the Family Help Team as they are."""
    return (
        row("Tobin Zeller", "tobin.zeller@hounslow.example"),
        row("Priya Ashdown", "priya.ashdown@hounslow.example"),
    )
