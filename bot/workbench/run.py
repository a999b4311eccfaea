"""``python -m bot workbench``: runs Concord on SQLite with the stand-ins and the page."""

import asyncio
import json
import secrets
import signal
import socket
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from adapters.clock import MovableClock
from adapters.vault import KEY_SIZE, KeyRing
from bot.app import log_setup
from bot.app.wiring import open_ledger
from bot.workbench.chats import Chat
from bot.workbench.page.live_bench import LiveBench
from bot.workbench.page.server import WorkbenchPage
from bot.workbench.rehearsal import LOOPBACK, PartnershipFiles, rehearsing
from core.vocabulary import Platform
from policies.library import POLICIES

BEGINS: Final = datetime(2026, 11, 2, 10, tzinfo=UTC)
"""Start of a new workbench's clock: Monday 2 November 2026, 10 am."""


async def workbench(
    port: int,
    folder: Path,
    files: Mapping[str, PartnershipFiles] | None = None,
    *,
    said: Callable[[str], None] = print,
    begins: datetime = BEGINS,
) -> int:
    """Run until stopped; return the exit code. Every start is a new rehearsal: chats live only as
    long as their stand-ins, so the last record is moved to ``folder``/last. ``files``, by
    partnership, are used instead of the policies in Concord's library.

    Raises OSError if the port is in use, and what ``open_ledger`` raises.
    """
    log_setup.configure("WARNING")
    _must_be_free(port)
    _set_aside(folder)
    kept = {"key": b64encode(secrets.token_bytes(KEY_SIZE)).decode()}
    _keep(folder, kept)
    opened = await open_ledger(
        f"sqlite+aiosqlite:///{folder / 'concord.db'}", _ring(kept), lasting=False
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(opened.close)
        clock = MovableClock(begins)
        rehearsal = await stack.enter_async_context(
            rehearsing(
                opened.ledger,
                opened.documents,
                clock,
                policies=() if files else POLICIES,
                files=files,
                beating=True,
            )
        )
        await rehearsal.concord.scheduler.settle()
        chats: Mapping[Platform, Chat] = {
            Platform.SLACK: rehearsal.slack,
            Platform.TEAMS: rehearsal.teams,
        }
        page = WorkbenchPage(LiveBench(rehearsal), chats)
        app = page.app()
        app.add_routes([rehearsal.concord.pictures.route()])  # the page fetches them itself
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, LOOPBACK, port).start()
        said(f"Concord's workbench is at http://{LOOPBACK}:{runner.addresses[0][1]}/")
        said("Nothing leaves this machine: nobody is messaged for real. Stop it with Ctrl-C.")
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
    """Write what is needed to open the record later: its key and the clock's time."""
    file = folder / "workbench.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(kept), encoding="utf-8")


def _must_be_free(port: int) -> None:
    """Raise OSError if the port is in use, before any file of a running workbench is touched."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))


def _set_aside(folder: Path) -> None:
    """Move the last rehearsal's files to ``folder``/last, over those of the one before it."""
    last = folder / "last"
    last.mkdir(parents=True, exist_ok=True)
    for name in ("concord.db", "concord.db-wal", "concord.db-shm", "workbench.json"):
        (last / name).unlink(missing_ok=True)
        if (folder / name).exists():
            (folder / name).rename(last / name)


def _ring(kept: Mapping[str, str]) -> KeyRing:
    return KeyRing({"workbench": b64decode(kept["key"])}, "workbench")
