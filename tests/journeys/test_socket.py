"""Slack reaches Concord through Socket Mode: the same case, without a public address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from adapters.slack.socket_mode import start_socket_mode, stop_socket_mode
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import CANARIES, PATIENCE, Office, office
from tests.pace import until


@asynccontextmanager
async def _connected(here: Office) -> AsyncIterator[None]:
    """While this lasts, everything from Slack comes through the socket."""
    slack, stand_in = here.rehearsal.concord.slack, here.rehearsal.slack
    assert slack is not None
    settings = replace(slack.settings, app_token=stand_in.app.app_token)
    socket = start_socket_mode(replace(slack, settings=settings), ping=PATIENCE)
    try:

        async def connected() -> bool:
            return bool(stand_in.sockets.open) and await socket.connected()

        await until(connected)
        yield
    finally:
        await stop_socket_mode(socket)


async def test_a_concern_raised_through_the_socket_reaches_teams_and_is_accepted() -> None:
    """Command, form, press and Home go through the connection; nothing is asked over HTTP."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here, _connected(here):
        marlow, robin = here["marlow-winstead"], here["robin-haverstock"]
        await marlow.raise_concern("person:hounslow.robin-haverstock")
        await here.settle()
        reference = (await here.case()).reference
        await robin.press("Accept", reference=reference)
        await here.settle()
        marlow.told(f"{reference} has been accepted")
        await marlow.press("Open", reference=reference)
        assert CANARIES["subject"] in marlow.dialog
        await marlow.close()
        await marlow.open_home()
        assert reference in " ".join(marlow.home.lines)
        assert here.rehearsal.slack.last is None
