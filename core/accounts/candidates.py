"""Who is asked whose account it is: pure functions."""

from typing import cast

from core.directory.channels import agencies_at
from core.directory.model import Directory, Person, Principal


def principal_read(kept: object) -> object:
    """Return an account or channel as it is stored now; an earlier version stored it as a list."""
    if not isinstance(kept, list):
        return kept
    platform, tenant, user = cast("list[str]", kept)
    return {"platform": platform, "tenant": tenant, "user": user}


def deciders(
    directory: Directory, principal: Principal, people: tuple[Person, ...] = ()
) -> tuple[str, ...]:
    """Return who may confirm an account: the administrators of the proposed people's agencies (or
    of all in its workspace or tenant), else the coordinators; nobody if no agency is there.
    """
    here = agencies_at(directory, principal)
    concerned = tuple(dict.fromkeys(one.agency for one in people)) or here
    asked = (
        admin
        for agency in concerned
        for admin in directory.agencies[agency].administrators
        if reachable(directory, admin)
    )
    found = tuple(dict.fromkeys(asked))
    return found or (directory.coordinators if here else ())


def reachable(directory: Directory, person: str) -> bool:
    """Return whether a person is on the list, has no leaving date and has a channel."""
    there = directory.people.get(person)
    return there is not None and there.left_on is None and bool(there.channels)
