"""The ladder of a policy as immutable data: who is asked, by when, what they owe, and the way up."""

from dataclasses import dataclass, field

from core.vocabulary import (
    AgencyType,
    ChildStatus,
    ClockStart,
    Level,
    Modality,
    Origin,
    Side,
    Strength,
    SubjectType,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Why a rule stands: the clauses it keeps, and whether they say so or we read them so."""

    clauses: tuple[str, ...] = ()
    origin: Origin = Origin.SOURCE
    reading: str = ""
    """Name of the reading taken, e.g. ``HOU-A1``; empty where the text is plain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time: ``value`` is 0 for immediate, same working day and unspecified."""

    value: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """How long, counted from what, and how it combines with the protective date."""

    span: Span
    since: ClockStart
    after: str = ""
    """Id of the task, meeting or disposition it counts from, where ``since`` names such a one."""
    or_end_of_next_working_day: bool = False
    """Reading G1: the earlier of the elapsed hours and the end of the next working day."""
    protective: bool = True
    """The protective date shortens this clock ("whichever is less")."""
    strength: Strength = Strength.BINDING
    nudge: Span | None = None
    """For an unspecified clock: our labelled default, never shown as the policy's."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A post the policy names, before anybody holds it."""

    id: str
    title: str
    level: Level
    partnership: bool = False
    """True where the post belongs to the partnership (or one home authority), not to a side."""
    titles: tuple[tuple[AgencyType, str], ...] = ()
    """What the post is called in each kind of agency."""
    aliases: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a rule applies; an empty condition always does, several parts must all hold."""

    statuses: tuple[ChildStatus, ...] = ()
    agency_types: tuple[AgencyType, ...] = ()
    subjects: tuple[SubjectType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A role asked at a stage on one side, perhaps only under a condition."""

    role: str
    when: Condition = field(default_factory=Condition)
    informed: bool = False
    """Told and kept informed, but not asked to own the stage."""
    fallback: tuple[str, ...] = ()
    """Role ids asked, in this order, where nobody in the role can be had (S-15, TRI-30)."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something a stage, an alert or the closing asks somebody to do and record (S-04, S-25)."""

    id: str
    text: str
    side: Side | None
    """None: both sides."""
    modality: Modality
    each: bool = False
    """Only where ``side`` is None. True: each side owes its own; False: one record does for both."""
    role: str = ""
    """Role that owes it, where that is not whoever holds the stage for the side."""
    clock: ClockRule | None = None
    on_silence: bool = False
    """Not recorded by its time: the stage lapses and moves up (S-08, ``on_silence: escalate``)."""
    records: tuple[str, ...] = ()
    """Field ids (``at: task``) asked for when it is recorded."""
    tell: tuple[str, ...] = ()
    """Role ids told once it is recorded, beside the raiser and both owners."""
    marks: ClockStart | None = None
    """What its recording is for other clocks: ``referral_sent``, ``decision_received`` ..."""
    when: Condition = field(default_factory=Condition)
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A decision that must be answered yes or no, with a reason."""

    id: str
    text: str
    modality: Modality
    when: Condition = field(default_factory=Condition)
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """One named way in which a stage may end, or be dealt with where it is (S-21)."""

    id: str
    text: str
    to: str = ""
    """Stage id, also of another track or, declared so, a lower one; "" stays at this stage."""
    tell: tuple[str, ...] = ()
    """Role ids told at once."""
    when: Condition = field(default_factory=Condition)
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispositions:
    """The decision how a stage goes on: one of several exits, with a reason, by a time."""

    text: str
    options: tuple[Disposition, ...]
    modality: Modality
    clock: ClockRule
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A panel or meeting: who chairs it, who must be there, and what comes out of it (S-22)."""

    id: str
    name: str
    text: str
    kinds: tuple[tuple[str, str], ...] = ()
    """Pairs of id and words, where it may take one of several forms."""
    chair: str = ""
    """Role id of the chair; "" where the policy names none."""
    chair_uninvolved: bool = False
    """The chair's agency has no part in the case, now or before (S-16, WAN-33)."""
    quorum: tuple[AgencyType, ...] = ()
    """Kinds of agency that must each be present for the meeting to count."""
    parties: bool = False
    """The agencies concerned are expected as well; one that was absent is named, and no gate."""
    product: str = ""
    """What the meeting writes, e.g. "Written response"; "" where only its decision is recorded."""
    product_to: tuple[str, ...] = ()
    """Role ids that are sent it, beside the raiser and both sides."""
    modality: Modality = Modality.MUST
    clock: ClockRule | None = None
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandUp:
    """How a stage passes to the next: its own clock and the fields that must travel."""

    to: str
    side: Side | None
    """Whose line hands up; None: each side its own, and the one missing is chased (HAL-A6)."""
    carries: tuple[str, ...] = ()
    """Field ids."""
    clock: ClockRule | None = None
    inside_next: bool = True
    """True: the hand-up time is part of the next stage's window; False: it comes before it."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A rung: both sides' roles, tasks, clock, cap, questions and the way up."""

    id: str
    name: str
    level: Level
    raising: tuple[Seat, ...]
    receiving: tuple[Seat, ...]
    clock: ClockRule
    caps: tuple[ClockRule, ...] = ()
    tasks: tuple[Task, ...] = ()
    questions: tuple[Question, ...] = ()
    dispositions: Dispositions | None = None
    meeting: Meeting | None = None
    hand_up: HandUp | None = None
    """None at the last stage of a track."""
    text: str = ""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A named ladder within the policy; ``main`` is where cases begin."""

    id: str
    name: str
    stages: tuple[Stage, ...]
    when: Condition = field(default_factory=Condition)
    """A case to which this applies begins here instead of on ``main`` (an adults' ladder)."""
    basis: Basis = field(default_factory=Basis)
