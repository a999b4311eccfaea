"""Who may give which contact-list command: coordinators any, administrators those for their
agencies, everybody those for themselves.
"""

from datetime import date
from typing import assert_never

from core.directory import commands as a
from core.directory.model import Directory


def permitted(directory: Directory, command: a.ListCommand, today: date) -> bool:
    """Return whether the person who asks may. Only coordinators change posts, agencies,
    coordinators and declared gaps, because these decide who has which powers.
    """
    asker = directory.people.get(command.by)
    if asker is None or (asker.left_on is not None and asker.left_on <= today):
        return False
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
        ):
            return False
        case _:
            assert_never(command)


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
