"""External heartbeat: calls a monitor every minute while Concord is healthy; the monitor alarms."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import structlog

HEARTBEAT_SECONDS: Final = 60.0
MONITOR_TIMEOUT: Final = aiohttp.ClientTimeout(total=5.0)

_log = structlog.stdlib.get_logger(__name__)


async def send_heartbeats(
    url: str, well: Callable[[], Awaitable[bool]], *, every: float = HEARTBEAT_SECONDS
) -> None:
    """Call ``url`` every ``every`` seconds while ``well`` returns True; run until cancelled.

    A monitor that cannot be reached is logged by code; it raises the alarm by itself.
    """
    async with aiohttp.ClientSession(timeout=MONITOR_TIMEOUT) as session:
        while True:
            if await well():
                await _beat(session, url)
            await asyncio.sleep(every)


async def _beat(session: aiohttp.ClientSession, url: str) -> None:
    try:
        async with session.get(url, allow_redirects=False) as response:
            if response.status >= 400:
                _log.warning("heartbeat_refused", status=response.status)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        _log.warning("heartbeat_failed", code=type(error).__name__)
