"""Letters: messages to people that belong to no case, owed until told or given up.

The events of a case owe its messages; the directory owes letters: a code, the monthly question, a
list of defects. A letter waits in a collection that all processes share until one of them sends it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from core.directory.model import Channel
from core.ports import Collection, KeyValueStore
from core.vocabulary import Platform

_KNOWN: Final = timedelta(days=400)
"""How long it is known that a letter has ended: longer than the period of any."""
LETTERS_WAITING: Final = Collection("letter", str, None)
"""Letters that wait to be sent."""
LETTERS_TOLD: Final = Collection("letter-told", str, _KNOWN)
"""Letters that were sent: when, where to, and the letter."""
LETTERS_MISSED: Final = Collection("letter-missed", str, _KNOWN)
"""Letters that were given up: when and why, in codes."""


class LetterKind(StrEnum):
    """Why a letter is owed; the wording has the sentences."""

    LINK_CODE = "link_code"
    """A code to the address on the list, for the person who asks to link an account to it."""
    LINK_WISH = "link_wish"
    """To the agency's administrators: somebody without an address on the list asks to be linked."""
    LINK_DONE = "link_done"
    """To a person's earlier channels: another was added or replaced one."""
    STILL_YOU = "still_you"
    """The monthly question whether the entry on the list is right."""
    FIX_LIST = "fix_list"
    """To coordinators: the defects of the contact list."""
    LINK_WELCOME = "link_welcome"
    """To an account that somebody else linked: who Concord takes it for."""
    LINK_REFUSED = "link_refused"
    """To an account that asked to be linked: nobody could say whose it is."""
    NOT_REACHED = "not_reached"
    """To coordinators: a letter reached somebody on no channel."""
    NOT_CONFIRMED = "not_confirmed"
    """To coordinators: somebody has not confirmed an account as theirs for two weeks."""
    CHANNEL_GONE = "channel_gone"
    """To coordinators: an account was closed, and its person is no longer reached there."""
    REPLY_CAME = "reply_came"
    """To coordinators: somebody replied to a message by e-mail, which nobody reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one person."""

    key: str
    """Unique for all time: the same letter is never owed twice."""
    partnership: str
    person: str = ""
    """Empty for an account on no list, which must have a channel, and for a letter to several
    people, see ``owe_each``.
    """
    kind: LetterKind
    about: str = ""
    """What its card is made from: a code, an id, or JSON; never anything about a case's subject."""
    channel: Channel | None = None
    """The only channel to use; None: each channel of the person in turn."""
    owed_at: datetime
    expires_at: datetime
    """Not sent after this; a human is told if the person had to know."""


async def owe(documents: KeyValueStore, letter: Letter) -> bool:
    """Owe a letter. Return False, and change nothing, if it is or was owed already."""
    if await is_told_or_given_up(documents, letter.key):
        return False
    return await documents.add(LETTERS_WAITING, letter.key, letter_to_json(letter), None)


async def owe_each(documents: KeyValueStore, people: Iterable[str], letter: Letter) -> int:
    """Owe each of these people the letter, its key ending in their id; return how many letters are
    new.
    """
    theirs = (replace(letter, key=f"{letter.key}/{one}", person=one) for one in people)
    return sum([await owe(documents, one) for one in theirs])


async def is_told_or_given_up(documents: KeyValueStore, key: str) -> bool:
    """Whether a letter was told or given up."""
    return (
        await documents.get(LETTERS_TOLD, key) is not None
        or await documents.get(LETTERS_MISSED, key) is not None
    )


def place_of_letter(key: str) -> str:
    """Return a name for a letter in e-mails, which may bounce: ``digest:0``, while messages of
    cases are numbered from 1. It reveals nothing of the key.
    """
    return f"{sha256(key.encode()).hexdigest()[:32]}:0"


async def told_at(documents: KeyValueStore, key: str) -> datetime | None:
    """Return when a platform took a letter; None if none has."""
    told = await documents.get(LETTERS_TOLD, key)
    return datetime.fromisoformat(json.loads(told)["at"]) if told else None


def letter_to_json(letter: Letter) -> str:
    """Return a letter as stored JSON."""
    there = letter.channel
    return json.dumps(
        {
            "key": letter.key,
            "partnership": letter.partnership,
            "person": letter.person,
            "kind": letter.kind.value,
            "about": letter.about,
            "channel": channel_to_list(there) if there else None,
            "owed_at": letter.owed_at.isoformat(),
            "expires_at": letter.expires_at.isoformat(),
        },
        sort_keys=True,
    )


def letter_from_json(text: str) -> Letter:
    """Read a stored letter. Raises ValueError or KeyError if it is not one."""
    paper = json.loads(text)
    there = paper["channel"]
    return Letter(
        key=paper["key"],
        partnership=paper["partnership"],
        person=paper["person"],
        kind=LetterKind(paper["kind"]),
        about=paper["about"],
        channel=channel_from_list(there) if there else None,
        owed_at=datetime.fromisoformat(paper["owed_at"]),
        expires_at=datetime.fromisoformat(paper["expires_at"]),
    )


def channel_to_list(channel: Channel) -> list[str]:
    """Return a channel as stored: platform, tenant, user."""
    return [channel.platform.value, channel.tenant, channel.user]


def channel_from_list(kept: list[str]) -> Channel:
    """Read a stored channel. Raises ValueError if it is not one."""
    platform, tenant, user = kept
    return Channel(platform=Platform(platform), tenant=tenant, user=user)
