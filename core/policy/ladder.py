"""The ladder of a policy as immutable data: stages, roles, tasks, clocks, meetings and hand-ups."""

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
    """The source of a rule: its clauses, and whether they say so or are read so."""

    clauses: tuple[str, ...] = ()
    origin: Origin = Origin.SOURCE
    reading: str = ""
    """Id of the reading taken, e.g. ``HOU-A1``; empty if the text is unambiguous."""


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
    """Id of the task, meeting or disposition it counts from, if ``since`` needs one."""
    or_end_of_next_working_day: bool = False
    """Reading G1: the earlier of the elapsed hours and the end of the next working day."""
    protective: bool = True
    """The protective date shortens this clock ("whichever is less")."""
    strength: Strength = Strength.BINDING
    nudge: Span | None = None
    """For an unspecified clock: Concord's labelled default, never shown as the policy's."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role that the policy names; posts on the contact list fill it."""

    id: str
    title: str
    level: Level
    partnership: bool = False
    """True if the role belongs to the partnership (or one home authority), not to a side."""
    titles: tuple[tuple[AgencyType, str], ...] = ()
    """The role's title in each kind of agency."""
    aliases: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a rule applies: all parts must hold; an empty condition always holds."""

    statuses: tuple[ChildStatus, ...] = ()
    agency_types: tuple[AgencyType, ...] = ()
    subjects: tuple[SubjectType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A role asked at a stage on one side, if the condition holds."""

    role: str
    when: Condition = field(default_factory=Condition)
    informed: bool = False
    """Told and kept informed, but not asked to own the stage."""
    fallback: tuple[str, ...] = ()
    """Ids of the roles asked instead, in this order, if nobody fills the role (S-15, TRI-30)."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something a stage, an alert or the closing asks somebody to do and record (S-04, S-25)."""

    id: str
    text: str
    side: Side | None
    """None: both sides, or the one that flagged the alert."""
    modality: Modality
    of_flagger: bool = False
    """Of an alert's tasks: the side of whoever flagged it does it."""
    each: bool = False
    """Only if ``side`` is None. True: each side records its own; False: one record is enough."""
    role: str = ""
    """Id of the role that must do it; "": the side's owner of the stage."""
    clock: ClockRule | None = None
    on_silence: bool = False
    """If not recorded in time, the stage lapses and moves up (S-08, ``on_silence: escalate``)."""
    records: tuple[str, ...] = ()
    """Field ids (``at: task``) asked for when it is recorded."""
    tell: tuple[str, ...] = ()
    """Ids of the roles told once it is recorded, besides the raiser and both owners."""
    marks: ClockStart | None = None
    """The clock start that recording it marks: ``referral_sent``, ``decision_received`` ..."""
    when: Condition = field(default_factory=Condition)
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to be answered yes or no, with a reason."""

    id: str
    text: str
    modality: Modality
    side: Side | None = None
    """The side that answers it; None: either."""
    when: Condition = field(default_factory=Condition)
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """One named exit of a stage, or a way to deal with it there (S-21)."""

    id: str
    text: str
    to: str = ""
    """Id of the next stage, perhaps of another track or, if declared, a lower one; "": the same."""
    tell: tuple[str, ...] = ()
    """Role ids told at once."""
    when: Condition = field(default_factory=Condition)
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispositions:
    """The decision on a stage's exit: one of several options, with a reason and a clock."""

    text: str
    options: tuple[Disposition, ...]
    modality: Modality
    clock: ClockRule
    side: Side | None = Side.RECEIVING
    """The side that decides it; None: either."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A panel or meeting: its chair, who must be present, and what it produces (S-22)."""

    id: str
    name: str
    text: str
    kinds: tuple[tuple[str, str], ...] = ()
    """Pairs of id and words, if it may take one of several forms."""
    chair: str = ""
    """Role id of the chair, who records it; "" if the policy names none."""
    side: Side | None = None
    """The side that records it, if no chair is named; None: either."""
    chair_uninvolved: bool = False
    """The chair's agency has no part in the case, now or before (S-16, WAN-33)."""
    quorum: tuple[AgencyType, ...] = ()
    """Kinds of agency that must each be present for the meeting to count."""
    parties: bool = False
    """The agencies concerned are expected too; an absent one is named, but does not block it."""
    product: str = ""
    """What the meeting writes, e.g. "Written response"; "" if only its decision is recorded."""
    product_to: tuple[str, ...] = ()
    """Ids of the roles that are sent it, besides the raiser and both sides."""
    modality: Modality = Modality.MUST
    clock: ClockRule | None = None
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandUp:
    """How a stage is handed up to the next: its clock and the fields to pass on."""

    to: str
    side: Side | None
    """The side that hands up; None: each side does, and a missing one is chased (HAL-A6)."""
    carries: tuple[str, ...] = ()
    """Field ids."""
    clock: ClockRule | None = None
    inside_next: bool = True
    """True: the hand-up time is part of the next stage's window; False: it comes before it."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage: both sides' roles, tasks, clock, caps, questions and hand-up."""

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

    def seats(self, side: Side) -> tuple[Seat, ...]:
        """Return the roles asked or informed on a side."""
        return self.raising if side is Side.RAISING else self.receiving


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A named ladder within the policy; ``main`` is where cases begin."""

    id: str
    name: str
    stages: tuple[Stage, ...]
    when: Condition = field(default_factory=Condition)
    """Cases for which this holds begin here instead of on ``main`` (an adults' ladder)."""
    basis: Basis = field(default_factory=Basis)
