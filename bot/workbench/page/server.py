"""The workbench's page: people's chats next to the record, and a clock to move."""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.workbench.chats import Chat, Dialog, Json, Message, NoAnswer, NotPossible
from bot.workbench.page.bench import Bench, Member, PartnershipSheet, advance
from bot.workbench.page.guard import add_headers, guard
from bot.workbench.page.orders import ChatOrder, ClockOrder, MailOrder, Order
from bot.workbench.server import LOOPBACK
from core.directory.model import Channel
from core.vocabulary import Platform

STATIC = Path(__file__).parent / "static"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript",
         ".svg": "image/svg+xml"}  # fmt: skip
HEARTBEAT = 15.0
"""Seconds between keep-alive messages on the event stream."""
HOUR = timedelta(hours=1)


class WorkbenchPage:
    """Serves the page and carries out its requests one at a time."""

    def __init__(
        self, bench: Bench, chats: Mapping[Platform, Chat], *, extension: str = "escalate"
    ) -> None:
        self.bench = bench
        self.chats = chats
        self.extension = extension
        """The command of the Teams message extension."""
        self._seen: dict[str, int] = {}
        self._version = 0
        self._changed = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._closing = False
        for chat in chats.values():
            chat.listeners.append(self.changed)

    def app(self) -> web.Application:
        """Return the application, to be run by itself on 127.0.0.1."""
        app = web.Application(middlewares=[guard], client_max_size=256 * 1024)
        app.on_response_prepare.append(add_headers)
        app.on_shutdown.append(self._close)
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/static/{name}", self._static),
                web.get("/workbench/view", self._view),
                web.get("/workbench/events", self._events),
                web.post("/workbench/act", self._act),
                web.post("/workbench/mail", self._mail),
                web.post("/workbench/clock", self._clock),
            ]
        )
        return app

    def changed(self) -> None:
        """Make every open page reload its view."""
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    # --- what it shows --------------------------------------------------------------------

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return _file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["name"])

    async def _view(self, request: web.Request) -> web.Response:
        wanted = request.query
        partnerships = list(await self.bench.partnerships())
        known = [each.id for each in partnerships]
        partnership = wanted.get("partnership", "")
        partnership = partnership if partnership in known else next(iter(known), "")
        people = list(await self.bench.people(partnership)) if partnership else []
        person = next((each for each in people if each.id == wanted.get("person")), None)
        cases = list(await self.bench.cases(partnership)) if partnership else []
        ids = [line.id for line in cases]
        case = wanted.get("case", "")
        case = case if case in ids else next(iter(ids), "")
        sheet = await self.bench.case(case) if case else None
        policy = sheet.policy if sheet and sheet.policy else await self._policy(partnership)
        return _json(
            {
                "version": self._version,
                "now": self.bench.now(),
                "next_due": await self.bench.next_due(),
                "partnerships": [asdict(each) for each in partnerships],
                "partnership": partnership,
                "chat": await self._chat(person) if person else None,
                "people": [await self._person(each) for each in people],
                "cases": [asdict(line) for line in cases],
                "case": asdict(sheet) if sheet else None,
                "policy": asdict(policy) if policy else None,
            }
        )

    async def _policy(self, partnership: str) -> Any:
        return await self.bench.policy(partnership) if partnership else None

    async def _person(self, member: Member) -> Json:
        channel = _chat_channel(member, self.chats)
        platform = channel.platform if channel else ("mail" if member.channels else "")
        unread = max(await self._received(member) - self._seen.get(member.id, 0), 0)
        return {
            "id": member.id,
            "name": member.name,
            "agency": member.agency,
            "post": member.post,
            "platform": platform,
            "unread": unread,
        }

    async def _received(self, member: Member) -> int:
        """Count what a person received, in the chat and by e-mail."""
        channel = _chat_channel(member, self.chats)
        received = len(await self.bench.letters(member.id))
        if channel is not None:
            with suppress(NotPossible):
                messages = self.chats[channel.platform].messages(_address(channel))
                received += sum(not message.mine for message in messages)
        return received

    async def _chat(self, member: Member) -> Json:
        self._seen[member.id] = await self._received(member)
        channel = _chat_channel(member, self.chats)
        common: Json = {
            "person": member.id,
            "name": member.name,
            "agency": member.agency,
            "mail": any(one.platform is Platform.MAIL for one in member.channels),
            "letters": [asdict(letter) for letter in await self.bench.letters(member.id)],
        }
        if channel is None:
            return {**common, "platform": "mail" if member.channels else ""}
        chat, address = self.chats[channel.platform], _address(channel)
        try:
            home = chat.home(address)
            return {
                **common,
                "platform": channel.platform,
                "messages": [_message(message) for message in chat.messages(address)],
                "dialog": _dialog(chat.dialog(address)),
                "home": home.raw if home else None,
            }
        except NotPossible as exc:
            return {**common, "platform": channel.platform, "messages": [], "dialog": None,
                    "home": None, "problem": str(exc)}  # fmt: skip

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        with suppress(ConnectionError):
            while not self._closing:
                changed = self._changed
                await response.write(f"data: {self._version}\n\n".encode())
                with suppress(TimeoutError):
                    async with asyncio.timeout(HEARTBEAT):
                        await changed.wait()
        return response

    async def _close(self, _: web.Application) -> None:
        self._closing = True
        self.changed()

    # --- what it does ---------------------------------------------------------------------

    async def _act(self, request: web.Request) -> web.Response:
        act: ChatOrder = await _order(request, ChatOrder)
        member = await self._member(act.person)
        channel = _chat_channel(member, self.chats) if member else None
        if channel is None:
            return _json({"error": "This person has no chat."}, status=409)
        return await self._one(self._do(self.chats[channel.platform], _address(channel), act))

    async def _mail(self, request: web.Request) -> web.Response:
        mail: MailOrder = await _order(request, MailOrder)
        if mail.do == "bounce":
            return await self._one(self.bench.bounce(mail.person, mail.letter))
        return await self._one(self.bench.reply(mail.person, mail.letter, mail.text))

    async def _one(self, doing: Awaitable[None]) -> web.Response:
        """Carry out one request at a time; report in words what is not possible."""
        async with self._one_at_a_time:
            try:
                await doing
            except NotPossible as exc:
                return _json({"error": f"Not possible: {exc}."}, status=409)
            except NoAnswer as exc:
                return _json({"error": f"No proper answer. {exc}."}, status=502)
            finally:
                await self.bench.settle()
                self.changed()
        return _json({})

    async def _do(self, chat: Chat, user: str, act: ChatOrder) -> None:
        match act.do:
            case "say":
                await chat.say(user, act.text)
            case "press":
                await chat.press(user, act.what, message=act.message, values=act.values)
            case "fill":
                await chat.fill(user, act.values, press=act.what)
            case "close":
                await chat.close(user)
            case "home":
                await chat.open_home(user)
            case "extension" | "install" | "uninstall":
                await self._only_in_teams(chat, user, act.do)

    async def _only_in_teams(self, chat: Chat, user: str, what: str) -> None:
        action = getattr(chat, what, None)
        if chat.platform is not Platform.TEAMS or action is None:
            raise NotPossible("Slack has nothing like it")
        await (action(user, self.extension) if what == "extension" else action(user))

    async def _member(self, person: str) -> Member | None:
        for partnership in await self.bench.partnerships():
            for member in await self.bench.people(partnership.id):
                if member.id == person:
                    return member
        return None

    async def _clock(self, request: web.Request) -> web.Response:
        move: ClockOrder = await _order(request, ClockOrder)
        async with self._one_at_a_time:
            try:
                await advance(self.bench, await self._target(move))
            except ValueError as exc:
                return _json({"error": str(exc)}, status=409)
            finally:
                self.changed()
        return _json({"now": self.bench.now()})

    async def _target(self, move: ClockOrder) -> datetime:
        now = self.bench.now()
        match move.step:
            case "hour":
                return now + HOUR
            case "working_day":
                return await self.bench.working_day_later(await self._known(move.partnership))
            case "next_due":
                due = await self.bench.next_due()
                if due is None:
                    raise ValueError("Nothing is due: no case is open.")
                return due
            case "to":
                if move.to is None or move.to.tzinfo is None:
                    raise ValueError("Choose a date and a time.")
                if move.to < now:
                    raise ValueError("The clock moves forward only: what is recorded has happened.")
                return move.to

    async def _known(self, partnership: str) -> str:
        known: list[PartnershipSheet] = list(await self.bench.partnerships())
        if partnership not in {each.id for each in known}:
            raise ValueError("There is no such partnership.")
        return partnership


async def serve(page: WorkbenchPage, port: int = 0) -> tuple[web.AppRunner, str]:
    """Listen on 127.0.0.1; return the runner to clean up, and the address."""
    runner = web.AppRunner(page.app(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, port).start()
    return runner, f"http://{LOOPBACK}:{runner.addresses[0][1]}"


def _chat_channel(member: Member, chats: Mapping[Platform, Chat]) -> Channel | None:
    return next((each for each in member.channels if each.platform in chats), None)


def _address(channel: Channel) -> str:
    return f"{channel.tenant}:{channel.user}" if channel.tenant else channel.user


def _message(message: Message) -> Json:
    return {
        "id": message.id,
        "at": message.at,
        "text": message.text,
        "raw": message.raw,
        "private": message.private,
        "mine": message.mine,
        "edited": message.edited,
    }


def _dialog(dialog: Dialog | None) -> Json | None:
    if dialog is None:
        return None
    return {
        "id": dialog.id,
        "title": dialog.title,
        "raw": dialog.raw,
        "depth": dialog.depth,
        "error": dialog.error,
        "fields": {f.id: {"value": f.value, "error": f.error} for f in dialog.fields},
    }


def _file(name: str) -> web.Response:
    path = STATIC / name
    kind = KINDS.get(path.suffix)
    if path.parent != STATIC or kind is None or not path.is_file():
        raise web.HTTPNotFound
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8")


async def _order(request: web.Request, kind: type[Order]) -> Order:
    try:
        return TypeAdapter(kind).validate_json(await request.read())
    except ValidationError as exc:
        raise web.HTTPBadRequest(text="That is no order the workbench knows.") from exc


def _json(body: Json, status: int = 200) -> web.Response:
    data = TypeAdapter(Json).dump_json(body)
    return web.Response(status=status, body=data, content_type="application/json")
