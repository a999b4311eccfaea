"""The model of a policy file: what a coordinator may write, key by key.

The file is a little friendlier than the core's model (``side: both``, a ``when`` that reads as a
sentence, an origin that follows from the reading). :mod:`policies.policy_files.translation`
converts it.
"""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field

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
from policies.policy_files.cited import Cited, WhenEntry
from policies.policy_files.ladder_model import (
    ImmediateClockEntry,
    QuestionEntry,
    RoleEntry,
    SeatEntry,
    TaskEntry,
    TrackEntry,
)
from policies.policy_files.opening_model import AreaForm, ExclusionEntry, KindEntry, RouteEntry
from policies.yaml_reading.patterns import (
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
from policies.yaml_reading.shape import FileModel


class FieldEntry(Cited):
    """A piece of information the policy asks for in writing."""

    id: Id
    label: Line
    kind: Literal["line", "text", "choice"]
    at: Literal["opening", "hand_up", "route", "task", "closing"]
    required: bool = True
    sensitivity: Sensitivity = Sensitivity.STORE_ONLY
    derived: DerivedField | None = None
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
    entry: tuple[Id, ...] = ()
    """Stages at which a case may begin beside the first; left out: the targets."""


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

    id: AlwaysRule


class PrincipleEntry(ChoiceEntry):
    """A sentence that users are shown."""

    because: Text | None = None
    """Why no rule keeps it; left out, that it asks for an attitude."""
    at: ShownAt | None = None
    """The moment at which it is shown, besides the policy page."""


class DisplayOnlyEntry(FileModel):
    """A clause that no rule keeps."""

    text: Text
    """What it says, as people are shown it."""
    at: ShownAt | None = None
    """The moment at which it is shown, besides the policy page."""
    shown: Text
    """Where people find it."""
    because: Text
    """Why no program can keep it."""


class ReadingEntry(FileModel):
    """Where the document can be read in more than one way: what is open, and what is taken."""

    id: Reading
    question: Text
    taken: Text
    origin: ReadingSource = ReadingSource.SAFEST
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
