"""Relevance of a message: whether to send it, and to redraw it once it was sent."""

from typing import Final

from core.cases.case import Case
from core.cases.notices import Notice
from core.vocabulary import CaseStatus, Purpose, Side

REQUEST_PURPOSES: Final = frozenset(
    {Purpose.ASKED, Purpose.REMINDER, Purpose.PROPOSED, Purpose.DATE_PROPOSED}
)
"""Purposes that ask for something; they are over once it is done or the case has moved on."""


def is_relevant(notice: Notice, case: Case) -> bool:
    """Whether to send a notice: still asked for at this stage, or a reminder of something still
    open.
    """
    purpose, person = notice.purpose, notice.person
    if purpose is Purpose.ASKED:
        side = case.side_of(person)
        return (
            case.status is CaseStatus.OPEN
            and notice.stage == case.stage
            and side is not None
            and case.side(side).owner in {"", person}
            and not has_declined(person, case)
        )
    if purpose is Purpose.REMINDER:
        return _is_open(notice.about, case) and not _overtaken(notice, case)
    if purpose is Purpose.PROPOSED:
        return case.proposal is not None
    if purpose is Purpose.DATE_PROPOSED:
        named = case.visit.named_date if case.due else None
        return named is not None and notice.about == str(named.sequence)
    return True


def is_final(notice: Notice, case: Case) -> bool:
    """Whether a told message can no longer change, so that it is not redrawn."""
    if notice.purpose is Purpose.IMMEDIATE_RISK:
        return case.risk is None
    if notice.about.startswith("risk:"):
        return not is_relevant(notice, case)
    if notice.purpose is Purpose.REMINDER and superseded(notice.about, case):
        return True
    if notice.stage != case.stage:
        return True
    return (
        notice.purpose in REQUEST_PURPOSES
        and notice.purpose is not Purpose.ASKED
        and (not is_relevant(notice, case))
        and not (case.status is CaseStatus.AGREED and confirmed_on(notice, case))
    )


def superseded(key: str, case: Case) -> bool:
    """Whether a later reminder of the same row has gone out."""
    row, _, step = key.rpartition(":")
    later = (done.rpartition(":") for done in case.reminded)
    return step.isdecimal() and any(
        other == row and number.isdecimal() and int(number) > int(step)
        for other, _, number in later
    )


def _overtaken(notice: Notice, case: Case) -> bool:
    """Whether a later step of the same chase has reached this person: after an outage several steps
    are taken together, and each person gets only their last.
    """
    kind, *rest = notice.about.split(":")
    if kind != "chase":
        return False
    for one in case.side(Side(rest[1])).contacts:
        if one.person == notice.person:
            return one.chased.startswith(f"chase:{rest[0]}:") and one.chased != notice.about
    return superseded(notice.about, case)


def _is_open(key: str, case: Case) -> bool:
    """Whether what a reminder is about has not been done yet."""
    kind, _, rest = key.partition(":")
    open_here = case.status is CaseStatus.OPEN and rest.split(":")[0] == str(case.visit.number)
    match kind:
        case "duty":
            return any(rest.rpartition(":")[0] == one.key for one in case.open_duties)
        case "duties" | "danger":
            return any(rest.rpartition(":")[0] == one.scope for one in case.open_duties)
        case "risk":
            return case.risk is not None and not case.risk.acknowledged
        case "copy":
            ticked = rest.split(":")[0] in case.copied
            return case.status is CaseStatus.AGREED and not ticked
        case "untold":
            told = case.notified.get(rest.split(":")[0])
            return told is not None and bool(told.gaps)
        case "close":
            return case.status is CaseStatus.AGREED
        case "confirm":
            return case.proposal is not None and rest.startswith(f"{case.proposal.sequence}:")
        case "handup":
            return open_here and case.hand_up(Side(rest.split(":")[1])) is not None
        case "chase":
            return open_here and not case.side(Side(rest.split(":")[1])).owner
        case "vacant":
            return open_here and not case.side(Side(rest.split(":")[1])).contacts
        case "overdue":
            return open_here and case.visit.lapsed_at is not None
        case _:
            return open_here and case.due is not None


def has_declined(person: str, case: Case) -> bool:
    """Whether somebody asked at this stage declined or is gone."""
    return any(
        contact.person == person and (contact.declined or contact.gone)
        for side in Side
        for contact in case.side(side).contacts
    )


def confirmed_on(notice: Notice, case: Case) -> bool:
    """Whether this card is the one confirmed on: nobody gets a message about their own action."""
    if notice.purpose is not Purpose.PROPOSED or case.agreed is None:
        return False
    other = case.agreed.side.counterpart
    holds = case.side(other).owner == notice.person
    return holds and case.side_of(notice.person) is other
