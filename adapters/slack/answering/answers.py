"""Translate Slack requests for the front desk, and its replies back for Slack."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, Final, assert_never

import structlog

from adapters.slack.answering.modals import Modals, not_opened
from adapters.slack.connection.tokens import Tokens
from adapters.slack.drawing.draw import (
    draw_card,
    draw_card_view,
    draw_form,
    draw_view,
    trouble,
    with_trouble,
)
from adapters.slack.drawing.fields import fault_blocks
from adapters.slack.receiving import read
from adapters.slack.receiving.read import SlackPressed, SlashCommand, Submitted
from adapters.slack.receiving.time_budget import TimeBudget, run_within
from core.cards import (
    Card,
    Form,
    FormFaults,
    Redraw,
    Reply,
    Say,
    ShowForm,
    ShowView,
    Text,
    Tone,
    View,
)
from core.desk.port import FrontDesk
from core.directory.model import Channel
from core.notifications.couriers import ChannelOutcomeListener
from core.notifications.wording import platforms
from core.vocabulary import FailureReason

Json = Mapping[str, Any]

NOTHING: Final[Json] = {}
"""The empty answer that only acknowledges Slack's request."""

_log = structlog.stdlib.get_logger(__name__)


class UnknownPayload(Exception):  # noqa: N818 - what it is, as the gate says it
    """Slack sent a payload that no reader here understands."""


class Answers:
    """Answer each kind of request within Slack's three seconds, even if the desk fails.

    Raises nothing but ``UnknownPayload``.
    """

    def __init__(
        self, desk: FrontDesk, tokens: Tokens, heard: ChannelOutcomeListener | None = None
    ) -> None:
        self._desk = desk
        self._tokens = tokens
        self._outcomes = heard
        self.windows = Modals(tokens, desk)

    async def command(self, payload: Json, left: TimeBudget) -> Json:
        """Answer a slash command, with a message visible to that person only or with a modal."""
        asked = read.command(payload)
        if asked is None:
            raise UnknownPayload
        work = self._desk.command(asked.principal, asked.words)
        reply = await _ask(work, left, _say(platforms.COMMAND_AGAIN))
        try:
            return await self._commanded(asked, reply, left)
        except Exception as error:  # noqa: BLE001 - an answer that fails to draw is said
            _log.error("slack_draw", code=type(error).__name__)
            return _for_one(trouble(platforms.NOT_SHOWN))

    async def press(self, payload: Json, left: TimeBudget) -> Json:
        """Handle a pressed button: show the result by Web API calls, and acknowledge."""
        pressed = read.press(payload)
        if pressed is None:
            raise UnknownPayload
        work = self._desk.press(pressed.principal, pressed.token)
        await self._show(pressed, await _ask(work, left, _say(platforms.PRESS_AGAIN)), left)
        return NOTHING

    async def submission(self, payload: Json, left: TimeBudget) -> Json:
        """Answer a submitted form, with its faults or with the view that replaces it."""
        submitted = read.submission(payload)
        if submitted is None:
            raise UnknownPayload
        work = self._desk.submit(submitted.principal, submitted.token, submitted.values)
        reply = await _ask(work, left, FormFaults(form=platforms.NOT_SAVED))
        try:
            return _in_place(submitted, reply)
        except Exception as error:  # noqa: BLE001 - it is saved; an answer that fails to draw is said
            _log.error("slack_draw", code=type(error).__name__)
            return _update(draw_card_view(trouble(platforms.NOT_SHOWN)))

    async def opening(self, payload: Json, left: TimeBudget) -> Json:
        """Draw the Home of the person who opened it."""
        principal = read.opening(payload)
        if principal is not None:
            await self.windows.home(principal, left)
        return NOTHING

    async def removal(self, payload: Json) -> Json:
        """Delete the installation of a workspace that removed the app, and raise the alarm."""
        team = read.removal(payload)
        if team:
            _log.error("slack_removed", team=team, code=read.kind_of(payload))
            await self._tokens.forget(team)
        return NOTHING

    async def change(self, payload: Json) -> Json:
        """Report a closed account to the channel-outcome listener."""
        who = read.closed_account(payload)
        if who is not None and self._outcomes is not None:
            channel = Channel(platform=who.platform, tenant=who.tenant, user=who.user)
            await self._outcomes.missed(channel, FailureReason.DEACTIVATED)
        return NOTHING

    def unsure(self, payload: Json, left: TimeBudget) -> Json:
        """Ask the person to try again, doing nothing, when the replay check is unavailable."""
        match read.kind_of(payload):
            case "command":
                return _for_one(trouble(platforms.COMMAND_AGAIN))
            case "view_submission":
                submitted = read.submission(payload)
                late = FormFaults(form=platforms.NOT_SAVED)
                return _in_place(submitted, late) if submitted else NOTHING
            case "block_actions":
                self._press_again(read.press(payload), left)
                return NOTHING
            case _:
                return NOTHING

    async def close(self) -> None:
        """Wait for background work."""
        await self.windows.close()

    async def _commanded(self, asked: SlashCommand, reply: Reply, left: TimeBudget) -> Json:
        match reply:
            case ShowForm() | ShowView():
                view = _modal(reply)
                opened = await self.windows.open(asked.principal, asked.trigger, view, left)
                return NOTHING if opened else _for_one(not_opened())
            case Say(card) | Redraw(card):
                return _for_one(card)
            case FormFaults():
                return _for_one(_faults(reply))
            case _:
                assert_never(reply)

    def _press_again(self, pressed: SlackPressed | None, left: TimeBudget) -> None:
        if pressed is not None:
            self.windows.aside(self._show(pressed, _say(platforms.PRESS_AGAIN), left))

    async def _show(self, pressed: SlackPressed, reply: Reply, left: TimeBudget) -> None:
        try:
            await self._shown(pressed, reply, left)
        except Exception as error:  # noqa: BLE001 - it is done; an answer that fails to draw is said
            _log.error("slack_draw", code=type(error).__name__)
            card = trouble(platforms.NOT_SHOWN)
            await self.windows.show(pressed, draw_card_view(card), left, card)

    async def _shown(self, pressed: SlackPressed, reply: Reply, left: TimeBudget) -> None:
        match reply:
            case ShowForm() | ShowView():
                await self.windows.show(pressed, _modal(reply), left, not_opened())
            case Redraw(card):
                await self.windows.redraw(pressed, card, left)
            case Say(card):
                await self.windows.show(pressed, draw_card_view(card), left, card)
            case FormFaults():
                card = _faults(reply)
                await self.windows.show(pressed, draw_card_view(card), left, card)
            case _:
                assert_never(reply)


async def _ask(work: Coroutine[Any, Any, Reply], left: TimeBudget, instead: Reply) -> Reply:
    """Return the desk's reply, or ``instead`` if it is late or fails."""
    try:
        return await run_within(left.desk(), work)
    except asyncio.CancelledError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the desk raises, the person gets an answer
        _log.error("slack_desk", code=type(error).__name__)
        return instead


def _in_place(submitted: Submitted, reply: Reply) -> Json:
    """Answer a submission with the view that replaces the form, or with the form's faults."""
    match reply:
        case ShowForm() | ShowView():
            return _update(_modal(reply))
        case Say(card) | Redraw(card):
            return _update(draw_card_view(card))
        case FormFaults():
            blocks = submitted.view.get("blocks")
            errors = fault_blocks(reply, blocks if isinstance(blocks, list) else ())
            if errors:
                return {"response_action": "errors", "errors": errors}
            return _update(with_trouble(submitted.view, _sentences(reply)))
        case _:
            assert_never(reply)


def _modal(reply: ShowForm | ShowView) -> Json:
    shown: Form | View = reply.form if isinstance(reply, ShowForm) else reply.view
    return draw_form(shown) if isinstance(shown, Form) else draw_view(shown)


def _update(view: Json) -> Json:
    return {"response_action": "update", "view": view}


def _for_one(card: Card) -> Json:
    return {"response_type": "ephemeral", **draw_card(card)}


def _say(sentence: str) -> Say:
    return Say(trouble(sentence))


def _sentences(faults: FormFaults) -> str:
    return " ".join(said for said in (faults.form, *faults.fields.values()) if said)


def _faults(faults: FormFaults) -> Card:
    said = _sentences(faults)
    return Card(title=platforms.TROUBLE_TITLE, summary=said, blocks=(Text(said, Tone.WARNING),))
