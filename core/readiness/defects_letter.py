"""The letter that tells each coordinator the defects of the contact list, in words."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.cards import Button, Buttons, Card, Press, Style, Text, Tone
from core.cases.wording.labels import LABEL
from core.directory.model import Directory
from core.notifications.letters import Letters
from core.outbox import Letter
from core.readiness import wording as say
from core.vocabulary import Action, LetterKind

MAX_LINES_IN_LETTER: Final = 8
"""Lines in one letter; its button shows the rest."""
LETTER_EXPIRES_AFTER: Final = timedelta(days=7)


async def owe_defects_letter(  # noqa: PLR0917 - what a letter is made of
    letters: Letters,
    directory: Directory,
    lines: Sequence[str],
    total: int,
    key: str,
    now: datetime,
) -> int:
    """Owe every coordinator this list; return to how many it is new. ``key`` names the occasion, so
    that each is owed once, whichever process owes it.
    """
    about = json.dumps({"lines": list(lines[:MAX_LINES_IN_LETTER]), "total": total}, sort_keys=True)
    letter = Letter(
        key=f"fix-list/{directory.partnership}/{key}",
        partnership=directory.partnership,
        kind=LetterKind.FIX_LIST,
        about=about,
        owed_at=now,
        expires_at=now + LETTER_EXPIRES_AFTER,
    )
    return await letters.owe_each(directory.coordinators, letter)


def defects_card(letter: Letter, directory: Directory) -> Card:
    """Return the letter's card. Pure."""
    paper = json.loads(letter.about)
    lines, total = paper["lines"], paper["total"]
    title = say.defects_heading(total)
    button = Button(
        label=LABEL[Action.TO_MEND],
        press=Press(action=Action.TO_MEND, target=f"{letter.partnership}:1"),
        style=Style.PRIMARY,
    )
    more = (Text(say.and_more(total - len(lines)), Tone.QUIET),) if total > len(lines) else ()
    return Card(
        title=title,
        summary=title,
        blocks=(
            Text(directory.name, Tone.QUIET),
            *(Text(line) for line in lines),
            *more,
            Buttons((button,)),
        ),
    )
