"""A policy in words, for people who check it before it runs: stages, roles, clocks, and their
sources.
"""

from collections.abc import Iterator
from typing import Any, Final, assert_never

from bot.commands.answer import AnswerLine
from core.desk.wording.screens import READINGS, reading_taken
from core.policy.ladder import Task
from core.policy.model import Basis, ClockRule, Condition, Policy, ReadingTaken, Seat, Stage
from core.policy.rule_list import PolicyRule, policy_rules, rule_words
from core.policy.wording.deadlines import spoken_date
from core.policy.wording.names import CHILD_STATUS, SIDE, SUBJECT, listed, stage
from core.policy.wording.rules import CLOCK_STARTS
from core.vocabulary import Origin, Strength, Unit
from policies.policy_files.loader import LoadedPolicy

_SHOWN_ABOVE: Final = frozenset({"tracks", "readings"})
"""Parts of a policy that have lines of their own."""
_OF_A_STAGE: Final = (("dispositions",), ("meeting",))
"""Parts of a stage that have no lines of their own."""


def clock_words(clock: ClockRule) -> str:
    """Return how long a clock runs, from what, and what else limits it."""
    parts = [_span_words(clock)]
    if clock.or_end_of_next_working_day:
        parts.append("or the end of the next working day, whichever is sooner")
    if clock.span.unit is Unit.UNSPECIFIED:
        parts.append("a date set to protect the child or adult counts")
    elif clock.protective and clock.span.unit is not Unit.IMMEDIATE:
        parts.append("sooner where a date is set to protect the child or adult")
    if clock.strength is Strength.INDICATIVE:
        parts.append("a guide")
    return ", ".join(parts)


def task_words(task: Task) -> str:
    """Return a task in words: modality, side, text, and its time if it has one."""
    whose = SIDE[task.side].lower() if task.side else "either side, for both"
    if task.each:
        whose = "each side its own"
    by = f"; {clock_words(task.clock)}" if task.clock else ""
    return f"{task.modality.value}, {whose}: {task.text.rstrip('.')}{by}."


def _span_words(clock: ClockRule) -> str:
    value, since = clock.span.value, CLOCK_STARTS[clock.since]
    many = "" if value == 1 else "s"
    match clock.span.unit:
        case Unit.ELAPSED_HOURS:
            return f"{value} hour{many} from {since}"
        case Unit.WORKING_DAYS:
            return f"{value} working day{many} from {since}"
        case Unit.CALENDAR_DAYS:
            return f"{value} calendar day{many} from {since}"
        case Unit.CALENDAR_MONTHS:
            return f"{value} calendar month{many} from {since}"
        case Unit.SAME_WORKING_DAY:
            return "the same working day"
        case Unit.IMMEDIATE:
            return "immediately"
        case Unit.AGREED_BY_BOTH:
            at_most = f", within {clock.nudge.value} working days" if clock.nudge else ""
            return f"a date agreed by both sides{at_most}"
        case Unit.UNSPECIFIED:
            default = (
                f"; Concord's default is {clock.nudge.value} working days" if clock.nudge else ""
            )
            return f"the policy gives no timescale{default}"
        case _:
            assert_never(clock.span.unit)


def basis_words(basis: Basis) -> str:
    """Return the clauses a rule keeps, and its reading or default."""
    clauses = f"clauses {', '.join(basis.clauses)}" if basis.clauses else "no clause"
    match basis.origin:
        case Origin.SOURCE:
            return clauses
        case Origin.READING:
            return f"{clauses}; reading {basis.reading}"
        case Origin.DEFAULT:
            return f"{clauses}; Concord's default{f' {basis.reading}' if basis.reading else ''}"
        case _:
            assert_never(basis.origin)


def seat_words(seat: Seat, policy: Policy) -> str:
    """Return a role asked at a stage, with the condition for it."""
    notes = [*(["kept informed"] if seat.informed else []), *_condition_words(seat.when)]
    if seat.fallback:
        others = listed(policy.role(role).title for role in seat.fallback)
        notes.append(f"or, where nobody is there, {others}")
    title = policy.role(seat.role).title
    return f"{title} ({'; '.join(notes)})" if notes else title


def _condition_words(when: Condition) -> list[str]:
    words: list[str] = []
    if when.statuses:
        words.append(f"if {listed(CHILD_STATUS[one].lower() for one in when.statuses)}")
    if when.agency_types:
        words.append(f"if an agency is {listed(one.value for one in when.agency_types)}")
    if when.subjects:
        words.append(f"if it is about {listed(SUBJECT[one].lower() for one in when.subjects)}")
    return words


def show_lines(loaded: LoadedPolicy) -> Iterator[AnswerLine]:
    """Yield the whole policy, stage by stage."""
    policy = loaded.policy
    yield AnswerLine(policy.title, style="bold")
    yield AnswerLine(policy.partnership_name, "Partnership")
    yield AnswerLine(f"{policy.edition} ({loaded.digest[:12]})", "Edition")
    if policy.extends:
        yield AnswerLine(policy.extends, "Built on")
    yield AnswerLine(
        spoken_date(policy.next_review) if policy.next_review else "not given", "Next review"
    )
    office = f"{policy.office_opens:%H:%M} to {policy.office_closes:%H:%M}, Europe/London"
    yield AnswerLine(f"{office} (Concord's default)", "Office hours")
    routes = (f"{route.label}: {route.number}" for route in policy.immediate_risk.routes)
    yield AnswerLine("; ".join(routes), "In danger")
    for track in policy.tracks:
        if len(policy.tracks) > 1:
            yield AnswerLine()
            when = "; ".join(_condition_words(track.when))
            yield AnswerLine(f"Track: {track.name}{f' ({when})' if when else ''}", style="bold")
        for one in track.stages:
            yield AnswerLine()
            yield from _stage_lines(one, policy)
    yield AnswerLine()
    yield AnswerLine("Beside the stages", style="bold")
    for part in policy_rules(policy):
        if part.path and part.path[0] not in _SHOWN_ABOVE:
            yield _part_line(part, policy)
    if policy.readings:
        yield AnswerLine()
        yield AnswerLine(READINGS, style="bold")
    for reading in policy.readings:
        yield AnswerLine(reading_taken(reading), reading.id)


def _part_line(part: PolicyRule, policy: Policy) -> AnswerLine:
    """Return any rule as a line: its name, what it says, its clauses."""
    rests = f"[{basis_words(part.basis)}]" if part.basis != Basis() else ""
    return AnswerLine(" ".join(x for x in (rule_words(part, policy), rests) if x) or "-", part.name)


def _stage_lines(one: Stage, policy: Policy) -> Iterator[AnswerLine]:
    yield AnswerLine(stage(one.id, policy), style="bold")
    yield AnswerLine(listed(seat_words(seat, policy) for seat in one.raising), "Raising side")
    yield AnswerLine(listed(seat_words(seat, policy) for seat in one.receiving), "Receiving side")
    yield AnswerLine(f"{clock_words(one.clock)}. [{basis_words(one.clock.basis)}]", "Time")
    for cap in one.caps:
        yield AnswerLine(f"{clock_words(cap)}. [{basis_words(cap.basis)}]", "Never beyond")
    for task in one.tasks:
        yield AnswerLine(f"{task_words(task)} [{basis_words(task.basis)}]", "To do")
    for question in one.questions:
        yield AnswerLine(f"{question.text} [{basis_words(question.basis)}]", "To decide")
    if one.hand_up:
        to = stage(one.hand_up.to, policy)
        by = f", {clock_words(one.hand_up.clock)}" if one.hand_up.clock else ""
        yield AnswerLine(f"{to}{by}. [{basis_words(one.hand_up.basis)}]", "Then")
    for part in policy_rules(policy):
        if one.id in part.path and part.path[4:5] in _OF_A_STAGE and part.path[3] == one.id:
            yield _part_line(part, policy)
    yield AnswerLine(basis_words(one.basis), "Stage rests on")


def show_data(loaded: LoadedPolicy) -> dict[str, Any]:
    """Return the same for programs."""
    policy = loaded.policy
    return {
        "id": policy.id,
        "title": policy.title,
        "partnership": policy.partnership,
        "edition": policy.edition,
        "extends": policy.extends or None,
        "digest": loaded.digest,
        "jurisdiction": policy.jurisdiction,
        "next_review": policy.next_review.isoformat() if policy.next_review else None,
        "office": [
            policy.office_opens.isoformat("minutes"),
            policy.office_closes.isoformat("minutes"),
        ],
        "stages": [
            {
                "track": track.id,
                "number": number,
                "id": one.id,
                "name": one.name,
                "level": one.level.value,
                "raising": [_seat_data(seat) for seat in one.raising],
                "receiving": [_seat_data(seat) for seat in one.receiving],
                "clock": _clock_data(one.clock),
                "caps": [_clock_data(cap) for cap in one.caps],
                "hand_up": one.hand_up.to if one.hand_up else None,
                "basis": _basis_data(one.basis),
            }
            for track in policy.tracks
            for number, one in enumerate(track.stages, start=1)
        ],
        "rules": [_part_data(part, policy) for part in policy_rules(policy) if part.path],
        "readings": [_reading_data(one) for one in policy.readings],
    }


def _part_data(part: PolicyRule, policy: Policy) -> dict[str, Any]:
    return {
        "path": list(part.path),
        "name": part.name,
        "says": rule_words(part, policy),
        "basis": _basis_data(part.basis),
    }


def _reading_data(reading: ReadingTaken) -> dict[str, Any]:
    return {
        "id": reading.id,
        "question": reading.question,
        "taken": reading.taken,
        "origin": reading.origin.value,
        "decided_by": reading.decided_by or None,
        "decided_on": reading.decided_on.isoformat() if reading.decided_on else None,
        "safest": reading.safest or None,
    }


def _seat_data(seat: Seat) -> dict[str, Any]:
    return {"role": seat.role, "informed": seat.informed, "basis": _basis_data(seat.basis)}


def _clock_data(clock: ClockRule) -> dict[str, Any]:
    return {
        "value": clock.span.value,
        "unit": clock.span.unit.value,
        "since": clock.since.value,
        "strength": clock.strength.value,
        "words": clock_words(clock),
        "basis": _basis_data(clock.basis),
    }


def _basis_data(basis: Basis) -> dict[str, Any]:
    return {
        "clauses": list(basis.clauses),
        "origin": basis.origin.value,
        "reading": basis.reading,
    }
