"""A person's channels: whose they may be, and what follows from linking, ending, confirming one."""

from collections.abc import Iterable
from datetime import date

from core.directory import commands as a
from core.directory import events as r
from core.directory.model import Channel, Directory, Person, Principal
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.vocabulary import Platform


def decide_link(
    directory: Directory, command: a.LinkChannel, today: date, entries: Iterable[r.ListEntry]
) -> tuple[r.ListEvent, ...] | ListRefusal:
    """Return the events that link an account to a person, or a refusal. The person's accounts in
    its workspace or tenant end with it, but never by a code alone.
    """
    account, person = command.account, directory.people[command.person]
    channel = Channel(
        platform=account.platform, tenant=account.tenant, user=account.user, verified_on=today
    )
    if person.mailbox or (person.left_on is not None and person.left_on <= today):
        return ListRefusal(why=ListRefusalReason.CANNOT_BE_LINKED, input="person")
    if channel in person.channels:
        return ListRefusal(why=ListRefusalReason.NOTHING_CHANGES)
    if any(channel in other.channels for other in directory.people.values()):
        return ListRefusal(why=ListRefusalReason.ACCOUNT_TAKEN, input="person")
    if command.address and not code_is_enough(person, account, entries):
        return ListRefusal(why=ListRefusalReason.NOT_CONFIRMED, input="person")
    ended = (r.ChannelEnded(person=person.id, channel=c) for c in _accounts_at(person, account))
    return (*ended, r.ChannelLinked(person=person.id, channel=channel))


def decide_end(
    directory: Directory, command: a.EndChannel
) -> tuple[r.ListEvent, ...] | ListRefusal:
    """Return the event that unlinks a channel, or a refusal if it is not linked."""
    person = directory.people.get(command.person)
    if person is None or command.channel not in person.channels:
        return ListRefusal(why=ListRefusalReason.NOT_LINKED, about=command.person)
    return (r.ChannelEnded(person=person.id, channel=command.channel),)


def decide_confirm(command: a.ConfirmChannel, today: date) -> tuple[r.ListEvent, ...]:
    """Return the event that a person's entry and one of their channels are right."""
    return (r.PersonVerified(person=command.by, on=today, channel=command.channel),)


def code_is_enough(person: Person, account: Principal, entries: Iterable[r.ListEntry]) -> bool:
    """Return whether the code alone may link this account, without a person's confirmation.

    Only if the person has no account there and none was ended by anybody but themselves: otherwise
    the address may have passed to somebody else.
    """
    lost = any(
        isinstance(change, r.ChannelEnded)
        and change.person == person.id
        and _same_place(change.channel, account)
        and one.by != person.id
        for one in entries
        for change in one.changes
    )
    return not lost and not _accounts_at(person, account)


def _accounts_at(person: Person, account: Principal) -> tuple[Channel, ...]:
    """Return a person's accounts in the workspace or tenant of ``account``."""
    return tuple(one for one in person.channels if _same_place(one, account))


def _same_place(channel: Channel, account: Principal) -> bool:
    return (channel.platform, channel.tenant) == (account.platform, account.tenant)


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
