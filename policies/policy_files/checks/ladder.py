"""Checks of ladders: every stage has a way out and two sides, clocks are complete, caps fit."""

from collections.abc import Iterator
from typing import Final

from core.vocabulary import OPEN_ENDED, ClockStart, Unit
from policies.policy_files.entrances import entrances
from policies.policy_files.ladder_model import ClockEntry, SeatEntry, StageEntry, TrackEntry
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.unknown import unknown

_WITHOUT_VALUE: Final = {Unit.IMMEDIATE, Unit.SAME_WORKING_DAY, *OPEN_ENDED}
_SHORTEST_MONTH: Final = 28
_BY_THE_START: Final = {
    ClockStart.DISAGREEMENT_AROSE,
    ClockStart.CASE_OPENED,
    ClockStart.STAGE_ENTERED,
    ClockStart.UNRESOLVED_RECORDED,
    ClockStart.DEADLINE_LAPSED,
    ClockStart.PARTNERSHIP_NOTIFIED,
}
"""Clock starts that have happened when a stage begins."""


def check_ladders(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Yield every fault of every track."""
    if file.tracks[0].id != "main":
        yield source.fault(
            ("tracks", 0, "id"),
            "The first track must be called main: it is the ladder on which cases begin.",
        )
    first = {role.id: role for role in reversed(file.roles)}
    partnership = {role.id for role in first.values() if role.partnership}
    for number, track in enumerate(file.tracks):
        path: Path = ("tracks", number, "stages")
        yield from _ways_out(track, file, source, path)
        yield from _caps_rise(track, source, path)
        for position, stage in enumerate(track.stages):
            yield from _sides(stage, partnership, source, (*path, position))
            yield from _clocks(stage, source, (*path, position))
            yield from _caps(stage, source, (*path, position))
            yield from _starts(stage, source, (*path, position))
    for position, task in enumerate(file.immediate_risk.tasks):
        if task.clock:
            place: Path = ("immediate_risk", "tasks", position, "clock")
            yield from _clock(task.clock, source, place)
    for position, task in enumerate(file.closing.after):
        if task.clock:
            yield from _clock(task.clock, source, ("closing", "after", position, "clock"))


def _ways_out(
    track: TrackEntry, file: PolicyFile, source: YamlSource, path: Path
) -> Iterator[Fault]:
    wrong = [*_hand_ups(track, file, source, path)]
    yield from wrong
    if wrong:  # unreachable stages follow from these faults
        return
    reached = entrances(file)
    for position, stage in enumerate(track.stages[1:], start=1):
        if stage.id not in reached:
            yield source.fault(
                (*path, position, "id"),
                f"No stage hands up to {stage.id}, so it can never be reached. Point the "
                "“hand_up” of an earlier stage at it, or remove it.",
            )


def _hand_ups(
    track: TrackEntry, file: PolicyFile, source: YamlSource, path: Path
) -> Iterator[Fault]:
    elsewhere = [stage.id for other in file.tracks if other is not track for stage in other.stages]
    order = {stage.id: position for position, stage in reversed(list(enumerate(track.stages)))}
    for position, stage in enumerate(track.stages):
        here = (*path, position)
        if stage.hand_up is None:
            if position < len(track.stages) - 1:
                yield source.fault(
                    here,
                    f"The stage {stage.id} has no way out. Add a “hand_up” that says where it "
                    "goes when it is not settled; only the last stage has none.",
                )
            continue
        to: Path = (*here, "hand_up", "to")
        known = [*order, *elsewhere] if track.id != "main" else [*order]
        yield from unknown(source, to, f"stage of the track {track.id}", stage.hand_up.to, known)
        if order.get(stage.hand_up.to, position + 1) <= position:
            yield source.fault(
                to,
                f"The stage {stage.id} hands up to {stage.hand_up.to}, which is not further up, so "
                "the case would go round in a circle. Hand up to a later stage.",
            )


def _sides(
    stage: StageEntry, partnership: set[str], source: YamlSource, path: Path
) -> Iterator[Fault]:
    for side, seats in (("raising", stage.raising), ("receiving", stage.receiving)):
        asked = [seat for seat in seats if not seat.informed]
        if not asked:
            yield source.fault(
                (*path, side),
                f"Nobody is asked on the {side} side; everybody is only informed. "
                "Each side needs an owner at every stage.",
            )
        yield from _seated_once(seats, source, (*path, side))
    for position, seat in enumerate(stage.raising):
        if seat.role in partnership and not seat.informed:
            yield source.fault(
                (*path, "raising", position, "role"),
                f"{seat.role} belongs to the partnership, which receives a case and never raises "
                "it. Move this seat to “receiving”.",
            )
    owners = [seat for seat in stage.receiving if seat.role in partnership and not seat.informed]
    if len(owners) > 1:
        yield source.fault(
            (*path, "receiving"),
            "Two partnership posts would own this stage: "
            f"{', '.join(seat.role for seat in owners)}. Keep one; mark the others "
            "“informed: true”.",
        )


def _seated_once(seats: tuple[SeatEntry, ...], source: YamlSource, path: Path) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for position, seat in enumerate(seats):
        if seat.role in first and seats[first[seat.role]].when == seat.when:
            yield source.fault(
                (*path, position, "role"),
                f"{seat.role} already sits on this side "
                f"({source.where((*path, first[seat.role]))}). Remove one of the two.",
            )
        first.setdefault(seat.role, position)


def _clocks(stage: StageEntry, source: YamlSource, path: Path) -> Iterator[Fault]:
    yield from _clock(stage.clock, source, (*path, "clock"))
    if stage.hand_up and stage.hand_up.clock:
        yield from _clock(stage.hand_up.clock, source, (*path, "hand_up", "clock"))
    for position, task in enumerate(stage.tasks):
        if task.clock:
            yield from _clock(task.clock, source, (*path, "tasks", position, "clock"))
    if stage.dispositions:
        yield from _clock(stage.dispositions.clock, source, (*path, "dispositions", "clock"))
    if stage.meeting and stage.meeting.clock:
        yield from _clock(stage.meeting.clock, source, (*path, "meeting", "clock"))


def _starts(stage: StageEntry, source: YamlSource, path: Path) -> Iterator[Fault]:
    """Check that a stage's own times count from something that has happened when it begins; another
    start might never happen, and the time would silently count from the stage's beginning.
    """
    own: list[tuple[Path, ClockEntry]] = [((*path, "clock"), stage.clock)]
    own += [((*path, "caps", n), cap) for n, cap in enumerate(stage.caps)]
    for place, clock in own:
        if clock.since not in _BY_THE_START:
            yield source.fault(
                (*place, "since"),
                f"The time of a whole stage cannot count from {clock.since.value}, which may never "
                "happen. Count from stage_entered, or give this time to a task.",
            )


def _clock(clock: ClockEntry, source: YamlSource, path: Path) -> Iterator[Fault]:
    unit = clock.unit.value
    if clock.unit is Unit.UNSPECIFIED and clock.nudge is None:
        yield source.fault(
            path,
            "The policy gives no time here, so a nudge is needed to keep the case moving. Add "
            "“nudge: {value: 5, unit: working_days, origin: default}”.",
        )
    if clock.unit is Unit.UNSPECIFIED and not clock.protective:
        yield source.fault(
            (*path, "protective"),
            "Without a time in the policy the protective date is the only one there is, so it "
            "must count. Remove “protective: false”.",
        )
    if clock.unit not in OPEN_ENDED and clock.nudge is not None:
        yield source.fault(
            (*path, "nudge"),
            "A nudge stands in only where the policy gives no time (unit: unspecified, or "
            "agreed_by_both until a date is agreed). Remove it.",
        )
    if clock.unit in _WITHOUT_VALUE and clock.value:
        yield source.fault((*path, "value"), f"A clock of {unit} has no number. Remove “value”.")
    if clock.unit not in _WITHOUT_VALUE and not clock.value:
        yield source.fault((*path, "value"), f"How many {unit}? Add “value”, at least 1.")
    if clock.or_end_of_next_working_day and clock.unit is not Unit.ELAPSED_HOURS:
        yield source.fault(
            (*path, "or_end_of_next_working_day"),
            "This belongs to clocks of elapsed_hours only (reading G1). Remove it.",
        )


def _caps(stage: StageEntry, source: YamlSource, path: Path) -> Iterator[Fault]:
    own = _days(stage.clock)
    for position, cap in enumerate(stage.caps):
        here: Path = (*path, "caps", position)
        limit = _days(cap)
        if cap.unit in _WITHOUT_VALUE:
            yield source.fault(
                (*here, "unit"),
                f"A cap is a limit in days or months, not {cap.unit.value}. Give its length.",
            )
            continue
        yield from _clock(cap, source, here)
        same = own and limit and own[0] == limit[0]
        if same and own and limit and limit[1] < own[1] and not cap.note:
            yield source.fault(
                here,
                f"This cap ({cap.value} {cap.unit.value}) is shorter than the stage's own clock "
                f"({stage.clock.value} {stage.clock.unit.value}). Correct one of them, or add a "
                "“note” that says why.",
            )


def _caps_rise(track: TrackEntry, source: YamlSource, path: Path) -> Iterator[Fault]:
    highest: dict[tuple[str, ClockStart], tuple[int, str]] = {}
    for position, stage in enumerate(track.stages):
        for place, cap in enumerate(stage.caps):
            days = _days(cap)
            if days is None or cap.since is ClockStart.STAGE_ENTERED:
                continue
            before = highest.get((days[0], cap.since))
            if before and days[1] < before[0]:
                yield source.fault(
                    (*path, position, "caps", place),
                    f"This cap ends before the one of the earlier stage {before[1]}, so the stage "
                    "would be over before it begins. Caps rise from stage to stage.",
                )
            else:
                highest[days[0], cap.since] = (days[1], stage.id)


def _days(clock: ClockEntry) -> tuple[str, int] | None:
    """Return a clock's least length in days of its kind, for comparison; None without a length."""
    match clock.unit:
        case Unit.WORKING_DAYS:
            return ("working", clock.value)
        case Unit.CALENDAR_DAYS:
            return ("calendar", clock.value)
        case Unit.CALENDAR_MONTHS:
            return ("calendar", clock.value * _SHORTEST_MONTH)
        case _:
            return None
