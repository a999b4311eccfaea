"""Converts the ladder of a policy file to the core's policy: roles, stages, and their tasks."""

from core.policy.model import (
    Basis,
    ClockRule,
    Condition,
    Disposition,
    Dispositions,
    HandUp,
    Meeting,
    Question,
    Role,
    Seat,
    Span,
    Stage,
    Task,
)
from core.vocabulary import AgencyType, ClockStart, Origin, Side, Unit
from policies.policy_files.cited import Cited, WhenEntry
from policies.policy_files.ladder_model import (
    ClockEntry,
    DispositionsEntry,
    HandUpEntry,
    ImmediateClockEntry,
    MeetingEntry,
    NudgeEntry,
    QuestionEntry,
    RoleEntry,
    SeatEntry,
    StageEntry,
    TaskEntry,
    TitlesEntry,
)


def origin_of(cited: Cited) -> Origin:
    """Return a rule's origin: as written, else a named reading, else the document itself."""
    if cited.origin is not None:
        return cited.origin
    return Origin.READING if cited.reading else Origin.SOURCE


def basis_of(cited: Cited) -> Basis:
    """Return the clauses, origin and reading of a rule."""
    return Basis(clauses=cited.clauses, origin=origin_of(cited), reading=cited.reading or "")


def role_of(entry: RoleEntry) -> Role:
    """Convert a role."""
    return Role(
        id=entry.id,
        title=entry.title,
        level=entry.level,
        partnership=entry.partnership,
        titles=_titles(entry.titles),
        aliases=entry.aliases,
        basis=basis_of(entry),
    )


def _titles(entry: TitlesEntry) -> tuple[tuple[AgencyType, str], ...]:
    given = {kind: getattr(entry, kind.value) for kind in AgencyType}
    return tuple((kind, title) for kind, title in given.items() if title)


def stage_of(entry: StageEntry) -> Stage:
    """Convert a stage with everything in it."""
    return Stage(
        id=entry.id,
        name=entry.name,
        level=entry.level,
        raising=tuple(seat_of(seat) for seat in entry.raising),
        receiving=tuple(seat_of(seat) for seat in entry.receiving),
        clock=clock_of(entry.clock),
        caps=tuple(clock_of(cap) for cap in entry.caps),
        tasks=tuple(task_of(task) for task in entry.tasks),
        questions=tuple(question_of(question) for question in entry.questions),
        dispositions=_dispositions(entry.dispositions) if entry.dispositions else None,
        meeting=_meeting(entry.meeting) if entry.meeting else None,
        hand_up=_hand_up(entry.hand_up) if entry.hand_up else None,
        text=entry.text,
        basis=basis_of(entry),
    )


def seat_of(entry: SeatEntry) -> Seat:
    """Convert a seat: a role asked at a stage."""
    return Seat(
        role=entry.role,
        when=condition_of(entry.when),
        informed=entry.informed,
        fallback=entry.fallback,
        basis=basis_of(entry),
    )


def condition_of(entry: WhenEntry) -> Condition:
    """Convert the condition under which a rule applies."""
    return Condition(
        statuses=entry.child_status, agency_types=entry.agency_types, subjects=entry.subjects
    )


def clock_of(entry: ClockEntry) -> ClockRule:
    """Convert a clock: how long, counted from what."""
    return ClockRule(
        span=Span(value=entry.value, unit=entry.unit),
        since=entry.since,
        after=entry.after or "",
        or_end_of_next_working_day=entry.or_end_of_next_working_day,
        protective=entry.protective,
        strength=entry.strength,
        nudge=_nudge(entry.nudge) if entry.nudge else None,
        basis=basis_of(entry),
    )


def _nudge(entry: NudgeEntry) -> Span:
    return Span(value=entry.value, unit=Unit(entry.unit))


def immediate_clock_of(entry: ImmediateClockEntry) -> ClockRule:
    """Convert the clock of an alert: how fast people must be told."""
    # The core has no clock start "risk flagged"; every such clock counts from that moment.
    return ClockRule(
        span=Span(value=0, unit=entry.unit), since=ClockStart.CASE_OPENED, basis=basis_of(entry)
    )


def task_of(entry: TaskEntry) -> Task:
    """Convert a task."""
    return Task(
        id=entry.id,
        text=entry.text,
        side=_side(entry.side),
        modality=entry.modality,
        of_flagger=entry.side == "flagging",
        each=entry.each,
        role=entry.role or "",
        clock=clock_of(entry.clock) if entry.clock else None,
        on_silence=entry.on_silence,
        records=entry.records,
        tell=entry.tell,
        marks=entry.marks,
        when=condition_of(entry.when),
        basis=basis_of(entry),
    )


def _side(word: str) -> Side | None:
    return None if word in {"both", "flagging"} else Side(word)


def question_of(entry: QuestionEntry) -> Question:
    """Convert a question that is answered yes or no."""
    return Question(
        id=entry.id,
        text=entry.text,
        modality=entry.modality,
        side=_side(entry.side),
        when=condition_of(entry.when),
        basis=basis_of(entry),
    )


def _hand_up(entry: HandUpEntry) -> HandUp:
    return HandUp(
        to=entry.to,
        side=_side(entry.side),
        carries=entry.carries,
        clock=clock_of(entry.clock) if entry.clock else None,
        inside_next=entry.inside_next,
        basis=basis_of(entry),
    )


def _dispositions(entry: DispositionsEntry) -> Dispositions:
    return Dispositions(
        text=entry.text,
        options=tuple(
            Disposition(
                id=option.id,
                text=option.text,
                to=option.to or "",
                tell=option.tell,
                when=condition_of(option.when),
                basis=basis_of(option),
            )
            for option in entry.options
        ),
        modality=entry.modality,
        clock=clock_of(entry.clock),
        side=_side(entry.side),
        basis=basis_of(entry),
    )


def _meeting(entry: MeetingEntry) -> Meeting:
    return Meeting(
        id=entry.id,
        name=entry.name,
        text=entry.text,
        kinds=tuple(entry.kinds.items()),
        chair=entry.chair or "",
        side=_side(entry.side),
        chair_uninvolved=entry.chair_uninvolved,
        quorum=entry.quorum,
        parties=entry.parties,
        product=entry.product or "",
        product_to=entry.product_to,
        modality=entry.modality,
        clock=clock_of(entry.clock) if entry.clock else None,
        basis=basis_of(entry),
    )
