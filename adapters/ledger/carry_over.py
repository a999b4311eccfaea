"""Carries over letters that an earlier version kept as documents, into the outbox.

Run at each start, after the migrations; what is carried over is deleted in the same transaction.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.engine import Store
from adapters.ledger.schema import documents, outbox
from adapters.ledger.storing import outbox_states
from adapters.ledger.storing.documents import add, get, keys
from adapters.ledger.storing.outbox import letter_by_key, owe
from core.directory.model import Channel
from core.outbox import Letter, MessageState
from core.ports import Vault
from core.vocabulary import LetterKind, Platform

_WAITING, _ATTEMPTS, _TOLD, _MISSED = "letter", "letter-attempt", "letter-told", "letter-missed"
_PLACES: Final = "letter-place"
"""See ``EARLIER_PLACES`` in ``core.notifications.bounces``."""
_LEASE: Final = timedelta(seconds=60)
"""How long an attempt belonged to the process that began it."""
_TIMEOUT_SECONDS: Final = 120.0


async def carry_over_letters(store: Store, vault: Vault) -> None:
    """Carry over every letter, all or nothing. Raises LedgerUnavailable, and VaultRefused where a
    letter cannot be decrypted.
    """
    await store.write(lambda tx: _carried_over(tx, vault), budget=_TIMEOUT_SECONDS)


async def _carried_over(transaction: AsyncConnection, vault: Vault) -> None:
    async for letter, columns in _letters(transaction, vault):
        new = await owe(transaction, vault, (letter,))
        stored = await letter_by_key(transaction, vault, letter.key)
        if not new or stored is None:
            continue
        await transaction.execute(update(outbox).where(outbox.c.id == stored.id).values(**columns))
        place = sha256(letter.key.encode()).hexdigest()[:32]
        until = letter.owed_at + outbox_states.LETTERS_LAST
        await add(transaction, vault, _PLACES, place, str(stored.id), until)
    gone = (_WAITING, _ATTEMPTS, _TOLD, _MISSED)
    await transaction.execute(delete(documents).where(documents.c.collection.in_(gone)))


async def _letters(
    transaction: AsyncConnection, vault: Vault
) -> AsyncIterator[tuple[Letter, dict[str, Any]]]:
    """Yield each letter and how it stood, one that was told or given up before one that waits: of
    two of the same key, that one counts.
    """
    missed = set(await keys(transaction, _MISSED, ""))
    told = await keys(transaction, _TOLD, "")
    for key in told:
        paper = json.loads(await get(transaction, vault, _TOLD, key) or "")
        letter = replace(_letter(paper["letter"]), channel=_channel(paper["to"]))
        platform = letter.channel.platform if letter.channel else ""
        state = MessageState.MISSED if key in missed else MessageState.TOLD
        yield letter, _ended(state, paper["at"]) | {"platform_message": f"{platform}|"}
    for key in missed.difference(told):
        paper = json.loads(await get(transaction, vault, _MISSED, key) or "")
        at = datetime.fromisoformat(paper["at"])
        yield _forgotten(key, at), _ended(MessageState.MISSED, paper["at"])
    for key in set(await keys(transaction, _WAITING, "")) - missed.union(told):
        yield (
            _letter(await get(transaction, vault, _WAITING, key) or ""),
            await _waiting(transaction, vault, key),
        )


def _ended(state: MessageState, at: str) -> dict[str, Any]:
    return {"state": state.value, "ready_at": None, "ended_at": datetime.fromisoformat(at)}


async def _waiting(transaction: AsyncConnection, vault: Vault, key: str) -> dict[str, Any]:
    """How a letter waited: one whose attempt never ended may have been sent."""
    attempts = [one for one in await keys(transaction, _ATTEMPTS, f"{key}/") if _is_of(one, key)]
    if not attempts:
        return {}
    paper = json.loads(await get(transaction, vault, _ATTEMPTS, attempts[-1]) or "")
    ended = "next" in paper
    ready = datetime.fromisoformat(paper["next"] if ended else paper["at"])
    repeat = paper["repeat"] if ended else True
    return {
        "state": (MessageState.UNKNOWN if repeat else MessageState.PENDING).value,
        "attempts": int(attempts[-1].rpartition("/")[2]),
        "ready_at": ready if ended else ready + _LEASE,
    }


def _is_of(attempt: str, key: str) -> bool:
    return attempt.rpartition("/")[0] == key


def _forgotten(key: str, at: datetime) -> Letter:
    """A letter that was given up: only its key was kept, so that it is never owed again."""
    return Letter(key=key, partnership="", kind=LetterKind.NOT_REACHED, owed_at=at, expires_at=at)


def _letter(text: str) -> Letter:
    paper = json.loads(text)
    return Letter(
        key=paper["key"],
        partnership=paper["partnership"],
        person=paper["person"],
        kind=LetterKind(paper["kind"]),
        about=paper["about"],
        channel=_channel(paper["channel"]) if paper["channel"] else None,
        owed_at=datetime.fromisoformat(paper["owed_at"]),
        expires_at=datetime.fromisoformat(paper["expires_at"]),
    )


def _channel(kept: list[str]) -> Channel:
    platform, tenant, user = kept
    return Channel(platform=Platform(platform), tenant=tenant, user=user)
