"""Immediate risk and special circumstances: never blocked by a field, an approval or a quorum."""

from datetime import timedelta
from typing import Final

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case
from core.cases.folding.evolve import evolve
from core.cases.posts import parties_of
from core.cases.refusals import Reason, Refusal
from core.cases.rules.contacts.alerts import out_of_hours
from core.cases.rules.contacts.informing import already_notified, notifications
from core.cases.rules.duties import duties
from core.partnership.setting import Setting
from core.policy.calendar import deadline_of
from core.policy.model import ClockRule, Override, Span
from core.policy.working_time import is_open
from core.routing.stage_contacts import applies, holders, people_to_tell, unique
from core.vocabulary import ClockStart, Side, Unit

IMMEDIATELY: Final = ClockRule(
    span=Span(value=0, unit=Unit.IMMEDIATE), since=ClockStart.RISK_FLAGGED, protective=False
)
"""How soon special circumstances are passed on if the policy does not say: immediately."""
DOUBLE_PRESS_WINDOW: Final = timedelta(minutes=1)
"""A second flag by the same person within this time, without an account, is a double press."""


def flag(case: Case, command: c.FlagImmediateRisk, setting: Setting) -> tuple[e.Event, ...]:
    """Flag immediate danger; a second flag sends a new alert.

    A double press has no effect: the first alert is running.
    """
    risk = case.risk
    if risk and risk.by == command.by and not command.account.strip():
        pressed_twice = setting.now - risk.flagged_at < DOUBLE_PRESS_WINDOW
        if pressed_twice and not risk.acknowledged:
            return ()
    return raise_alert(case, command.by, command.account, setting)


def raise_alert(case: Case, by: str, account: str, setting: Setting) -> tuple[e.Event, ...]:
    """Alert everybody the policy names, in the flagger's own agency and in the partnership.

    Conditional notifications do not wait for their stage either (reading HOU-A6).
    """
    rule = setting.policy.immediate_risk
    parties = parties_of(case)
    side = case.side_of(by) or Side.RAISING
    told: list[str] = []
    gaps: list[str] = []
    for seat in rule.tell:
        if not applies(seat.when, parties, setting.directory):
            continue
        people = people_to_tell(seat, side, parties, setting.policy, setting.directory)
        told.extend(people)
        if not people:
            gaps.append(seat.role)
    told.extend(case.raising.current)
    told.extend(case.receiving.current)
    told.extend(already_notified(case, setting))
    if not is_open(setting.now, setting.calendar):
        told.extend(out_of_hours(case, by, setting))
    deadline = deadline_of(rule.clock, setting.now, setting.calendar, now=setting.now)
    flagged = e.ImmediateRiskFlagged(
        at=setting.now,
        by=by,
        stage=case.stage,
        told=tuple(person for person in unique(told) if person != by),
        gaps=unique(gaps),
        due=deadline.at,
        account=account,
    )
    owed = duties.owed_on_flag(case, by, setting)
    there = evolve(case, flagged, case.id, case.sequence)
    return (
        flagged,
        *duties.duties_added(owed, there, case.stage, setting, but=flagged.told),
        *duties.start_clocks(case, ClockStart.RISK_FLAGGED, "", setting.now, setting),
        *notifications(case, None, setting, early=True),
    )


def acknowledge(
    case: Case, command: c.AcknowledgeRisk, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Acknowledge the alert; nobody acknowledges their own."""
    if case.risk is None:
        return Refusal(reason=Reason.NO_RISK)
    if command.by == case.risk.by:
        return Refusal(reason=Reason.OWN_ALERT)
    if command.by in case.risk.acknowledged:
        return Refusal(reason=Reason.ALREADY_DONE)
    return (e.RiskAcknowledged(at=setting.now, by=command.by),)


def withdraw(
    case: Case, command: c.WithdrawImmediateRisk, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Withdraw the flag; a reason is required (reading G6)."""
    if case.risk is None:
        return Refusal(reason=Reason.NO_RISK)
    if not command.reason.strip():
        return Refusal(reason=Reason.EMPTY, input="reason")
    return (e.ImmediateRiskWithdrawn(at=setting.now, by=command.by, reason=command.reason),)


def override(
    case: Case, command: c.InvokeOverride, setting: Setting
) -> tuple[e.Event, ...] | Refusal:
    """Report special circumstances: the people the policy names are told immediately, whoever
    reports it.

    The case's own clocks keep running and stay visible (reading HOU-A8).
    """
    rule = setting.policy.override
    if rule is None:
        return Refusal(reason=Reason.NO_OVERRIDE)
    if command.event not in {choice.id for choice in rule.events}:
        return Refusal(reason=Reason.UNKNOWN_CHOICE, input="event")
    return report_special_circumstances(
        case, rule, command.by, command.event, command.account, setting
    )


def report_special_circumstances(  # noqa: PLR0917 - what is reported, by whom, of which case
    case: Case, rule: Override, by: str, event: str, account: str, setting: Setting
) -> tuple[e.Event, ...]:
    """Tell the people named for special circumstances, and those the policy informs anyway."""
    parties = parties_of(case)
    told: list[str] = []
    gaps: list[str] = []
    for role in rule.tell:
        people = holders(role, Side.RAISING, parties, setting.policy, setting.directory)
        people += holders(role, Side.RECEIVING, parties, setting.policy, setting.directory)
        told.extend(people)
        if not people:
            gaps.append(role)
    deadline = deadline_of(
        rule.clock or IMMEDIATELY, setting.now, setting.calendar, now=setting.now
    )
    invoked = e.OverrideInvoked(
        at=setting.now,
        by=by,
        event=event,
        told=unique(told),
        gaps=unique(gaps),
        due=deadline.at,
        account=account,
    )
    return (invoked, *notifications(case, None, setting, early=True))
