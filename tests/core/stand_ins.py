"""What stands in for chance, couriers, platforms and the key-value store around the office of the core's tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from core.accounts.status import AccountStatus
from core.cards import Card
from core.cases.record.references import ALPHABET, compose
from core.directory.model import Channel, Principal
from core.notifications.couriers import DeliveryFailed, Told
from core.ports import Collection
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore

Held = TypeVar("Held")


class SteadyChance:
    """Ids and references in order; the widest spread."""

    def __init__(self) -> None:
        self._count = 0

    def case_id(self) -> str:
        """Fresh each time."""
        self._count += 1
        return f"{self._count:032x}"

    def reference(self) -> str:
        """Fresh each time."""
        self._count += 1
        number, symbols = self._count, ""
        for _ in range(7):
            number, place = divmod(number, len(ALPHABET))
            symbols += ALPHABET[place]
        return compose(symbols)

    def secret(self) -> str:
        """Fresh each time."""
        self._count += 1
        return f"{self._count:032x}"

    def spread(self) -> float:
        """Always the whole step."""
        return 1.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it arrived."""

    channel: Channel
    card: Card
    repeat: bool


@dataclass(slots=True)
class FakeCourier:
    """Delivers everything, but fails as its script says: by user, in order, None for success."""

    script: dict[str, list[DeliveryFailed | None]] = field(
        default_factory=dict[str, list[DeliveryFailed | None]]
    )
    down: DeliveryFailed | None = None
    """While set, every attempt fails so."""
    dead: Callable[[Channel], DeliveryFailed | None] | None = None
    """How a channel fails for ever; None where it works."""
    sent: list[Sent] = field(default_factory=list[Sent])
    redrawn: list[tuple[str, Card]] = field(default_factory=list[tuple[str, Card]])
    attempts: int = 0

    async def deliver(self, channel: Channel, card: Card, *, repeat: bool) -> Told:
        """As the script says."""
        self.attempts += 1
        if self.down is not None:
            raise self.down
        for_ever = self.dead(channel) if self.dead else None
        if for_ever is not None:
            raise for_ever
        failures = self.script.get(channel.user, [])
        failure = failures.pop(0) if failures else None
        if failure is not None:
            raise failure
        self.sent.append(Sent(channel, card, repeat))
        return Told(f"m{len(self.sent)}@{channel.user}")

    async def redraw(self, message: str, card: Card) -> None:
        """Noted, or fails while everything is down."""
        if self.down is not None:
            raise self.down
        self.redrawn.append((message, card))


class WatchedCabinet(MemoryKeyValueStore):
    """Remembers what it was asked for, where somebody listens."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []

    async def add(
        self, collection: Collection[Held], key: str, value: Held, until: datetime | None
    ) -> bool:
        """Noted."""
        self.calls.append(f"add {collection.name}:{key}")
        return await super().add(collection, key, value, until)

    async def put(
        self, collection: Collection[Held], key: str, value: Held, until: datetime | None
    ) -> None:
        """Noted."""
        self.calls.append(f"put {collection.name}:{key}")
        await super().put(collection, key, value, until)

    async def get(self, collection: Collection[Held], key: str) -> Held | None:
        """Noted."""
        self.calls.append(f"get {collection.name}:{key}")
        return await super().get(collection, key)

    async def keys(self, collection: Collection[Any], begins: str = "") -> tuple[str, ...]:
        """Noted."""
        self.calls.append(f"keys {collection.name}")
        return await super().keys(collection, begins)


@dataclass(slots=True)
class FakeStandings:
    """Every account is somebody's who works there, but for what is written here."""

    script: dict[str, AccountStatus] = field(default_factory=dict[str, AccountStatus])
    """By user id."""
    asked: list[Principal] = field(default_factory=list[Principal])

    async def standing(self, principal: Principal) -> AccountStatus:
        """As written."""
        self.asked.append(principal)
        return self.script.get(principal.user, AccountStatus.ACTIVE)
