"""Decide what events a contact-list command leads to, or why it is refused: pure, no clock."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, assert_never

from core.directory import commands as a
from core.directory import events as r
from core.directory.access import permitted, settings_may_take
from core.directory.channels import decide_confirm, decide_end, decide_link
from core.directory.lookalikes import illegible
from core.directory.model import Directory, Person, Post
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.directory.tenures import MAX_TIME_AHEAD, decide_appointment, decide_end_of_post
from core.vocabulary import Platform

MAX_ABSENCE: Final = timedelta(days=366)
MAX_REASON_CHARACTERS: Final = 200

Decision = tuple[r.ListEvent, ...] | ListRefusal


def decide_list_change(
    directory: Directory | None,
    command: a.AnyListCommand,
    roles: Collection[str],
    today: date,
    entries: Sequence[r.ListEntry],
) -> Decision:
    """Return the events that carry a command out, or why it is refused.

    ``directory`` is the whole list, None if none was ever taken; ``entries`` are all of its log.
    ``roles`` are those of the policy editions in force; if empty, roles are not checked. ``today``
    is the local day (Europe/London). A day in the past is recorded as given.
    """
    if isinstance(command, a.TakeList) and command.by == a.SETTINGS:
        return _taken_from_settings(command, entries)
    if directory is None:
        return ListRefusal(why=ListRefusalReason.NO_LIST)
    if not permitted(directory, command, today):
        return ListRefusal(why=ListRefusalReason.NOT_ALLOWED)
    match command:
        case a.Appoint() | a.Deputise():
            return decide_appointment(directory, command, today)
        case a.EndPost():
            return decide_end_of_post(directory, command)
        case a.MarkAbsent():
            return _absent(directory, command, today)
        case a.EndAbsence():
            return _back(directory, command)
        case a.Verify():
            return _verified(directory, command, today)
        case a.LetLeave():
            return _left(directory, command, today)
        case a.EnterPerson():
            return _person_entered(directory, command)
        case a.EnterPost():
            return _post_entered(directory, command, roles)
        case a.EnterAgency():
            return _agency_entered(directory, command, today)
        case a.ReleaseAddress():
            return _released(directory, command, today)
        case a.DeclareGap():
            return _gap(directory, command, roles)
        case a.WithdrawGap():
            if command.role not in directory.gaps:
                return ListRefusal(
                    why=ListRefusalReason.NOT_A_GAP, input="role", about=command.role
                )
            return (r.GapWithdrawn(role=command.role),)
        case a.NameCoordinators():
            return _coordinators(directory, command, today)
        case a.TakeList():
            return _taken(command, entries)
        case a.LinkChannel():
            return decide_link(directory, command, today, entries)
        case a.EndChannel():
            return decide_end(directory, command)
        case a.ConfirmChannel():
            return decide_confirm(command, today)
        case _:
            assert_never(command)


def person_on_list(
    directory: Directory, person: str, today: date, field: str = "person"
) -> Person | ListRefusal:
    """Return a person who is on the list and has not left by ``today``, or a refusal."""
    found = directory.people.get(person)
    if found is None:
        return ListRefusal(why=ListRefusalReason.NO_PERSON, input=field, about=person)
    if found.left_on is not None and found.left_on <= today:
        return ListRefusal(
            why=ListRefusalReason.HAS_LEFT, input=field, about=person, on=found.left_on
        )
    return found


def _absent(directory: Directory, command: a.MarkAbsent, today: date) -> Decision:
    person = person_on_list(directory, command.person, today)
    if isinstance(person, ListRefusal):
        return person
    if command.last < command.first:
        return ListRefusal(why=ListRefusalReason.ENDS_BEFORE_IT_BEGINS, input="last")
    if command.first > today + MAX_TIME_AHEAD:
        return ListRefusal(why=ListRefusalReason.TOO_FAR_AHEAD, input="first")
    if command.last - command.first > MAX_ABSENCE:
        return ListRefusal(why=ListRefusalReason.TOO_LONG_AWAY, input="last")
    known = (one for one in directory.absences if one.person == person.id)
    if any(one.first <= command.first and command.last <= one.last for one in known):
        return ListRefusal(why=ListRefusalReason.AWAY_ALREADY, input="first", about=person.id)
    away = r.AbsenceMarked(person=person.id, first=command.first, last=command.last)
    if not command.stand_in:
        return (away,)
    standing = _stand_in(directory, command, person, today)
    return standing if isinstance(standing, ListRefusal) else (away, *standing)


def _stand_in(
    directory: Directory, command: a.MarkAbsent, person: Person, today: date
) -> tuple[r.HolderAppointed, ...] | ListRefusal:
    """Make a colleague of the same agency deputy of each of the person's posts for the absence."""
    other = person_on_list(directory, command.stand_in, today, "stand_in")
    if isinstance(other, ListRefusal):
        return other
    if other.agency != person.agency or other.id == person.id:
        return ListRefusal(why=ListRefusalReason.OTHER_AGENCY, input="stand_in", about=other.id)
    serves = any(other.id in (*post.holders, *post.deputies) for post in directory.posts)
    if not serves:
        return ListRefusal(why=ListRefusalReason.STAND_IN_UNKNOWN, input="stand_in", about=other.id)
    if any(
        one.person == other.id and one.first <= command.last and command.first <= one.last
        for one in directory.absences
    ):
        return ListRefusal(why=ListRefusalReason.STAND_IN_AWAY, input="stand_in", about=other.id)
    return tuple(
        r.HolderAppointed(
            post=post.id,
            person=other.id,
            since=command.first,
            until=command.last,
            deputy=True,
        )
        for post in directory.posts
        if person.id in post.holders and other.id not in (*post.holders, *post.deputies)
    )


def _back(directory: Directory, command: a.EndAbsence) -> Decision:
    if command.person not in directory.people:
        return ListRefusal(why=ListRefusalReason.NO_PERSON, input="person", about=command.person)
    theirs = (one for one in directory.absences if one.person == command.person)
    if not any(command.on <= one.last for one in theirs):
        return ListRefusal(why=ListRefusalReason.NOT_AWAY, input="person", about=command.person)
    return (r.AbsenceEnded(person=command.person, on=command.on),)


def _verified(directory: Directory, command: a.Verify, today: date) -> Decision:
    person = person_on_list(directory, command.person, today)
    if isinstance(person, ListRefusal):
        return person
    return (r.PersonVerified(person=person.id, on=today),)


def _left(directory: Directory, command: a.LetLeave, today: date) -> Decision:
    person = person_on_list(directory, command.person, today)
    if isinstance(person, ListRefusal):
        return person
    if person.left_on is not None and person.left_on == command.on:
        return ListRefusal(
            why=ListRefusalReason.HAS_LEFT, input="person", about=person.id, on=person.left_on
        )
    if command.on > today + MAX_TIME_AHEAD:
        return ListRefusal(why=ListRefusalReason.TOO_FAR_AHEAD, input="on")
    if not {one for one in coordinators_not_leaving(directory) if one != person.id}:
        return ListRefusal(why=ListRefusalReason.LAST_COORDINATOR, input="person", about=person.id)
    return (r.PersonLeft(person=person.id, on=command.on),)


def coordinators_not_leaving(directory: Directory) -> tuple[str, ...]:
    """Return the coordinators who have no leaving date."""
    return tuple(
        one
        for one in directory.coordinators
        if one in directory.people and directory.people[one].left_on is None
    )


def _person_entered(directory: Directory, command: a.EnterPerson) -> Decision:
    """Enter a new person, with e-mail channels only. The id of a person who has left is not reused,
    and no existing channel is changed, so that no privilege passes to somebody else.
    """
    person = command.person
    if not person.name.strip():
        return ListRefusal(why=ListRefusalReason.NO_NAME, input="name")
    if illegible(person.name):
        return ListRefusal(why=ListRefusalReason.ILLEGIBLE, input="name")
    if not person.id.startswith(f"{directory.partnership}."):
        return ListRefusal(why=ListRefusalReason.OTHER_PARTNERSHIP, input="person", about=person.id)
    if person.id in directory.people:
        return ListRefusal(why=ListRefusalReason.ON_THE_LIST, input="name", about=person.id)
    if person.agency not in directory.agencies:
        return ListRefusal(why=ListRefusalReason.NO_AGENCY, input="agency", about=person.agency)
    mail = tuple(one for one in person.channels if one.platform is Platform.MAIL)
    if taken := _with_address(directory, {one.user.lower() for one in mail}):
        return ListRefusal(why=ListRefusalReason.ADDRESS_TAKEN, input="mail", about=taken)
    plain = replace(person, channels=mail, verified_on=None, left_on=None)
    return (r.PersonEntered(person=plain),)


def _with_address(directory: Directory, addresses: Collection[str]) -> str:
    """Return the id of the person who has one of these e-mail addresses as a channel, or ""."""
    for person in directory.people.values():
        for one in person.channels:
            if one.platform is Platform.MAIL and one.user.lower() in addresses:
                return person.id
    return ""


def _post_entered(directory: Directory, command: a.EnterPost, roles: Collection[str]) -> Decision:
    post = command.post
    if not post.title.strip() or not post.id.strip():
        return ListRefusal(why=ListRefusalReason.NO_NAME, input="title")
    if post.agency not in directory.agencies:
        return ListRefusal(why=ListRefusalReason.NO_AGENCY, input="agency", about=post.agency)
    team = directory.teams.get(post.team)
    if post.team and (team is None or team.agency != post.agency):
        return ListRefusal(why=ListRefusalReason.NO_TEAM, input="team", about=post.team)
    unknown = next((one for one in post.roles if roles and one not in roles), "")
    if unknown or not post.roles:
        return ListRefusal(why=ListRefusalReason.NO_ROLE, input="roles", about=unknown)
    before = next((one for one in directory.posts if one.id == post.id), None)
    if before is not None and before.agency != post.agency:
        return ListRefusal(why=ListRefusalReason.POST_ELSEWHERE, input="agency", about=post.id)
    kept = _served_as(before, post)
    if kept == before:
        return ListRefusal(why=ListRefusalReason.NOTHING_CHANGES, input="title")
    return (r.PostEntered(post=kept),)


def _served_as(before: Post | None, post: Post) -> Post:
    """Return the new post with the holders, deputies, tenures and absences of the old one."""
    if before is None:
        return replace(post, holders=(), deputies=(), tenures=(), away=())
    return replace(
        post,
        holders=before.holders,
        deputies=before.deputies,
        tenures=before.tenures,
        away=before.away,
    )


def _agency_entered(directory: Directory, command: a.EnterAgency, today: date) -> Decision:
    agency = command.agency
    if not agency.name.strip() or not agency.id.strip():
        return ListRefusal(why=ListRefusalReason.NO_NAME, input="name")
    for one in agency.administrators:
        person = person_on_list(directory, one, today, "administrators")
        if isinstance(person, ListRefusal):
            return person
    for term in agency.terms:
        if term.last < term.first:
            return ListRefusal(
                why=ListRefusalReason.ENDS_BEFORE_IT_BEGINS, input="terms", about=term.name
            )
    if directory.agencies.get(agency.id) == agency:
        return ListRefusal(why=ListRefusalReason.NOTHING_CHANGES, input="agency")
    return (r.AgencyEntered(agency=agency),)


def _released(directory: Directory, command: a.ReleaseAddress, today: date) -> Decision:
    person = person_on_list(directory, command.person, today)
    if isinstance(person, ListRefusal):
        return person
    if command.address not in {one.address for one in person.held}:
        return ListRefusal(why=ListRefusalReason.NO_SUCH_ADDRESS, input="address", about=person.id)
    taken = _with_address(directory, {command.address.lower()})
    if taken and taken != person.id:
        return ListRefusal(why=ListRefusalReason.ADDRESS_TAKEN, input="address", about=taken)
    return (r.AddressReleased(person=person.id, address=command.address),)


def _gap(directory: Directory, command: a.DeclareGap, roles: Collection[str]) -> Decision:
    reason = command.reason.strip()
    if roles and command.role not in roles:
        return ListRefusal(why=ListRefusalReason.NO_ROLE, input="role", about=command.role)
    if not reason or len(reason) > MAX_REASON_CHARACTERS:
        return ListRefusal(why=ListRefusalReason.NO_REASON, input="reason")
    if directory.gaps.get(command.role) == reason:
        return ListRefusal(why=ListRefusalReason.NOTHING_CHANGES, input="reason")
    return (r.GapDeclared(role=command.role, reason=reason),)


def _coordinators(directory: Directory, command: a.NameCoordinators, today: date) -> Decision:
    """Name the coordinators; one is enough. That putting an edition into force needs two is a
    warning, not a refusal: a coordinator who has left cannot be kept on the list.
    """
    people = tuple(dict.fromkeys(command.people))
    if not people:
        return ListRefusal(why=ListRefusalReason.NO_COORDINATOR, input="people")
    for one in people:
        person = person_on_list(directory, one, today, "people")
        if isinstance(person, ListRefusal):
            return person
        if person.mailbox or not person.channels:
            return ListRefusal(why=ListRefusalReason.CANNOT_BE_REACHED, input="people", about=one)
    if people == directory.coordinators:
        return ListRefusal(why=ListRefusalReason.NOTHING_CHANGES, input="people")
    return (r.CoordinatorsNamed(people=people),)


def _taken_from_settings(command: a.TakeList, entries: Sequence[r.ListEntry]) -> Decision:
    """Take a file in the settings, if it changed and only the settings ever wrote."""
    if not settings_may_take(entries):
        return ListRefusal(why=ListRefusalReason.NOT_ALLOWED)
    if not digest_differs(command.digest, entries):
        return ListRefusal(why=ListRefusalReason.NOTHING_CHANGES)
    return _taken(command, entries)


def _taken(command: a.TakeList, entries: Sequence[r.ListEntry]) -> Decision:
    if command.after not in {None, len(entries)}:
        return ListRefusal(why=ListRefusalReason.BUSY)
    return (r.ListTaken(directory=command.directory, source=command.source, digest=command.digest),)


def digest_differs(digest: str, entries: Sequence[r.ListEntry]) -> bool:
    """Return whether a file in the settings differs both from what the settings gave last and from
    the list taken last.
    """
    lists = [
        (one.by, change.digest)
        for one in entries
        for change in one.changes
        if isinstance(change, r.ListTaken)
    ]
    given = [taken for by, taken in lists if by == a.SETTINGS]
    return digest not in {*given[-1:], *(taken for _, taken in lists[-1:])}
