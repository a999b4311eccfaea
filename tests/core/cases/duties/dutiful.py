"""The small policy with something of every kind to do: at its first stage, on an alert, after closing."""

from dataclasses import replace

from core.cases.case import Case
from core.cases.duty import Duty
from core.policy.ladder import Role
from core.policy.model import (
    Choice,
    ClockRule,
    Condition,
    Field,
    Question,
    Span,
    Stage,
    StandOff,
    Task,
)
from core.vocabulary import AgencyType, ClockStart, Level, Modality, Side, SubjectType, Unit
from tests.core.given import World, world
from tests.core.small import SMALL_DIRECTORY, SMALL_POLICY


def days(value: int, since: ClockStart, after: str = "", *, protective: bool = True) -> ClockRule:
    """So many working days from a happening."""
    span = Span(value=value, unit=Unit.WORKING_DAYS)
    return ClockRule(span=span, since=since, after=after, protective=protective)


MUST, SHOULD, MAY = Modality.MUST, Modality.SHOULD, Modality.MAY

TASKS = (
    Task(id="talk", text="Talk.", side=None, modality=MUST),
    Task(id="write", text="Write it down.", side=None, each=True, modality=SHOULD),
    Task(
        id="reply",
        text="Reply in writing.",
        side=Side.RECEIVING,
        modality=MUST,
        clock=days(2, ClockStart.STAGE_ENTERED),
        records=("replied",),
        tell=("lead",),
        marks=ClockStart.DECISION_RECEIVED,
    ),
    Task(
        id="answer_back",
        text="Answer the reply.",
        side=Side.RAISING,
        modality=SHOULD,
        clock=days(1, ClockStart.DECISION_RECEIVED),
    ),
    Task(
        id="review",
        text="Look through the file.",
        side=Side.RECEIVING,
        role="lead",
        modality=MUST,
        clock=days(1, ClockStart.TASK_DONE, "reply"),
    ),
    Task(id="tea", text="Have tea together.", side=None, modality=MAY),
    Task(
        id="nurse_only",
        text="Ask the matron.",
        side=Side.RAISING,
        modality=MUST,
        when=Condition(agency_types=(AgencyType.POLICE,)),
    ),
)

_first, *_others = SMALL_POLICY.ladder
FIRST = replace(_first, clock=days(5, ClockStart.STAGE_ENTERED), tasks=TASKS)


def dutiful(*tasks: Task, **stage: object) -> World:
    """The small partnership with these tasks at its first stage, or all of those above."""
    first = replace(FIRST, **({"tasks": tasks} if tasks else {}), **stage)  # type: ignore[arg-type]
    return at_stages(first)


def at_stages(first: Stage) -> World:
    """The small partnership whose first stage this is."""
    policy = replace(
        SMALL_POLICY,
        roles=(*SMALL_POLICY.roles, Role(id="lead", title="Lead", level=Level.LEAD)),
        fields=(
            Field(id="replied", label="What was the reply?", kind="text", at="task"),
            Field(id="sure", label="How sure?", kind="line", at="task", required=False),
        ),
        tracks=(replace(SMALL_POLICY.tracks[0], stages=(first, *_others)),),
        immediate_risk=replace(
            SMALL_POLICY.immediate_risk,
            tasks=(
                Task(id="tell_lead", text="Tell the lead.", side=Side.RAISING, modality=MUST),
                Task(id="ring", text="Ring the ward.", side=Side.RAISING, modality=SHOULD),
            ),
        ),
        closing=replace(
            SMALL_POLICY.closing,
            after=(
                Task(
                    id="report",
                    text="Report to the board.",
                    side=None,
                    role="board",
                    modality=MUST,
                    clock=days(10, ClockStart.CASE_CLOSED),
                ),
                Task(id="debrief", text="Sit down together.", side=None, modality=MAY),
            ),
        ),
        stand_off=StandOff(text="The plan stays as it is."),
        override=None,
        statements=(Choice(id="welcome", text="Welcome."),),
    )
    return world(policy, SMALL_DIRECTORY)


DUTIFUL = dutiful()
ADULTS_ONLY = Question(
    id="q9",
    text="Is the ladder left?",
    modality=MUST,
    when=Condition(subjects=(SubjectType.ADULT,)),
)


def owed(case: Case, task: str, side: Side | None = None, *, scope: str = "") -> Duty:
    """The one duty of that task, on that side where each owes it."""
    found = [
        one
        for one in case.duties
        if one.task == task and side in {None, one.side} and scope in {"", one.scope}
    ]
    assert len(found) == 1, found
    return found[0]


def tasks(case: Case) -> list[str]:
    """What is open, each once."""
    return list(dict.fromkeys(one.task for one in case.open_duties))
