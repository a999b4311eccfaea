"""When open duties are reminded of: at their time, then every working day; an alert's more often.

How strongly a duty is asked decides (reading G13): a "must" is reminded of until it is recorded, or
skipped with a reason; a "should" once; a "may" never.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.cases.case import Case
from core.cases.duty import AFTER_CLOSING_SCOPE, CASE_SCOPE, Duty
from core.cases.rules.duties.sources import clock_not_started, modality
from core.local_time import LONDON, local
from core.partnership.setting import Setting
from core.vocabulary import Modality, Side

ALERT_INTERVAL: Final = timedelta(minutes=15)
"""Time between alerts while nobody has acknowledged immediate risk, day and night."""
CLOSE_ALERTS: Final = 8
"""How many alerts are RISK_FIRST apart; later ones are RISK_AGAIN apart."""
LATER_ALERT_INTERVAL: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ScheduledStep:
    """A due step of a case, unless it is overtaken."""

    at: datetime
    key: str
    lapse: bool = False
    left: str = ""
    """Who has left, in a step for a closed account; "" in any other."""
    side: Side | None = None


def duty_reminders(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    """Yield the next reminder of each open duty and of each scope: ``duty:`` at the duty's own
    time, ``duties:`` every working day, ``danger:`` at the pace of an alert. A stage's duties are
    not reminded of after its end; the record then lists them as unmet.
    """
    end = case.lapses_at
    for one in _chased(case, setting):
        if end is None or one.at < end or ":stage:" not in one.key:
            yield one


def _chased(case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    open_now = [
        duty
        for duty in case.open_duties
        if modality(duty, case, setting) is not Modality.MAY
        and not clock_not_started(duty, case, setting)
    ]
    for duty in open_now:
        if duty.due and not duty.scope.startswith("risk:"):
            yield from _at_its_time(duty, case, setting)
    for scope in dict.fromkeys(duty.scope for duty in open_now):
        of_scope = [duty for duty in open_now if duty.scope == scope]
        if scope.startswith("risk:"):
            yield from _danger(scope, of_scope, case, setting)
        else:
            yield from _daily(scope, of_scope, case, setting)


def is_about(key: str, duty: Duty, case: Case, setting: Setting) -> bool:
    """Whether a reminder with this key is about an open duty; a "should" is only in the first of a
    row.
    """
    kind, _, rest = key.partition(":")
    row = rest.rpartition(":")[0]
    if clock_not_started(duty, case, setting):
        return False
    match modality(duty, case, setting):
        case Modality.MAY:
            return False
        case Modality.SHOULD if kind != "duty":
            first = not any(done.startswith(f"{kind}:{row}:") for done in case.reminded - {key})
            return first and row == duty.scope
        case _:
            return row == (duty.key if kind == "duty" else duty.scope)


def _at_its_time(duty: Duty, case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    """Yield one reminder when the duty is due; for one that moves the case up if not recorded, when
    the office opens that day.
    """
    if duty.due is None:
        return
    at = opening_on(duty.due, setting) if duty.escalates else duty.due
    if at > _since(duty.scope, case):
        yield ScheduledStep(at, f"duty:{duty.key}:1")


def _daily(scope: str, duties: list[Duty], case: Case, setting: Setting) -> Iterator[ScheduledStep]:
    """Yield the next office opening at which duties of this scope are to be reminded of."""
    row = f"duties:{scope}"
    sent = [_step(key) for key in case.reminded if key.startswith(f"{row}:")]
    since = _since(scope, case)
    musts = (one for one in duties if modality(one, case, setting) is Modality.MUST)
    times = [max(one.due or since, since) for one in musts]
    if not sent:
        times.extend(
            since
            for one in duties
            if modality(one, case, setting) is Modality.SHOULD and (one.due or since) <= since
        )
    if not times:
        return
    last = max([local(min(times)).date(), *(date.fromordinal(step) for step in sent)])
    day = setting.calendar.add_working_days(last, 1)
    while (later := _opening(setting.calendar.add_working_days(day, 1), setting)) <= setting.now:
        day = local(later).date()
    yield ScheduledStep(_opening(day, setting), f"{row}:{day.toordinal()}")


def _danger(
    scope: str, duties: list[Duty], case: Case, setting: Setting
) -> Iterator[ScheduledStep]:
    """Yield the next reminder of an alert's duties: at the alert's pace; once acknowledged, the
    later ones fall in office hours.

    A "should" is in the first of them only.
    """
    row = f"danger:{scope}"
    must = any(modality(one, case, setting) is Modality.MUST for one in duties)
    sent = any(key.startswith(f"{row}:") for key in case.reminded)
    if case.risk is None or (sent and not must):
        return
    flagged, seen = case.risk.flagged_at, bool(case.risk.acknowledged)

    def at(step: int) -> datetime:
        moment = alert_time(flagged, step)
        late = seen and step > CLOSE_ALERTS
        return setting.calendar.next_working_moment(moment) if late else moment

    yield next_in_row(case, setting, row, at)


def alert_time(flagged: datetime, step: int) -> datetime:
    """Return when an alert goes out for the ``step``-th time: first RISK_FIRST apart, then
    RISK_AGAIN.
    """
    close, wide = min(step, CLOSE_ALERTS), max(step - CLOSE_ALERTS, 0)
    return flagged + close * ALERT_INTERVAL + wide * LATER_ALERT_INTERVAL


def next_in_row(
    case: Case, setting: Setting, key: str, at: Callable[[int], datetime]
) -> ScheduledStep:
    """Return the next of an endless row of reminders. Where an outage passed over several, only the
    latest whose time has come.
    """
    row = f"{key}:"
    sent = [int(done[len(row) :]) for done in case.reminded if done.startswith(row)]
    step = max(sent, default=0) + 1
    while at(step + 1) <= setting.now:
        step += 1
    return ScheduledStep(at(step), f"{key}:{step}")


def opening_on(due: datetime, setting: Setting) -> datetime:
    """Return when the office opens on the day something is due."""
    return _opening(local(due).date(), setting)


def _opening(day: date, setting: Setting) -> datetime:
    return datetime.combine(day, setting.calendar.opens, LONDON)


def _step(key: str) -> int:
    return int(key.rpartition(":")[2])


def _since(scope: str, case: Case) -> datetime:
    """Return since when a scope's duties are owed."""
    if scope == CASE_SCOPE:
        return case.opened_at
    if scope == AFTER_CLOSING_SCOPE:
        return case.closed_at or case.opened_at
    if scope.startswith("risk:") and case.risk:
        return case.risk.flagged_at
    return case.visit.entered_at
