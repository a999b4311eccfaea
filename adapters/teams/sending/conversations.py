"""Store the address of each person's chat with the bot, taken from their activities."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from core.directory.model import Principal
from core.ports import KeyValueStore

COLLECTION: Final = "teams-address"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAddress:
    """One person's personal chat with the bot."""

    service_url: str
    conversation: str
    user: str
    tenant: str


def address_of(activity: Mapping[str, Any], who: Principal) -> ConversationAddress:
    """Return the address in a verified activity from a personal chat."""
    return ConversationAddress(
        service_url=activity["serviceUrl"],
        conversation=activity["conversation"]["id"],
        user=who.user,
        tenant=who.tenant,
    )


async def find(documents: KeyValueStore, tenant: str, user: str) -> ConversationAddress | None:
    """Return the stored address, or None."""
    stored = await documents.get(COLLECTION, _key(tenant, user))
    return _parsed(stored) if stored is not None else None


async def remember(documents: KeyValueStore, address: ConversationAddress) -> None:
    """Store or replace a person's address, if it has changed."""
    if await find(documents, address.tenant, address.user) != address:
        key = _key(address.tenant, address.user)
        await documents.put(COLLECTION, key, json.dumps(asdict(address)))


async def forget(documents: KeyValueStore, tenant: str, user: str) -> None:
    """Delete a person's address."""
    await documents.remove(COLLECTION, _key(tenant, user))


def _key(tenant: str, user: str) -> str:
    return f"{tenant}/{user}"


def _parsed(stored: str) -> ConversationAddress | None:
    try:
        return ConversationAddress(**json.loads(stored))
    except (ValueError, TypeError):
        return None
