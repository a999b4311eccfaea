"""Letters: what people must be told beside any case. Owed for good, sent until told or given up.

A case's messages are owed by its events; a letter is owed by the directory: a code, a question
whether somebody is still in post, a list of what to mend. It waits in a drawer that all processes
share, and is taken from there by whoever sends it.
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
LETTERS: Final = Collection("letter", str, None)
"""Letters that wait to be sent."""
TOLD: Final = Collection("letter-told", str, _KNOWN)
"""What became of those that were sent: when, where to, and the letter."""
MISSED: Final = Collection("letter-missed", str, _KNOWN)
"""What became of those that were given up: when and why, in codes."""


class LetterKind(StrEnum):
    """Why a letter is owed; the wording has its sentences."""

    LINK_CODE = "link_code"
    """A code to the address on the list, for whoever wants to link a chat to it."""
    LINK_WISH = "link_wish"
    """To the agency's administrators: somebody wants to be linked and has no address on the list."""
    LINK_DONE = "link_done"
    """To the ways a person was reached before: another was added or took its place."""
    STILL_YOU = "still_you"
    """The monthly question whether what stands on the list is right."""
    FIX_LIST = "fix_list"
    """To coordinators: what on the contact list wants mending."""
    LINK_WELCOME = "link_welcome"
    """To an account that was linked by somebody else: whom Concord takes it for."""
    LINK_REFUSED = "link_refused"
    """To an account that asked to be linked: nobody could say whose it is."""
    NOT_REACHED = "not_reached"
    """To coordinators: a letter reached somebody by no way."""
    NOT_CONFIRMED = "not_confirmed"
    """To coordinators: somebody has not said for two weeks that an account is still theirs."""
    CHANNEL_GONE = "channel_gone"
    """To coordinators: an account was closed, and its person is not reached there any more."""
    REPLY_CAME = "reply_came"
    """To coordinators: somebody answered a message by e-mail, which nobody reads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one person."""

    key: str
    """Unique for all time: the same letter is never owed twice."""
    partnership: str
    person: str = ""
    """"" for an account on no list, which has to have its channel given; and where it is for several,
    see ``owe_each``.
    """
    kind: LetterKind
    about: str = ""
    """What its card is made from: a code, an id, or JSON; never anything of a case's subject."""
    channel: Channel | None = None
    """Only there; None: wherever the person is reached, one way after the other."""
    owed_at: datetime
    expires_at: datetime
    """Not worth sending after this; a human is told where somebody had to know."""


async def owe(documents: KeyValueStore, letter: Letter) -> bool:
    """Owe a letter; False, and nothing changed, where it is or was owed already."""
    if await ended(documents, letter.key):
        return False
    return await documents.add(LETTERS, letter.key, written(letter), None)


async def owe_each(documents: KeyValueStore, people: Iterable[str], letter: Letter) -> int:
    """Owe the same letter to each of some people, its key ending in whose it is; how many were
    owed that were not before.
    """
    theirs = (replace(letter, key=f"{letter.key}/{one}", person=one) for one in people)
    return sum([await owe(documents, one) for one in theirs])


async def ended(documents: KeyValueStore, key: str) -> bool:
    """Whether a letter was told or given up."""
    return (
        await documents.get(TOLD, key) is not None or await documents.get(MISSED, key) is not None
    )


def place_of_letter(key: str) -> str:
    """Stands for a letter in what may come back by itself, as an e-mail can: ``digest:0``, where the
    messages of cases are numbered from 1. Tells nothing of the key.
    """
    return f"{sha256(key.encode()).hexdigest()[:32]}:0"


async def told_at(documents: KeyValueStore, key: str) -> datetime | None:
    """When a letter was taken by a platform; None while it was not."""
    told = await documents.get(TOLD, key)
    return datetime.fromisoformat(json.loads(told)["at"]) if told else None


def written(letter: Letter) -> str:
    """A letter as it is kept."""
    there = letter.channel
    return json.dumps(
        {
            "key": letter.key,
            "partnership": letter.partnership,
            "person": letter.person,
            "kind": letter.kind.value,
            "about": letter.about,
            "channel": channel_written(there) if there else None,
            "owed_at": letter.owed_at.isoformat(),
            "expires_at": letter.expires_at.isoformat(),
        },
        sort_keys=True,
    )


def read(text: str) -> Letter:
    """A kept letter. Raises ValueError or KeyError where it is none."""
    paper = json.loads(text)
    there = paper["channel"]
    return Letter(
        key=paper["key"],
        partnership=paper["partnership"],
        person=paper["person"],
        kind=LetterKind(paper["kind"]),
        about=paper["about"],
        channel=channel_read(there) if there else None,
        owed_at=datetime.fromisoformat(paper["owed_at"]),
        expires_at=datetime.fromisoformat(paper["expires_at"]),
    )


def channel_written(channel: Channel) -> list[str]:
    """A channel as it is kept: platform, tenant, user."""
    return [channel.platform.value, channel.tenant, channel.user]


def channel_read(kept: list[str]) -> Channel:
    """A kept channel. Raises ValueError where it is none."""
    platform, tenant, user = kept
    return Channel(platform=Platform(platform), tenant=tenant, user=user)
