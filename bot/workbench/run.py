"""``python -m bot workbench``: Concord on SQLite, the stand-ins, and the page; one command."""

import asyncio
import json
import secrets
import signal
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from adapters.clock import MovableClock
from adapters.vault import KEY_SIZE, KeyRing
from bot import logs
from bot.wiring import open_ledger
from bot.workbench.chats import Chat
from bot.workbench.live_bench import LiveBench
from bot.workbench.page import Page
from bot.workbench.rehearsal import LOOPBACK, rehearsing
from core.vocabulary import Platform

BEGINS: Final = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""When a fresh workbench's clock begins: Monday 2 November 2026, 10 am."""


async def workbench(
    port: int, folder: Path, *, said: Callable[[str], None] = print, begins: datetime = BEGINS
) -> int:
    """Run until told to stop. What is rehearsed stays in ``folder`` and is there next time.

    Raises OSError where the port is in use, and what ``open_ledger`` raises.
    """
    logs.configure("WARNING")
    kept = _kept(folder)
    opened = await open_ledger(f"sqlite+aiosqlite:///{folder / 'concord.db'}", _ring(kept))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(opened.close)
        clock = MovableClock(_resumed(kept, begins))
        rehearsal = await stack.enter_async_context(
            rehearsing(opened.ledger, opened.cabinet, clock, beating=True)
        )
        await rehearsal.concord.clockwork.settle()
        chats: Mapping[Platform, Chat] = {
            Platform.SLACK: rehearsal.slack,
            Platform.TEAMS: rehearsal.teams,
        }
        page = Page(LiveBench(rehearsal), chats)
        runner = web.AppRunner(page.app(), access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, LOOPBACK, port).start()
        said(f"Concord's workbench is at http://{LOOPBACK}:{runner.addresses[0][1]}/")
        said("Everybody on it is fictional. Stop it with Ctrl-C.")
        await _until_told(clock, folder, kept)
    return 0


async def _until_told(clock: MovableClock, folder: Path, kept: dict[str, str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), timeout=2.0)
        kept["clock"] = clock.now().isoformat()
        _keep(folder, kept)


def _keep(folder: Path, kept: Mapping[str, str]) -> None:
    (folder / "workbench.json").write_text(json.dumps(kept), encoding="utf-8")


def _kept(folder: Path) -> dict[str, str]:
    """What the workbench remembers between runs: its key and where its clock stood."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "workbench.json"
    if file.exists():
        found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        return found
    kept = {"key": b64encode(secrets.token_bytes(KEY_SIZE)).decode()}
    file.touch(mode=0o600)
    file.write_text(json.dumps(kept), encoding="utf-8")
    return kept


def _ring(kept: Mapping[str, str]) -> KeyRing:
    return KeyRing({"workbench": b64decode(kept["key"])}, "workbench")


def _resumed(kept: Mapping[str, str], begins: datetime) -> datetime:
    return datetime.fromisoformat(kept["clock"]) if "clock" in kept else begins
