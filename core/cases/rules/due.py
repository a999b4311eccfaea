"""What is due on a case and when, and the command that each due step becomes.

Level-triggered: after an outage every step whose time has passed is still due, in order. Deadlines
are read from the record; the reminders around them are computed from the record alone.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from core.cases import commands as c
from core.cases.case import Case, SideState
from core.cases.record.ledger import Due
from core.cases.rules.agreement.settling import copies_open
from core.cases.rules.contacts.alerts import coming_alert_steps
from core.cases.rules.contacts.asking import closed_accounts
from core.cases.rules.contacts.coming_asking_steps import coming_asking_steps, key_prefix
from core.cases.rules.duties.duty_reminders import (
    ScheduledStep,
    alert_time,
    duty_reminders,
    next_in_row,
    opening_on,
)
from core.local_time import LONDON, local
from core.partnership.setting import Setting
from core.vocabulary import CaseStatus, Modality, Occasion, Side

HAND_UP_REMINDER_DELAY: Final = timedelta(hours=24)
"""How long after the stage began a hand-up due at once is asked about; moved into office hours."""
COPY_REMINDER_WORKING_DAYS: Final = 2
"""Working days between reminders of a copy not yet on file."""


def schedule(case: Case, setting: Setting) -> tuple[Due, ...]:
    """Return every time at which the case must be processed, soonest first."""
    return tuple(Due(key=one.key, at=one.at) for one in coming_steps(case, setting))


def due_commands(case: Case, setting: Setting) -> tuple[c.Lapse | c.Remind | c.ReRoute, ...]:
    """Return the commands whose time has come, in due order."""
    return tuple(
        _command(one, case) for one in coming_steps(case, setting) if one.at <= setting.now
    )


def _command(one: ScheduledStep, case: Case) -> c.Lapse | c.Remind | c.ReRoute:
    if one.lapse:
        return c.Lapse(by="", stage=case.stage)
    if one.left and one.side:
        return c.ReRoute(by="", person=one.left, side=one.side)
    return c.Remind(by="", key=one.key)


def coming_steps(case: Case, setting: Setting) -> tuple[ScheduledStep, ...]:
    """Return the coming steps of a case: closed accounts first, then by time; at the same time a
    lapse comes before a reminder. Reminders already sent are left out.
    """
    found: list[ScheduledStep] = []
    if case.status is CaseStatus.OPEN:
        found.extend(_around_deadline(case, setting))
        found.extend(_acceptance(case, setting))
        found.extend(_closed_accounts(case, setting))
        found.extend(_hand_up(case, setting))
        found.extend(_confirmation(case, setting))
    elif case.status is CaseStatus.AGREED:
        found.extend(_copies(case, setting))
    found.extend(_risk(case, setting))
    found.extend(_untold(case, setting))
    found.extend(duty_reminders(case, setting))
    fresh = (one for one in found if one.lapse or one.key not in case.reminded)
    return tuple(sorted(fresh, key=lambda one: (not one.left, one.at, not one.lapse, one.key)))


def _around_deadline(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    visit = case.visit
    number = visit.number
    if visit.lapsed_at:
        yield _next_daily(case, setting, f"overdue:{number}", visit.lapsed_at)
        return
    yield ScheduledStep(case.lapses_at or visit.due, f"lapse:{number}", lapse=True)
    opening = opening_on(visit.due, setting)
    if visit.entered_at < opening < visit.due:
        yield ScheduledStep(opening, f"on:{number}")
    before = _opening_before(visit.due, setting)
    if visit.entered_at < before < min(opening, visit.due):
        yield ScheduledStep(before, f"before:{number}")


def _acceptance(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    number = case.visit.number
    for side in Side:
        state = case.side(side)
        if state.owner or case.visit.lapsed_at:
            continue
        kind = key_prefix(case, side)
        for step in coming_asking_steps(case, side, setting):
            if step.at < case.visit.due:
                yield ScheduledStep(step.at, f"{kind}:{number}:{side}:{step.number}")


def _closed_accounts(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    """Contacts or owners no longer on the contact list: due at once."""
    for side in Side:
        for person in closed_accounts(case, side, setting):
            key = f"left:{case.visit.number}:{side}:{person}"
            yield ScheduledStep(setting.now, key, left=person, side=side)


def _hand_up(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    for owed in case.hand_ups_open:
        before = case.visits[-2]
        at, left = owed.due, before.due if before.lapsed_at else case.visit.entered_at
        if at <= left:  # due at once: asked about a working day later
            at = setting.calendar.next_working_moment(left + HAND_UP_REMINDER_DELAY)
        yield ScheduledStep(at, f"handup:{case.visit.number}:{owed.side}")


def _confirmation(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    if case.proposal:
        key = f"confirm:{case.proposal.sequence}"
        yield _next_daily(case, setting, key, case.proposal.at)


def _copies(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    if case.agreed_at is None:
        return
    sides, number = copies_open(case), case.visit.number
    for side in sides:
        yield _next_daily(
            case, setting, f"copy:{side}:{number}", case.agreed_at, COPY_REMINDER_WORKING_DAYS
        )
    if not sides:
        yield _next_daily(
            case, setting, f"close:{number}", case.agreed_at, COPY_REMINDER_WORKING_DAYS
        )


def _risk(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    risk = case.risk
    if risk is None or risk.acknowledged:
        return

    def at(step: int) -> datetime:
        return alert_time(risk.flagged_at, step)

    for rung, moment in coming_alert_steps(case, setting):
        yield ScheduledStep(moment, f"alert:{risk.number}:{rung}")
    yield next_in_row(case, setting, f"risk:{risk.flagged_at.isoformat()}", at)


def _untold(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    """Notifications that must go to a post nobody holds: reminded each working day (G8, G13)."""
    for rule in setting.policy.notifications:
        told = case.notified.get(rule.id)
        over = case.status is CaseStatus.CLOSED and rule.on is not Occasion.CLOSED
        if told and told.gaps and rule.modality is Modality.MUST and not over:
            yield _next_daily(case, setting, f"untold:{rule.id}", told.at)


def _next_daily(
    case: Case, setting: Setting, key: str, since: datetime, days: int = 1
) -> ScheduledStep:
    """Return the next of a row of reminders, at office opening every ``days`` working days."""

    def at(step: int) -> datetime:
        day = setting.calendar.add_working_days(local(since).date(), step * days)
        return datetime.combine(day, setting.calendar.opens, LONDON)

    return next_in_row(case, setting, key, at)


def _opening_before(due: datetime, setting: Setting) -> datetime:
    """Return when the office opens on the last working day before the day of ``due`` (G1, G4)."""
    day = local(due).date() - timedelta(days=1)
    while not setting.calendar.is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(
        day, time(setting.calendar.opens.hour, setting.calendar.opens.minute), LONDON
    )


def contacts_waiting(state: SideState) -> tuple[str, ...]:
    """Return who was asked on a side and has not answered; nobody once there is an owner."""
    if state.owner:
        return ()
    return tuple(contact.person for contact in state.contacts if contact.in_reach)
