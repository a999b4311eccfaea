"""Requests of every size and shape: answered below 500, at once, and never logged."""

import asyncio
import gzip
import json
from functools import partial
from typing import Any

import pytest
import structlog

from adapters.teams.receiving.gate import _depth
from core.ports import UNREADABLE
from tests.adapters.teams.office import CANARY, Office
from tests.pace import paced

TOO_LARGE = 256 * 1024 + 1


async def _raw(office: Office, body: bytes, **headers: str) -> int:
    stated = {"Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    status, _ = await office.post(None, json=None, data=body, headers=stated)
    return status


BODIES: dict[str, tuple[bytes, int]] = {
    "empty": (b"", 400),
    "not JSON": (b"hello", 400),
    "a form": (b"a=b&c=d", 400),
    "a list": (b"[]", 400),
    "a text": (b'"x"', 400),
    "null": (b"null", 400),
    "not UTF-8": (b'{"type": "\xff\xfe"}', 400),
    "UTF-16": ('{"type": "message"}'.encode("utf-16"), 400),
    "byte order mark": (b"\xef\xbb\xbf{}", 400),
    "NaN": (b'{"type": "message", "value": NaN}', 400),
    "infinity": (b'{"type": "message", "value": Infinity}', 400),
    "a number of 5000 digits": (b'{"type": "message", "id": ' + b"9" * 5000 + b"}", 400),
    "nested lists": (b"[" * 200_000, 400),
    "nested objects": (b'{"a":' * 40_000, 400),
    "nested and closed": (b"[" * 100 + b"]" * 100, 400),
    "depth hidden behind a quote": (b'{"a": "\\\\", "b": ' + b"[" * 100 + b"]" * 100 + b"}", 400),
    "escaped quotes": (b'\\"' * 120_000, 400),
    "open quotes": (b'"' * 200_001, 400),
    "brackets side by side": (b"[" + b"[]," * 80_000 + b"1]", 400),
    "too large": (b" " * TOO_LARGE, 413),
    "no type": (b'{"id": "1", "conversation": {"id": "c"}}', 400),
    "type a list": (b'{"type": [], "id": "1", "conversation": {"id": "c"}}', 400),
    "no id": (b'{"type": "message", "conversation": {"id": "c"}}', 400),
    "id an object": (b'{"type": "message", "id": {}, "conversation": {"id": "c"}}', 400),
    "no conversation": (b'{"type": "message", "id": "1"}', 400),
    "conversation a text": (b'{"type": "message", "id": "1", "conversation": "c"}', 400),
}


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES)
async def test_a_body_of_the_wrong_shape_is_refused(
    office: Office, body: bytes, expected: int
) -> None:
    """With a good token; nothing reaches the desk."""
    assert await _raw(office, body) == expected
    assert office.desk.asked == []


async def test_brackets_within_texts_do_not_count(office: Office) -> None:
    """Somebody may type a thousand brackets."""
    status, _ = await office.say("[" * 1000 + '{"' * 500)
    assert status == 200


def test_measuring_depth_takes_no_time_whatever_the_body() -> None:
    """Every shape of 256 KiB is measured in well under the 100 ms that the loop may stall."""
    for piece in (b'\\"', b'"', b"[", b"[]", b"\\", b'"\\', b"a"):
        body = (piece * 262_144)[:262_144]
        paced(partial(_depth, body), 0.3)


async def test_a_chunked_body_without_length_is_cut_off(office: Office) -> None:
    """The limit holds where nothing announces the size."""

    async def endless() -> Any:
        for _ in range(300):
            yield b" " * 1024

    status, _ = await office.post(
        None, json=None, data=endless(), headers={"Content-Type": "application/json"}
    )
    assert status == 413


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity", "x"])
async def test_a_packed_body_is_not_unpacked(office: Office, encoding: str) -> None:
    """Nothing small becomes large in here."""
    body = gzip.compress(b" " * 10_000_000) if encoding == "gzip" else b"xyz"
    status = await _raw(office, body, Content_Encoding=encoding)
    assert status in (400, 415)


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "application/xml", "application/json5", ";", "é"],
)  # fmt: skip
async def test_only_json_is_taken(office: Office, media_type: str) -> None:
    """Whatever else the header says."""
    assert await _raw(office, b"{}", Content_Type=media_type) == 415


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
async def test_only_post_is_taken(office: Office, method: str) -> None:
    """Other methods find nothing here."""
    async with office.session.request(method, office.url) as response:
        assert response.status == 405


async def test_an_untrusted_body_is_not_even_read(office: Office) -> None:
    """Without a token nobody makes us take 256 KiB."""
    headers = {"Content-Type": "application/json"}
    async with office.session.post(office.url, data=b" " * TOO_LARGE, headers=headers) as response:
        assert response.status == 401


async def test_a_replay_is_answered_and_does_nothing(office: Office) -> None:
    """The same activity twice within ten minutes: 200 both times, one effect."""
    activity = office.activity("message", text="list")
    first, _ = await office.post(activity)
    again, body = await office.post(activity)
    assert (first, again, body) == (200, 200, "")
    assert len(office.desk.asked) == 1
    assert len(office.connector.messages) == 1


async def test_fifty_replays_at_once_have_one_effect(office: Office) -> None:
    """Also of an invoke, also all at the same moment."""
    value = {"action": {"verb": "press", "data": {"concord": "t1"}}}
    activity = office.activity("invoke", name="adaptiveCard/action", value=value)
    answers = await asyncio.gather(*(office.post(activity) for _ in range(50)))
    assert {status for status, _ in answers} == {200}
    assert len(office.desk.asked) == 1


async def test_the_same_id_in_another_conversation_is_no_replay(office: Office) -> None:
    """Ids are only unique within a conversation."""
    first = office.activity("message", text="list", id="f:same")
    other = first | {"conversation": first["conversation"] | {"id": "a:other"}}
    await office.post(first)
    await office.post(other)
    assert len(office.desk.asked) == 2


async def test_an_unreadable_activity_is_kept_and_alarmed(office: Office) -> None:
    """Verified, but not of a shape we know: nothing is lost and somebody is called."""
    with structlog.testing.capture_logs() as logs:
        status, _ = await office.invoke("adaptiveCard/action", {"action": {"data": "?"}})
    assert status == 400
    (key,) = await office.documents.keys(UNREADABLE)
    kept = json.loads(await office.documents.get(UNREADABLE, key) or "")
    assert kept["activity"]["value"] == {"action": {"data": "?"}}
    (alarm,) = [entry for entry in logs if entry.get("alarm")]
    assert alarm["event"] == "teams_activity_unreadable"


async def test_nothing_of_a_body_is_logged(
    office: Office, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Refused, unreadable or answered: logs hold codes, never content."""
    caplog.set_level("DEBUG")
    with structlog.testing.capture_logs() as logs:
        await office.say(f"escalate {CANARY}")
        await office.say(CANARY, channelId="x")
        await office.invoke("task/submit", {"data": {CANARY: CANARY}})
        await office.invoke("task/submit", CANARY)
        await office.post(f"{CANARY}", "bad-" + CANARY)
        await _raw(office, CANARY.encode())
    out, err = capfd.readouterr()
    assert CANARY not in f"{logs}{caplog.text}{out}{err}"
