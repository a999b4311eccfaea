"""Where a person's chat with the bot lies: remembered from what they send, forgotten on removal."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from core.directory.model import Principal
from core.ports import Cabinet

DRAWER: Final = "teams-address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One person's personal chat with the bot."""

    service_url: str
    conversation: str
    user: str
    tenant: str


def address_of(activity: Mapping[str, Any], who: Principal) -> Address:
    """The address in a verified activity from a personal chat."""
    return Address(
        service_url=activity["serviceUrl"],
        conversation=activity["conversation"]["id"],
        user=who.user,
        tenant=who.tenant,
    )


async def find(cabinet: Cabinet, tenant: str, user: str) -> Address | None:
    """The remembered address, or None."""
    stored = await cabinet.get(DRAWER, _key(tenant, user))
    return _parsed(stored) if stored is not None else None


async def remember(cabinet: Cabinet, address: Address) -> None:
    """Store or replace a person's address, where it is news."""
    if await find(cabinet, address.tenant, address.user) != address:
        key = _key(address.tenant, address.user)
        await cabinet.put(DRAWER, key, json.dumps(asdict(address)))


async def forget(cabinet: Cabinet, tenant: str, user: str) -> None:
    """Remove a person's address."""
    await cabinet.remove(DRAWER, _key(tenant, user))


def _key(tenant: str, user: str) -> str:
    return f"{tenant}/{user}"


def _parsed(stored: str) -> Address | None:
    try:
        return Address(**json.loads(stored))
    except (ValueError, TypeError):
        return None
