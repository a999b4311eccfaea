"""Store the address of each person's chat with the bot, taken from their activities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.directory.model import Principal
from core.ports import Collection, KeyValueStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAddress:
    """One person's personal chat with the bot."""

    service_url: str
    conversation: str
    user: str
    tenant: str


ADDRESSES: Final = Collection("teams-address", ConversationAddress, None)
"""Where the personal chat of each user of a tenant is, by tenant and user."""


def address_of(activity: Mapping[str, Any], who: Principal) -> ConversationAddress:
    """Return the address in a verified activity from a personal chat."""
    return ConversationAddress(
        service_url=activity["serviceUrl"],
        conversation=activity["conversation"]["id"],
        user=who.user,
        tenant=who.tenant,
    )


async def find(documents: KeyValueStore, tenant: str, user: str) -> ConversationAddress | None:
    """The remembered address, or None."""
    try:
        return await documents.get(ADDRESSES, _key(tenant, user))
    except ValueError:  # damaged: the chat is begun anew
        return None


async def remember(documents: KeyValueStore, address: ConversationAddress) -> None:
    """Store or replace a person's address, if it has changed."""
    if await find(documents, address.tenant, address.user) != address:
        await documents.put(ADDRESSES, _key(address.tenant, address.user), address, None)


async def forget(documents: KeyValueStore, tenant: str, user: str) -> None:
    """Remove a person's address."""
    await documents.remove(ADDRESSES, _key(tenant, user))


def _key(tenant: str, user: str) -> str:
    return f"{tenant}/{user}"
