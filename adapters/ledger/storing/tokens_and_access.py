"""Action tokens, requests seen, the access log and heartbeats."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger import dialects
from adapters.ledger.schema import access_log, action_tokens, heartbeats, seen_requests
from adapters.ledger.storing import outbox_states
from core.cards import Press
from core.cases.record.ledger import IssuedToken
from core.vocabulary import Action


async def issue(
    transaction: AsyncConnection, person: str, wanted: Sequence[Press]
) -> tuple[str, ...]:
    """Issue a token of 144 random bits for each press."""
    tokens = tuple(secrets.token_urlsafe(18) for _ in wanted)
    rows = [
        {
            "token": _digest(token.encode()),
            "person": person,
            "action": press.action.value,
            "case": press.case,
            "stage": press.stage,
            "target": press.target,
        }
        for token, press in zip(tokens, wanted, strict=True)
    ]
    if rows:
        await transaction.execute(insert(action_tokens), rows)
    return tokens


async def redeem(transaction: AsyncConnection, token: str) -> IssuedToken | None:
    """Return what a token was issued for, or None."""
    digest = _digest(token.encode(errors="replace"))
    found = await transaction.execute(select(action_tokens).where(action_tokens.c.token == digest))
    row = found.one_or_none()
    if row is None:
        return None
    press = Press(action=Action(row.action), case=row.case, stage=row.stage, target=row.target)
    return IssuedToken(row.person, press)


async def purge_tokens(transaction: AsyncConnection, now: datetime, limit: int) -> int:
    """Date tokens that have no end yet, delete up to ``limit`` whose end has come; how many."""
    undated = update(action_tokens).where(action_tokens.c.expires_at.is_(None))
    await transaction.execute(undated.values(expires_at=now + outbox_states.TOKENS_LAST))
    over = select(action_tokens.c.token).where(action_tokens.c.expires_at <= now).limit(limit)
    deleted = await transaction.execute(
        delete(action_tokens).where(action_tokens.c.token.in_(over))
    )
    return deleted.rowcount


async def first_seen(transaction: AsyncConnection, request: bytes, now: datetime) -> bool:
    """Store a request, and delete those older than ten minutes. Return False if it was seen
    before.
    """
    await transaction.execute(
        delete(seen_requests).where(
            seen_requests.c.at <= now - outbox_states.REQUEST_DIGEST_LIFETIME
        )
    )
    fresh = dialects.insert(transaction, seen_requests).values(digest=_digest(request), at=now)
    written = await transaction.execute(fresh.on_conflict_do_nothing(index_elements=["digest"]))
    return written.rowcount == 1


async def log_access(
    transaction: AsyncConnection, person: str, case: str, what: str, now: datetime
) -> None:
    """Write to the access log that a person was shown a case."""
    await transaction.execute(
        insert(access_log).values(at=now, person=person, case=case, what=what)
    )


async def write_heartbeat(transaction: AsyncConnection, name: str, now: datetime) -> None:
    """Write the time of a heartbeat."""
    written = dialects.insert(transaction, heartbeats).values(name=name, at=now)
    await transaction.execute(
        written.on_conflict_do_update(index_elements=["name"], set_={"at": now})
    )


async def heartbeat_times(transaction: AsyncConnection) -> Mapping[str, datetime]:
    """Return the times of all heartbeats, by name."""
    found = await transaction.execute(select(heartbeats.c.name, heartbeats.c.at))
    return {row.name: row.at for row in found}


def _digest(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()
