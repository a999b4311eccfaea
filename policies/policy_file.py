"""The shape of a policy file: what a coordinator may write, key by key.

The file is a little friendlier than the core's model (``side: both``, a ``when`` that reads as a
sentence, an origin that follows from the reading). :mod:`policies.translation` carries it over.
"""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field

from core.vocabulary import (
    AgencyType,
    Decided,
    Derived,
    Habit,
    Level,
    Modality,
    Occasion,
    Sensitivity,
    Since,
    Strength,
    SubjectType,
    Unit,
)
from policies.cited import Cited, WhenEntry
from policies.forms import (
    ClauseId,
    ClausePrefix,
    DashedId,
    Edition,
    Id,
    Line,
    Reading,
    Telephone,
    Text,
)
from policies.opening_file import AreaForm, ExclusionEntry, KindEntry, RouteEntry
from policies.shape import FileModel


class NudgeEntry(FileModel):
    """Our own labelled default where the policy gives no time; never shown as the policy's."""

    value: int = Field(ge=1, le=100)
    unit: Literal["working_days", "calendar_days", "elapsed_hours"]
    origin: Literal["default"]


class ClockEntry(Cited):
    """How long, counted from what."""

    value: int = Field(default=0, ge=0, le=1000)
    unit: Unit
    since: Since
    or_end_of_next_working_day: bool = False
    after: Id | None = None
    """What has to be recorded first: a task, meeting or disposition."""
    protective: bool = True
    strength: Strength = Strength.BINDING
    nudge: NudgeEntry | None = None
    note: Text | None = None
    """Why this cap is shorter than the stage's own clock; kept in the file for its readers."""


class ImmediateClockEntry(Cited):
    """How fast word must get out; it always counts from the moment somebody says so."""

    unit: Unit


class TitlesEntry(FileModel):
    """What a post is called in each kind of agency."""

    council: Line | None = None
    health: Line | None = None
    icb: Line | None = None
    police: Line | None = None
    school: Line | None = None
    probation: Line | None = None
    housing: Line | None = None
    voluntary: Line | None = None
    partnership: Line | None = None


class RoleEntry(Cited):
    """A post the policy names, before anybody holds it."""

    id: Id
    title: Line
    level: Level
    partnership: bool = False
    titles: TitlesEntry = TitlesEntry()
    aliases: tuple[Line, ...] = ()


class SeatEntry(Cited):
    """A role asked (or only informed) at a stage."""

    role: Id
    informed: bool = False
    when: WhenEntry = WhenEntry()
    fallback: tuple[Id, ...] = ()
    """Roles asked, in this order, where nobody in the role can be had."""


class TaskEntry(Cited):
    """Something to do and record."""

    id: Id
    text: Text
    side: Literal["raising", "receiving", "both"]
    modality: Modality
    each: bool = False
    role: Id | None = None
    clock: ClockEntry | None = None
    on_silence: bool = False
    records: tuple[Id, ...] = ()
    tell: tuple[Id, ...] = ()
    marks: Since | None = None
    when: WhenEntry = WhenEntry()


class QuestionEntry(Cited):
    """A decision answered yes or no, with a reason."""

    id: Id
    text: Text
    modality: Modality
    when: WhenEntry = WhenEntry()


class HandUpEntry(Cited):
    """How a stage passes to the next."""

    to: Id
    side: Literal["raising", "receiving", "both"]
    carries: tuple[Id, ...] = ()
    clock: ClockEntry | None = None
    inside_next: bool = True


class DispositionEntry(Cited):
    """One way in which a stage may go on or end."""

    id: Id
    text: Text
    to: Id | None = None
    """The stage it goes to, also of another track or a lower one; left out: it stays."""
    tell: tuple[Id, ...] = ()
    when: WhenEntry = WhenEntry()


class DispositionsEntry(Cited):
    """The decision how a stage goes on."""

    text: Text
    options: Annotated[tuple[DispositionEntry, ...], Field(min_length=1)]
    modality: Modality
    clock: ClockEntry


class MeetingEntry(Cited):
    """A panel or meeting."""

    id: Id
    name: Line
    text: Text
    kinds: dict[Id, Line] = Field(default_factory=dict[str, str])
    """Where it may take one of several forms: an id and the words for each."""
    chair: Id | None = None
    chair_uninvolved: bool = False
    quorum: tuple[AgencyType, ...] = ()
    parties: bool = False
    """The agencies concerned are expected as well; one that is absent is named, and no gate."""
    product: Line | None = None
    product_to: tuple[Id, ...] = ()
    modality: Modality = Modality.MUST
    clock: ClockEntry | None = None


class StageEntry(Cited):
    """A rung of a ladder."""

    id: Id
    name: Line
    level: Level
    text: Text
    raising: Annotated[tuple[SeatEntry, ...], Field(min_length=1)]
    receiving: Annotated[tuple[SeatEntry, ...], Field(min_length=1)]
    clock: ClockEntry
    caps: tuple[ClockEntry, ...] = ()
    tasks: tuple[TaskEntry, ...] = ()
    questions: tuple[QuestionEntry, ...] = ()
    dispositions: DispositionsEntry | None = None
    meeting: MeetingEntry | None = None
    hand_up: HandUpEntry | None = None


class TrackEntry(Cited):
    """A named ladder; ``main`` is where cases begin."""

    id: Id
    name: Line
    when: WhenEntry = WhenEntry()
    """A case to which this applies begins here instead of on ``main``."""
    stages: Annotated[tuple[StageEntry, ...], Field(min_length=1)]


class FieldEntry(Cited):
    """A piece of information the policy asks for in writing."""

    id: Id
    label: Line
    kind: Literal["line", "text", "choice"]
    at: Literal["opening", "hand_up", "route", "task", "closing"]
    required: bool = True
    sensitivity: Sensitivity = Sensitivity.STORE_ONLY
    derived: Derived | None = None
    options: tuple[Line, ...] = ()
    hint: Text | None = None


class ChoiceEntry(Cited):
    """An entry of a list: an id to store and the words to show."""

    id: Id
    text: Text


class EmergencyRouteEntry(FileModel):
    """A way to get help now."""

    label: Line
    number: Telephone
    note: Line | None = None


class BypassEntry(Cited):
    """Leaving the ladder's order where the risk is great: a decision, and where it may lead."""

    text: Text
    targets: tuple[Id, ...] = ()
    """Stages it may go to; left out: any."""
    modality: Modality = Modality.MAY
    at_opening: bool = True
    """A case may begin there."""


class ImmediateRiskEntry(Cited):
    """What happens when somebody is in immediate danger; nothing may stand in its way."""

    text: Text
    routes: Annotated[tuple[EmergencyRouteEntry, ...], Field(min_length=1)]
    tell: Annotated[tuple[SeatEntry, ...], Field(min_length=1)]
    clock: ImmediateClockEntry
    bypass: BypassEntry | None = None
    tasks: tuple[TaskEntry, ...] = ()
    questions: tuple[QuestionEntry, ...] = ()


class OverrideEntry(Cited):
    """Special circumstances in which the ladder is over-ridden."""

    text: Text
    events: Annotated[tuple[ChoiceEntry, ...], Field(min_length=1)]
    tell: Annotated[tuple[Id, ...], Field(min_length=1)]
    clock: ImmediateClockEntry | None = None
    """Left out: immediately."""


class NotificationEntry(Cited):
    """Somebody beside the two sides who must be told."""

    id: Id
    roles: Annotated[tuple[Id, ...], Field(min_length=1)]
    when: WhenEntry
    on: Occasion = Occasion.STAGE
    from_stage: Id | None = None
    """Only where it goes out at a stage: the first of them."""
    text: Text
    modality: Modality = Modality.MUST
    on_closing: bool = True


class ClosingEntry(Cited):
    """What closing asks for, and what follows it."""

    residual_risk_question: Text
    referral_text: Text
    learning_to: tuple[Id, ...] = ()
    debrief: Text | None = None
    copy_text: Text | None = None
    after: tuple[TaskEntry, ...] = ()
    fields: tuple[Id, ...] = ()


class ReferenceEntry(Cited):
    """Law or guidance the document names; ``superseded``: what stands in its place by now."""

    id: Id
    text: Text
    superseded: Text | None = None


class StandOffEntry(Cited):
    """What must stay as it is while the disagreement is open."""

    text: Text
    modality: Modality


class PartnershipEntry(FileModel):
    """The body whose policy it is."""

    id: DashedId
    name: Line


class OfficeEntry(FileModel):
    """Office hours, local time; none of the policies states them, so they are ours (G3)."""

    opens: time
    closes: time


class AboutEntry(Cited):
    """The document itself."""

    id: DashedId
    title: Line
    partnership: PartnershipEntry
    edition: Edition
    jurisdiction: Literal["ENG", "WLS", "SCT", "NIR"]
    areas: Annotated[tuple[AreaForm, ...], Field(min_length=1)]
    subjects: Annotated[tuple[SubjectType, ...], Field(min_length=1)]
    agreed: Line
    last_reviewed: date | None = None
    next_review: date | None = None
    office: OfficeEntry
    clause_prefix: ClausePrefix


class AlwaysEntry(Cited):
    """Something Concord does under every policy; it cannot be set, only cited."""

    id: Habit


class PrincipleEntry(ChoiceEntry):
    """A sentence that users are shown."""

    because: Text | None = None
    """Why no rule keeps it; left out, that it asks for an attitude."""


class DisplayOnlyEntry(FileModel):
    """A clause that no rule keeps."""

    shown: Text
    """Where people find it."""
    because: Text
    """Why no program can keep it."""


class ReadingEntry(FileModel):
    """Where the document can be read in more than one way: what is open, and what is taken."""

    id: Reading
    question: Text
    taken: Text
    origin: Decided = Decided.SAFEST
    """Left out: Concord's safest reading. ``partnership``: decided locally; say by whom and when."""
    decided_by: Line | None = None
    decided_on: date | None = None
    safest: Text | None = None
    """What the safest reading would be, where the partnership took another."""


class PolicyFile(FileModel):
    """A whole policy file."""

    format: Literal[1]
    about: AboutEntry
    triggers: Annotated[tuple[ChoiceEntry, ...], Field(min_length=1)]
    categories: Annotated[tuple[ChoiceEntry, ...], Field(min_length=1)]
    roles: Annotated[tuple[RoleEntry, ...], Field(min_length=1)]
    fields: tuple[FieldEntry, ...] = ()
    tracks: Annotated[tuple[TrackEntry, ...], Field(min_length=1)]
    immediate_risk: ImmediateRiskEntry
    override: OverrideEntry | None = None
    notifications: tuple[NotificationEntry, ...] = ()
    closing: ClosingEntry
    gaps_to: tuple[Id, ...] = ()
    """Roles told when somebody reports a gap in policy or procedure."""
    statements: tuple[ChoiceEntry, ...] = ()
    """Sentences to be read out where people meet."""
    references: tuple[ReferenceEntry, ...] = ()
    kinds: tuple[KindEntry, ...] = ()
    exclusions: tuple[ExclusionEntry, ...] = ()
    routes: tuple[RouteEntry, ...] = ()
    always: tuple[AlwaysEntry, ...] = ()
    """What Concord does under every policy, with the clauses that it keeps."""
    stand_off: StandOffEntry | None = None
    principles: tuple[PrincipleEntry, ...] = ()
    readings: tuple[ReadingEntry, ...] = ()
    display_only: dict[ClauseId, DisplayOnlyEntry] = Field(
        default_factory=dict[str, DisplayOnlyEntry]
    )
    """Clauses no rule keeps: where each is displayed, and why no program can keep it."""
