"""External heartbeat: calls a monitor every minute while Concord is healthy; the monitor alarms."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import structlog

EVERY: Final = 60.0
PATIENCE: Final = aiohttp.ClientTimeout(total=5.0)

_log = structlog.stdlib.get_logger(__name__)


async def keep_beating(
    url: str, well: Callable[[], Awaitable[bool]], *, every: float = EVERY
) -> None:
    """Call ``url`` every ``every`` seconds while ``well`` returns True; run until cancelled.

    A monitor that cannot be reached is logged by code; it raises the alarm by itself.
    """
    async with aiohttp.ClientSession(timeout=PATIENCE) as session:
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
