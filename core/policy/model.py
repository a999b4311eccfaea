"""A partnership's published escalation policy as immutable data; every rule cites its clauses."""

from dataclasses import dataclass, field
from datetime import date, time

from core.policy.ladder import (
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
    Track,
)
from core.vocabulary import (
    AlwaysRule,
    DerivedField,
    Modality,
    Occasion,
    ReadingSource,
    Sensitivity,
    ShownAt,
    SubjectType,
)

__all__ = [
    "Always",
    "Area",
    "Basis",
    "Bypass",
    "Choice",
    "ClockRule",
    "Closing",
    "Condition",
    "DisplayOnly",
    "Disposition",
    "Dispositions",
    "DisputeKind",
    "EmergencyRoute",
    "Exclusion",
    "Field",
    "HandUp",
    "ImmediateRisk",
    "Meeting",
    "Notification",
    "Override",
    "Policy",
    "Principle",
    "Question",
    "ReadingTaken",
    "Reference",
    "Role",
    "Route",
    "Seat",
    "Span",
    "Stage",
    "StandOff",
    "Task",
    "Track",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A piece of information the policy requires in writing."""

    id: str
    label: str
    kind: str
    """``line`` (up to 150 characters), ``text`` (up to 3,000), ``choice``."""
    at: str
    """``opening``, ``hand_up``, ``task``, ``meeting``, ``route`` or ``closing``."""
    required: bool = True
    sensitivity: Sensitivity = Sensitivity.STORE_ONLY
    derived: DerivedField | None = None
    """Computed from the record, never typed."""
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
class Bypass:
    """Leaving the ladder's order because the risk is great: a decision, and its targets (S-11)."""

    text: str
    targets: tuple[str, ...] = ()
    """Stage ids it may go to; empty: any."""
    modality: Modality = Modality.MAY
    """``must``: once the risk is flagged, it must be answered yes or no, with a reason (TRI-26)."""
    at_opening: bool = True
    """A case may begin there."""
    entry: tuple[str, ...] = ()
    """Stage ids at which a case may begin, besides the first; empty: the targets."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRisk:
    """What happens when somebody is in immediate danger; nothing may block it."""

    text: str
    routes: tuple[EmergencyRoute, ...]
    tell: tuple[Seat, ...]
    """Roles of the raising side (or the partnership) messaged at once."""
    clock: ClockRule
    tasks: tuple[Task, ...] = ()
    """Separate obligations that follow, each recorded on its own."""
    questions: tuple[Question, ...] = ()
    bypass: Bypass | None = None
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Special circumstances that override the ladder."""

    text: str
    events: tuple[Choice, ...]
    tell: tuple[str, ...]
    """Ids of the roles to tell immediately."""
    clock: ClockRule | None = None
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Roles outside the two sides that must be told under a condition."""

    id: str
    roles: tuple[str, ...]
    when: Condition
    from_stage: str
    """Id of the first stage (of the main track) at which it applies; earlier on immediate risk."""
    text: str
    modality: Modality = Modality.MUST
    on: Occasion = Occasion.STAGE
    """When it is sent first; ``from_stage`` applies to ``stage`` only."""
    on_closing: bool = True
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What closing a case asks for, and what follows it."""

    residual_risk_question: str
    referral_text: str
    learning_to: tuple[str, ...] = ()
    """Ids of the roles told at closing, so that learning is considered."""
    debrief: str = ""
    copy_text: str = ""
    """What each side confirms, if the policy asks for more than a copy (HIL-24)."""
    after: tuple[Task, ...] = ()
    """Tasks once the case is closed: reports, debriefs, monitoring returns (S-26)."""
    fields: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route to a linked case: a case of its own, begun from another one (S-03, S-23)."""

    id: str
    text: str
    """The label of its button."""
    advice: str
    to: str
    """Stage at which the linked case begins: the first of a side track, or a higher one."""
    at_opening: bool = False
    """It can be chosen without a case, on the form that raises a concern."""
    from_stage: str = ""
    """First stage of the main ladder at which it is offered; "": any."""
    when: Condition = field(default_factory=Condition)
    fields: tuple[str, ...] = ()
    """Field ids (``at: route``) asked for, e.g. who supports the request."""
    tell: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeKind:
    """A kind of dispute in the policy (S-02): about a case, strategic, within one agency."""

    id: str
    text: str
    advice: str = ""
    entry: tuple[str, ...] = ()
    """Higher stages at which a dispute of this kind may begin, with a reason."""
    within_agency: bool = False
    """Both sides may belong to one agency."""
    last: str = ""
    """The last stage for this kind; "": the ladder's last."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of the policy; if another body's policy covers it, users are advised, not refused."""

    id: str
    name: str
    redirect_to: str = ""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What belongs elsewhere by the policy: shown as advice, never a refusal (S-02)."""

    id: str
    text: str
    redirect: str
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Law or guidance the document names; ``superseded`` names its replacement (S-27)."""

    id: str
    text: str
    superseded: str = ""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandOff:
    """What must not change while the disagreement is open; each side confirms it (S-24)."""

    text: str
    modality: Modality = Modality.MUST
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Always:
    """Something Concord does under every policy, with the clauses it implements."""

    id: AlwaysRule
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """A sentence shown to users, for what the document asks and no rule can enforce."""

    id: str
    text: str
    because: str = ""
    """Why no rule enforces it; "" if it asks for an attitude."""
    at: ShownAt | None = None
    """Where it is shown besides the policy page; None: nowhere else."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayOnly:
    """A clause that no rule enforces: what it says, where it is shown, and why no program can
    enforce it.
    """

    clause: str
    shown: str
    because: str
    text: str = ""
    """What it says; "" only in editions stored before this was asked for."""
    at: ShownAt | None = None
    """Where it is shown besides the policy page; None: nowhere else."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTaken:
    """An ambiguity in the document: the open question, and what this edition takes it to mean
    (S-28). Rules name it in their basis.
    """

    id: str
    """Such as ``HOU-A3``, or ``G1`` for one of several documents."""
    question: str
    taken: str
    origin: ReadingSource = ReadingSource.SAFEST
    decided_by: str = ""
    decided_on: date | None = None
    """Who decided and when; given only if the reading is the partnership's own."""
    safest: str = ""
    """What the safest reading would be, so that users see both; given as ``decided_by`` is."""


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
    areas: tuple[Area, ...]
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
    kinds: tuple[DisputeKind, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    routes: tuple[Route, ...] = ()
    stand_off: StandOff | None = None
    gaps_to: tuple[str, ...] = ()
    """Role ids told when somebody reports a gap in policy or procedure (HOU-66, WAN-14)."""
    statements: tuple[Choice, ...] = ()
    """Sentences to be read out in meetings (S-27)."""
    references: tuple[Reference, ...] = ()
    always: tuple[Always, ...] = ()
    """What Concord does under every policy, with the clauses of this one."""
    principles: tuple[Principle, ...] = ()
    """Sentences shown to users; each cites its clauses."""
    display_only: tuple[DisplayOnly, ...] = ()
    """Clauses that no rule enforces."""
    readings: tuple[ReadingTaken, ...] = ()
    """The readings that rules name, and no others."""
    extends: str = ""
    """Id and edition of the policy that this one extends; "": none."""
    basis: Basis = field(default_factory=Basis)

    def stage(self, stage_id: str) -> Stage:
        """Return the stage. Raises KeyError if no track has it."""
        for track in self.tracks:
            for stage in track.stages:
                if stage.id == stage_id:
                    return stage
        raise KeyError(stage_id)

    def role(self, role_id: str) -> Role:
        """Return the role. Raises KeyError if the policy does not name it."""
        for role in self.roles:
            if role.id == role_id:
                return role
        raise KeyError(role_id)

    def kind(self, kind_id: str) -> DisputeKind | None:
        """Return the kind of dispute with this id, or None."""
        return next((kind for kind in self.kinds if kind.id == kind_id), None)

    def area(self, area_id: str) -> Area | None:
        """Return the area with this id, or None."""
        return next((area for area in self.areas if area.id == area_id), None)

    def track_of(self, stage_id: str) -> Track:
        """Return the track of a stage. Raises KeyError if no track has it."""
        for track in self.tracks:
            if any(stage.id == stage_id for stage in track.stages):
                return track
        raise KeyError(stage_id)

    @property
    def ladder(self) -> tuple[Stage, ...]:
        """Return the stages of the main track, lowest first."""
        return next(track for track in self.tracks if track.id == "main").stages

    def number(self, stage_id: str) -> int:
        """Return a stage's position in its track, from 1. Raises KeyError if no track has it."""
        for track in self.tracks:
            for position, stage in enumerate(track.stages, start=1):
                if stage.id == stage_id:
                    return position
        raise KeyError(stage_id)

    def next_stage(self, stage_id: str, kind: str = "") -> Stage | None:
        """Return the stage this one hands up to; None at the last stage of the ladder, or at the
        last one for this kind of dispute (reading HIL-A7).
        """
        if any(one.id == kind and one.last == stage_id for one in self.kinds):
            return None
        hand_up = self.stage(stage_id).hand_up
        return self.stage(hand_up.to) if hand_up else None
