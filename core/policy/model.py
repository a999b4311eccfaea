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
    """Worked out from the record and never typed."""
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
    """Leaving the ladder's order where the risk is great: a decision to take, and where to (S-11)."""

    text: str
    targets: tuple[str, ...] = ()
    """Stage ids it may go to; empty: any."""
    modality: Modality = Modality.MAY
    """``must``: once the risk is flagged, yes or no has to be answered with a reason (TRI-26)."""
    at_opening: bool = True
    """A case may begin there."""
    entry: tuple[str, ...] = ()
    """Stage ids at which a case may begin beside the first; empty: the targets."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImmediateRisk:
    """What happens when somebody is in immediate danger; never gated by anything."""

    text: str
    routes: tuple[EmergencyRoute, ...]
    tell: tuple[Seat, ...]
    """Roles of the raising side (or the partnership) messaged at once."""
    clock: ClockRule
    tasks: tuple[Task, ...] = ()
    """Separate obligations that follow, each ticked on its own."""
    questions: tuple[Question, ...] = ()
    bypass: Bypass | None = None
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Special circumstances in which the ladder is over-ridden."""

    text: str
    events: tuple[Choice, ...]
    tell: tuple[str, ...]
    """Role ids told immediately, whoever first comes to know."""
    clock: ClockRule | None = None
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
    modality: Modality = Modality.MUST
    on: Occasion = Occasion.STAGE
    """When it goes out first; ``from_stage`` counts for ``stage`` only."""
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
    copy_text: str = ""
    """What each side says with its tick, where the policy asks for more than a copy (HIL-24)."""
    after: tuple[Task, ...] = ()
    """What is owed once the case is closed: reports, debriefs, monitoring returns (S-26)."""
    fields: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way beside the ladder: a matter of its own, linked to the case it grew from (S-03, S-23)."""

    id: str
    text: str
    """The words on its button."""
    advice: str
    to: str
    """Stage at which the matter begins: a side track's first, or a higher one of the ladder."""
    at_opening: bool = False
    """It can be asked for without a case, on the form that raises a concern."""
    from_stage: str = ""
    """First stage of the main ladder at which it is offered; "" is any."""
    when: Condition = field(default_factory=Condition)
    fields: tuple[str, ...] = ()
    """Field ids (``at: route``) asked for, e.g. who supports the request."""
    tell: tuple[str, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeKind:
    """A kind of dispute the policy tells apart (S-02): of a case, strategic, within one agency."""

    id: str
    text: str
    advice: str = ""
    entry: tuple[str, ...] = ()
    """Higher stages at which a dispute of this kind may begin, with a reason."""
    within_agency: bool = False
    """Both sides may belong to one agency."""
    last: str = ""
    """The last stage for this kind; "" is the ladder's own."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area the policy covers; where another body's policy covers it, advice and no refusal."""

    id: str
    name: str
    redirect_to: str = ""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What the policy says belongs elsewhere: advice to show, never a refusal (S-02)."""

    id: str
    text: str
    redirect: str
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Law or guidance the document names; ``superseded`` names what stands in its place (S-27)."""

    id: str
    text: str
    superseded: str = ""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandOff:
    """What must stay as it is while the disagreement is open; each side confirms it (S-24)."""

    text: str
    modality: Modality = Modality.MUST
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Always:
    """Something Concord does under every policy: listed for the clauses it keeps."""

    id: AlwaysRule
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """A sentence that users are shown, where the document asks for more than a rule can keep."""

    id: str
    text: str
    because: str = ""
    """Why no rule keeps it; "" where what it asks for is an attitude."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayOnly:
    """A clause that no rule keeps: where people find it, and why no program can keep it."""

    clause: str
    shown: str
    because: str
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTaken:
    """Where the document can be read in more than one way: what is open, and what this edition
    takes it to mean (S-28). Rules name it in their basis.
    """

    id: str
    """Such as ``HOU-A3``, or ``G1`` for one that several documents share."""
    question: str
    taken: str
    origin: ReadingSource = ReadingSource.SAFEST
    decided_by: str = ""
    decided_on: date | None = None
    """Who decided and when; given where the reading is the partnership's own, and only there."""
    safest: str = ""
    """What the safest reading would be, so that users see both; as ``decided_by``."""


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
    """Sentences to be read out where people meet (S-27)."""
    references: tuple[Reference, ...] = ()
    always: tuple[Always, ...] = ()
    """What Concord does whatever the policy says, where it keeps clauses of this one."""
    principles: tuple[Principle, ...] = ()
    """Sentences shown to users; each cites its clauses."""
    display_only: tuple[DisplayOnly, ...] = ()
    """Clauses no rule keeps."""
    readings: tuple[ReadingTaken, ...] = ()
    """Every reading that a rule names, and no other."""
    extends: str = ""
    """Id and edition of the policy that this one was made from; "" where it stands alone."""
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

    def kind(self, kind_id: str) -> DisputeKind | None:
        """The kind of dispute, or None where there is none of this id."""
        return next((kind for kind in self.kinds if kind.id == kind_id), None)

    def area(self, area_id: str) -> Area | None:
        """The area, or None where there is none of this id."""
        return next((area for area in self.areas if area.id == area_id), None)

    def track_of(self, stage_id: str) -> Track:
        """The track a stage stands on; raises KeyError where no track has it."""
        for track in self.tracks:
            if any(stage.id == stage_id for stage in track.stages):
                return track
        raise KeyError(stage_id)

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

    def next_stage(self, stage_id: str, kind: str = "") -> Stage | None:
        """The stage this one hands up to, or None at the last: the ladder's own, or the one at
        which it ends for this kind of dispute (reading HIL-A7).
        """
        if any(one.id == kind and one.last == stage_id for one in self.kinds):
            return None
        hand_up = self.stage(stage_id).hand_up
        return self.stage(hand_up.to) if hand_up else None
