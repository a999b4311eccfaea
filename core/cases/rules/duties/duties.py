"""Duties: what is owed, by when and by whom, and what follows once it is recorded."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from core.cases import events as e
from core.cases.access import Part, may, who_holds
from core.cases.case import Case
from core.cases.duty import (
    AFTER_CLOSING_SCOPE,
    CASE_SCOPE,
    MEETING_TASK_PREFIX,
    Duty,
    risk_scope,
    stage_scope,
)
from core.cases.posts import parties_of, role_holders
from core.cases.rules.duties.sources import (
    find_task,
    modality,
    risk_tasks,
    stage_tasks,
    stand_off,
    task_of,
)
from core.cases.wording import duties as say
from core.local_time import LONDON, local
from core.partnership.setting import Setting
from core.policy.calendar import deadline_of
from core.policy.model import ClockRule, Policy, Stage, Task
from core.policy.wording.deadlines import ByProtectiveDate, WithItsStage, explain
from core.routing.stage_contacts import applies
from core.vocabulary import OPEN_ENDED, Action, ClockStart, Level, Modality, Side

RECORDED_STARTS: Final = frozenset(
    {
        ClockStart.TASK_DONE,
        ClockStart.REFERRAL_SENT,
        ClockStart.DECISION_RECEIVED,
        ClockStart.MEETING_HELD,
    }
)
"""Clock starts that a person records; a clock may name the one meant by its id."""
ENTRY_STARTS: Final = frozenset({ClockStart.STAGE_ENTERED, ClockStart.UNRESOLVED_RECORDED})
Start = Callable[[ClockRule], datetime | None]
"""Return the moment a clock counts from; None where it has not come."""


# --- What is owed ---------------------------------------------------------------------------------


def owed_on_entering(
    case: Case,
    stage: Stage,
    setting: Setting,
    number: int,
    *,
    since: datetime | None = None,
    why: str = "",
    protective: datetime | None = None,
    never_after: datetime | None = None,
) -> tuple[Duty, ...]:
    """Return the duties of the ``number``-th stage visit of a case that is not there yet.

    ``since`` is when the stage began in law, ``why`` how it was reached, ``protective`` the date
    that came along. ``never_after`` is when the policy has the stage settled: a longer clock of a
    duty ends there too (reading HOU-A4); it is not a date set by a person. The first visit owes the
    stand-off as well.
    """
    started = since or setting.now

    def start(clock: ClockRule) -> datetime | None:
        if clock.since in ENTRY_STARTS or (
            clock.since is ClockStart.DEADLINE_LAPSED and why == "lapsed"
        ):
            return started
        if clock.since is ClockStart.PARTNERSHIP_NOTIFIED and stage.level is Level.PARTNERSHIP:
            return _partnership_notified(case, setting.policy) or started
        return _known_start(clock, case, setting)

    here = _Owing(
        scope=stage_scope(number),
        case=case,
        setting=setting,
        protective=protective,
        never_after=never_after,
    )
    found = list(here.all_of(stage_tasks(stage), start))
    if number == 1 and (task := stand_off(setting.policy)):
        found.extend(_Owing(scope=CASE_SCOPE, case=case, setting=setting).all_of((task,), start))
    return tuple(found)


def owed_on_flag(case: Case, by: str, setting: Setting) -> tuple[Duty, ...]:
    """Return the duties of a new alert, each on its own; nothing waits for any of them. ``by`` is
    who flags it: what the policy asks of their side is owed there.
    """

    def start(clock: ClockRule) -> datetime | None:
        if clock.since in {*ENTRY_STARTS, ClockStart.RISK_FLAGGED}:
            return setting.now
        return _known_start(clock, case, setting)

    flagging = case.side_of(by) or Side.RAISING
    scope = risk_scope(case.flags + 1)
    owing = _Owing(scope=scope, case=case, setting=setting, flagging=flagging)
    return tuple(owing.all_of(risk_tasks(setting.policy), start))


def owed_on_closing(case: Case, setting: Setting) -> tuple[Duty, ...]:
    """Return the duties of a closed case (S-26). A task whose clock starts at something never
    recorded, such as a meeting not held, is left out.
    """

    def start(clock: ClockRule) -> datetime | None:
        if clock.since in {*ENTRY_STARTS, ClockStart.CASE_CLOSED}:
            return setting.now
        return _known_start(clock, case, setting)

    after = setting.policy.closing.after
    to_come = {started for task in after for started in (task.id, task.marks)}
    tasks = (
        task
        for task in after
        if task.clock is None
        or start(task.clock)
        or {task.clock.after or task.clock.since} & to_come
    )
    owing = _Owing(scope=AFTER_CLOSING_SCOPE, case=case, setting=setting)
    return tuple(owing.all_of(tasks, start))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owing:
    """Where duties arise: case, scope, protective date and latest date."""

    scope: str
    case: Case
    setting: Setting
    protective: datetime | None = None
    never_after: datetime | None = None
    flagging: Side = Side.RAISING
    """The side of whoever flagged the alert that they follow from."""

    def all_of(self, tasks: Iterable[Task], start: Start) -> Iterator[Duty]:
        """Yield the duty of every task that applies, for each side that owes it."""
        parties = parties_of(self.case)
        for task in tasks:
            if not applies(task.when, parties, self.setting.directory):
                continue
            began = start(task.clock) if task.clock else None
            sides = tuple(Side) if task.side is None and task.each else (task.side,)
            sides = (self.flagging,) if task.of_flagger else sides
            for side in sides:
                yield _timed(task, side, began, self)


def _timed(task: Task, side: Side | None, began: datetime | None, owing: _Owing) -> Duty:
    """Return the duty with its deadline, as far as that is known."""
    case, setting, protective = owing.case, owing.setting, owing.protective
    clock = task.clock
    at, explanation, default = None, "", False
    if clock is not None and began is None:
        explanation = say.waits(clock, say.task_text(clock.after, setting.policy))
    elif clock is not None and began is not None:
        timeless = clock.span.unit in OPEN_ENDED and clock.nudge is None
        if timeless and not (protective and clock.protective):
            explanation = say.NO_TIME
        else:
            deadline = deadline_of(
                clock,
                began,
                setting.calendar,
                now=setting.now,
                protective=protective,
                subject=case.subject_type,
            )
            at, explanation = deadline.at, deadline.explanation
            default = deadline.labelled_default
            if owing.never_after and at > owing.never_after:
                at, default = owing.never_after, False
                explanation = explain(at, WithItsStage(deadline.at))
    return Duty(
        scope=owing.scope,
        task=task.id,
        side=side,
        due=at,
        explanation=explanation,
        labelled_default=default,
        escalates=task.on_silence,
    )


def _known_start(clock: ClockRule, case: Case, setting: Setting) -> datetime | None:
    """Return the moment a clock counts from if it has passed on this case; None: not yet."""
    match clock.since:
        case ClockStart.DISAGREEMENT_AROSE:
            return case.day_zero
        case ClockStart.CASE_OPENED:
            return case.opened_at
        case ClockStart.CASE_CLOSED:
            return case.closed_at
        case ClockStart.RISK_FLAGGED:
            return case.risk.flagged_at if case.risk else None
        case ClockStart.PARTNERSHIP_NOTIFIED:
            return _partnership_notified(case, setting.policy)
        case ClockStart.DEADLINE_LAPSED:
            return case.visit.lapsed_at if case.visits else None
        case _:
            return _recorded(clock, case, setting) if clock.since in RECORDED_STARTS else None


def _partnership_notified(case: Case, policy: Policy) -> datetime | None:
    stays = (one for one in case.visits if policy.stage(one.stage).level is Level.PARTNERSHIP)
    return next((one.since for one in stays), None)


def _recorded(clock: ClockRule, case: Case, setting: Setting) -> datetime | None:
    """Return when the thing the clock counts from was done, as recorded last."""
    for one in reversed(case.tasks):
        if one.skipped or (
            clock.after and one.task not in {clock.after, f"{MEETING_TASK_PREFIX}{clock.after}"}
        ):
            continue
        task = find_task(one.scope, one.task, case, setting.policy)
        held = one.task.startswith(MEETING_TASK_PREFIX) and clock.since is ClockStart.MEETING_HELD
        marked = task is not None and task.marks is clock.since
        if clock.since is ClockStart.TASK_DONE or clock.after or held or marked:
            return happened_at(one.at, one.held_on)
    return None


def happened_at(at: datetime, held_on: date | None) -> datetime:
    """Return when something recorded at ``at`` was done: noon (London) of an earlier day (reading
    G4).
    """
    if held_on is None or held_on >= local(at).date():
        return at
    return datetime.combine(held_on, time(12), LONDON)


# --- What follows once it is recorded -------------------------------------------------------------


def start_clocks(
    case: Case, happened: ClockStart, ref: str, at: datetime, setting: Setting
) -> tuple[e.Event, ...]:
    """Set the time of the duties whose clock counts from this event; ``ref`` is the id of the task,
    meeting or disposition recorded, ``at`` the moment it took place.
    """
    started: list[Duty] = []
    for duty in case.open_duties:
        task = task_of(duty, case, setting)
        clock = task.clock if task else None
        if task is None or clock is None or duty.due or clock.since is not happened:
            continue
        if clock.after and clock.after not in {ref, ref.removeprefix(MEETING_TASK_PREFIX)}:
            continue
        staged = duty.scope.startswith("stage:")
        protective = case.visit.protective if staged else None
        owing = _Owing(scope=duty.scope, case=case, setting=setting, protective=protective)
        started.append(_timed(task, duty.side, at, owing))
    return _as_owed(tuple(started), case.stage, setting)


def bring_duties_forward(case: Case, protective: datetime, setting: Setting) -> tuple[e.Event, ...]:
    """Bring forward the stage's duties due after a protective date; it lengthens none."""
    at = max(protective, setting.now)
    earlier: list[Duty] = []
    for duty in case.open_duties:
        task = task_of(duty, case, setting)
        clock = task.clock if task else None
        if clock is None or not clock.protective or not duty.scope.startswith("stage:"):
            continue
        timeless = (
            duty.due is None
            and clock.span.unit in OPEN_ENDED
            and clock.since not in RECORDED_STARTS
        )
        if timeless or (duty.due and at < duty.due):
            limit = None if duty.labelled_default else duty.due
            why = explain(at, ByProtectiveDate(protective, limit, case.subject_type))
            earlier.append(replace(duty, due=at, explanation=why, labelled_default=False))
    return _as_owed(tuple(earlier), case.stage, setting)


def duties_unmet(case: Case, setting: Setting) -> tuple[e.Event, ...]:
    """Record the duties a stage demands that were not recorded when it was left."""
    demanded = tuple(
        duty
        for duty in case.open_duties
        if duty.scope.startswith("stage:") and modality(duty, case, setting) is Modality.MUST
    )
    if not demanded:
        return ()
    return (e.DutiesUnmet(at=setting.now, by="", stage=case.stage, duties=demanded),)


def duties_added(
    duties: tuple[Duty, ...],
    case: Case,
    stage: str,
    setting: Setting,
    *,
    but: tuple[str, ...] = (),
) -> tuple[e.Event, ...]:
    """Return the events of new duties; holders of a role that owes one are told and kept informed,
    unless in ``but``, who are asked anyway. ``case`` is in the new state already.
    """
    informed: list[e.Event] = []
    for duty in duties:
        task = task_of(duty, case, setting)
        if task is None or not task.role or task.modality is Modality.MAY:
            continue
        sides = (duty.side,) if duty.side else tuple(Side)
        found = role_holders(task.role, sides, case, setting)
        people = tuple(one for one in found if one not in but)
        if people or not found:
            informed.append(
                e.PeopleInformed(
                    at=setting.now,
                    by="",
                    notification=f"duty:{task.id}",
                    people=people,
                    gaps=() if found else (task.role,),
                )
            )
    return (*_as_owed(duties, stage, setting), *informed)


def _as_owed(duties: tuple[Duty, ...], stage: str, setting: Setting) -> tuple[e.Event, ...]:
    if not duties:
        return ()
    return (e.DutiesOwed(at=setting.now, by="", stage=stage, duties=duties),)


# --- Who owes it ----------------------------------------------------------------------------------


def open_duties(case: Case, setting: Setting) -> tuple[Duty, ...]:
    """Return the duties owed now, soonest first; those without a time come last."""
    known = (one for one in case.open_duties if task_of(one, case, setting))
    return tuple(sorted(known, key=lambda one: (one.due is None, one.due or setting.now)))


def people_owing(case: Case, duty: Duty, setting: Setting) -> tuple[str, ...]:
    """Return who owes a duty now: the role's holders, else the people of the side; if there are
    none the coordinators, and failing them the raiser, who hears of it.
    """
    held = who_holds(part_of(duty, case, setting), case, setting)
    return held or setting.directory.coordinators or (case.raiser,)


def part_of(duty: Duty, case: Case, setting: Setting) -> Part:
    """Return the part of the case that a duty belongs to: only whoever holds it may record it."""
    task = task_of(duty, case, setting)
    alert = duty.scope.startswith("risk:")
    return Part(duty.side, task.role if task else "", of_alert=alert)


def may_record(case: Case, duty: Duty, person: str, setting: Setting) -> bool:
    """Whether a person may record a duty now."""
    return may(Action.TASK, case, person, setting, part_of(duty, case, setting))


def recordable(case: Case, person: str, setting: Setting) -> tuple[Duty, ...]:
    """Return the open duties this person may record on the task form, soonest first."""
    return tuple(
        one
        for one in open_duties(case, setting)
        if not one.own_form and may_record(case, one, person, setting)
    )
