"""The order in which a person's channels are tried for a message."""

from core.cases.case import Case
from core.cases.notices import Notice
from core.cases.rules.contacts.coming_asking_steps import told_on
from core.directory.model import Channel, Person
from core.vocabulary import Platform, Purpose


def channels_in_order(notice: Notice, person: Person | None, case: Case) -> tuple[Channel, ...]:
    """Return a person's channels in the order they are tried for this message.

    Usually the order of the contact list. For an alert nobody has acknowledged and a request nobody
    has accepted, channels on which the person was told least often come first.
    """
    if person is None or person.left_on is not None:
        return ()
    told = _told(notice, case)
    return tuple(sorted(person.channels, key=lambda channel: told.count(channel.platform)))


def _told(notice: Notice, case: Case) -> tuple[Platform, ...]:
    """Platforms on which the person was told of it; empty where the order is not affected."""
    kind, _, rest = notice.about.partition(":")
    alert = notice.purpose is Purpose.REMINDER and kind == "risk"
    if case.risk and (alert or notice.purpose is Purpose.IMMEDIATE_RISK):
        return tuple(on for one, on in case.risk.told_on if one == notice.person)
    if notice.purpose is Purpose.REMINDER and kind == "chase" and not rest.endswith(":1"):
        return told_on(case, notice.person)
    return ()
