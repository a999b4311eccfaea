"""The state of a case: the fold of its events. It is never stored; only the record is."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from core.cases.duty import (
    AFTER_CLOSING_SCOPE,
    BYPASS_TASK,
    CASE_SCOPE,
    Duty,
    TaskRecord,
    risk_scope,
    stage_scope,
)
from core.local_time import LONDON, local
from core.vocabulary import (
    AskingStep,
    CaseStatus,
    ChildStatus,
    FailureReason,
    Platform,
    Purpose,
    Side,
    SubjectType,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person asked to accept the current stage for a side."""

    person: str
    asked_at: datetime
    why: str
    declined: bool = False
    missed: bool = False
    gone: bool = False
    """No longer on the contact list."""
    told_on: tuple[Platform, ...] = ()
    """Platforms on which a request or reminder has been delivered since they were asked."""
    chased: str = ""
    """Key of the newest acceptance reminder sent to them; "" if none was."""

    @property
    def in_reach(self) -> bool:
        """Whether they have neither declined, nor been missed, nor left the contact list."""
        return not (self.declined or self.missed or self.gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideState:
    """One side of the case at the current stage."""

    agency: str
    team: str
    contacts: tuple[Contact, ...] = ()
    owner: str = ""
    """Who accepted the stage for this side; "" before anybody has."""
    accepted_at: datetime | None = None
    former: tuple[str, ...] = ()
    """Owners and contacts of earlier stages."""
    acted_before: tuple[str, ...] = ()
    """Owners of earlier stages only: being asked is not acting."""

    @property
    def named(self) -> str:
        """The one person named for this side: the owner, or the first contact in reach."""
        return self.owner or next((c.person for c in self.contacts if c.in_reach), "")

    @property
    def asked(self) -> tuple[str, ...]:
        """Everybody asked at this stage, in the order asked."""
        return tuple(contact.person for contact in self.contacts)

    @property
    def current(self) -> tuple[str, ...]:
        """The owner if there is one, else every contact in reach."""
        if self.owner:
            return (self.owner,)
        return tuple(contact.person for contact in self.contacts if contact.in_reach)

    @property
    def acted(self) -> tuple[str, ...]:
        """Owners of this side's stages so far; as a rule not asked again at a later stage."""
        return tuple(dict.fromkeys((*self.acted_before, *([self.owner] if self.owner else []))))

    @property
    def everyone(self) -> tuple[str, ...]:
        """Everybody who acts or acted for this side, each once."""
        people = (self.owner, *self.asked, *self.former)
        return tuple(dict.fromkeys(person for person in people if person))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDate:
    """A date by which one side would settle the stage; the other side has not yet agreed."""

    sequence: int
    side: Side
    by: str
    at: datetime
    date: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StageVisit:
    """One visit of the case to a stage."""

    number: int
    """Counts entries into stages, from 1; a stage entered twice has two visits."""
    stage: str
    why: str
    since: datetime
    due: datetime
    explanation: str
    labelled_default: bool
    entered_at: datetime
    protective: datetime | None = None
    lapsed_at: datetime | None = None
    ended_at: datetime | None = None
    escalated: bool = False
    named_date: NamedDate | None = None
    agreed_date: datetime | None = None
    """The date both sides agreed, where the policy leaves it to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHandUp:
    """A side's earlier owner still has to hand the case up in person."""

    stage: str
    """The stage handed up to."""
    side: Side
    by: str
    due: datetime
    explanation: str
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An outcome that one side proposed and the other has not answered."""

    sequence: int
    side: Side
    by: str
    at: datetime
    outcome: str
    outstanding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A flag that somebody is in immediate danger."""

    flagged_at: datetime
    by: str
    told: tuple[str, ...]
    acknowledged: tuple[str, ...] = ()
    number: int = 1
    """Counts the flags of the case, from 1."""
    rungs: frozenset[AskingStep] = frozenset()
    """The asking steps already taken because nobody had acknowledged the alert."""
    last_passed_to: tuple[str, ...] = ()
    """People it was passed on to last; at that same moment they are not told again."""
    last_passed_at: datetime | None = None
    """When that was."""
    told_on: tuple[tuple[str, Platform], ...] = ()
    """(person, platform) for each delivery of the alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Informing:
    """A conditional notification that has been sent."""

    at: datetime
    """When it was first sent."""
    people: tuple[str, ...]
    """Everybody told under it so far."""
    gaps: tuple[str, ...]
    """Role ids that had no holder when it was last sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswer:
    """The answer to a decision the policy demands."""

    stage: str
    question: str
    answer: bool
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenExit:
    """A decision about how a stage goes on (S-21)."""

    stage: str
    disposition: str
    to: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMeeting:
    """A panel or meeting that took place."""

    sequence: int
    stage: str
    meeting: str
    form: str
    held_on: date
    chair_agency: str
    agencies: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """A person who could not be told something."""

    person: str
    purpose: Purpose
    why: FailureReason
    stage: str
    at: datetime
    """When that was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedCase:
    """A linked case that grew from this one."""

    route: str
    matter: str
    """Case id."""
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One disagreement, as of its latest entry. All times are aware UTC."""

    id: str
    sequence: int
    reference: str
    partnership: str
    edition: str
    status: CaseStatus
    subject_type: SubjectType
    statuses: tuple[ChildStatus, ...]
    trigger: str
    category: str
    raiser: str
    arose_on: date
    opened_at: datetime
    counterpart: str
    subject: str
    answers: dict[str, str]
    raising: SideState
    receiving: SideState
    area: str = ""
    """Id of the subject's home area; "" if unknown."""
    kind: str = ""
    """Id of the kind of dispute; "" where the policy does not distinguish kinds."""
    route: str = ""
    """Id of the route by which this is a linked case; "" on the ladder."""
    parent: str = ""
    """Id of the case it grew from; "" if none."""
    parent_reference: str = ""
    links: tuple[LinkedCase, ...] = ()
    """The linked cases that grew from it."""
    visits: tuple[StageVisit, ...] = ()
    hand_ups: tuple[OpenHandUp, ...] = ()
    informed: tuple[str, ...] = ()
    proposal: Proposal | None = None
    agreed: Proposal | None = None
    agreed_at: datetime | None = None
    closed_at: datetime | None = None
    late: bool = False
    risk: Risk | None = None
    override: str = ""
    """Id of the special circumstances reported last; "" if none were."""
    override_due: datetime | None = None
    """By when the people to be told must know."""
    answered: tuple[QuestionAnswer, ...] = ()
    duties: tuple[Duty, ...] = ()
    """Every duty ever owed, each as last recorded."""
    tasks: tuple[TaskRecord, ...] = ()
    """Duties recorded as done, or as not done with a reason."""
    flags: int = 0
    """How often immediate risk was flagged."""
    dispositions: tuple[TakenExit, ...] = ()
    meetings: tuple[HeldMeeting, ...] = ()
    copied: frozenset[Side] = frozenset()
    raiser_told: bool = False
    """The raiser was told of the agreed outcome, or could not be and a person was told of that."""
    gaps: int = 0
    """How many gaps in policy or procedure were reported in it."""
    reminded: frozenset[str] = frozenset()
    notified: dict[str, Informing] = field(default_factory=dict[str, Informing])
    """Conditional notifications that have been sent, by id."""
    by_rule_only: frozenset[str] = frozenset()
    """People kept informed by conditional notifications only."""
    unreached: tuple[Unreached, ...] = ()
    confirmed_by: tuple[str, ...] = field(default=())

    @property
    def visit(self) -> StageVisit:
        """The current stage visit."""
        return self.visits[-1]

    @property
    def day_zero(self) -> datetime:
        """When the disagreement arose: the opening, or noon (London) of an earlier day (G4)."""
        if self.arose_on == local(self.opened_at).date():
            return self.opened_at
        return datetime.combine(self.arose_on, time(12), LONDON)

    @property
    def stage(self) -> str:
        """Id of the current stage."""
        return self.visit.stage

    @property
    def due(self) -> datetime | None:
        """When the current stage lapses by its own clock; None once lapsed, agreed or closed."""
        if self.status is not CaseStatus.OPEN or self.visit.lapsed_at:
            return None
        return self.visit.due

    @property
    def open_duties(self) -> tuple[Duty, ...]:
        """Duties owed now that have no record yet. A stage's duties end with the stage; the bypass
        decision is open only while the case is.
        """
        on_ladder = self.status is CaseStatus.OPEN
        return tuple(
            duty
            for duty in self.duties
            if duty.scope in self.scopes
            and (on_ladder or duty.task != BYPASS_TASK)
            and not any(one.settles(duty) for one in self.tasks)
        )

    @property
    def scopes(self) -> frozenset[str]:
        """Scopes whose duties count in the present state."""
        found: set[str] = set()
        if self.status is CaseStatus.OPEN and self.visits:
            found |= {CASE_SCOPE, stage_scope(self.visit.number)}
        if self.status is CaseStatus.CLOSED:
            found.add(AFTER_CLOSING_SCOPE)
        if self.risk:
            found.add(risk_scope(self.risk.number))
        return frozenset(found)

    @property
    def silent(self) -> Duty | None:
        """The duty whose missing record ends the stage soonest (S-08, ``on_silence``), or None."""
        waiting = [one for one in self.open_duties if one.escalates and one.due]
        return min(waiting, key=lambda one: one.due or self.visit.due, default=None)

    @property
    def lapses_at(self) -> datetime | None:
        """When the stage lapses: at its own time, or sooner where a duty that ends the stage if not
        recorded (S-08) falls due; None where nothing lapses any more.
        """
        silent = self.silent
        if self.due is None or silent is None or silent.due is None:
            return self.due
        return min(self.due, max(silent.due, self.visit.entered_at))

    @property
    def lapsed(self) -> bool:
        """Whether any stage has lapsed."""
        return any(visit.lapsed_at for visit in self.visits)

    def side(self, side: Side) -> SideState:
        """Return the state of one side."""
        return self.raising if side is Side.RAISING else self.receiving

    @property
    def hand_ups_open(self) -> tuple[OpenHandUp, ...]:
        """Hand-ups to the current stage that are not confirmed yet."""
        return tuple(one for one in self.hand_ups if not one.done)

    def hand_up(self, side: Side) -> OpenHandUp | None:
        """Return the open hand-up of a side, or None."""
        return next((one for one in self.hand_ups_open if one.side is side), None)

    def side_of(self, person: str) -> Side | None:
        """Return the side a person acts or acted for, or None; the current stage comes first."""
        if not person:
            return None
        for side in Side:
            if person == self.side(side).owner or person in self.side(side).asked:
                return side
        if person == self.raiser or person in self.raising.former:
            return Side.RAISING
        return Side.RECEIVING if person in self.receiving.former else None

    @property
    def linked(self) -> tuple[str, ...]:
        """Ids of the case it grew from and of the cases that grew from it."""
        return (*([self.parent] if self.parent else []), *(link.matter for link in self.links))

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who may see the case, each once; coordinators not included."""
        everyone = (
            self.raiser,
            *self.raising.everyone,
            *self.receiving.everyone,
            *self.informed,
        )
        return tuple(dict.fromkeys(everyone))
