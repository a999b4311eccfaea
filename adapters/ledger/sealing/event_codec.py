"""Events to canonical bytes and back, with what is private split off and committed to.

A stored body is ``canonical({case, sequence, recorded_at, kind, event, private})``: ``event`` is
the public part, ``private`` the commitment to the private part ("" where there is none).
``recorded_at`` is the event's own ``at``: the server's clock, never a claim.
"""

import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Annotated, Any, Final

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    SerializerFunctionWrapHandler,
    Tag,
    TypeAdapter,
    ValidationError,
    WrapSerializer,
)

from core.cases import events
from core.cases.events import PRIVATE, Event
from core.cases.record.seals import canonical, commitment
from core.ports import KeyMissing

ERASED: Final = "(erased)"
"""What a private text reads as once the case's key is destroyed."""

KINDS: Final[dict[type[Any], str]] = {
    events.CaseOpened: "case_opened",
    events.StageEntered: "stage_entered",
    events.Accepted: "accepted",
    events.Declined: "declined",
    events.HandedToDeputy: "handed_to_deputy",
    events.OtherSideNamed: "other_side_named",
    events.ContactAsked: "contact_asked",
    events.ContactLeft: "contact_left",
    events.DutiesOwed: "duties_owed",
    events.TaskDone: "task_done",
    events.TaskSkipped: "task_skipped",
    events.DutiesUnmet: "duties_unmet",
    events.DiscussionRecorded: "discussion_recorded",
    events.OutcomeProposed: "outcome_proposed",
    events.OutcomeConfirmed: "outcome_confirmed",
    events.OutcomeRejected: "outcome_rejected",
    events.CaseAgreed: "case_agreed",
    events.StageLapsed: "stage_lapsed",
    events.EscalatedNow: "escalated_now",
    events.HandUpDone: "hand_up_done",
    events.DeadlineBroughtForward: "deadline_brought_forward",
    events.BypassDecided: "bypass_decided",
    events.DateAgreed: "date_agreed",
    events.DateProposed: "date_proposed",
    events.DispositionTaken: "disposition_taken",
    events.MeetingHeld: "meeting_held",
    events.ImmediateRiskFlagged: "immediate_risk_flagged",
    events.AlertPassedOn: "alert_passed_on",
    events.RiskAcknowledged: "risk_acknowledged",
    events.ImmediateRiskWithdrawn: "immediate_risk_withdrawn",
    events.OverrideInvoked: "override_invoked",
    events.PeopleInformed: "people_informed",
    events.QuestionAnswered: "question_answered",
    events.NoteAdded: "note_added",
    events.DetailsSupplied: "details_supplied",
    events.SupportAsked: "support_asked",
    events.GapReported: "gap_reported",
    events.EntryCorrected: "entry_corrected",
    events.CopiedToFile: "copied_to_file",
    events.CaseClosed: "case_closed",
    events.CaseReopened: "case_reopened",
    events.EditionChanged: "edition_changed",
    events.Reminded: "reminded",
    events.RouteTaken: "route_taken",
    events.ContactTold: "contact_told",
    events.ContactMissed: "contact_missed",
}
"""What each kind of event is called where it is stored. A kind is never changed, whatever its class
is called.
"""

_BLANK: Final[dict[str, dict[str, Any]]] = {
    KINDS[cls]: {
        f.name: ERASED if f.type is str else {}
        for f in fields(cls)
        if f.metadata.get("private") == PRIVATE["private"]
    }
    for cls in KINDS
}
_TIMES: Final[dict[type[Any], tuple[str, ...]]] = {
    cls: tuple(f.name for f in fields(cls) if f.type in (datetime, datetime | None))
    for cls in KINDS
}


def _kind_of(value: Any) -> str | None:
    if isinstance(value, dict):
        kind = value.get("kind")
        return kind if isinstance(kind, str) else None
    return KINDS.get(type(value))


def _without_kind(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if name != "kind"}
    return value


def _with_kind(event: Any, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
    return {"kind": KINDS[type(event)], **serialise(event)}


def _tagged(cls: type[Any]) -> Any:
    return Annotated[
        cls, BeforeValidator(_without_kind), WrapSerializer(_with_kind), Tag(KINDS[cls])
    ]


_UNION: Any = Annotated[reduce(or_, map(_tagged, KINDS)), Discriminator(_kind_of)]
_EVENT: Final[TypeAdapter[Event]] = TypeAdapter(
    _UNION,
    # A refused value may be somebody's story: it never gets into an error.
    config=ConfigDict(extra="forbid", hide_input_in_errors=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An event ready to be stored: what is sealed, and what is encrypted beside it."""

    case: str
    sequence: int
    recorded_at: datetime
    kind: str
    body: bytes
    private: bytes | None
    """Plain; None where the event holds nothing private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What the sealed bytes say."""

    case: str
    sequence: int
    recorded_at: str
    kind: str
    event: dict[str, Any]
    private: str


def encode(case: str, sequence: int, event: Event, key: bytes | None) -> Encoded:
    """Write an event as the given entry of a case, committing to what is private with ``key``.

    Raises KeyMissing where something is private and there is no key any more.
    """
    event = _in_utc(event)
    public = _EVENT.dump_python(event, mode="json")
    kind = public.pop("kind")
    hidden = {name: public.pop(name) for name in _BLANK[kind]}
    # Case and sequence make the commitment unique: equal texts do not show as equal.
    private = canonical({"case": case, "sequence": sequence, "private": hidden}) if hidden else None
    if private is not None and key is None:
        raise KeyMissing("the case's key was destroyed: nothing private can be added")
    body = canonical(
        {
            "case": case,
            "sequence": sequence,
            "recorded_at": stamp(event.at),
            "kind": kind,
            "event": public,
            "private": commitment(key, private) if private is not None and key is not None else "",
        }
    )
    return Encoded(
        case=case,
        sequence=sequence,
        recorded_at=event.at,
        kind=kind,
        body=body,
        private=private,
    )


def parse(body: bytes) -> Body:
    """What a stored body says. Raises ValueError where it is none."""
    try:
        return Body(**json.loads(body))
    except TypeError as error:
        raise ValueError("the body of an entry has other parts than it should") from error


def decode(body: bytes, private: bytes | None) -> Event:
    """The event of a stored body; without its private part, that reads "(erased)".

    Raises ValueError for anything that is not an event.
    """
    said = parse(body)
    if said.kind not in _BLANK:
        raise ValueError(f"there is no kind of event called {said.kind!r}")
    hidden = _hidden(said, private)
    both = {"kind": said.kind, **said.event, **hidden}
    if len(both) != 1 + len(said.event) + len(hidden):
        raise ValueError("a field of the event is both public and private")
    try:
        return _in_utc(_EVENT.validate_python(both))
    except ValidationError as error:
        places = sorted({".".join(map(str, fault["loc"])) for fault in error.errors()})
        raise ValueError(f"not an event: {', '.join(places)}") from None


def _hidden(said: Body, private: bytes | None) -> dict[str, Any]:
    """The private fields; an entry of a time when its kind had none has none to be erased."""
    if private is not None:
        hidden: dict[str, Any] = json.loads(private)["private"]
        return hidden
    return _BLANK[said.kind] if said.private else {}


def is_private(kind: str) -> bool:
    """Whether events of this kind have a private part."""
    return bool(_BLANK.get(kind))


def stamp(at: datetime) -> str:
    """A time as bodies spell it: ISO 8601 in UTC, always with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _in_utc(event: Event) -> Event:
    """The same event with every time in UTC. Raises ValueError where one has no zone."""
    changed: dict[str, Any] = {}
    for name in _TIMES[type(event)]:
        value: datetime | None = getattr(event, name)
        if value is None:
            continue
        if value.tzinfo is None:
            raise ValueError(f"{KINDS[type(event)]}.{name} has no time zone")
        if value.tzinfo is not UTC:
            changed[name] = value.astimezone(UTC)
    return replace(event, **changed) if changed else event
