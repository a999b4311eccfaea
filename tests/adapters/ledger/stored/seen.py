"""What is seen in a database, in words that no later name of the code changes."""

from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.engine import Store
from adapters.ledger.schema import cases, outbox
from adapters.ledger.sealing.directory_codec import DirectoryCodec
from adapters.ledger.sealing.event_codec import KINDS
from adapters.ledger.sql import SqlKeyValueStore, SqlLedger
from core.cases.folding.evolve import fold
from core.directory import ContactListLog
from core.directory.model import Directory

EVERY_KIND = "every-kind"
"""The case that has one of each kind of event, and the list that has one of each kind of change."""


async def seen(store: Store, ledger: SqlLedger, documents: SqlKeyValueStore) -> dict[str, Any]:
    """Every case folded, every contact list, and how many messages stand how."""
    return {
        "cases": {case: await _case(ledger, case) for case in await store.read(_cases)},
        "lists": await _lists(documents),
        "owed": dict(sorted(Counter(await store.read(_owed)).items())),
    }


async def _cases(transaction: AsyncConnection) -> list[str]:
    return list(await transaction.scalars(select(cases.c.id).order_by(cases.c.id)))


async def _owed(transaction: AsyncConnection) -> list[str]:
    return list(await transaction.scalars(select(outbox.c.state).where(outbox.c.case.is_not(None))))


async def _case(ledger: SqlLedger, case_id: str) -> dict[str, Any]:
    assert await ledger.verify(case_id) is None
    entries = await ledger.read(case_id)
    case = fold(entries)
    assert case is not None
    return {
        "reference": case.reference,
        "subject": case.subject,
        "status": case.status.value,
        "stage": case.stage,
        "due": case.due.isoformat() if case.due else None,
        "owners": [case.raising.owner, case.receiving.owner],
        "asked": [list(case.raising.asked), list(case.receiving.asked)],
        "people": sorted(case.people),
        "duties": len(case.duties),
        "events": [KINDS[type(entry.event)] for entry in entries],
        "seal": entries[-1].seal.hex(),
    }


async def _lists(documents: SqlKeyValueStore) -> dict[str, Any]:
    roll = ContactListLog(documents, DirectoryCodec())
    found: dict[str, Any] = {}
    for partnership, length in sorted((await roll.lengths()).items()):
        kept = await roll.read(partnership)
        directory = await roll.directory(partnership)
        assert directory is not None
        found[partnership] = {"acts": length, "seal": kept[-1].seal, **_list(directory)}
    return found


def _list(directory: Directory) -> dict[str, Any]:
    return {
        "people": {
            one.id: [one.name, one.agency, sorted(f"{c.platform}:{c.user}" for c in one.channels)]
            for one in directory.people.values()
        },
        "posts": {one.id: [list(one.holders), list(one.deputies)] for one in directory.posts},
        "coordinators": list(directory.coordinators),
    }
