"""Pictures of the policies in force, for chat: drawn once, cached, and public.

A published policy holds no personal data. Only editions in force have a picture, which limits how
many can be requested.
"""

import asyncio
from typing import Final

from aiohttp import web

from core.partnership.register import Register
from core.policy.model import Policy

LONGER_SIDE_PIXELS: Final = 1024
"""Longer side in pixels: Teams shows no larger picture on a card."""
_CACHE_HEADERS: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",  # an edition never changes
    "X-Content-Type-Options": "nosniff",
}


class Pictures:
    """Draws each edition in force once, in a thread."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._drawn: dict[str, bytes] = {}
        self._one_at_a_time = asyncio.Lock()

    def route(self) -> web.RouteDef:
        """Return the route of a picture: ``/policies/<digest>.png``."""
        return web.get(r"/policies/{digest:[0-9a-f]{64}}.png", self._answer)

    async def png(self, digest: str) -> bytes | None:
        """Return the picture of an edition in force; None for any other."""
        async with self._one_at_a_time:
            in_force = self._in_force()
            self._drawn = {one: kept for one, kept in self._drawn.items() if one in in_force}
            if digest in in_force and digest not in self._drawn:
                self._drawn[digest] = await asyncio.to_thread(_draw, in_force[digest])
            return self._drawn.get(digest)

    async def draw_all(self) -> None:
        """Draw every edition in force ahead of time: a platform does not wait long for a
        picture.
        """
        for digest in self._in_force():
            await self.png(digest)

    def _in_force(self) -> dict[str, Policy]:
        settings = (self._register.setting(one) for one in self._register.partnerships)
        return {setting.edition: setting.policy for setting in settings}

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        picture = await self.png(request.match_info["digest"])
        if picture is None:
            raise web.HTTPNotFound
        return web.Response(body=picture, content_type="image/png", headers=_CACHE_HEADERS)


def _draw(policy: Policy) -> bytes:
    from bot.reports.diagram import as_png  # noqa: PLC0415 - nobody waits for it before there is need

    return as_png(policy, longest=LONGER_SIDE_PIXELS)
