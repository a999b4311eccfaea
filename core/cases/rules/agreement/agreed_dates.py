"""A date that both sides agree: one names it, the other agrees or names another (S-05)."""

from datetime import datetime

from core.cases import commands as c
from core.cases import events as e
from core.cases.case import Case, NamedDate
from core.cases.refusals import Reason, Refusal
from core.partnership.setting import Setting
from core.policy.wording.deadlines import ByAgreement, explain
from core.vocabulary import Unit


def agreeable(case: Case, setting: Setting) -> bool:
    """Whether the policy lets both sides agree the current stage's time, and it has not lapsed."""
    clock = setting.policy.stage(case.stage).clock
    return case.due is not None and clock.span.unit is Unit.AGREED_BY_BOTH


def waiting_for(case: Case, person: str) -> NamedDate | None:
    """Return the date that this person's side has still to answer, or None."""
    named, side = case.visit.named_date, case.side_of(person)
    return named if named and side is named.side.counterpart and case.due else None


def name(case: Case, command: c.NameDate, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Name a date for one's side; naming the other side's date agrees it."""
    side = case.side_of(command.by)
    if side is None or not agreeable(case, setting):
        return Refusal(reason=Reason.NO_DATE_TO_AGREE)
    if refused := _impossible(case, command.date, setting):
        return refused
    other = waiting_for(case, command.by)
    if other and other.date == command.date:
        return (_agreed(case, command.by, command.date, setting),)
    return (
        e.DateProposed(
            at=setting.now,
            by=command.by,
            stage=case.stage,
            side=side,
            date=command.date,
            reason=command.reason,
        ),
    )


def agree(case: Case, command: c.AgreeDate, setting: Setting) -> tuple[e.Event, ...] | Refusal:
    """Agree to the date the other side named; refused if another has been named since."""
    named = case.visit.named_date
    if named is None or not agreeable(case, setting):
        return Refusal(reason=Reason.NO_DATE_TO_AGREE)
    if command.proposal not in {0, named.sequence}:
        return Refusal(reason=Reason.OTHER_DATE, at=named.at)
    if waiting_for(case, command.by) is None:
        return Refusal(reason=Reason.OWN_DATE)
    return _impossible(case, named.date, setting) or (
        _agreed(case, command.by, named.date, setting),
    )


def _impossible(case: Case, date: datetime, setting: Setting) -> Refusal | None:
    """Refuse a date in the past, or later than the stage is due: no deadline is lengthened."""
    if date <= setting.now:
        return Refusal(reason=Reason.PAST, input="date_by")
    if date > case.visit.due:
        return Refusal(reason=Reason.BEYOND_LIMIT, input="date_by", at=case.visit.due)
    return None


def _agreed(case: Case, by: str, date: datetime, setting: Setting) -> e.DateAgreed:
    visit, side = case.visit, case.side_of(by)
    assert side is not None  # noqa: S101 - both callers have asked
    limit = None if visit.labelled_default else visit.due
    return e.DateAgreed(
        at=setting.now,
        by=by,
        stage=case.stage,
        side=side,
        due=date,
        explanation=explain(date, ByAgreement(limit)),
    )
