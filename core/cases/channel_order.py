"""Which of a person's channels is tried first: where they have been told least of this very thing."""

from core.cases.case import Case
from core.cases.notices import Notice
from core.cases.rules.contacts.next_contact import told_on
from core.directory.model import Channel, Person
from core.vocabulary import Platform, Purpose


def in_order(notice: Notice, person: Person | None, case: Case) -> tuple[Channel, ...]:
    """A person's channels in the order in which they are tried, for this message.

    Usually as they stand on the contact list. An alert that nobody has seen, and a reminder that
    nobody has accepted, go where the person has not been told of it yet, or least often.
    """
    if person is None or person.left_on is not None:
        return ()
    told = _told(notice, case)
    return tuple(sorted(person.channels, key=lambda channel: told.count(channel.platform)))


def _told(notice: Notice, case: Case) -> tuple[Platform, ...]:
    """Where the person has been told of it before; nothing where that makes no difference."""
    kind, _, rest = notice.about.partition(":")
    alert = notice.purpose is Purpose.REMINDER and kind == "risk"
    if case.risk and (alert or notice.purpose is Purpose.IMMEDIATE_RISK):
        return tuple(on for one, on in case.risk.told_on if one == notice.person)
    if notice.purpose is Purpose.REMINDER and kind == "chase" and not rest.endswith(":1"):
        return told_on(case, notice.person)
    return ()
