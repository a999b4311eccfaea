"""Handle one activity: ask the desk, and turn its reply into what Teams shows."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar, assert_never

import structlog

from adapters.teams.drawing.draw import (
    TOKEN_KEY,
    WORDS_KEY,
    draw_card,
    draw_card_dialog,
    draw_form,
    draw_home,
    draw_opener,
    draw_retry_form,
    draw_summary,
    draw_view,
    words_of,
)
from adapters.teams.receiving.read import (
    DialogAsked,
    DialogPressed,
    DialogSubmitted,
    HomeAsked,
    Installed,
    NothingToDo,
    Removed,
    SentBack,
    TeamsPressed,
    Turn,
    Typed,
)
from core.cards import Card, FormFaults, Heading, Redraw, Reply, Rule, Say, ShowForm, ShowView, Text
from core.desk.port import FrontDesk
from core.desk.typed_text import plain
from core.directory.model import Principal
from core.notifications.wording import platforms, teams

_log = structlog.get_logger(__name__)

_RELOAD_SHARE: Final = 0.4
"""Share of the desk's time for reloading a form; together below a message extension's 5 seconds."""

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PostMessage:
    """A message to the conversation; ``instead_of`` is the id of the message it replaces."""

    attachment: Json
    summary: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Respond:
    """The body of the HTTP answer that Teams waits for."""

    body: Json


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing is shown."""


Answer = PostMessage | Respond | Silent


class _Trouble(Exception):  # noqa: N818 - a state, named as the domain says it
    """The desk was too slow or failed; whether it saved anything is unknown."""


class Turns:
    """Ask the desk, ``within`` the seconds that Teams waits, and always return something to
    show.
    """

    def __init__(self, desk: FrontDesk, within: float) -> None:
        self._desk = desk
        self._within = within

    async def answer(self, turn: Turn) -> Answer:
        """Answer an activity; never raises because of the desk."""
        if turn.who is None or isinstance(turn.ask, Removed | NothingToDo):
            return Silent()
        if not turn.personal and not isinstance(
            turn.ask, DialogAsked | DialogPressed | DialogSubmitted
        ):
            return _outside_personal_chat(turn)
        try:
            return await self._asked(turn.who, turn)
        except _Trouble:
            return trouble(turn)

    async def _asked(self, who: Principal, turn: Turn) -> Answer:
        match turn.ask:
            case Typed(words):
                reply = await self._in_time(self._desk.command(who, words))
                return _posted(reply, {WORDS_KEY: words})
            case SentBack(token, message):
                reply = await self._in_time(self._desk.press(who, token))
                return _posted(reply, {TOKEN_KEY: token}, instead_of=message)
            case HomeAsked() | Installed(welcome=True):
                home = await self._in_time(self._desk.home(who))
                return PostMessage(draw_home(home), teams.HOME_SUMMARY)
            case TeamsPressed(token):
                return Respond(_on_card(await self._in_time(self._desk.press(who, token)), token))
            case DialogAsked("", words):
                return Respond(_in_dialog(await self._in_time(self._desk.command(who, words))))
            case DialogAsked(token) | DialogPressed(token):
                return Respond(_in_dialog(await self._in_time(self._desk.press(who, token))))
            case DialogSubmitted(token, values):
                return Respond(await self._submitted(who, token, values))
            case Installed() | Removed() | NothingToDo():
                return Silent()
            case _:
                assert_never(turn.ask)

    async def _submitted(self, who: Principal, token: str, values: Mapping[str, str]) -> Json:
        try:
            reply = await self._in_time(self._desk.submit(who, token, values))
        except _Trouble:
            return await self._again(who, token, values, FormFaults(form=platforms.NOT_SAVED))
        if isinstance(reply, FormFaults):
            return await self._again(who, token, values, reply)
        return _in_dialog(reply)

    async def _again(
        self, who: Principal, token: str, values: Mapping[str, str], faults: FormFaults
    ) -> Json:
        """Return the form again with everything that was typed, even if the desk fails.

        It keeps the token it was submitted with, its idempotency key: if the first submission was
        saved after all, the next one must not be carried out a second time.
        """
        try:
            reply = await self._in_time(self._desk.press(who, token), _RELOAD_SHARE)
        except _Trouble:
            return _dialog(platforms.TROUBLE_TITLE, draw_retry_form(token, values))
        if not isinstance(reply, ShowForm):
            return _in_dialog(reply)
        form = replace(reply.form, token=token)
        return _dialog(form.title, draw_form(form, values, faults))

    async def _in_time(self, asked: Awaitable[T], share: float = 1.0) -> T:
        """Return the desk's reply. Raises _Trouble if it is late or fails."""
        try:
            async with asyncio.timeout(self._within * share):
                return await asked
        except TimeoutError:
            _log.warning("teams_desk_slow", code="timeout")
        except Exception as error:  # noqa: BLE001 - outermost: whatever failed, a person waits
            _log.error("teams_desk_failed", code=type(error).__name__)
        raise _Trouble


def trouble(turn: Turn) -> Answer:
    """Return what is shown if the desk failed; a submitted form keeps what was typed."""
    match turn.ask:
        case Typed():
            return _said(platforms.COMMAND_AGAIN)
        case HomeAsked():
            return _said(teams.HOME_AGAIN)
        case SentBack():
            return _said(platforms.PRESS_AGAIN)
        case TeamsPressed():
            return Respond(_note_on_card(platforms.PRESS_AGAIN))
        case DialogAsked():
            return Respond(_note(platforms.NOT_OPENED))
        case DialogPressed():
            return Respond(_note(platforms.PRESS_AGAIN))
        case DialogSubmitted(token, values):
            return Respond(_dialog(platforms.TROUBLE_TITLE, draw_retry_form(token, values)))
        case Installed() | Removed() | NothingToDo():
            return Silent()
        case _:
            assert_never(turn.ask)


def _outside_personal_chat(turn: Turn) -> Answer:
    """Return the answer outside personal chats, where others can read: only a notice."""
    match turn.ask:
        case Typed() | HomeAsked() | SentBack():
            return _said(teams.ONE_TO_ONE)
        case TeamsPressed():
            return Respond(_note_on_card(teams.ONE_TO_ONE))
        case _:
            return Silent()


def _posted(reply: Reply, opens: Mapping[str, str], *, instead_of: str = "") -> PostMessage:
    """Return a reply as a message; forms and views are opened as dialogs from a button in it."""
    match reply:
        case Say(card):
            return PostMessage(draw_card(card), draw_summary(card))
        case Redraw(card):
            return PostMessage(draw_card(card), draw_summary(card), instead_of)
        case ShowForm(form):
            return PostMessage(draw_opener(form.title, {TOKEN_KEY: form.token}), teams.OPEN_SUMMARY)
        case ShowView(view):
            return PostMessage(draw_opener(view.title, opens), teams.OPEN_SUMMARY)
        case FormFaults():
            return _said(_fault_sentences(reply))
        case _:
            assert_never(reply)


def _on_card(reply: Reply, token: str) -> Json:
    """Return a reply to a button of a card."""
    match reply:
        case Say(card):
            return _note_on_card(words_of(card))
        case Redraw(card):
            return _card(draw_card(card))
        case ShowForm(form):
            return _card(draw_opener(form.title, {TOKEN_KEY: form.token}))
        case ShowView(view):
            return _card(draw_opener(view.title, {TOKEN_KEY: token}))
        case FormFaults():
            return _note_on_card(_fault_sentences(reply))
        case _:
            assert_never(reply)


def _in_dialog(reply: Reply) -> Json:
    """Return a reply as a dialog."""
    match reply:
        case Say(card) if all(isinstance(b, Heading | Text | Rule) for b in card.blocks):
            return _note(words_of(card))
        case Say(card) | Redraw(card):
            return _dialog(card.title, draw_card_dialog(card))
        case ShowForm(form):
            return _dialog(form.title, draw_form(form))
        case ShowView(view):
            return _dialog(view.title, draw_view(view))
        case FormFaults():
            return _note(_fault_sentences(reply))
        case _:
            assert_never(reply)


def _fault_sentences(faults: FormFaults) -> str:
    return plain("\n\n".join(filter(None, (faults.form, *faults.fields.values()))))


def _said(words: str) -> PostMessage:
    card = Card(title=platforms.TROUBLE_TITLE, summary=words, blocks=(Text(words),))
    return PostMessage(draw_card(card), draw_summary(card))


def _card(attachment: Json) -> Json:
    return {
        "statusCode": 200,
        "type": attachment["contentType"],
        "value": attachment["content"],
    }


def _note_on_card(words: str) -> Json:
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": words}


def _note(words: str) -> Json:
    return {"task": {"type": "message", "value": words}}


def _dialog(title: str, attachment: Json) -> Json:
    shown = {"title": plain(title), "height": "large", "width": "medium", "card": attachment}
    return {"task": {"type": "continue", "value": shown}}
