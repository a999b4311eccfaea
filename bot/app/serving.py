"""Runs Concord: opens the ledger, loads the settings' files, serves, and stops gracefully."""

import asyncio
import signal
import socket
from contextlib import AsyncExitStack

import structlog
from aiohttp import web

from adapters.clock import SystemClock
from adapters.slack.socket_mode import start_socket_mode, stop_socket_mode
from bot.app import log_setup
from bot.app.heartbeat import send_heartbeats
from bot.app.parts.mail_pages import mail_keys
from bot.app.start_up import StartUp, load_partnerships
from bot.app.web import application, health
from bot.app.wiring import Concord, assemble, open_ledger
from bot.settings.settings import Settings
from core.partnership import wording as say

_log = structlog.stdlib.get_logger(__name__)


async def serve(settings: Settings) -> int:
    """Run until a signal says stop; return the exit code.

    Raises what ``open_ledger`` raises, OSError if the port is in use, and ValueError if the files
    leave no partnership that can run.
    """
    log_setup.configure(settings.log_level)
    opened = await open_ledger(settings.database_url, settings.key_ring())
    try:
        clock = SystemClock()
        shelves = await load_partnerships(
            opened.documents,
            clock,
            settings.policy_sources(),
            settings.directory_sources(),
            settings.closures,
        )
        for fault in shelves.faults:
            _log.error("fault", file=fault.file, line=fault.line, code="file_refused")
        _require_a_partnership(shelves)
        for partnership, file in shelves.differing.items():
            _log.warning("list_not_taken", partnership=partnership, file=file)
        for one in shelves.standings:
            if one.in_force is None:
                _log.warning("not_in_force", partnership=one.partnership)
        concord = assemble(
            ledger=opened.ledger,
            documents=opened.documents,
            clock=clock,
            register=shelves.register,
            slack=settings.slack_settings(),
            teams=settings.teams_settings(),
            mail=settings.mail_settings(),
            mail_keys=mail_keys(settings.key_ring()),
            edition_sync=shelves.edition_sync,
            public_url=settings.public_url,
            name=f"clock {socket.gethostname()}:{settings.port}",
        )
        concord.closing.append(opened.close)
        return await _run(concord, settings)
    except BaseException:
        await opened.close()
        raise


def _require_a_partnership(shelves: StartUp) -> None:
    """Raise ValueError, with every fault and what to do, if no partnership can run."""
    if not shelves.register.partnerships:
        faults = [str(fault) for fault in shelves.faults]
        raise ValueError("\n".join([*faults, *not_in_force(shelves)]))


def not_in_force(shelves: StartUp) -> tuple[str, ...]:
    """Return what to do for each partnership that has a contact list and no edition in force."""
    directories = (
        shelves.register.directory(one.partnership)
        for one in shelves.standings
        if one.in_force is None
    )
    return tuple(say.nothing_in_force(one, "FILE") for one in directories if one is not None)


async def _run(concord: Concord, settings: Settings) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    runner = web.AppRunner(application(concord), access_log=None, shutdown_timeout=10.0)
    await runner.setup()
    await web.TCPSite(runner, settings.host, settings.port).start()
    concord.scheduler.start()
    async with AsyncExitStack() as beside:
        await _start_companions(beside, concord, settings)
        _log.info("serving", host=settings.host, port=settings.port)
        await stop.wait()
        _log.info("stopping")
    await runner.cleanup()
    await concord.close()
    return 0


async def _start_companions(stack: AsyncExitStack, concord: Concord, settings: Settings) -> None:
    """Start what runs next to the web server: the mailbox, Slack's Socket Mode if chosen, the
    external heartbeat, and the drawing of policy pictures.
    """
    if concord.inbox is not None:
        stack.push_async_callback(concord.inbox.stop)
        await concord.inbox.start()
    if concord.slack is not None:
        await concord.slack.check_tokens()
        if settings.socket_mode:
            stack.push_async_callback(stop_socket_mode, start_socket_mode(concord.slack))
    if settings.public_url:
        drawing = asyncio.create_task(concord.pictures.draw_all())
        stack.callback(drawing.cancel)
    if settings.heartbeat_url:

        async def well() -> bool:
            return all((await health(concord)).values())

        task = asyncio.create_task(send_heartbeats(settings.heartbeat_url, well))
        stack.callback(task.cancel)
