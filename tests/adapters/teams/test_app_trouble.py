"""Desk, ledger, connector or the activity itself in trouble: nothing lost, nobody left waiting."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
import structlog

from adapters.teams import turns
from adapters.teams.sending.conversations import ADDRESSES, find
from adapters.teams.sending.courier import TeamsCourier
from adapters.teams.settings import Registration, TeamsSettings
from core.cards import FormFaults, Say, ShowForm
from core.directory.model import Channel
from core.notifications.wording import platforms
from core.ports import UNREADABLE, LedgerUnavailable
from core.vocabulary import Platform
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.adapters.teams.asks import FORM, ME, SUBMITS, TYPED, card_of, fetch, press, submit
from tests.adapters.teams.drawing.schema import elements, texts
from tests.adapters.teams.office import APP, TENANT, USER, Office, said
from tests.adapters.teams.sending.connector import Fault
from tests.pace import PATIENCE, HeldTime, until

LONG = 10 * PATIENCE
"""Seconds, far beyond every limit."""


def test_a_dialog_has_been_answered_when_teams_gives_up() -> None:
    """Teams waits five seconds: for the desk, and after it for drawing the form again."""
    ours = Registration(app_id=APP, secret="s", tenant=TENANT)
    within = TeamsSettings(registrations=(ours,)).answer_within
    assert within == 2.5
    assert within * (1 + turns._RELOAD_SHARE) < 5


@pytest.mark.parametrize("name", SUBMITS)
@pytest.mark.parametrize("trouble", ["slow", "raising"])
async def test_a_desk_in_trouble_keeps_the_form_open(
    office: Office, name: str, trouble: str, held: HeldTime
) -> None:
    """The form again with everything typed and what to do, within the five seconds Teams waits."""
    office.desk.presses["form-1"] = ShowForm(FORM)
    office.desk.slow_submit = LONG if trouble == "slow" else 0
    office.desk.submit_raises = LedgerUnavailable() if trouble == "raising" else None
    answer = asyncio.create_task(office.invoke(name, submit()))
    if trouble == "slow":
        await until(lambda: office.desk.asked)
        await held.passes(office.settings.answer_within - 0.1)
        assert not answer.done()
        await held.passes(0.1)
    await until(answer.done)
    status, body = answer.result()
    assert status == 200
    drawn = card_of(body)
    assert texts(drawn)[0] == platforms.NOT_SAVED
    (field,) = elements(drawn, "Input.")
    assert field["value"] == TYPED["what"]


@pytest.mark.parametrize("reply", [None, FormFaults(fields={"what": "Say more."})])
async def test_a_form_drawn_again_keeps_its_token(office: Office, reply: FormFaults | None) -> None:
    """The token is the idempotency key: a save nobody heard of must not happen twice."""
    office.desk.presses["form-1"] = ShowForm(replace(FORM, token="fresh"))
    if reply is None:
        office.desk.submit_raises = LedgerUnavailable()
    else:
        office.desk.submits["form-1"] = reply
    _, body = await office.invoke("task/submit", submit())
    (action,) = elements(card_of(body), "Action.Submit")
    assert action["data"] == {"concord": "form-1"}


@pytest.mark.parametrize("trouble", ["slow", "raising"])
async def test_where_the_form_cannot_be_had_what_was_typed_is_still_kept(
    office: Office, trouble: str, held: HeldTime
) -> None:
    """The answer sends the very same again."""
    office.desk.slow = LONG if trouble == "slow" else 0
    office.desk.raises = RuntimeError("canary") if trouble == "raising" else None
    answer = asyncio.create_task(office.invoke("task/submit", submit()))
    if trouble == "slow":
        await until(lambda: office.desk.asked)
        await held.passes(office.settings.answer_within)
        await until(lambda: len(office.desk.asked) == 2)
        await held.passes(office.settings.answer_within * turns._RELOAD_SHARE)
    await until(answer.done)
    _, body = answer.result()
    (action,) = elements(card_of(body), "Action.Submit")
    office.desk.slow, office.desk.raises = 0, None
    await office.invoke("task/submit", {"data": action["data"]})
    assert office.desk.asked[-1] == ("submit", ME, "form-1", TYPED)


ASKS: dict[str, tuple[str, dict[str, Any]]] = {
    "typed": ("message", {"text": "list"}),
    "home": ("message", {"text": "home"}),
    "old press": ("message", {"value": {"concord": "t1"}}),
    "press": ("invoke", {"name": "adaptiveCard/action", "value": press()}),
    "dialog": ("invoke", {"name": "task/fetch", "value": fetch()}),
    "extension": ("invoke", {"name": "composeExtension/fetchTask", "value": {}}),
    "submit": ("invoke", {"name": "task/submit", "value": submit()}),
    "press in dialog": (
        "invoke",
        {"name": "task/submit", "value": submit("t1", concord_means="press")},
    ),
    "installed": ("installationUpdate", {"action": "add"}),
}


@pytest.mark.parametrize(("kind", "given"), ASKS.values(), ids=ASKS)
async def test_whatever_the_desk_does_somebody_gets_a_kind_sentence(
    office: Office, kind: str, given: dict[str, Any]
) -> None:
    """Never 5xx, never the error's own words; the failure is logged by its kind."""
    office.desk.raises = RuntimeError("canary")
    with structlog.testing.capture_logs() as logs:
        status, body = await office.post(office.activity(kind, **given))
    assert status == 200
    shown = json.dumps([body, [taken.body for taken in office.connector.messages]])
    assert "canary" not in f"{shown}{logs}"
    assert {"event": "teams_desk_failed", "code": "RuntimeError", "log_level": "error"} in logs
    if kind != "installationUpdate":
        assert "again" in shown


class _NoLedger(MemoryLedger):
    async def first_seen(self, request: bytes, now: Any) -> bool:
        raise LedgerUnavailable


@pytest.mark.parametrize(("kind", "given"), ASKS.values(), ids=ASKS)
async def test_without_the_ledger_nothing_is_done_and_nothing_typed_is_lost(
    office: Office, kind: str, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replays cannot be told then, so nothing is let through to the desk."""
    monkeypatch.setattr(office.ledger, "first_seen", _NoLedger().first_seen)
    status, body = await office.post(office.activity(kind, **given))
    assert status == 200
    assert office.desk.asked == []
    if given.get("name") == "task/submit" and "concord_means" not in given["value"]["data"]:
        (action,) = elements(card_of(body), "Action.Submit")
        assert action["data"] == {"concord": "form-1", **TYPED}


async def test_an_installation_is_remembered_and_welcomed_once(office: Office) -> None:
    """Teams sends two events for it."""
    added = [{"id": office.activity("message")["recipient"]["id"]}]
    await office.post(office.activity("conversationUpdate", membersAdded=added))
    await office.post(office.activity("installationUpdate", action="add"))
    assert len(office.connector.messages) == 1
    assert "What you owe" in texts(office.connector.messages[0].body)
    address = await find(office.documents, TENANT, USER)
    assert address is not None
    assert (address.conversation, address.service_url) == ("a:personal", office.connector.url)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("installationUpdate", {"action": "remove"}),
        (
            "conversationUpdate",
            {"membersRemoved": [{"id": "28:11111111-1111-1111-1111-111111111111"}]},
        ),
    ],
)
async def test_an_uninstall_forgets(office: Office, kind: str, given: dict[str, Any]) -> None:
    """The next delivery does not go to the old chat, and nothing is sent now."""
    await office.say("list")
    assert await find(office.documents, TENANT, USER) is not None
    sent = len(office.connector.taken)
    status, _ = await office.post(office.activity(kind, **given))
    assert status == 200
    assert await find(office.documents, TENANT, USER) is None
    assert len(office.connector.taken) == sent


async def test_a_moved_service_url_is_followed(office: Office) -> None:
    """Each inbound activity says where its chat now lies, and the courier sends there."""
    await office.say("list")
    moved = office.connector.url + "moved/"
    activity = office.activity("message", text="list", serviceUrl=moved)
    await office.post(activity, office.token(serviceurl=moved))
    courier = TeamsCourier(office.settings, office.documents)
    channel = Channel(platform=Platform.TEAMS, tenant=TENANT, user=USER)
    await courier.deliver(channel, said("Hello"), repeat=False)
    assert office.connector.taken[-1].path.startswith("/uk/moved/v3/conversations/a%3Apersonal")


async def test_a_lifecycle_event_that_names_nobody_is_taken(office: Office) -> None:
    """Nothing to remember, nothing wrong."""
    who = {"id": "29:x"}
    status, _ = await office.post(
        office.activity("installationUpdate", action="add", **{"from": who})
    )
    assert status == 200
    assert office.desk.asked == []
    assert await office.documents.keys(ADDRESSES) == ()


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "event", "endOfConversation", "x"])
async def test_other_activities_are_taken_and_do_nothing(office: Office, kind: str) -> None:
    """Whatever Teams sends one day."""
    status, _ = await office.post(office.activity(kind))
    assert status == 200
    assert office.desk.asked == []


async def test_an_unknown_invoke_is_taken_and_does_nothing(office: Office) -> None:
    """Answered empty, not as an error of ours."""
    status, body = await office.invoke("composeExtension/query", {"commandId": "x"})
    assert (status, body) == (200, {})
    assert office.desk.asked == []


@pytest.mark.parametrize("fault", [Fault(status=s) for s in (400, 401, 403, 404, 429, 500)])
async def test_a_reply_that_cannot_be_sent_is_logged_by_its_code(
    office: Office, fault: Fault
) -> None:
    """Teams is answered; the person asks again."""
    office.connector.faults = [fault]
    with structlog.testing.capture_logs() as logs:
        status, _ = await office.say("list")
    assert status == 200
    (entry,) = [entry for entry in logs if entry["event"] == "teams_reply_failed"]
    assert entry["code"].startswith(f"http_{fault.status}")


@pytest.mark.parametrize(
    "given",
    [
        {"timestamp": "garbage"},
        {"entities": "garbage"},
        {"attachments": 7},
        {"channelData": {"tenant": {"id": TENANT}, "settings": [[]]}},
        {"deliveryMode": "expectReplies"},
        {"value": [1, 2]},
        {"replyToId": {}},
        {"locale": 7},
        {"from": {"id": 7, "aadObjectId": USER}},
        {"recipient": "x"},
        {"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT,
                          "isGroup": "maybe"}},
        {"name": []},
    ],
)  # fmt: skip
async def test_odd_fields_beside_a_good_message_are_never_an_error_of_ours(
    office: Office, given: dict[str, Any]
) -> None:
    """What nobody needs is not parsed; what cannot be parsed is kept."""
    status, _ = await office.say("list", **given)
    assert status == 200
    kept = await office.documents.keys(UNREADABLE)
    assert office.desk.asked or kept


async def test_what_could_not_even_be_kept_is_alarmed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store being down as well is said, too."""

    async def broken(*_: object) -> None:
        raise LedgerUnavailable

    monkeypatch.setattr(MemoryKeyValueStore, "put", broken)
    with structlog.testing.capture_logs() as logs:
        status, _ = await office.invoke("task/submit", {"data": {}})
    assert status == 400
    assert [entry["event"] for entry in logs if entry.get("alarm")] == [
        "teams_activity_unreadable",
        "teams_activity_not_kept",
    ]


async def test_a_hundred_people_at_once_are_each_answered_their_own(office: Office) -> None:
    """Nobody sees what another was shown."""

    async def one(number: int) -> bool:
        who = {"id": f"29:{number}", "aadObjectId": f"user-{number}"}
        office.desk.presses[f"t{number}"] = Say(said(f"For {number} only."))
        _, body = await office.invoke("adaptiveCard/action", press(f"t{number}"), **{"from": who})
        return f"For {number} only." in body["value"]

    assert all(await asyncio.gather(*(one(number) for number in range(100))))
    assert {asked[1].user for asked in office.desk.asked} == {f"user-{n}" for n in range(100)}
