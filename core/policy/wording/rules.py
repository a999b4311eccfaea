"""Names of a policy's rules and attributes, and attribute values in words."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final, cast

from core.policy.model import Condition, Policy, Span
from core.policy.wording.deadlines import spoken_date
from core.policy.wording.names import CHILD_STATUS, SUBJECT, listed
from core.vocabulary import (
    AgencyType,
    AlwaysRule,
    ChildStatus,
    ClockStart,
    Origin,
    ReadingSource,
    ShownAt,
    Strength,
    SubjectType,
    Unit,
)

CLOCK_STARTS: Final[dict[ClockStart, str]] = {
    ClockStart.DISAGREEMENT_AROSE: "the day the disagreement arose",
    ClockStart.CASE_OPENED: "the day the case was opened",
    ClockStart.STAGE_ENTERED: "the day the stage began",
    ClockStart.UNRESOLVED_RECORDED: "when the stage below was recorded as not settled",
    ClockStart.PARTNERSHIP_NOTIFIED: "when the partnership was told",
    ClockStart.DEADLINE_LAPSED: "when the time of the stage below ran out",
    ClockStart.TASK_DONE: "when that was recorded as done",
    ClockStart.REFERRAL_SENT: "when the referral was sent",
    ClockStart.DECISION_RECEIVED: "when the decision was received",
    ClockStart.MEETING_HELD: "the day of the meeting",
    ClockStart.RISK_FLAGGED: "when the risk was flagged",
    ClockStart.CASE_CLOSED: "the day the case was closed",
}
"""What a clock counts from, in words."""

ALWAYS_RULES: Final[dict[AlwaysRule, str]] = {
    AlwaysRule.RECORD: (
        "every act, discussion and decision is written into the record, with who and when, and is "
        "never changed"
    ),
    AlwaysRule.SHARE: "whoever raised it and the contacts of both sides are told of what is written",
    AlwaysRule.SUPPORT: "anybody who finds it hard can ask for somebody to stand beside them",
    AlwaysRule.PROTECT: (
        "ways to get help now stand first, nothing delays an alert, and a date that protects "
        "somebody comes before every other"
    ),
}
"""What Concord does under every policy, in words."""

NOTHING: Final = "nothing"
_LONGEST: Final = 90
"""Most characters of a text that is used as a rule's name."""

_ENTRIES: Final[Mapping[str, str]] = {
    "triggers": "what can be raised",
    "categories": "what it can be about",
    "fields": "asked in writing",
    "tracks": "ladder",
    "raising": "raising side",
    "receiving": "receiving side",
    "caps": "limit",
    "questions": "decision",
    "tell": "told at once",
    "display_only": "shown only",
    "always": "always, under every policy",
    "options": "way on",
    "after": "afterwards",
}
_HOLDERS: Final[Mapping[str, str]] = {
    "hand_up": "hand-up",
    "override": "special circumstances",
    "dispositions": "how it goes on",
    "bypass": "past the stages below",
    "stand_off": "what stays as it is",
    "after_care": "after-care",
}
_ATTRIBUTES: Final[Mapping[str, str]] = {
    "span": "",
    "since": "counted from",
    "or_end_of_next_working_day": "or the end of the next working day, if sooner",
    "protective": "sooner where a date is set to protect somebody",
    "nudge": "Concord's default where the policy gives none",
    "aliases": "also called",
    "titles": "called in each kind of agency",
    "partnership": "of the partnership",
    "informed": "kept informed only",
    "when": "applies",
    "modality": "how strongly it is asked",
    "carries": "what must travel with it",
    "to": "goes to",
    "inside_next": "its time is part of the next stage's",
    "at": "at",
    "tell": "told at once",
    "from_stage": "from",
    "on_closing": "told of the closing too",
    "residual_risk_question": "question about remaining risk",
    "referral_text": "what to do where risk remains",
    "learning_to": "learning goes to",
    "fields": "what is asked",
    "partnership_name": "name of the partnership",
    "office_opens": "office opens",
    "office_closes": "office closes",
    "subjects": "whom it protects",
    "after": "counted from the recording of",
    "fallback": "else",
    "on_silence": "moves up where it is not recorded in time",
    "each": "each side does its own",
    "records": "what is written down",
    "marks": "starts the clocks that count from",
    "kinds": "may take the form of",
    "chair_uninvolved": "the chair's agency has no part in the case",
    "quorum": "must be present",
    "parties": "the agencies concerned are expected",
    "product": "what it writes",
    "product_to": "is sent to",
    "copy_text": "what each side says with its copy",
    "gaps_to": "gaps in policy are told to",
    "redirect": "where it belongs",
    "redirect_to": "where to turn instead",
    "at_opening": "may be asked for when a case is opened",
    "within_agency": "both sides may be of one agency",
    "clauses": "clauses it rests on",
    "origin": "where it is from",
    "reading": "reading taken",
    "taken": "taken to mean",
    "safest": "the safest reading would be",
    "shown": "shown where",
    "because": "why it is only shown",
}
_ORIGIN: Final[Mapping[Origin, str]] = {
    Origin.SOURCE: "the document's words",
    Origin.READING: "a reading of the document",
    Origin.DEFAULT: "Concord's default",
}
_DECIDED: Final[Mapping[ReadingSource, str]] = {
    ReadingSource.SAFEST: "Concord's safest reading",
    ReadingSource.PARTNERSHIP: "the partnership's own decision",
}
_STRENGTH: Final[Mapping[Strength, str]] = {
    Strength.BINDING: "binding",
    Strength.INDICATIVE: "a guide",
}
_AGENCY: Final[Mapping[AgencyType, str]] = {AgencyType.ICB: "integrated care board"}


_SHOWN_AT: Final[Mapping[ShownAt, str]] = {
    ShownAt.RAISE: "the form that raises a concern",
    ShownAt.ASKED: "the request at a stage",
    ShownAt.HAND_UP: "the form that hands up",
    ShownAt.CLOSING: "the form that closes a case",
    ShownAt.CONTACTS: "the contacts of an agency",
}
"""Where a sentence stands besides the policy page."""


def entry_word(field: str) -> str:
    """Return the word for one entry of a list field: "task" for ``tasks``."""
    if field in _ENTRIES:
        return _ENTRIES[field]
    if field.endswith("ies"):
        return _spaced(f"{field[:-3]}y")
    return _spaced(field.removesuffix("s"))


def holder_word(field: str) -> str:
    """Return the word for a field that holds a single rule: "hand-up" for ``hand_up``."""
    return _HOLDERS.get(field, _spaced(field))


def attribute_word(field: str) -> str:
    """Return the word for an attribute; "" if its value needs none."""
    return _ATTRIBUTES.get(field, _spaced(field))


def shortened(text: str) -> str:
    """Return a text as a rule's name: at most 90 characters plus "...", without a full stop."""
    flat = " ".join(text.split()).rstrip(".")
    if len(flat) <= _LONGEST:
        return flat
    return f"{flat[:_LONGEST].rpartition(' ')[0].rstrip(',;:')} ..."


def value_words(value: object, policy: Policy) -> str:
    """Return a value in words, with the policy's names for roles, stages and fields."""
    match value:
        case None | "" | ():
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case Span():
            return span_words(value)
        case Condition():
            return condition_words(value)
        case StrEnum():
            return enum_words(value)
        case str():
            return _name_of(value, policy)
        case date():
            return spoken_date(value)
        case time():
            return f"{value:%H:%M}"
        case tuple():
            several = cast("tuple[object, ...]", value)
            if all(isinstance(one, tuple) for one in several):
                return "; ".join(_pair(cast("tuple[object, ...]", one), policy) for one in several)
            return listed(value_words(one, policy) for one in several)
        case _ if is_dataclass(value):
            held = ((field.name, getattr(value, field.name)) for field in fields(value))
            return "; ".join(
                f"{attribute_word(name) or name}: {value_words(one, policy)}" for name, one in held
            )
        case _:
            return str(value)


def span_words(span: Span) -> str:
    """Return a span in words: "5 working days", "immediately", "no time in the policy"."""
    many = "" if span.value == 1 else "s"
    return {
        Unit.ELAPSED_HOURS: f"{span.value} hour{many}",
        Unit.WORKING_DAYS: f"{span.value} working day{many}",
        Unit.CALENDAR_DAYS: f"{span.value} calendar day{many}",
        Unit.CALENDAR_MONTHS: f"{span.value} calendar month{many}",
        Unit.SAME_WORKING_DAY: "the same working day",
        Unit.IMMEDIATE: "immediately",
        Unit.UNSPECIFIED: "no time in the policy",
        Unit.AGREED_BY_BOTH: "a date agreed by both sides",
    }.get(span.unit) or f"{span.value} {_spaced(span.unit.value)}"


def condition_words(when: Condition) -> str:
    """Say when a rule applies: "if looked after", "always"."""
    held = {name: one for name, one in _fields_of(when) if one not in {(), None, "", False}}
    words: list[str] = []
    for name, one in held.items():
        said = either(enum_words(x) if isinstance(x, StrEnum) else str(x) for x in _several(one))
        match name:
            case "statuses":
                words.append(f"if {said.lower()}")
            case "agency_types":
                words.append(f"if an agency is {said}")
            case "subjects":
                words.append(f"if it is about {said.lower()}")
            case _:
                words.append(f"{_spaced(name)}: {said}")
    return "; ".join(words) or "always"


def either(words: Iterable[str]) -> str:
    """Join alternatives: "a, b or c"."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} or {last}" if most else last


def _fields_of(value: object) -> Iterable[tuple[str, object]]:
    if is_dataclass(value):
        for field in fields(value):
            yield field.name, getattr(value, field.name)


def _several(value: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)


def enum_words(value: StrEnum) -> str:
    """Return the words for an enum member."""
    match value:
        case AlwaysRule():
            return ALWAYS_RULES[value]
        case ClockStart():
            return CLOCK_STARTS.get(value, _spaced(value.value))
        case Origin():
            return _ORIGIN[value]
        case ReadingSource():
            return _DECIDED[value]
        case Strength():
            return _STRENGTH[value]
        case ShownAt():
            return _SHOWN_AT[value]
        case AgencyType():
            return _AGENCY.get(value, value.value)
        case ChildStatus():
            return CHILD_STATUS.get(value, _spaced(value.value))
        case SubjectType():
            return SUBJECT.get(value, _spaced(value.value))
        case _:
            return _spaced(value.value)


def _name_of(text: str, policy: Policy) -> str:
    """Return the name for an id of the policy's fields, stages and roles; else the text itself."""
    names = {field.id: field.label for field in policy.fields}
    names |= {stage.id: stage.name for track in policy.tracks for stage in track.stages}
    names |= {role.id: role.title for role in policy.roles}
    return names.get(text, text)


def _pair(pair: tuple[object, ...], policy: Policy) -> str:
    return ": ".join(value_words(one, policy) for one in pair)


def _spaced(name: str) -> str:
    return name.replace("_", " ")
