"""Opens the policies, clause lists and contact lists in this folder, by the policy's id."""

from functools import cache
from importlib.resources import files
from typing import Final, TypeVar

from core.directory.model import Directory
from policies.contact_list_files.loader import load_directory
from policies.policy_files.clause_list import ClauseList, load_clauses
from policies.policy_files.loader import LoadedPolicy, load_policy
from policies.yaml_reading.fault import Fault

POLICIES: Final = ("hounslow", "wandsworth", "halton", "tri-borough", "hillingdon")


Loaded = TypeVar("Loaded", LoadedPolicy, ClauseList, Directory)


class FaultyFileError(ValueError):
    """A file in this folder has faults: a mistake of ours, not of the caller."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def policy_text(policy_id: str) -> str:
    """Return the policy file as written. Raises FileNotFoundError for an unknown id."""
    return _text(f"{policy_id}.yaml")


def directory_text(policy_id: str) -> str:
    """Return the example contact list as written. Raises FileNotFoundError for an unknown id."""
    return _text("directories", f"{policy_id}.yaml")


def base_text(name: str) -> str | None:
    """Return the text of a policy by its file's name, None for any other name."""
    policy_id = name.removesuffix(".yaml")
    return policy_text(policy_id) if policy_id in POLICIES and name != policy_id else None


@cache
def clauses_of(policy_id: str) -> ClauseList:
    """Return the document's clauses. Raises FaultyFileError if the file has faults."""
    return _sound(load_clauses(_text("clauses", f"{policy_id}.yaml"), f"clauses/{policy_id}.yaml"))


@cache
def policy_of(policy_id: str) -> LoadedPolicy:
    """Return the policy, with every clause accounted for. Raises FaultyFileError if the file has
    faults.
    """
    text = policy_text(policy_id)
    return _sound(load_policy(text, f"{policy_id}.yaml", clauses_of(policy_id), base_text))


@cache
def directory_of(policy_id: str) -> Directory:
    """Return the example contact list. Raises FaultyFileError if the file has faults."""
    policy = policy_of(policy_id).policy
    text = directory_text(policy_id)
    return _sound(load_directory(text, f"directories/{policy_id}.yaml", policy))


def _sound(loaded: Loaded | tuple[Fault, ...]) -> Loaded:
    if isinstance(loaded, tuple):
        raise FaultyFileError(loaded)
    return loaded


def _text(*steps: str) -> str:
    return files("policies").joinpath(*steps).read_text(encoding="utf-8")
