"""Checks that every task can be done: whose it is, what it records, when its time starts."""

from collections.abc import Iterator
from typing import Final

from core.cases.duty import AGREE_DATE_TASK, BYPASS_TASK, DISPOSITION_TASK, STAND_OFF_TASK
from core.vocabulary import OPEN_ENDED, ClockStart
from policies.policy_files.ladder_model import TaskEntry
from policies.policy_files.model import PolicyFile
from policies.yaml_reading.fault import Fault, Path
from policies.yaml_reading.source import YamlSource
from policies.yaml_reading.unknown import unknown

RECORDED: Final = frozenset(
    {
        ClockStart.TASK_DONE,
        ClockStart.REFERRAL_SENT,
        ClockStart.DECISION_RECEIVED,
        ClockStart.MEETING_HELD,
    }
)
MARKS: Final = RECORDED - {ClockStart.TASK_DONE}
_OURS: Final = {AGREE_DATE_TASK, BYPASS_TASK, DISPOSITION_TASK, STAND_OFF_TASK}


def check_duties(file: PolicyFile, source: YamlSource) -> Iterator[Fault]:
    """Yield every fault of tasks: of the stages, of the alert, and after closing."""
    placed = list(_tasks(file))
    yield from _fields(file, [task for _, task in placed], source)
    for path, task in placed:
        yield from _sides(path, task, source)
        yield from _silence(path, task, source)
        yield from _started(file, path, task, source)
        if task.marks and task.marks not in MARKS:
            yield source.fault(
                (*path, "marks"),
                f"Recording a task is not what {task.marks.value} means. "
                f"Expected one of: {', '.join(sorted(MARKS))}.",
            )
        if task.id in _OURS:
            yield source.fault(
                (*path, "id"),
                f"Concord itself calls something {task.id}. Give this task another id.",
            )


def _tasks(file: PolicyFile) -> Iterator[tuple[Path, TaskEntry]]:
    for number, track in enumerate(file.tracks):
        for position, stage in enumerate(track.stages):
            for place, task in enumerate(stage.tasks):
                yield ("tracks", number, "stages", position, "tasks", place), task
    for place, task in enumerate(file.immediate_risk.tasks):
        yield ("immediate_risk", "tasks", place), task
    for place, task in enumerate(file.closing.after):
        yield ("closing", "after", place), task


def _sides(path: Path, task: TaskEntry, source: YamlSource) -> Iterator[Fault]:
    if task.side == "flagging" and path[0] != "immediate_risk":
        yield source.fault(
            (*path, "side"),
            f"Only what follows from an alert can belong to the side that flagged it, and {task.id} "
            "does not. Make it raising, receiving or both.",
        )
    if task.each and task.side != "both":
        yield source.fault(
            (*path, "each"),
            f"Only what both sides owe can be owed by each of them, and {task.id} is for the "
            f"{task.side} side. Remove “each”, or make it “side: both”.",
        )


def _silence(path: Path, task: TaskEntry, source: YamlSource) -> Iterator[Fault]:
    if not task.on_silence:
        return
    if path[0] != "tracks":
        yield source.fault(
            (*path, "on_silence"),
            "Only what a stage asks can move a case up when it is not recorded. "
            "Remove “on_silence”.",
        )
    elif task.clock is None or task.clock.unit in OPEN_ENDED:
        yield source.fault(
            (*path, "on_silence"),
            f"{task.id} moves the case up when it is not recorded in time, but has no time. Add a "
            "“clock” with a timescale, or remove “on_silence”.",
        )


def _started(file: PolicyFile, path: Path, task: TaskEntry, source: YamlSource) -> Iterator[Fault]:
    clock = task.clock
    if clock is None:
        return
    since: Path = (*path, "clock", "since")
    if path[0] == "closing" and clock.since is ClockStart.STAGE_ENTERED:
        yield source.fault(
            since,
            "No stage is entered once a case is closed. Count from case_closed, or from something "
            "earlier.",
        )
    if path[0] != "closing" and clock.since is ClockStart.CASE_CLOSED:
        yield source.fault(
            since,
            "Nothing is owed here any more once the case is closed. Move this task to "
            "“closing: after”, or count from something else.",
        )
    if clock.after:
        here: Path = (*path, "clock", "after")
        yield from unknown(source, here, "task or meeting", clock.after, _recordable(file))
        if clock.since not in RECORDED:
            yield source.fault(
                here,
                f"{clock.since.value} is one moment and not the recording of something. Remove "
                "“after”, or count from task_done.",
            )
    if clock.since is ClockStart.TASK_DONE and not clock.after:
        yield source.fault(
            since, "Say what has to be done first: “after:” and the id of that task."
        )
    if clock.since in MARKS and not clock.after and not _marked(file, clock.since):
        yield source.fault(
            since,
            f"Nothing in this policy is the moment of {clock.since.value}. Add "
            f"“marks: {clock.since.value}” to the task that is, or name it with “after”.",
        )


def _recordable(file: PolicyFile) -> list[str]:
    """Return the ids of everything that can be recorded."""
    meetings = (
        stage.meeting.id for track in file.tracks for stage in track.stages if stage.meeting
    )
    return [*(task.id for _, task in _tasks(file)), *meetings, DISPOSITION_TASK]


def _marked(file: PolicyFile, since: ClockStart) -> bool:
    meets = any(stage.meeting for track in file.tracks for stage in track.stages)
    held = since is ClockStart.MEETING_HELD and meets
    return held or any(task.marks is since for _, task in _tasks(file))


def _fields(file: PolicyFile, tasks: list[TaskEntry], source: YamlSource) -> Iterator[Fault]:
    at = {field.id: field.at for field in file.fields}
    for path, task in _tasks(file):
        for place, name in enumerate(task.records):
            here: Path = (*path, "records", place)
            yield from unknown(source, here, "field", name, at)
            if at.get(name, "task") != "task":
                yield source.fault(
                    here,
                    f"The field {name} is asked at {at[name]}, not when something is recorded. "
                    "Leave it out here, or change its “at” to task.",
                )
    asked = {name for task in tasks for name in task.records}
    for position, field in enumerate(file.fields):
        if field.at == "task" and field.id not in asked:
            yield source.fault(
                ("fields", position, "at"),
                f"The field {field.id} is asked when something is recorded, but no task records "
                "it. Add it to the “records” of the tasks that ask it.",
            )
