"""Find the people an address may belong to, and who may confirm an account: pure functions."""

from typing import cast

from core.directory.model import Channel, Directory, Person, Principal
from core.vocabulary import Platform


def principal_read(kept: object) -> object:
    """Return an account or channel as it is stored now; an earlier version stored it as a list."""
    if not isinstance(kept, list):
        return kept
    platform, tenant, user = cast("list[str]", kept)
    return {"platform": platform, "tenant": tenant, "user": user}


def agencies_at(directory: Directory, principal: Principal) -> tuple[str, ...]:
    """Return the ids of the agencies whose people may link from this workspace or tenant."""
    if not principal.tenant:
        return ()
    return tuple(
        one.id
        for one in directory.agencies.values()
        if principal.tenant
        == (one.slack_workspace if principal.platform is Platform.SLACK else one.teams_tenant)
    )


def people_with_address(
    directory: Directory, principal: Principal, address: str
) -> tuple[Person, ...]:
    """Return the people who have an address, of the agencies in the asker's workspace or tenant.

    People with a leaving date and mailboxes are left out.
    """
    here = set(agencies_at(directory, principal))
    return tuple(
        one
        for one in directory.people.values()
        if one.agency in here
        and not one.mailbox
        and one.left_on is None
        and (mail_of(one, address) or _held(one, address))
    )


def mail_of(person: Person, address: str) -> Channel | None:
    """Return the person's e-mail channel with this address, ignoring case, or None."""
    wanted = address.casefold()
    return next(
        (
            one
            for one in person.channels
            if one.platform is Platform.MAIL and one.user.casefold() == wanted
        ),
        None,
    )


def _held(person: Person, address: str) -> bool:
    return any(one.address.casefold() == address.casefold() for one in person.held)


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


def may_decide(directory: Directory, decider: str, person: str, principal: Principal) -> bool:
    """Return whether ``decider`` may confirm that an account is this person's: never their own,
    and only if the person's agency is in the account's workspace or tenant.
    """
    there = directory.people.get(person)
    agency = directory.agencies.get(there.agency) if there else None
    if there is None or agency is None or decider == person:
        return False
    here = agency.id in agencies_at(directory, principal)
    return here and decider in (*directory.coordinators, *agency.administrators)


def reachable(directory: Directory, person: str) -> bool:
    """Return whether a person is on the list, has no leaving date and has a channel."""
    there = directory.people.get(person)
    return there is not None and there.left_on is None and bool(there.channels)
