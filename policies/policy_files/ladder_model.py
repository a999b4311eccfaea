"""The model of a ladder in a policy file: roles, clocks, stages, and their questions and tasks."""

from typing import Annotated, Literal

from pydantic import Field

from core.vocabulary import AgencyType, ClockStart, Level, Modality, Strength, Unit
from policies.policy_files.cited import Cited, WhenEntry
from policies.yaml_reading.patterns import Id, Line, Text
from policies.yaml_reading.shape import FileModel


class NudgeEntry(FileModel):
    """Our own labelled default where the policy gives no time; never shown as the policy's."""

    value: int = Field(ge=1, le=100)
    unit: Literal["working_days", "calendar_days", "elapsed_hours"]
    origin: Literal["default"]


class ClockEntry(Cited):
    """How long, counted from what."""

    value: int = Field(default=0, ge=0, le=1000)
    unit: Unit
    since: ClockStart
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
    side: Literal["raising", "receiving", "both", "flagging"]
    """``flagging``: the side of whoever flagged the alert that it follows from."""
    modality: Modality
    each: bool = False
    role: Id | None = None
    clock: ClockEntry | None = None
    on_silence: bool = False
    records: tuple[Id, ...] = ()
    tell: tuple[Id, ...] = ()
    marks: ClockStart | None = None
    when: WhenEntry = WhenEntry()


class QuestionEntry(Cited):
    """A decision answered yes or no, with a reason."""

    id: Id
    text: Text
    modality: Modality
    side: Literal["raising", "receiving", "both"] = "both"
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
    side: Literal["receiving", "both"] = "receiving"


class MeetingEntry(Cited):
    """A panel or meeting."""

    id: Id
    name: Line
    text: Text
    kinds: dict[Id, Line] = Field(default_factory=dict[str, str])
    """Where it may take one of several forms: an id and the words for each."""
    chair: Id | None = None
    side: Literal["receiving", "both"] = "both"
    """Who records it, where no chair is named."""
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
