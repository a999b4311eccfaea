"""A courier with its connector and what it remembers."""

import json
from typing import Any

from adapters.teams.sending.conversations import ConversationAddress, remember
from adapters.teams.sending.courier import TeamsCourier
from adapters.teams.settings import Registration, TeamsSettings
from core.directory.model import Channel
from core.vocabulary import Platform
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.teams.office import APP, TENANT, USER, said
from tests.adapters.teams.sending.connector import PERSONAL, Connector
from tests.pace import PATIENCE

CHANNEL = Channel(platform=Platform.TEAMS, tenant=TENANT, user=USER)
CARD = said("You are asked to answer ESC-7KQ4-M2XP.")


class Post:
    """A courier with its connector and what it remembers."""

    def __init__(self, connector: Connector, **given: Any) -> None:
        self.connector = connector
        self.documents = MemoryKeyValueStore()
        registration = Registration(
            app_id=APP, secret="s", tenant=TENANT, service_url=connector.url
        )
        options: dict[str, Any] = {
            "allow_loopback": True, "static_token": "static", "within": PATIENCE,
        } | given  # fmt: skip
        self.settings = TeamsSettings(registrations=(registration,), **options)
        self.courier = TeamsCourier(self.settings, self.documents)

    async def know(self, service_url: str = "") -> None:
        """Remember the person's chat."""
        address = ConversationAddress(
            service_url=service_url or self.connector.url,
            conversation=PERSONAL,
            user=USER,
            tenant=TENANT,
        )
        await remember(self.documents, address)

    async def deliver(self, *, repeat: bool = False) -> dict[str, Any]:
        """Deliver the card; where it stands."""
        told = await self.courier.deliver(CHANNEL, CARD, repeat=repeat)
        where: dict[str, Any] = json.loads(told.message)
        return where
