"""Show answers on Slack: open, stack or replace modals, redraw messages, draw the App Home."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Final, TypeVar, assert_never

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.connection.api_errors import failure
from adapters.slack.connection.tokens import Tokens
from adapters.slack.drawing.draw import (
    draw_card,
    draw_card_view,
    draw_home,
    trouble,
    with_trouble,
    without_pictures,
)
from adapters.slack.receiving.read import (
    MODAL_STACK_LIMIT,
    AtHome,
    InMessage,
    InModal,
    SlackPressed,
)
from adapters.slack.receiving.time_budget import TimeBudget, run_within
from core.cards import Card, Home, Text, Tone
from core.desk.port import FrontDesk
from core.directory.model import Principal
from core.notifications.couriers import MessageRejected
from core.notifications.wording import platforms

Json = Mapping[str, Any]
T = TypeVar("T")

_ASIDE_SECONDS: Final = 10.0

_log = structlog.stdlib.get_logger(__name__)


class Modals:
    """Shows answers through the Web API. Never raises: failures are logged by code, and the person
    is told in another way if there is one.
    """

    def __init__(self, tokens: Tokens, desk: FrontDesk) -> None:
        self._tokens = tokens
        self._desk = desk
        self._aside: set[asyncio.Task[Any]] = set()

    async def open(self, principal: Principal, trigger: str, view: Json, left: TimeBudget) -> bool:
        """Open a modal; False if that failed or took too long."""
        return await self._tried("views.open", self._open(principal, trigger, view), left.whole())

    async def show(
        self, pressed: SlackPressed, view: Json, left: TimeBudget, otherwise: Card
    ) -> None:
        """Show a modal from a pressed button, or the card ``otherwise`` if that fails."""
        if isinstance(pressed.place, InModal):
            shown = await self._tried(
                "views.push", self._stack(pressed, pressed.place, view), left.whole()
            )
        else:
            shown = await self.open(pressed.principal, pressed.trigger, view, left)
        if not shown:
            self.aside(self._say_otherwise(pressed, otherwise))

    async def redraw(self, pressed: SlackPressed, card: Card, left: TimeBudget) -> None:
        """Replace the message, modal or Home that held the pressed button."""
        match pressed.place:
            case InMessage() as message:
                work = self._redraw_message(pressed, message, card)
            case InModal() as modal:
                work = self._replace(pressed, modal, draw_card_view(card))
            case AtHome():
                work = self._publish(pressed.principal)
            case _:
                assert_never(pressed.place)
        await self._tried("redraw", work, left.whole())

    async def home(self, principal: Principal, left: TimeBudget) -> None:
        """Draw a person's Home, or say there that it could not be drawn."""
        try:
            view = draw_home(await run_within(left.desk(), self._desk.home(principal)))
        except Exception as error:  # noqa: BLE001 - whatever the desk raises, Slack gets an answer
            _log.error("slack_desk", code=type(error).__name__)
            view = draw_home(Home(blocks=(Text(platforms.HOME_NOT_SHOWN, Tone.WARNING),)))
        await self._tried("views.publish", self._hang(principal, view), left.whole())

    def aside(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something in the background, for at most ten seconds."""
        task = asyncio.create_task(self._tried("aside", work, _ASIDE_SECONDS))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def close(self) -> None:
        """Wait for background work, which is bounded."""
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _tried(self, what: str, work: Coroutine[Any, Any, Any], seconds: float) -> bool:
        try:
            await run_within(seconds, work)
        except Exception as error:  # noqa: BLE001 - an answer that cannot be shown is said, not raised
            _log.error("slack_window", what=what, code=failure(error, sent=True).code)
            return False
        return True

    async def _open(self, principal: Principal, trigger: str, view: Json) -> None:
        client = await self._tokens.client(principal.tenant)
        await _shown(lambda drawn: client.views_open(trigger_id=trigger, view=drawn), view)

    async def _stack(self, pressed: SlackPressed, modal: InModal, view: Json) -> None:
        """Open a modal above another, or replace it on the third level, Slack's highest."""
        if modal.depth >= MODAL_STACK_LIMIT:
            await self._replace(pressed, modal, view)
            return
        client = await self._tokens.client(pressed.principal.tenant)
        await _shown(lambda drawn: client.views_push(trigger_id=pressed.trigger, view=drawn), view)

    async def _replace(self, pressed: SlackPressed, modal: InModal, view: Json) -> None:
        client = await self._tokens.client(pressed.principal.tenant)
        held = {"hash": modal.hash} if modal.hash else {}
        await _shown(lambda drawn: client.views_update(view_id=modal.id, view=drawn, **held), view)

    async def _redraw_message(self, pressed: SlackPressed, message: InMessage, card: Card) -> None:
        """Redraw a message; outside direct messages, or ephemeral, through its response URL."""
        if not message.ephemeral and message.channel.startswith("D"):
            client = await self._tokens.client(pressed.principal.tenant)
            await client.chat_update(
                channel=message.channel,
                ts=message.ts,
                parse="none",
                link_names=False,
                **draw_card(card),
            )
            return
        await self._respond(pressed.reply_url, card, replace=message.ephemeral)

    async def _say_otherwise(self, pressed: SlackPressed, card: Card) -> None:
        """Show a card to the person who pressed, where no modal could be opened."""
        match pressed.place:
            case InMessage():
                await self._respond(pressed.reply_url, card, replace=False)
            case InModal() as modal:
                view = with_trouble(modal.view, platforms.NOT_OPENED)  # what was typed stays
                await self._replace(pressed, modal, view)
            case AtHome():
                await self._hang(pressed.principal, draw_home(Home(blocks=card.blocks)))
            case _:
                assert_never(pressed.place)

    async def _respond(self, url: str, card: Card, *, replace: bool) -> None:
        message = draw_card(card) | {"response_type": "ephemeral", "replace_original": replace}
        status = await self._tokens.wire.respond(url, message)
        if status >= 400:
            _log.error("slack_window", what="response_url", code=f"http_{status}")

    async def _publish(self, principal: Principal) -> None:
        await self._hang(principal, draw_home(await self._desk.home(principal)))

    async def _hang(self, principal: Principal, view: Json) -> None:
        client = await self._tokens.client(principal.tenant)
        await client.views_publish(user_id=principal.user, view=dict(view))


async def _shown(show: Callable[[dict[str, Any]], Awaitable[Any]], view: Json) -> None:
    """Show a modal. If Slack refuses it, try again without pictures: Slack refuses a modal whose
    picture it cannot fetch, and the text says what the picture shows.
    """
    try:
        await show(dict(view))
    except SlackApiError as error:
        bare = without_pictures(view)
        if bare == dict(view) or not isinstance(failure(error, sent=True), MessageRejected):
            raise
        _log.warning("slack_window", what="picture", code=failure(error, sent=True).code)
        await show(bare)


def not_opened() -> Card:
    """Return the card that says that no window could be opened."""
    return trouble(platforms.NOT_OPENED)
