"""A partnership's published escalation policy as immutable data; every rule cites its clauses."""

from dataclasses import dataclass, field
from datetime import date, time

from core.vocabulary import (
    AgencyType,
    ChildStatus,
    Level,
    Modality,
    Origin,
    Side,
    Since,
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
class Clock:
    """How long, counted from what, and how it combines with the protective date."""

    span: Span
    since: Since
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
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something a stage asks somebody to do and record."""

    id: str
    text: str
    side: Side | None
    """None: both sides."""
    modality: Modality
    clock: Clock | None = None
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A decision that must be answered yes or no, with a reason."""

    id: str
    text: str
    modality: Modality
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandUp:
    """How a stage passes to the next: its own clock and the fields that must travel."""

    to: str
    side: Side | None
    """Whose line hands up; None: each side its own."""
    carries: tuple[str, ...] = ()
    """Field ids."""
    clock: Clock | None = None
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
    clock: Clock
    caps: tuple[Clock, ...] = ()
    tasks: tuple[Task, ...] = ()
    questions: tuple[Question, ...] = ()
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
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A piece of information the policy requires in writing."""

    id: str
    label: str
    kind: str
    """``line`` (up to 150 characters), ``text`` (up to 3,000), ``choice``."""
    at: str
    """``opening``, ``hand_up`` or ``closing``."""
    required: bool = True
    options: tuple[str, ...] = ()
    hint: str = ""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a policy's list: an id to store and the words to show."""

    id: str
    text: str
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyRoute:
    """A way to get help now, shown before anything else."""

    label: str
    number: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRisk:
    """What happens when somebody is in immediate danger; never gated by anything."""

    text: str
    routes: tuple[EmergencyRoute, ...]
    tell: tuple[Seat, ...]
    """Roles of the raising side (or the partnership) messaged at once."""
    clock: Clock
    tasks: tuple[Task, ...] = ()
    """Separate obligations that follow, each ticked on its own."""
    questions: tuple[Question, ...] = ()
    bypass: bool = False
    """The ladder may be entered at any stage, with a reason."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Special circumstances in which the ladder is over-ridden."""

    text: str
    events: tuple[Choice, ...]
    tell: tuple[str, ...]
    """Role ids told immediately, whoever first comes to know."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Somebody beside the two sides who must be told under a condition."""

    id: str
    roles: tuple[str, ...]
    when: Condition
    from_stage: str
    """First stage (of the main track) at which it applies; earlier only on immediate risk."""
    text: str
    on_closing: bool = True
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What closing asks for, and what follows it."""

    residual_risk_question: str
    referral_text: str
    learning_to: tuple[str, ...] = ()
    """Role ids told at closing so that learning is considered."""
    debrief: str = ""
    fields: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One immutable edition of one partnership's policy."""

    id: str
    title: str
    partnership: str
    partnership_name: str
    edition: str
    jurisdiction: str
    """Subdivision of the bank-holiday calendar: ENG, WLS, SCT or NIR."""
    areas: tuple[str, ...]
    subjects: tuple[SubjectType, ...]
    agreed: str
    last_reviewed: date | None
    next_review: date | None
    office_opens: time
    office_closes: time
    """Local (Europe/London) times; the policies do not state them (reading G3)."""
    triggers: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    roles: tuple[Role, ...]
    fields: tuple[Field, ...]
    tracks: tuple[Track, ...]
    immediate_risk: ImmediateRisk
    override: Override | None
    notifications: tuple[Notification, ...]
    closing: Closing
    principles: tuple[Choice, ...] = ()
    """Sentences shown to users; each cites its clauses."""
    display_only: tuple[Choice, ...] = ()
    """Clauses no rule keeps: the id is the clause, the text says where it is displayed or why."""
    basis: Basis = field(default_factory=Basis)

    def stage(self, stage_id: str) -> Stage:
        """Return the stage; raises KeyError where no track has it."""
        for track in self.tracks:
            for stage in track.stages:
                if stage.id == stage_id:
                    return stage
        raise KeyError(stage_id)

    def role(self, role_id: str) -> Role:
        """Return the role; raises KeyError where the policy does not name it."""
        for role in self.roles:
            if role.id == role_id:
                return role
        raise KeyError(role_id)

    @property
    def ladder(self) -> tuple[Stage, ...]:
        """The stages of the main track, lowest first."""
        return next(track for track in self.tracks if track.id == "main").stages

    def number(self, stage_id: str) -> int:
        """Position of the stage in its track, counted from 1."""
        for track in self.tracks:
            for position, stage in enumerate(track.stages, start=1):
                if stage.id == stage_id:
                    return position
        raise KeyError(stage_id)

    def next_stage(self, stage_id: str) -> Stage | None:
        """The stage this one hands up to, or None at the last."""
        hand_up = self.stage(stage_id).hand_up
        return self.stage(hand_up.to) if hand_up else None
