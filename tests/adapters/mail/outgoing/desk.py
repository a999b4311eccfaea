"""A courier with a mail server of its own, and what it is given to send."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from adapters.clock import MovableClock
from adapters.mail.outgoing.courier import MailCourier
from adapters.mail.outgoing.smtp import MailServer
from adapters.mail.settings import MailSettings, Security
from core.cards import Button, Buttons, Card, Fact, Facts, Press, Text
from core.directory.model import Channel
from core.notifications.couriers import Told
from core.vocabulary import Action, Platform
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.mail.server import Script
from tests.pace import PATIENCE

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ADDRESS = "priya.ashdown@council.example"
CHANNEL = Channel(platform=Platform.MAIL, tenant="", user=ADDRESS)
PLACE = f"{7:032x}:42"
CARD = Card(
    title="You are asked to take on ESC-7KQ4-M2XP",
    summary="You are asked to take on ESC-7KQ4-M2XP. Due Tuesday 24 November 2026, 5 pm.",
    blocks=(
        Text("The stage below could not settle it."),
        Facts((Fact("Reference", "ESC-7KQ4-M2XP"), Fact("Your part", "Receiving side"))),
        Buttons(
            (
                Button(label="Accept", press=Press(action=Action.ACCEPT), token="tok-accept"),
                Button(label="Open", press=Press(action=Action.OPEN), token="tok-open"),
            )
        ),
    ),
    place=PLACE,
)


@dataclass(slots=True)
class FakeLinks:
    """Makes a link for everybody, and remembers for what."""

    issued: list[tuple[str, Card]] = field(default_factory=list[tuple[str, Card]])
    down: Exception | None = None

    async def issue(self, address: str, card: Card) -> str:
        """As the port promises."""
        if self.down is not None:
            raise self.down
        self.issued.append((address, card))
        return f"https://concord.example/mail/{len(self.issued)}?a=1&b=2"


def settings(port: int, **changes: Any) -> MailSettings:
    """Settings of a mail server on this machine."""
    usual: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "security": Security.NONE,
        "from_address": "concord@partnership.example",
        "public_url": "https://concord.example",
        "within": PATIENCE,
    }
    return MailSettings(**usual | changes)


@dataclass(slots=True)
class Desk:
    """What a test of the courier works with."""

    script: Script
    courier: MailCourier
    links: FakeLinks
    documents: MemoryKeyValueStore

    async def deliver(self, card: Card = CARD, *, repeat: bool = False) -> Told:
        """Send a card to the usual address."""
        return await self.courier.deliver(CHANNEL, card, repeat=repeat)


def desk(script: Script, port: int, **changes: Any) -> Desk:
    """A courier for the server on this port."""
    given, links, documents = settings(port, **changes), FakeLinks(), MemoryKeyValueStore()
    courier = MailCourier(
        given, MailServer(given), links, documents, MovableClock(NOON), within=given.within
    )
    return Desk(script, courier, links, documents)
