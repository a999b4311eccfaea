"""Events to bytes and back."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.ledger.sealing import event_codec
from core.cases.events import Event
from core.cases.record.seals import canonical, commitment
from core.ports import KeyMissing
from tests.adapters.ledger.stories import NOON, accepted, note, opened

KEY = b"k" * 32
CLASSES: tuple[type[Any], ...] = get_args(Event)

_TIMES = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-5))]),
)


def _any(cls: type[Any]) -> st.SearchStrategy[Event]:
    """Any event of a class, with times that have a zone."""
    times: dict[str, st.SearchStrategy[Any]] = {
        field.name: _TIMES if field.type is datetime else st.none() | _TIMES
        for field in fields(cls)
        if field.type in (datetime, datetime | None)
    }
    return st.builds(cls, **times)


patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
EVENTS: st.SearchStrategy[Event] = st.one_of([_any(cls) for cls in CLASSES])


def _private_names(event: Event) -> set[str]:
    return {field.name for field in fields(event) if field.metadata.get("private")}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@patiently
@given(data=st.data())
def test_every_event_comes_back_as_it_was(cls: type[Event], data: st.DataObject) -> None:
    """Whatever an event holds, its bytes give the same event back."""
    event = data.draw(_any(cls))
    encoded = event_codec.encode("c1", 7, event, KEY)
    assert event_codec.decode(encoded.body, encoded.private) == event
    assert encoded.kind == event_codec.KINDS[cls]


@patiently
@given(EVENTS)
def test_the_body_holds_nothing_private(event: Event) -> None:
    """No private field is in the body, only a commitment that needs the key."""
    encoded = event_codec.encode("c1", 7, event, KEY)
    said = json.loads(encoded.body)
    assert set(said) == {"case", "sequence", "recorded_at", "kind", "event", "private"}
    assert not _private_names(event) & set(said["event"])
    assert bool(said["private"]) == bool(_private_names(event)) == (encoded.private is not None)
    if encoded.private is not None:
        assert said["private"] == commitment(KEY, encoded.private)


@patiently
@given(EVENTS)
def test_bodies_are_canonical(event: Event) -> None:
    """The same event always gives the same bytes, in the one canonical form."""
    encoded = event_codec.encode("c1", 7, event, KEY)
    assert encoded.body == canonical(json.loads(encoded.body))
    assert event_codec.encode("c1", 7, event, KEY) == encoded


def test_times_are_stored_in_utc() -> None:
    """A time in another zone is the same moment, written in UTC."""
    summer = timezone(timedelta(hours=1))
    encoded = event_codec.encode("c1", 1, accepted(NOON.astimezone(summer)), KEY)
    said = json.loads(encoded.body)
    assert said["recorded_at"] == "2026-04-02T12:00:00.000000+00:00"
    assert said["event"]["at"] == "2026-04-02T12:00:00Z"
    assert event_codec.decode(encoded.body, None).at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    """Nobody can know later which moment it was."""
    with pytest.raises(ValueError, match=r"accepted\.at has no time zone"):
        event_codec.encode("c1", 1, accepted(NOON.replace(tzinfo=None)), KEY)


def test_equal_texts_do_not_show_as_equal() -> None:
    """The same words at two places of a case have two commitments."""
    one, two = (json.loads(event_codec.encode("c1", n, note(), KEY).body) for n in (1, 2))
    assert one["private"] != two["private"]


def test_nothing_private_is_written_without_a_key() -> None:
    """With the case's key destroyed only what is public can be added."""
    assert event_codec.encode("c1", 1, accepted(), None).private is None
    with pytest.raises(KeyMissing):
        event_codec.encode("c1", 1, note(), None)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("event", {"extra": 1}),
        ("event", {"text": "in the open"}),
        ("event", {"at": "yesterday"}),
        ("event", {"kind": "accepted"}),
        ("kind", "unheard_of"),
        ("more", 1),
    ],
)
def test_a_body_with_anything_else_in_it_is_refused(part: str, value: Any) -> None:
    """Unknown, doubled or misfit parts are an error, and the error tells no story."""
    encoded = event_codec.encode("c1", 1, note("a private story"), KEY)
    said = json.loads(encoded.body)
    said[part] = {**said["event"], **value} if part == "event" else value
    with pytest.raises(ValueError, match=r"event|body|kind") as refusal:
        event_codec.decode(canonical(said), encoded.private)
    assert "story" not in str(refusal.value)


def test_a_missing_part_is_refused() -> None:
    """A body without one of its parts is none."""
    said = json.loads(event_codec.encode("c1", 1, accepted(), KEY).body)
    del said["kind"]
    with pytest.raises(ValueError, match="other parts"):
        event_codec.decode(canonical(said), None)


def test_an_erased_event_reads_so() -> None:
    """Without its private part an event says "(erased)" where somebody's words were."""
    event = replace(opened(), answers={"a": "b"})
    encoded = event_codec.encode("c1", 1, event, KEY)
    erased = event_codec.decode(encoded.body, None)
    words = {getattr(erased, name) for name in _private_names(event) - {"answers"}}
    assert words == {event_codec.ERASED}


def test_an_entry_older_than_its_private_field_is_not_erased() -> None:
    """An entry written when its kind had nothing private reads with the defaults of today."""
    said = json.loads(event_codec.encode("c1", 1, accepted(), KEY).body)
    assert said["private"] == ""
    assert event_codec.decode(canonical(said), None) == accepted()
