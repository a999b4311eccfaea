"""Routes of the web pages behind e-mail links, with their common limits and headers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Final, assert_never
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from adapters.mail.access.code_letters import CodeLetters
from adapters.mail.access.codes import Codes
from adapters.mail.access.links import MailLinks
from adapters.mail.access.sessions import SESSION_LIFETIME, Sessions
from adapters.mail.pages import page_types, signed_in
from adapters.mail.pages.draw import Frame, framed
from adapters.mail.pages.read import FIELD, posted
from adapters.mail.pages.requests import (
    SESSION,
    TICKET,
    Answer,
    GoTo,
    PageRequests,
    ShowPage,
    Visit,
)
from adapters.mail.pages.sign_in import SignIn, unreadable
from core.cases.record.ledger import ActionTokens
from core.desk.port import FrontDesk
from core.notifications.wording import mail_pages as say
from core.notifications.wording import platforms
from core.partnership.register import Register
from core.ports import LedgerUnavailable

_log = structlog.stdlib.get_logger(__name__)

BODY_LIMIT_BYTES: Final = 256 * 1024
ANSWER_TIMEOUT_SECONDS: Final = 20.0
"""Seconds for one answer; sending a code may take ten of them."""
_READ_TIMEOUT_SECONDS: Final = 10.0
_CHUNK: Final = 64 * 1024

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"""Headers of every answer: no scripts, nothing from other sites, no caching, no framing."""

_STATIC: Final = Path(__file__).parent / "static"
_STYLE: Final = (_STATIC / "pages.css").read_bytes()
_ICON: Final = (_STATIC / "mark.svg").read_bytes()
STYLE_PATH: Final = f"/m/style-{sha256(_STYLE).hexdigest()[:12]}.css"
ICON_PATH: Final = f"/m/mark-{sha256(_ICON).hexdigest()[:12]}.svg"

Answering = Callable[[Visit], Awaitable[Answer]]


def mail_routes(
    *,
    desk: FrontDesk,
    ledger: ActionTokens,
    register: Register,
    links: MailLinks,
    codes: Codes,
    sessions: Sessions,
    code_letters: CodeLetters,
    public_url: str,
) -> tuple[web.RouteDef, ...]:
    """Return the routes below ``/m/``. Raises ValueError where ``public_url`` is neither https nor on this machine: session cookies
    would be sent unencrypted.
    """
    at = PageRequests(
        desk=desk,
        ledger=ledger,
        register=register,
        links=links,
        codes=codes,
        sessions=sessions,
        code_letters=code_letters,
    )
    site = _Site(public_url)
    door, room = SignIn(at), signed_in.SignedIn(at)
    return (
        web.get(STYLE_PATH, _static(_STYLE, "text/css")),
        web.get(ICON_PATH, _static(_ICON, "image/svg+xml")),
        web.get(page_types.ASK, site.get(door.ask)),
        web.post(page_types.ASK, site.post(door.asked)),
        web.get(page_types.CODE, site.get(door.code)),
        web.post(page_types.CODE, site.post(door.typed)),
        web.get(page_types.HOME, site.get(room.home)),
        web.get(page_types.OPEN + "{token}", site.get(room.open)),
        web.post(signed_in.PRESS, site.post(room.press)),
        web.post(signed_in.FORM, site.post(room.submit)),
        web.post(signed_in.WORDS, site.post(room.words)),
        web.post(signed_in.SIGN_OUT, site.post(room.out)),
        web.get("/m/{token}", site.get(door.look)),
        web.post("/m/{token}", site.post(door.press)),
        web.get("/m/{anything:.*}", site.get(_no_page)),
        web.post("/m/{anything:.*}", site.post(_no_page)),
    )


class _Site:
    """The site at one public URL: reads requests, limits the time of answers, writes responses."""

    def __init__(self, public_url: str) -> None:
        parts = urlsplit(public_url)
        self._secure = parts.scheme == "https"
        if not self._secure and (
            parts.scheme != "http" or parts.hostname not in {"localhost", "127.0.0.1", "::1"}
        ):
            raise ValueError("public_url must begin with https:// where mail is sent")
        self._origin = f"{parts.scheme}://{parts.netloc}"

    def get(self, answer: Answering) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Return a handler for a GET request."""

        async def handler(request: web.Request) -> web.Response:
            return self._written(await _answer_in_time(answer, self._visit(request)))

        return handler

    def post(self, answer: Answering) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Return a handler for a POST request from our own pages, of a form's size and type."""

        async def handler(request: web.Request) -> web.Response:
            if not self._from_here(request):
                return self._written(signed_in.foreign_form_page())
            read = await _read(request)
            if isinstance(read, ShowPage):
                return self._written(read)
            form = posted(read)
            if form is None:
                return self._written(unreadable())
            return self._written(
                await _answer_in_time(answer, replace(self._visit(request), form=form))
            )

        return handler

    def _visit(self, request: web.Request) -> Visit:
        names = (SESSION, TICKET)
        cookies = {name: request.cookies.get(self._cookie(name), "") for name in names}
        return Visit(path=request.path, token=request.match_info.get("token", ""), cookies=cookies)

    def _from_here(self, request: web.Request) -> bool:
        """Whether one of our pages sent this request, as far as the browser says. Our pages send no
        referrer, so browsers give ``null`` as their origin; without either header, the tokens in
        the form and SameSite cookies decide.
        """
        if (site := request.headers.get("Sec-Fetch-Site")) is not None:
            return site == "same-origin"
        return request.headers.get("Origin", "null") in {"null", self._origin}

    def _written(self, answer: Answer) -> web.Response:
        match answer:
            case ShowPage():
                response = web.Response(
                    status=answer.status,
                    text=framed(answer.page, _frame(answer)),
                    content_type="text/html",
                    charset="utf-8",
                )
            case GoTo():
                response = web.Response(
                    status=HTTPStatus.SEE_OTHER, headers={"Location": answer.to}
                )
            case _:
                assert_never(answer)
        response.headers.update(HEADERS)
        for name, value in answer.cookies.items():
            self._set(response, name, value)
        return response

    def _set(self, response: web.Response, name: str, value: str) -> None:
        response.set_cookie(
            self._cookie(name),
            value,
            max_age=int(SESSION_LIFETIME.total_seconds()) if value else 0,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Strict",
        )

    def _cookie(self, name: str) -> str:
        """Return a cookie's full name. The prefix ``__Host-`` binds it to this host, so that no
        other host of the domain can set it; it requires https and the path ``/``.
        """
        return f"__Host-{name}" if self._secure else name


def _frame(shown: ShowPage) -> Frame:
    if shown.session is None:
        return Frame(style=STYLE_PATH, icon=ICON_PATH)
    return Frame(
        style=STYLE_PATH,
        icon=ICON_PATH,
        home=page_types.HOME,
        who=signed_in.signed_in_header(shown.session),
    )


async def _read(request: web.Request) -> bytes | ShowPage:
    """Return the body of a posted form, or the page that says why it was not read."""
    if request.content_type != "application/x-www-form-urlencoded":
        return unreadable()
    too_big = ShowPage(
        page=page_types.notice(say.TOO_BIG_TITLE, say.TOO_BIG),
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )
    body = bytearray()
    try:
        async with asyncio.timeout(_READ_TIMEOUT_SECONDS):
            async for chunk in request.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > BODY_LIMIT_BYTES:
                    return too_big
    except TimeoutError:
        return unreadable()
    return bytes(body)


async def _answer_in_time(answer: Answering, visit: Visit) -> Answer:
    """Return the answer; after an error or timeout, a page that keeps what was typed."""
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS):
            return await answer(visit)
    except LedgerUnavailable:
        _log.warning("mail_page_unavailable", code="ledger")
        return _unavailable_page(visit, f"{platforms.NOT_SAVED} {say.AWAY}", say.UNAVAILABLE)
    except TimeoutError:
        _log.warning("mail_page_slow", code="timeout")
        return _unavailable_page(visit, say.UNSURE, say.UNAVAILABLE)
    except Exception as error:  # noqa: BLE001 - outermost: whatever failed, a person waits
        _log.error("mail_page_failed", code=type(error).__name__)
        return _unavailable_page(visit, say.UNSURE, say.UNAVAILABLE)


def _unavailable_page(visit: Visit, acting: str, looking: str) -> ShowPage:
    """Return the page for a failed request: it keeps what was typed and can send it again."""
    if visit.form.own or visit.form.values:
        fields = {f"{FIELD}{name}": value for name, value in visit.form.values.items()}
        page = page_types.retry_page(visit.path, visit.form.own, fields, acting)
    else:
        page = page_types.notice(say.UNAVAILABLE_TITLE, looking)
    return ShowPage(page=page, status=HTTPStatus.SERVICE_UNAVAILABLE)


async def _no_page(_visit: Visit) -> Answer:
    return ShowPage(
        page=page_types.notice_with_code_link(say.NO_PAGE_TITLE, say.NO_PAGE),
        status=HTTPStatus.NOT_FOUND,
    )


def _static(body: bytes, content_type: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler for a static file; its path changes with its content, so it may be
    cached.
    """

    async def handler(_request: web.Request) -> web.Response:
        lasting = {"Cache-Control": "public, max-age=31536000, immutable"}
        return web.Response(body=body, content_type=content_type, headers={**HEADERS, **lasting})

    return handler
