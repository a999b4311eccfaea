"""Tells a human when a letter could be delivered on no channel."""

import json
from datetime import datetime, timedelta
from typing import Final

from core.notifications import letters
from core.notifications.letters import Letter, LetterKind, place_of_letter
from core.partnership.register import Register
from core.ports import Alarm, KeyValueStore
from core.vocabulary import FailureReason

NEWS_EXPIRES_AFTER: Final = timedelta(days=14)
"""How long it is tried to tell coordinators that somebody was not reached."""
UNREPORTED_KINDS: Final = frozenset({LetterKind.LINK_REFUSED})
"""Kinds of letter whose failure nobody needs to know."""


async def report_undelivered(
    letter: Letter,
    why: FailureReason,
    *,
    documents: KeyValueStore,
    register: Register,
    now: datetime,
    alarm: Alarm,
) -> None:
    """Owe the coordinators the news that a letter reaches its person on no channel; raise the alarm
    if the letter was theirs. Calling it twice has one effect. Raises LedgerUnavailable.
    """
    if letter.kind in UNREPORTED_KINDS:
        return
    directory = register.directory(letter.partnership)
    coordinators = directory.coordinators if directory else ()
    others = [one for one in coordinators if one != letter.person]
    if letter.kind is LetterKind.NOT_REACHED or not others:
        alarm("letter_unreached", place_of_letter(letter.key))
        return
    about = {"person": letter.person, "kind": letter.kind.value, "why": why.value}
    news = Letter(
        key=f"{letter.key}/missed",
        partnership=letter.partnership,
        kind=LetterKind.NOT_REACHED,
        about=json.dumps(about, sort_keys=True),
        owed_at=now,
        expires_at=now + NEWS_EXPIRES_AFTER,
    )
    await letters.owe_each(documents, others, news)
