"""Changes to the contact list from the command line: as typed, decided and written."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from adapters.clock import SystemClock
from adapters.ledger.sealing.directory_codec import DirectoryCodec
from adapters.randomness import SystemRandomness
from bot.app.start_up import edition_sync_for
from bot.commands.answer import (
    EXIT_FINDINGS,
    EXIT_MISUSE,
    AnswerLine,
    CommandAnswer,
    CommandMessage,
    ProblemError,
)
from bot.commands.open_ledger import CaseArchive, LedgerCommand
from core.cases.casework import Casework, count_owned_stages
from core.desk import typed_text
from core.directory import ContactListLog, CurrentLists
from core.directory import commands as a
from core.directory.model import Channel, Directory, Person
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.directory.wording import people as say
from core.directory.wording.refusals import refusal_sentence
from core.local_time import local
from core.partnership.list_changes import ListChanged, ListChanges
from core.vocabulary import Platform

Asked = Callable[[date], a.ListCommand]
"""Makes the command from today's date (Europe/London)."""
_OPTION: Final[Mapping[str, str]] = {
    "first": "--from",
    "last": "--to",
    "stand_in": "--stand-in",
    "post": "POST",
    "person": "PERSON",
    "people": "PERSON",
    "role": "ROLE",
    "address": "ADDRESS",
}
_SURROUNDINGS: Final = frozenset(
    {ListRefusalReason.NO_LIST, ListRefusalReason.BROKEN, ListRefusalReason.BUSY}
)


def list_changes(archive: CaseArchive) -> ListChanges:
    """Return what carries out commands on an open archive."""
    following = CurrentLists(ContactListLog(archive.documents, DirectoryCodec()))
    clock, register = SystemClock(), archive.register
    casework = Casework(archive.ledger, register.setting, clock, SystemRandomness())
    edition_sync = edition_sync_for(archive.documents, register, following=following)
    return ListChanges(
        following, register, edition_sync, clock, count_owned_stages(archive.ledger, casework)
    )


def done(asked: Asked, by: str, why: str) -> LedgerCommand:
    """Carry out a command in somebody's name. Raises ProblemError, with code 1 if it is refused."""
    partnership = by.partition(".")[0]

    async def answer(archive: CaseArchive) -> CommandAnswer:
        command = asked(local(archive.now).date())
        outcome = await list_changes(archive).carry_out(partnership, command, typed_text.words(why))
        if isinstance(outcome, ListRefusal):
            raise ProblemError(
                _refused(outcome, archive.register.whole(partnership)),
                code=EXIT_MISUSE if outcome.why in _SURROUNDINGS else EXIT_FINDINGS,
            )
        return _changed(outcome)

    return answer


def _refused(refusal: ListRefusal, directory: Directory | None) -> CommandMessage:
    option = _OPTION.get(refusal.input, f"--{refusal.input}" if refusal.input else "--by")
    return CommandMessage(refusal_sentence(refusal, directory), option)


def _changed(outcome: ListChanged) -> CommandAnswer:
    said = [say.change_words(one, outcome.directory) for one in outcome.changes]
    noted = [say.warning_sentence(one, outcome.directory) for one in outcome.noted]
    if outcome.owned:
        noted.append(say.still_open(outcome.owned))
    data: dict[str, Any] = {
        "partnership": outcome.directory.partnership,
        "changed": said,
        "noted": [
            {"what": one.what.value, "about": one.about, "on": one.on and one.on.isoformat()}
            for one in outcome.noted
        ],
        "open_stages": outcome.owned,
    }
    lines = [
        *(AnswerLine(one) for one in said),
        *(AnswerLine(one, style="yellow") for one in noted),
    ]
    return CommandAnswer(data, lines)


def typed_day(text: str, option: str) -> date:
    """Parse a date as typed. Raises ProblemError."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ProblemError(CommandMessage(say.DATE_WANTED, option)) from None


def _day(text: str | None, option: str) -> date | None:
    return typed_day(text, option) if text else None


def appointing(
    post: str, person: str, by: str, since: str | None, until: str | None, *, interim: bool
) -> Asked:
    """Appoint a person to a post. Raises ProblemError."""
    first, last = _day(since, "--since"), _day(until, "--until")
    return lambda today: a.Appoint(
        by=by, post=post, person=person, since=first or today, until=last, interim=interim
    )


def deputising(post: str, person: str, by: str, since: str | None, until: str | None) -> Asked:
    """Make a person deputy of a post. Raises ProblemError."""
    first, last = _day(since, "--since"), _day(until, "--until")
    return lambda today: a.Deputise(
        by=by, post=post, person=person, since=first or today, until=last
    )


def ending(post: str, person: str, by: str, on: str | None, *, deputy: bool) -> Asked:
    """End a person's time in a post. Raises ProblemError."""
    day = _day(on, "--on")
    return lambda today: a.EndPost(by=by, post=post, person=person, on=day or today, deputy=deputy)


def absence(person: str, by: str, first: str, last: str, stand_in: str) -> Asked:
    """Mark a person as away. Raises ProblemError."""
    begins, ends = typed_day(first, "--from"), typed_day(last, "--to")
    return lambda _: a.MarkAbsent(by=by, person=person, first=begins, last=ends, stand_in=stand_in)


def return_of(person: str, by: str, on: str | None) -> Asked:
    """Mark a person as back. Raises ProblemError."""
    day = _day(on, "--on")
    return lambda today: a.EndAbsence(by=by, person=person, on=day or today)


def verifying(person: str, by: str) -> Asked:
    """Record that a person's details are right."""
    return lambda _: a.Verify(by=by, person=person)


def leaving(person: str, by: str, on: str | None) -> Asked:
    """Record that a person leaves. Raises ProblemError."""
    day = _day(on, "--on")
    return lambda today: a.LetLeave(by=by, person=person, on=day or today)


def entering(  # noqa: PLR0917 - what was typed
    person: str,
    name: str,
    agency: str,
    by: str,
    mail: str,
    phones: tuple[str, ...],
    *,
    mailbox: bool,
) -> Asked:
    """Add a new person to the list. Raises ProblemError."""
    if (address := typed_text.address(mail)) is None and mail:
        raise ProblemError(CommandMessage(say.NOT_AN_ADDRESS, "--mail"))
    entered = Person(
        id=person,
        name=name,
        agency=agency,
        channels=(Channel(platform=Platform.MAIL, tenant="", user=address),) if address else (),
        mailbox=mailbox,
        phones=phones,
    )
    return lambda _: a.EnterPerson(by=by, person=entered)


def releasing(person: str, address: str, by: str) -> Asked:
    """Confirm a doubtful address."""
    return lambda _: a.ReleaseAddress(by=by, person=person, address=address)


def gap(role: str, reason: str, by: str, *, withdraw: bool) -> Asked:
    """Declare that a role has nobody, or withdraw that."""
    if withdraw:
        return lambda _: a.WithdrawGap(by=by, role=role)
    return lambda _: a.DeclareGap(by=by, role=role, reason=reason)


def coordinators(people: tuple[str, ...], by: str) -> Asked:
    """Set the coordinators."""
    return lambda _: a.NameCoordinators(by=by, people=people)
