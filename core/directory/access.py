"""Who may give which contact-list command: coordinators any, administrators those for their
agencies, everybody those for themselves. Accounts have rules of their own, also for coordinators.
"""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

from core.directory import commands as a
from core.directory.absences import list_on_day
from core.directory.channels import agencies_at, people_with_address
from core.directory.events import ListEntry
from core.directory.model import Directory, Principal


def permitted(directory: Directory, command: a.AnyListCommand, today: date) -> bool:
    """Return whether the person who asks may. Only coordinators change posts, agencies,
    coordinators and declared gaps, because these decide who has which powers.
    """
    if isinstance(command, a.EndChannel):  # "": a platform's report, which is nobody's
        return command.by in {"", command.person}
    asker = directory.people.get(command.by)
    if asker is None or (asker.left_on is not None and asker.left_on <= today):
        return False
    if isinstance(command, a.LinkChannel):
        return _may_link(directory, command, today)
    if isinstance(command, a.ConfirmChannel):
        return command.channel in asker.channels
    if command.by in directory.coordinators:
        return True
    match command:
        case a.Appoint() | a.Deputise() | a.EndPost():
            post = next((one for one in directory.posts if one.id == command.post), None)
            return post is not None and administers(directory, command.by, post.agency)
        case a.MarkAbsent() | a.EndAbsence() | a.Verify():
            return command.by == command.person or _their_agency(directory, command)
        case a.LetLeave() | a.ReleaseAddress():
            return _their_agency(directory, command)
        case a.EnterPerson():
            return administers(directory, command.by, command.person.agency)
        case (
            a.EnterPost()
            | a.EnterAgency()
            | a.DeclareGap()
            | a.WithdrawGap()
            | a.NameCoordinators()
            | a.TakeList()
        ):
            return False
        case _:
            assert_never(command)


def settings_may_take(entries: Iterable[ListEntry]) -> bool:
    """Return whether a file in the settings may replace the list: while nobody else changed it."""
    return all(one.by == a.SETTINGS for one in entries)


def _may_link(directory: Directory, command: a.LinkChannel, today: date) -> bool:
    """Return whether the account may be linked: a code acts as the person to whose address it was
    sent, while the list still has it; without a code a colleague has to confirm.
    """
    if not command.address:
        return may_confirm_account(directory, command.by, command.person, command.account)
    now = list_on_day(directory, today)
    people = people_with_address(now, command.account, command.address)
    return command.by == command.person and command.by in {one.id for one in people}


def may_confirm_account(directory: Directory, by: str, person: str, account: Principal) -> bool:
    """Return whether ``by`` may confirm that an account is this person's: never their own, and only
    if the person's agency is in the account's workspace or tenant.
    """
    there = directory.people.get(person)
    if there is None or by == person or there.agency not in agencies_at(directory, account):
        return False
    return may_change_posts(directory, by, there.agency)


def administers(directory: Directory, person: str, agency: str) -> bool:
    """Return whether a person is an administrator of this agency."""
    found = directory.agencies.get(agency)
    return found is not None and person in found.administrators


def may_change_posts(directory: Directory, person: str, agency: str) -> bool:
    """Return whether a person may change who holds the posts of an agency."""
    return person in directory.coordinators or administers(directory, person, agency)


def _their_agency(
    directory: Directory,
    command: a.MarkAbsent | a.EndAbsence | a.Verify | a.LetLeave | a.ReleaseAddress,
) -> bool:
    person = directory.people.get(command.person)
    return person is not None and administers(directory, command.by, person.agency)
