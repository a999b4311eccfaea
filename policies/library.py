"""The policies, clause lists and contact lists kept in this folder, opened by the policy's id."""

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
    """A file kept here has faults: a mistake of ours, not of whoever asked for it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def policy_text(policy_id: str) -> str:
    """The policy file as written; raises FileNotFoundError for an id that is not kept here."""
    return _text(f"{policy_id}.yaml")


def directory_text(policy_id: str) -> str:
    """The example contact list as written; raises FileNotFoundError for an unknown id."""
    return _text("directories", f"{policy_id}.yaml")


def base_text(name: str) -> str | None:
    """The text of a policy kept here by its file's name, None for any other name."""
    policy_id = name.removesuffix(".yaml")
    return policy_text(policy_id) if policy_id in POLICIES and name != policy_id else None


@cache
def clauses_of(policy_id: str) -> ClauseList:
    """The document's clauses; raises FaultyFileError where the file has faults."""
    return _sound(load_clauses(_text("clauses", f"{policy_id}.yaml"), f"clauses/{policy_id}.yaml"))


@cache
def policy_of(policy_id: str) -> LoadedPolicy:
    """The policy, every clause accounted for; raises FaultyFileError where the file has faults."""
    text = policy_text(policy_id)
    return _sound(load_policy(text, f"{policy_id}.yaml", clauses_of(policy_id), base_text))


@cache
def directory_of(policy_id: str) -> Directory:
    """The example contact list; raises FaultyFileError where the file has faults."""
    policy = policy_of(policy_id).policy
    text = directory_text(policy_id)
    return _sound(load_directory(text, f"directories/{policy_id}.yaml", policy))


def _sound(loaded: Loaded | tuple[Fault, ...]) -> Loaded:
    if isinstance(loaded, tuple):
        raise FaultyFileError(loaded)
    return loaded


def _text(*steps: str) -> str:
    return files("policies").joinpath(*steps).read_text(encoding="utf-8")
