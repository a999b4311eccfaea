"""Letters that reach their person by no way: a human hears of it."""

import json
from datetime import datetime, timedelta
from typing import Final

from core.notifications import letters
from core.notifications.letters import Letter, LetterKind, place_of_letter
from core.partnership.register import Register
from core.ports import Alarm, KeyValueStore
from core.vocabulary import FailureReason

NEWS_LASTS: Final = timedelta(days=14)
"""How long it is tried to tell coordinators that somebody was not reached."""
NOBODY_ASKED: Final = frozenset({LetterKind.LINK_REFUSED})
"""Kinds of which nobody has to hear where they reach nobody."""


async def unreached(
    letter: Letter,
    why: FailureReason,
    *,
    documents: KeyValueStore,
    register: Register,
    now: datetime,
    alarm: Alarm,
) -> None:
    """Owe the coordinators the news that a letter reaches its person by no way; where it is theirs
    the alarm is raised. Twice is as once. Raises LedgerUnavailable.
    """
    if letter.kind in NOBODY_ASKED:
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
        expires_at=now + NEWS_LASTS,
    )
    await letters.owe_each(documents, others, news)
