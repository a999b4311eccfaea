import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.slack.receiving.gate import (
    BODY_LIMIT_BYTES,
    MAX_AGE_SECONDS,
    MAX_AHEAD_SECONDS,
    Answered,
    Passed,
    Raw,
    RequestRefused,
    verify,
)
from adapters.slack.receiving.unpack import NESTING_LIMIT, too_deep
from adapters.slack.settings import ANSWER_SECONDS
from core.notifications.wording import platforms
from core.ports import UNREADABLE, LedgerUnavailable
from tests.adapters.on_slack.conftest import Office
from tests.adapters.on_slack.receiving.signed import (
    FORM,
    JSON,
    NOW,
    OLD_SECRET,
    SECRET,
    TEAM,
    encoded,
    event,
    headers,
    modal,
    pressed,
    signature,
    slash,
    submitted,
)
from tests.pace import HeldTime, until

BODY = b"token=x&team_id=T0PARTNER&command=%2Fescalate&text=list"
STAMP = str(int(NOW.timestamp()))


def raw(body: bytes = BODY, stamp: str = STAMP, signed: str = "") -> Raw:
    """Return a request, signed unless told otherwise."""
    return Raw((FORM,), (), (stamp,), (signed or signature(BODY, STAMP),), body)


def test_what_slack_signed_passes() -> None:
    """With the new secret or, during a rotation, the old one."""
    assert verify(raw(), (SECRET,), NOW)
    assert verify(raw(), (OLD_SECRET, SECRET), NOW)
    assert verify(raw(signed=signature(BODY, STAMP, OLD_SECRET)), (SECRET, OLD_SECRET), NOW)
    assert not verify(raw(), (OLD_SECRET,), NOW)
    assert not verify(raw(), (), NOW)


def test_no_byte_can_be_changed() -> None:
    """Every byte of body, timestamp and signature, changed to every other: none is accepted."""
    accepted = 0
    for at in range(len(BODY)):
        for byte in range(256):
            changed = BODY[:at] + bytes([byte]) + BODY[at + 1 :]
            accepted += changed != BODY and verify(raw(body=changed), (SECRET,), NOW)
    good = signature(BODY, STAMP)
    for at in range(len(STAMP)):
        for byte in range(256):
            changed_stamp = STAMP[:at] + chr(byte) + STAMP[at + 1 :]
            accepted += changed_stamp != STAMP and verify(raw(stamp=changed_stamp), (SECRET,), NOW)
    for at in range(len(good)):
        for byte in range(256):
            changed_signature = good[:at] + chr(byte) + good[at + 1 :]
            accepted += changed_signature != good and verify(
                raw(signed=changed_signature), (SECRET,), NOW
            )
    assert accepted == 0


@pytest.mark.parametrize(
    ("seconds", "passes"),
    [
        (-MAX_AGE_SECONDS - 1, False),
        (-MAX_AGE_SECONDS, True),
        (0, True),
        (MAX_AHEAD_SECONDS, True),
        (MAX_AHEAD_SECONDS + 1, False),
    ],
)
def test_the_window_has_edges(seconds: int, passes: bool) -> None:
    """Five minutes back for slow networks, one ahead for clocks that differ; not a second more."""
    stamp = str(int(NOW.timestamp()) + seconds)
    assert verify(raw(stamp=stamp, signed=signature(BODY, stamp)), (SECRET,), NOW) is passes


@pytest.mark.parametrize(
    "stamp", ["", " ", "-1", "1e9", "0x1", "١٢٣", "９", "1" * 400, "1.0", "+1", "1_000", "nan"]
)
def test_an_odd_timestamp_is_refused(stamp: str) -> None:
    """Refused, not raised about; also one that Python would take for a number."""
    assert not verify(raw(stamp=stamp), (SECRET,), NOW)


@pytest.mark.parametrize("signed", ["v0", "v0=", "v1=" + "0" * 64, "é" * 67, "v0=" + "é" * 64])
def test_an_odd_signature_is_refused(signed: str) -> None:
    """Refused, not raised about."""
    assert not verify(raw(signed=signed), (SECRET,), NOW)


def test_a_header_twice_is_refused() -> None:
    """Two answers to one question are none."""
    good = raw()
    twice = Raw((FORM,), (), good.timestamps * 2, good.signatures, BODY)
    assert not verify(twice, (SECRET,), NOW)
    assert not verify(Raw((FORM,), (), good.timestamps, good.signatures * 2, BODY), (SECRET,), NOW)
    assert not verify(Raw((FORM,), (), (), (), BODY), (SECRET,), NOW)


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        ("[" * NESTING_LIMIT + "]" * NESTING_LIMIT, False),
        ("[" * (NESTING_LIMIT + 1), True),
        ('{"a":' * 100_000, True),
        ('"' + "[" * 1000 + '"', False),
        ('"\\"' + "[" * 1000 + '"', False),
        ('"\\\\"' + "[" * 1000, True),
        ('"\\' * 100_000, False),
        ('\\"' * 100_000, False),
    ],
)
def test_depth_is_counted_without_parsing(text: str, deep: bool) -> None:
    """In one pass, whatever the text; brackets within strings do not count."""
    assert too_deep(text) is deep


async def test_a_thousand_replays_have_one_effect(office: Office) -> None:
    """The very same request, again and again: 200 with nothing in it, and nothing done."""
    payload = slash("list")
    assert await office.answer(payload) != {}
    for _ in range(1000):
        response = await office.send(payload)
        assert (response.status, await response.text()) == (200, "")
    assert len(office.desk.asked) == 1


@pytest.mark.parametrize(
    "payload",
    [
        slash(team="T0STRANGER"),
        pressed(team="T0STRANGER"),
        submitted(team="T0STRANGER"),
        event(team="T0STRANGER"),
        slash(team=""),
        {"type": "block_actions"},
        pressed(home="T0VISITOR"),
        event(user_team="T0VISITOR"),
        event(source_team="T0VISITOR"),
    ],
)
async def test_other_workspaces_and_their_people_are_refused(
    office: Office, payload: dict[str, object]
) -> None:
    """A workspace that is not enrolled, or somebody who visits one through Slack Connect."""
    response = await office.send(payload)
    assert response.status == 403
    assert office.desk.asked == []


async def test_what_is_signed_but_unreadable_is_kept(office: Office) -> None:
    """It mattered to somebody: in the key-value store, an alarm, and 200 so that Slack does not insist."""
    client = await office.serve()
    bodies = {
        b"{": JSON,
        b"[1]": JSON,
        b"\xff\xfe": JSON,
        b'{"a": NaN}': JSON,
        b'{"a": ' + b"9" * 5000 + b"}": JSON,
        b"payload=%7B": FORM,
        b"payload=%FF": FORM,
        b"payload={}&payload={}": FORM,
        b"&".join(b"a%d=1" % n for n in range(200)): FORM,
    }
    with capture_logs() as logs:
        for body, kind in bodies.items():
            signed = headers(body, kind=kind)
            response = await client.post("/slack/events", data=body, headers=signed)
            assert (response.status, await response.text()) == (200, ""), body
    assert len(await office.documents.keys(UNREADABLE)) == len(bodies)
    alarms = [log for log in logs if log["log_level"] == "error"]
    assert len(alarms) == len(bodies)


async def test_slacks_challenge_is_answered(office: Office) -> None:
    """So that the address can be saved in Slack's settings, before any workspace is enrolled."""
    answer = await office.answer({"type": "url_verification", "challenge": "abc"})
    assert answer == {"challenge": "abc"}


@pytest.mark.parametrize("hangs", [False, True])
async def test_without_the_replay_table_nothing_is_done(
    office: Office, hangs: bool, held: HeldTime
) -> None:
    """Every kind is answered kindly and in time; the desk is not asked."""
    await office.serve(answer_within=ANSWER_SECONDS)
    reached = asyncio.Event()

    async def fails(request: bytes, now: object) -> bool:
        reached.set()
        if hangs:
            await asyncio.sleep(30)
        raise LedgerUnavailable

    async def answered(payload: dict[str, Any]) -> dict[str, Any]:
        reached.clear()
        answer = asyncio.create_task(office.answer(payload))
        await reached.wait()
        await held.passes(ANSWER_SECONDS / 2)
        await until(answer.done)
        return answer.result()

    office.ledger.first_seen = fails  # type: ignore[method-assign]
    assert platforms.COMMAND_AGAIN in str(await answered(slash()))
    assert platforms.NOT_SAVED in str(await answered(submitted()))
    assert await answered(pressed()) == {}
    assert await answered(event()) == {}
    await office.settle()
    assert platforms.PRESS_AGAIN in str(office.slack.last("views.open"))
    assert office.desk.asked == []


async def test_the_gate_logs_codes_and_never_a_body(office: Office) -> None:
    """Refused, kept or passed: what was typed is in no log line."""
    client = await office.serve()
    with capture_logs() as logs:
        for payload in (slash("CANARY"), slash("CANARY", team="T0STRANGER"), pressed("CANARY")):
            await office.send(payload)
        for body in (b"CANARY", b"{CANARY", b"payload=%7BCANARY"):
            signed = headers(body, kind=JSON)
            await client.post("/slack/events", data=body, headers=signed)
            signed["X-Slack-Signature"] = "v0=" + "0" * 64
            await client.post("/slack/events", data=body, headers=signed)
        office.desk.error = RuntimeError("CANARY")
        await office.send(slash("CANARY"))
    assert logs
    assert "CANARY" not in str(logs)


async def test_socket_mode_passes_the_same_checks(office: Office) -> None:
    """Workspace, visitors, depth, and each delivery once, in whatever envelope it comes."""
    gate = office.app().gate
    payload = pressed()
    assert isinstance(await gate.envelope("e1", payload), Passed)
    assert await gate.envelope("e1", pressed()) == Answered("repeat")
    assert await gate.envelope("e2", payload) == Answered("repeat")
    assert await gate.envelope("e3", pressed(home="T1")) == RequestRefused(403, "visitor")
    assert await gate.envelope("e4", slash(team="T1")) == RequestRefused(403, "team_not_allowed")
    deep = json.loads("[" * 50 + "]" * 50)
    assert await gate.envelope("e5", {"a": deep}) == RequestRefused(400, "too_deep")


async def test_a_replay_an_hour_later_is_too_old(office: Office) -> None:
    """The table forgets after ten minutes; the window has long closed by then."""
    client = await office.serve()
    body, kind = encoded(slash())
    signed = headers(body, kind=kind)
    assert (await client.post("/slack/events", data=body, headers=signed)).status == 200
    office.clock.move_to(NOW + timedelta(seconds=MAX_AGE_SECONDS + 1))
    assert (await client.post("/slack/events", data=body, headers=signed)).status == 401


async def test_a_full_size_submission_passes(office: Office) -> None:
    """What a long form really holds is far below the limit."""
    values = {f"f{n}": {"value": "x" * 3000} for n in range(20)}
    body, _ = encoded(submitted(values))
    assert len(body) < BODY_LIMIT_BYTES / 2
    await office.answer(submitted(values))
    assert len(office.desk.asked) == 1
    assert modal()["team_id"] == TEAM
