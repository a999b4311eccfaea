"""The way in: the message behind a link, what the link alone lets somebody do, and the code."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import assert_never

import structlog

from adapters.mail.access.codes import (
    Asked,
    Door,
    Nothing,
    Old,
    Right,
    TooMany,
    Void,
    Waiting,
    Wrong,
)
from adapters.mail.access.links import Expired, Forged, Link
from adapters.mail.pages import page_types as kinds
from adapters.mail.pages.read import address, digits
from adapters.mail.pages.requests import (
    SESSION,
    TICKET,
    Answer,
    Go,
    Reception,
    Shown,
    Visit,
    principal,
)
from core.cards import Button, Card, Faults, Redraw, Say, ShowForm, ShowView, Text, Tone
from core.cases.access import acts
from core.directory.model import Channel
from core.notifications.couriers import DeliveryFailed
from core.notifications.wording import mail_pages as say
from core.vocabulary import Action, Platform

_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class Entrance:
    """Answers visits of people who have not proved who they are; shows no story."""

    at: Reception
    _sending: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    # --- the link ---------------------------------------------------------------------------

    async def look(self, visit: Visit) -> Answer:
        """The message behind a link. Changes nothing, however often a mail scanner looks."""
        link = await self._link(visit.token)
        if not isinstance(link, Link):
            return link
        if link.used:
            return Shown(page=kinds.used(link, link.used), status=HTTPStatus.GONE)
        signed_in = await self._signed_in(visit, link)
        return Shown(page=kinds.message(link, signed_in=signed_in))

    async def press(self, visit: Visit) -> Answer:
        """A button of that message."""
        link = await self._link(visit.token)
        if not isinstance(link, Link):
            return link
        which = visit.form.own.get(kinds.PRESS, "")
        if which == kinds.FOR_A_CODE:
            return await self._code_for(link, None)
        buttons = kinds.buttons_of(link.card)
        number = next((n for n in range(len(buttons)) if str(n) == which), None)
        if number is None:
            return unreadable()
        button, signed_in = buttons[number], await self._signed_in(visit, link)
        if not acts(button.press) and signed_in:
            return Go(to=f"{kinds.OPEN}{button.token}")
        if button.press.action not in kinds.WITHOUT_CODE and not signed_in:
            return await self._code_for(link, number)
        if link.used:
            return Shown(page=kinds.used(link, link.used), status=HTTPStatus.GONE)
        if button.press.action is Action.DECLINE:
            return await self._decline(link, number, button, visit)
        return await self._act(link, button)

    async def _link(self, token: str) -> Link | Shown:
        """The link, or the page that says why there is none."""
        found = await self.at.links.find(token)
        match found:
            case Forged():
                page = kinds.told(say.FORGED_TITLE, say.FORGED)
                return Shown(page=page, status=HTTPStatus.NOT_FOUND)
            case Expired():
                page = kinds.told(say.EXPIRED_TITLE, say.EXPIRED)
                return Shown(page=page, status=HTTPStatus.GONE)
            case Link():
                return found if await self._still_theirs(found) else left()
            case _:
                assert_never(found)

    async def _still_theirs(self, link: Link) -> bool:
        """Whether the message is for somebody reached here now: an address may pass to another."""
        people = self.at.people(link.address)
        for button in kinds.buttons_of(link.card):
            minted = await self.at.ledger.redeem(button.token)
            return minted is not None and minted.person in people
        return bool(people)

    async def _signed_in(self, visit: Visit, link: Link) -> bool:
        session = await self.at.session(visit)
        return session is not None and session.address == link.address

    async def _act(self, link: Link, button: Button) -> Answer:
        """Carry out what one press does, and use the link up."""
        reply = await self.at.desk.press(principal(link.address), button.token)
        match reply:
            case Redraw(card):
                await self.at.links.use_up(link, button.press.action)
                return Shown(page=kinds.acted(link, card))
            case Say(card):
                return Shown(page=kinds.refused(link, card.blocks), status=HTTPStatus.CONFLICT)
            case ShowView(view) if not view.story:
                return Shown(page=kinds.refused(link, view.blocks), status=HTTPStatus.CONFLICT)
            case ShowView() | ShowForm() | Faults():
                return await self._code_for(link, None)
            case _:
                assert_never(reply)

    async def _decline(self, link: Link, number: int, button: Button, visit: Visit) -> Answer:
        """Ask why not, then say so. The desk is asked for the form again each time, so that no
        token of a form is ever sent to a browser that has proved nothing.
        """
        who = principal(link.address)
        reply = await self.at.desk.press(who, button.token)
        if isinstance(reply, ShowForm) and visit.form.own.get(kinds.STEP) != kinds.TYPED:
            return Shown(page=kinds.declining(link, number, reply.form, {}, Faults()))
        form = reply.form if isinstance(reply, ShowForm) else None
        values = {}
        if form is not None:
            values = {one.id: visit.form.values.get(one.id, "") for one in form.inputs}
            reply = await self.at.desk.submit(who, form.token, values)
        match reply:
            case Faults() if form is not None:
                page = kinds.declining(link, number, form, values, reply)
                return Shown(page=page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
            case ShowView(view) if view.story and form is not None:
                await self.at.links.use_up(link, Action.DECLINE)  # what is shown of the case is not
                return Shown(page=kinds.declined())
            case ShowView(view) if not view.story:
                return Shown(page=kinds.refused(link, view.blocks), status=HTTPStatus.CONFLICT)
            case Say(card):
                return Shown(page=kinds.refused(link, card.blocks), status=HTTPStatus.CONFLICT)
            case ShowView() | ShowForm() | Redraw() | Faults():
                return await self._code_for(link, None)
            case _:
                assert_never(reply)

    # --- the code ---------------------------------------------------------------------------

    async def ask(self, visit: Visit) -> Answer:
        """The page on which anybody can ask for a code."""
        if await self.at.session(visit):
            return Go(to=kinds.HOME)
        return Shown(page=kinds.asking())

    async def asked(self, visit: Visit) -> Answer:
        """An address was typed. The answer is the same whether anybody knows it or not, and does
        not wait for the e-mail, which would tell by its time.
        """
        typed = visit.form.own.get("address", "")
        known = address(typed)
        if known is None:
            page = kinds.asking(typed=typed, fault=say.ADDRESS_WRONG)
            return Shown(page=page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return await self._open_door(known)

    async def code(self, visit: Visit) -> Answer:
        """The page on which the code is typed."""
        waiting = await self.at.codes.waiting(visit.cookies.get(TICKET, ""))
        return Shown(page=kinds.coding(_intro(waiting))) if waiting else _over(Nothing())

    async def typed(self, visit: Visit) -> Answer:
        """A code was typed, or another one is wanted."""
        ticket = visit.cookies.get(TICKET, "")
        waiting = await self.at.codes.waiting(ticket)
        if waiting is None:
            return _over(Nothing())
        if "again" in visit.form.own:
            return await self._another(ticket, waiting)
        code = digits(visit.form.own.get("code", ""))
        if code is None:
            return _code_wrong(waiting, say.CODE_SHAPE)
        tried = await self.at.codes.take(ticket, code)
        match tried:
            case Right(taken):
                return await self._let_in(visit, taken)
            case Wrong(remaining):
                return _code_wrong(waiting, say.wrong_code(remaining))
            case Old() | Void() | Nothing():
                return _over(tried)
            case _:
                assert_never(tried)

    async def _another(self, ticket: str, waiting: Waiting) -> Answer:
        await self.at.codes.forget(ticket)
        if waiting.door is Door.OPEN:
            return await self._open_door(waiting.address)
        return await self._send(waiting.address, waiting.link, waiting.wanted)

    async def _open_door(self, known: str) -> Answer:
        asked = await self.at.codes.ask(known, Door.OPEN)
        if isinstance(asked, TooMany):
            return Shown(
                page=kinds.only(say.TOO_MANY_TITLE, say.TOO_MANY),
                status=HTTPStatus.TOO_MANY_REQUESTS,
            )
        if self.at.people(known):
            task = asyncio.create_task(self._deliver_aside(known, asked.code))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return Go(to=kinds.CODE, cookies={TICKET: asked.ticket})

    async def _code_for(self, link: Link, wanted: int | None) -> Answer:
        return await self._send(link.address, link.token, wanted)

    async def _send(self, to: str, link: str, wanted: int | None) -> Answer:
        """Send a code to somebody who has a link; whether it went is said."""
        if not self.at.people(to):
            return left()
        asked = await self.at.codes.ask(to, Door.LINK, link=link, wanted=wanted)
        if isinstance(asked, TooMany):
            page = kinds.only(say.TOO_MANY_TITLE, say.TOO_MANY, blocks=self.at.numbers(to))
            return Shown(page=page, status=HTTPStatus.TOO_MANY_REQUESTS)
        try:
            await self._deliver(to, asked)
        except DeliveryFailed as failure:
            _log.warning("mail_code_not_sent", code=failure.code)
            await self.at.codes.forget(asked.ticket)
            page = kinds.only(say.NOT_SENT_TITLE, say.NOT_SENT, blocks=self.at.numbers(to))
            return Shown(page=page, status=HTTPStatus.BAD_GATEWAY)
        return Go(to=kinds.CODE, cookies={TICKET: asked.ticket})

    async def _deliver(self, to: str, asked: Asked) -> None:
        channel = Channel(platform=Platform.MAIL, tenant="", user=to)
        await self.at.courier.deliver(channel, code_card(asked.code), repeat=False)

    async def _deliver_aside(self, to: str, code: str) -> None:
        try:
            await self._deliver(to, Asked("", code))
        except DeliveryFailed as failure:
            _log.warning("mail_code_not_sent", code=failure.code)
        except Exception as error:  # noqa: BLE001 - outermost of its task: nobody else would hear
            _log.error("mail_code_not_sent", code=type(error).__name__)

    async def _let_in(self, visit: Visit, waiting: Waiting) -> Answer:
        """Begin a session under a new id, and go to what was wanted."""
        people = self.at.people(waiting.address)
        if not people:
            return left()
        await self.at.sessions.end(visit.cookies.get(SESSION, ""))
        session = await self.at.sessions.begin(waiting.address, people)
        return Go(to=await self._wanted(waiting), cookies={SESSION: session.id, TICKET: ""})

    async def _wanted(self, waiting: Waiting) -> str:
        link = await self.at.links.find(waiting.link) if waiting.link else Forged()
        if not isinstance(link, Link) or waiting.wanted is None:
            return kinds.HOME
        button = kinds.buttons_of(link.card)[waiting.wanted]
        if acts(button.press):
            return kinds.link_path(link.token)
        return f"{kinds.OPEN}{button.token}"


def code_card(code: str) -> Card:
    """The e-mail that brings a code."""
    return Card(
        title=say.MAIL_TITLE,
        summary=say.mail_summary(code),
        blocks=(Text(say.mail_summary(code), Tone.STRONG), Text(say.MAIL_ADVICE)),
    )


def left() -> Shown:
    """The address is for nobody, or for somebody else."""
    return Shown(page=kinds.only(say.LEFT_TITLE, say.LEFT), status=HTTPStatus.FORBIDDEN)


def unreadable() -> Shown:
    """What came is not what a page of ours sends."""
    page = kinds.only(say.UNREADABLE_TITLE, say.UNREADABLE)
    return Shown(page=page, status=HTTPStatus.BAD_REQUEST)


def _intro(waiting: Waiting) -> str:
    if waiting.door is Door.OPEN:
        return say.CODE_SENT_IF
    return f"{say.CODE_SENT} {waiting.address}."


def _code_wrong(waiting: Waiting, sentence: str) -> Shown:
    page = kinds.coding(_intro(waiting), fault=sentence)
    return Shown(page=page, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _over(why: Old | Void | Nothing) -> Shown:
    match why:
        case Old():
            page = kinds.code_over(say.CODE_VOID_TITLE, say.CODE_OLD)
        case Void():
            page = kinds.code_over(say.CODE_VOID_TITLE, say.CODE_VOID)
        case Nothing():
            page = kinds.told(say.ENDED_TITLE, say.CODE_NONE)
        case _:
            assert_never(why)
    return Shown(page=page, status=HTTPStatus.FORBIDDEN)
