"""Rows of the outbox, to and from messages; what a letter is made from is encrypted."""

import json
from datetime import datetime
from typing import Any, Final

from core.directory.model import Channel
from core.outbox import (
    Attention,
    Letter,
    MessageState,
    OutboxMessage,
    Stored,
    StoredLetter,
    StoredMessage,
)
from core.ports import EncryptedValue, ValuePlace, Vault, VaultRefused
from core.vocabulary import LetterKind, Platform, Purpose

_FRESH: Final = {
    "state": MessageState.PENDING.value,
    "attempts": 0,
    "reports": 0,
    "epoch": 0,
    "error": "",
    "platform_message": "",
    "drawn_sequence": 0,
}


def message_columns(case: str, message: OutboxMessage, at: datetime) -> dict[str, Any]:
    """Return the columns of a message about a case that is owed since ``at``."""
    return _FRESH | {
        "key": message.key,
        "case": case,
        "person": message.person,
        "purpose": message.purpose.value,
        "stage": message.stage,
        "about": message.about,
        "attention": message.attention.value,
        "queue": message.queue,
        "not_before": message.not_before,
        "created_at": at,
        "ready_at": message.not_before,
    }


def letter_columns(vault: Vault, letter: Letter) -> dict[str, Any]:
    """Return the columns of a letter that is owed."""
    return {
        **_FRESH,
        **private_columns(vault, letter),
        "key": letter.key,
        "partnership": letter.partnership,
        "person": letter.person,
        "purpose": letter.kind.value,
        "stage": "",
        "about": "",
        "attention": letter.attention.value,
        "queue": letter.queue,
        "not_before": letter.owed_at,
        "latest_at": letter.expires_at,
        "created_at": letter.owed_at,
        "ready_at": letter.owed_at,
    }


def private_columns(vault: Vault, letter: Letter) -> dict[str, Any]:
    """Return what a letter is made from and where it goes, encrypted."""
    there = letter.channel
    paper = {
        "about": letter.about,
        "channel": [there.platform.value, there.tenant, there.user] if there else None,
    }
    locked = vault.lock(_place(letter.key), json.dumps(paper, sort_keys=True).encode())
    return {"ring_key": locked.key, "private": locked.blob}


def stored(vault: Vault, row: Any) -> Stored:
    """Return what a row holds."""
    return stored_letter(vault, row) if row.case is None else stored_message(row)


def stored_message(row: Any) -> StoredMessage:
    """Return a message about a case."""
    return StoredMessage(
        id=row.id,
        case=row.case,
        message=OutboxMessage(
            key=row.key,
            person=row.person,
            purpose=Purpose(row.purpose),
            stage=row.stage,
            about=row.about,
            urgent=row.attention == Attention.DANGER,
            queue=row.queue,
            not_before=row.not_before,
        ),
        state=MessageState(row.state),
        attempts=row.attempts,
        reports=row.reports,
        epoch=row.epoch,
        platform_message=row.platform_message,
        drawn_sequence=row.drawn_sequence,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def stored_letter(vault: Vault, row: Any) -> StoredLetter:
    """Return a letter; one that cannot be decrypted is marked, so that it stops no other."""
    try:
        locked = EncryptedValue(key=row.ring_key, blob=row.private)
        paper = json.loads(vault.unlock(_place(row.key), locked))
    except VaultRefused:
        paper = None
    there = paper["channel"] if paper else None
    return StoredLetter(
        id=row.id,
        letter=Letter(
            key=row.key,
            partnership=row.partnership,
            person=row.person,
            kind=LetterKind(row.purpose),
            about=paper["about"] if paper else "",
            channel=_channel(there) if there else None,
            owed_at=row.created_at,
            expires_at=row.latest_at,
            attention=Attention(row.attention),
            queue=row.queue,
        ),
        readable=paper is not None,
        state=MessageState(row.state),
        attempts=row.attempts,
        reports=row.reports,
        epoch=row.epoch,
        error=row.error,
        platform_message=row.platform_message,
        ended_at=row.ended_at,
    )


def _channel(there: list[str]) -> Channel:
    platform, tenant, user = there
    return Channel(platform=Platform(platform), tenant=tenant, user=user)


def _place(key: str) -> ValuePlace:
    return ValuePlace(table="outbox", row=key, column="private")
