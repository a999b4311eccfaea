import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack.receiving.time_budget import MODAL_SECONDS
from adapters.slack.socket_mode import SocketMode, start_socket_mode, stop_socket_mode
from core.cards import FormFaults, ShowForm
from core.notifications.wording import platforms
from tests.adapters.on_slack.conftest import Office
from tests.adapters.on_slack.desk import form
from tests.adapters.on_slack.receiving.signed import event, pressed, slash, submitted
from tests.pace import PATIENCE, HeldTime, until


@pytest.fixture
async def socket(office: Office) -> AsyncIterator[SocketMode]:
    """Give a connection that stands."""
    # The SDK hangs up where no ping was answered for a while: a busy machine must not be it.
    socket = start_socket_mode(office.app(app_token="xapp-1"), ping=PATIENCE)
    while not await socket.connected():  # noqa: ASYNC110 - the SDK tells no one
        await asyncio.sleep(0.01)
    yield socket
    await stop_socket_mode(socket)


async def exchanged(office: Office, payload: Any, envelope: str = "e1") -> dict[str, Any]:
    """Send an envelope; return its acknowledgement."""
    message = {"type": "x", "envelope_id": envelope, "payload": payload}
    message["accepts_response_payload"] = True
    office.slack.envelopes.put_nowait(message)
    return await asyncio.wait_for(office.slack.acknowledged.get(), PATIENCE)


async def test_a_command_is_answered_through_the_socket(office: Office, socket: SocketMode) -> None:
    """In the acknowledgement of its envelope; the connection was asked for with the app token."""
    answer = await exchanged(office, slash("list"))
    assert answer["envelope_id"] == "e1"
    assert "ESC-7KQ4-M2XP" in str(answer["payload"]["blocks"])
    opened = next(c for c in office.slack.calls if c.method == "apps.connections.open")
    assert opened.token == "xapp-1"


async def test_every_kind_is_answered_through_the_socket(
    office: Office, socket: SocketMode
) -> None:
    """Presses, submissions and Home, as over HTTP."""
    office.desk.reply = ShowForm(form())
    assert "payload" not in await exchanged(office, pressed(), "e1")
    office.desk.reply = FormFaults(form="Say why.")
    answer = await exchanged(office, submitted(), "e2")
    assert answer["payload"]["errors"] == {"field-why": "Say why."}
    await exchanged(office, event(), "e3")
    assert office.slack.methods()[1:] == ["views.open", "views.publish"]


async def test_what_the_gate_refuses_is_acknowledged_and_not_done(
    office: Office, socket: SocketMode
) -> None:
    """Slack would only deliver it again."""
    for number, payload in enumerate((slash(team="T9"), pressed(home="T9"), "x")):
        answer = await exchanged(office, payload, f"e{number}")
        assert "payload" not in answer
    assert office.desk.asked == []


async def test_an_envelope_has_one_effect(office: Office, socket: SocketMode) -> None:
    """Delivered again, in the same envelope or in a new one."""
    payload = slash()
    await exchanged(office, payload, "e1")
    await exchanged(office, payload, "e1")
    await exchanged(office, payload, "e2")
    assert len(office.desk.asked) == 1


async def test_a_slow_answer_holds_up_no_other(
    office: Office, socket: SocketMode, held: HeldTime
) -> None:
    """Each envelope is answered by itself; the slow one is answered kindly and in time."""
    office.desk.seconds = 2 * PATIENCE
    slow = asyncio.create_task(exchanged(office, slash(), "slow"))
    await until(lambda: office.desk.asked)
    office.desk.seconds = 0
    quick = asyncio.create_task(exchanged(office, slash(), "quick"))
    await until(slow.done)  # the first to listen; what it hears is the first answer
    assert slow.result()["envelope_id"] == "quick"
    await held.passes(office.settings.answer_within - MODAL_SECONDS)
    await until(quick.done)
    assert quick.result()["envelope_id"] == "slow"
    assert platforms.COMMAND_AGAIN in str(quick.result()["payload"])


async def test_socket_mode_needs_its_token(office: Office) -> None:
    """Said at the start, not by silence."""
    with pytest.raises(ValueError, match="app token"):
        start_socket_mode(office.app())
