"""Events to canonical bytes and back, with the private part split off and committed to.

A stored body is ``canonical({case, sequence, recorded_at, kind, event, private})``: ``event`` is
the public part, ``private`` the commitment to the private part ("" if there is none).
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
"""Shown for a private text once the case's key is destroyed."""

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
    events.EnteredOnBehalf: "entered_on_behalf",
    events.CopiedToFile: "copied_to_file",
    events.CaseClosed: "case_closed",
    events.CaseReopened: "case_reopened",
    events.EditionChanged: "edition_changed",
    events.Reminded: "reminded",
    events.RouteTaken: "route_taken",
    events.ContactTold: "contact_told",
    events.ContactMissed: "contact_missed",
}
"""Stored name of each kind of event. It never changes, even if the class is renamed."""

_ERASED_FIELDS: Final[dict[str, dict[str, Any]]] = {
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
    # A rejected value may be somebody's words: keep it out of the error.
    config=ConfigDict(extra="forbid", hide_input_in_errors=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An event ready to be stored: the sealed body, and the private part to encrypt."""

    case: str
    sequence: int
    recorded_at: datetime
    kind: str
    body: bytes
    private: bytes | None
    """Not encrypted; None if the event has no private part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The content of a sealed body."""

    case: str
    sequence: int
    recorded_at: str
    kind: str
    event: dict[str, Any]
    private: str


def encode(case: str, sequence: int, event: Event, key: bytes | None) -> Encoded:
    """Encode an event as an entry of a case, committing to its private part with ``key``.

    Raises KeyMissing if there is a private part and no key any more.
    """
    event = _in_utc(event)
    public = _EVENT.dump_python(event, mode="json")
    kind = public.pop("kind")
    hidden = {name: public.pop(name) for name in _ERASED_FIELDS[kind]}
    # Case and sequence make each commitment unique, so that equal texts cannot be recognised.
    private = canonical({"case": case, "sequence": sequence, "private": hidden}) if hidden else None
    if private is not None and key is None:
        raise KeyMissing("the case's key was destroyed: nothing private can be added")
    body = canonical(
        {
            "case": case,
            "sequence": sequence,
            "recorded_at": utc_text(event.at),
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
    """Parse a stored body. Raises ValueError if it is not one."""
    try:
        return Body(**json.loads(body))
    except TypeError as error:
        raise ValueError("the body of an entry has other parts than it should") from error


def decode(body: bytes, private: bytes | None) -> Event:
    """Decode a stored body; without ``private``, private fields read "(erased)".

    Raises ValueError for anything that is not an event.
    """
    said = parse(body)
    if said.kind not in _ERASED_FIELDS:
        raise ValueError(f"there is no kind of event called {said.kind!r}")
    hidden = _private_fields(said, private)
    both = {"kind": said.kind, **said.event, **hidden}
    if len(both) != 1 + len(said.event) + len(hidden):
        raise ValueError("a field of the event is both public and private")
    try:
        return _in_utc(_EVENT.validate_python(both))
    except ValidationError as error:
        places = sorted({".".join(map(str, fault["loc"])) for fault in error.errors()})
        raise ValueError(f"not an event: {', '.join(places)}") from None


def _private_fields(said: Body, private: bytes | None) -> dict[str, Any]:
    """Return the private fields; an entry written when its kind had none has nothing to erase."""
    if private is not None:
        hidden: dict[str, Any] = json.loads(private)["private"]
        return hidden
    return _ERASED_FIELDS[said.kind] if said.private else {}


def is_private(kind: str) -> bool:
    """Return whether events of this kind have a private part."""
    return bool(_ERASED_FIELDS.get(kind))


def utc_text(at: datetime) -> str:
    """Format a time as in bodies: ISO 8601 in UTC, always with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _in_utc(event: Event) -> Event:
    """Return the event with every time in UTC. Raises ValueError for a time without a zone."""
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
