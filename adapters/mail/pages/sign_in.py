"""Pages for people without a session: a link's message and its buttons, and the one-time code."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import assert_never

import structlog

from adapters.mail.access.codes import (
    AskedAt,
    ExpiredCode,
    NoCode,
    RightCode,
    TooManyCodes,
    VoidCode,
    WaitingCode,
    WrongCode,
)
from adapters.mail.access.links import Expired, Forged, MailLink
from adapters.mail.pages import page_types
from adapters.mail.pages.read import address, digits
from adapters.mail.pages.requests import (
    SESSION,
    TICKET,
    Answer,
    GoTo,
    PageRequests,
    ShowPage,
    Visit,
    principal,
)
from core.cards import Button, FormFaults, Redraw, Say, ShowForm, ShowView
from core.cases.access import changes_at_once
from core.notifications.wording import mail_pages as say
from core.vocabulary import Action

_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class SignIn:
    """Answer visits of people who have not signed in; none of these pages shows a case's story."""

    at: PageRequests
    _sending: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    # --- the link ---------------------------------------------------------------------------

    async def look(self, visit: Visit) -> Answer:
        """Return the page with a link's message. Changes nothing: mail scanners open links too."""
        link = await self._link(visit.token)
        if not isinstance(link, MailLink):
            return link
        if link.used:
            return ShowPage(page=page_types.used(link, link.used), status=HTTPStatus.GONE)
        signed_in = await self._signed_in(visit, link)
        return ShowPage(page=page_types.message(link, signed_in=signed_in))

    async def press(self, visit: Visit) -> Answer:
        """Answer a pressed button of a link's message."""
        link = await self._link(visit.token)
        if not isinstance(link, MailLink):
            return link
        which = visit.form.own.get(page_types.PRESS, "")
        if which == page_types.ASK_FOR_CODE:
            return await self._code_for(link, None)
        buttons = page_types.buttons_of(link.card)
        number = next((n for n in range(len(buttons)) if str(n) == which), None)
        if number is None:
            return unreadable()
        button, signed_in = buttons[number], await self._signed_in(visit, link)
        if not changes_at_once(button.press) and signed_in:
            return GoTo(to=f"{page_types.OPEN}{button.token}")
        if button.press.action not in page_types.WITHOUT_CODE and not signed_in:
            return await self._code_for(link, number)
        if link.used:
            return ShowPage(page=page_types.used(link, link.used), status=HTTPStatus.GONE)
        if button.press.action is Action.DECLINE:
            return await self._decline(link, number, button, visit)
        return await self._act(link, button)

    async def _link(self, token: str) -> MailLink | ShowPage:
        """Return the link, or the page that says why it cannot be used."""
        found = await self.at.links.find(token)
        match found:
            case Forged():
                page = page_types.notice_with_code_link(say.FORGED_TITLE, say.FORGED)
                return ShowPage(page=page, status=HTTPStatus.NOT_FOUND)
            case Expired():
                page = page_types.notice_with_code_link(say.EXPIRED_TITLE, say.EXPIRED)
                return ShowPage(page=page, status=HTTPStatus.GONE)
            case MailLink():
                return found if await self._is_still_recipient(found) else not_enrolled_page()
            case _:
                assert_never(found)

    async def _is_still_recipient(self, link: MailLink) -> bool:
        """Whether the link's recipient is still the person at the address, which may have passed
        on.
        """
        people = self.at.people(link.address)
        for button in page_types.buttons_of(link.card):
            issued = await self.at.ledger.redeem(button.token)
            return issued is not None and issued.person in people
        return bool(people)

    async def _signed_in(self, visit: Visit, link: MailLink) -> bool:
        session = await self.at.session(visit)
        return session is not None and session.address == link.address

    async def _act(self, link: MailLink, button: Button) -> Answer:
        """Carry out the action of a button and mark the link as used."""
        reply = await self.at.desk.press(principal(link.address), button.token)
        match reply:
            case Redraw(card):
                await self.at.links.mark_used(link, button.press.action)
                return ShowPage(page=page_types.action_done_page(link, card))
            case Say(card):
                return ShowPage(
                    page=page_types.refused(link, card.blocks), status=HTTPStatus.CONFLICT
                )
            case ShowView(view) if not view.story:
                return ShowPage(
                    page=page_types.refused(link, view.blocks), status=HTTPStatus.CONFLICT
                )
            case ShowView() | ShowForm() | FormFaults():
                return await self._code_for(link, None)
            case _:
                assert_never(reply)

    async def _decline(self, link: MailLink, number: int, button: Button, visit: Visit) -> Answer:
        """Ask for the reason, then decline. Both steps ask the desk for the form anew, so that no
        form token is sent to a browser that has not signed in.
        """
        who = principal(link.address)
        reply = await self.at.desk.press(who, button.token)
        if isinstance(reply, ShowForm) and visit.form.own.get(page_types.STEP) != page_types.TYPED:
            return ShowPage(page=page_types.declining(link, number, reply.form, {}, FormFaults()))
        form = reply.form if isinstance(reply, ShowForm) else None
        values = {}
        if form is not None:
            values = {one.id: visit.form.values.get(one.id, "") for one in form.inputs}
            reply = await self.at.desk.submit(who, form.token, values)
        match reply:
            case FormFaults() if form is not None:
                page = page_types.declining(link, number, form, values, reply)
                return ShowPage(page=page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
            case ShowView(view) if view.story and form is not None:
                await self.at.links.mark_used(
                    link, Action.DECLINE
                )  # what is shown of the case is not
                return ShowPage(page=page_types.declined())
            case ShowView(view) if not view.story:
                return ShowPage(
                    page=page_types.refused(link, view.blocks), status=HTTPStatus.CONFLICT
                )
            case Say(card):
                return ShowPage(
                    page=page_types.refused(link, card.blocks), status=HTTPStatus.CONFLICT
                )
            case ShowView() | ShowForm() | Redraw() | FormFaults():
                return await self._code_for(link, None)
            case _:
                assert_never(reply)

    # --- the code ---------------------------------------------------------------------------

    async def ask(self, visit: Visit) -> Answer:
        """Return the page that asks for an address, or send a signed-in person to the home page."""
        if await self.at.session(visit):
            return GoTo(to=page_types.HOME)
        return ShowPage(page=page_types.ask_address_page())

    async def asked(self, visit: Visit) -> Answer:
        """Answer a typed address. Known and unknown addresses get the same answer, which does not
        wait for the e-mail to be sent: the time taken would reveal which addresses are known.
        """
        typed = visit.form.own.get("address", "")
        known = address(typed)
        if known is None:
            page = page_types.ask_address_page(typed=typed, fault=say.ADDRESS_WRONG)
            return ShowPage(page=page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return await self._open_door(known)

    async def code(self, visit: Visit) -> Answer:
        """Return the page on which the code is typed."""
        waiting = await self.at.codes.waiting(visit.cookies.get(TICKET, ""))
        return (
            ShowPage(page=page_types.enter_code_page(_intro(waiting)))
            if waiting
            else _code_invalid_page(NoCode())
        )

    async def typed(self, visit: Visit) -> Answer:
        """Check a typed code, or send another one."""
        ticket = visit.cookies.get(TICKET, "")
        waiting = await self.at.codes.waiting(ticket)
        if waiting is None:
            return _code_invalid_page(NoCode())
        if "again" in visit.form.own:
            return await self._another(ticket, waiting)
        code = digits(visit.form.own.get("code", ""))
        if code is None:
            return _code_wrong(waiting, say.CODE_SHAPE)
        tried = await self.at.codes.take(ticket, code)
        match tried:
            case RightCode(taken):
                return await self._let_in(visit, taken)
            case WrongCode(remaining):
                return _code_wrong(waiting, say.wrong_code(remaining))
            case ExpiredCode() | VoidCode() | NoCode():
                return _code_invalid_page(tried)
            case _:
                assert_never(tried)

    async def _another(self, ticket: str, waiting: WaitingCode) -> Answer:
        await self.at.codes.forget(ticket)
        if waiting.door is AskedAt.OPEN:
            return await self._open_door(waiting.address)
        return await self._send(waiting.address, waiting.link, waiting.wanted)

    async def _open_door(self, known: str) -> Answer:
        asked = await self.at.codes.ask(known, AskedAt.OPEN)
        if isinstance(asked, TooManyCodes):
            return ShowPage(
                page=page_types.notice(say.TOO_MANY_TITLE, say.TOO_MANY),
                status=HTTPStatus.TOO_MANY_REQUESTS,
            )
        if self.at.people(known):
            task = asyncio.create_task(self._send_aside(known, asked))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return GoTo(to=page_types.CODE, cookies={TICKET: asked})

    async def _code_for(self, link: MailLink, wanted: int | None) -> Answer:
        return await self._send(link.address, link.token, wanted)

    async def _send(self, to: str, link: str, wanted: int | None) -> Answer:
        """Send a code to a person who has a link, and say if it could not be sent."""
        if not self.at.people(to):
            return not_enrolled_page()
        asked = await self.at.codes.ask(to, AskedAt.LINK, link=link, wanted=wanted)
        if isinstance(asked, TooManyCodes):
            page = page_types.notice(say.TOO_MANY_TITLE, say.TOO_MANY, blocks=self.at.numbers(to))
            return ShowPage(page=page, status=HTTPStatus.TOO_MANY_REQUESTS)
        if not await self.at.code_letters.send(to, asked):
            await self.at.codes.forget(asked)
            page = page_types.notice(say.NOT_SENT_TITLE, say.NOT_SENT, blocks=self.at.numbers(to))
            return ShowPage(page=page, status=HTTPStatus.BAD_GATEWAY)
        return GoTo(to=page_types.CODE, cookies={TICKET: asked})

    async def _send_aside(self, to: str, ticket: str) -> None:
        try:
            await self.at.code_letters.send(to, ticket)
        except Exception as error:  # noqa: BLE001 - outermost of its task: nobody else would hear
            _log.error("mail_code_not_sent", code=type(error).__name__)

    async def _let_in(self, visit: Visit, waiting: WaitingCode) -> Answer:
        """Start a session under a new id and redirect to the page the person wanted."""
        people = self.at.people(waiting.address)
        if not people:
            return not_enrolled_page()
        await self.at.sessions.end(visit.cookies.get(SESSION, ""))
        session = await self.at.sessions.begin(waiting.address, people)
        return GoTo(to=await self._wanted(waiting), cookies={SESSION: session.id, TICKET: ""})

    async def _wanted(self, waiting: WaitingCode) -> str:
        link = await self.at.links.find(waiting.link) if waiting.link else Forged()
        if not isinstance(link, MailLink) or waiting.wanted is None:
            return page_types.HOME
        button = page_types.buttons_of(link.card)[waiting.wanted]
        if changes_at_once(button.press):
            return page_types.link_path(link.token)
        return f"{page_types.OPEN}{button.token}"


def not_enrolled_page() -> ShowPage:
    """Return the page for an address that now belongs to nobody, or to somebody else."""
    return ShowPage(page=page_types.notice(say.LEFT_TITLE, say.LEFT), status=HTTPStatus.FORBIDDEN)


def unreadable() -> ShowPage:
    """Return the page for a request that none of our forms sends."""
    page = page_types.notice(say.UNREADABLE_TITLE, say.UNREADABLE)
    return ShowPage(page=page, status=HTTPStatus.BAD_REQUEST)


def _intro(waiting: WaitingCode) -> str:
    if waiting.door is AskedAt.OPEN:
        return say.CODE_SENT_IF
    return f"{say.CODE_SENT} {waiting.address}."


def _code_wrong(waiting: WaitingCode, sentence: str) -> ShowPage:
    page = page_types.enter_code_page(_intro(waiting), fault=sentence)
    return ShowPage(page=page, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _code_invalid_page(why: ExpiredCode | VoidCode | NoCode) -> ShowPage:
    match why:
        case ExpiredCode():
            page = page_types.code_over(say.CODE_VOID_TITLE, say.CODE_OLD)
        case VoidCode():
            page = page_types.code_over(say.CODE_VOID_TITLE, say.CODE_VOID)
        case NoCode():
            page = page_types.notice_with_code_link(say.ENDED_TITLE, say.CODE_NONE)
        case _:
            assert_never(why)
    return ShowPage(page=page, status=HTTPStatus.FORBIDDEN)
