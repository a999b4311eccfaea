"""Tells coordinators that somebody replied by e-mail to a mailbox that nobody reads."""

from datetime import datetime, timedelta
from typing import Final

from core.directory.model import Directory
from core.local_time import local
from core.notifications.letters import Letters
from core.outbox import Letter
from core.vocabulary import LetterKind

NEWS_EXPIRES_AFTER: Final = timedelta(days=3)
"""How long the news is worth sending."""


async def owe_reply_news(letters: Letters, directory: Directory, person: str, now: datetime) -> int:
    """Owe every coordinator the news, at most once a day for each person; return how many letters
    are new.

    ``person`` is who wrote, "" for somebody on no list. Raises LedgerUnavailable.
    """
    day = local(now).date().isoformat()
    letter = Letter(
        key=f"reply/{directory.partnership}/{day}/{person or '-'}",
        partnership=directory.partnership,
        kind=LetterKind.REPLY_CAME,
        about=person,
        owed_at=now,
        expires_at=now + NEWS_EXPIRES_AFTER,
    )
    return await letters.owe_each(directory.coordinators, letter)
