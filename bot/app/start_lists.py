"""Loads contact lists at start-up from their log, which a file in the settings may begin.

The log is the truth. A file in the settings is imported only while all entries are from the
settings; afterwards it would undo what people did, so it is reported and not applied (decision
0023).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from core.directory import CurrentLists, ListLogBroken, SealedListEntry
from core.directory.commands import SETTINGS, TakeList
from core.directory.decide import digest_differs
from core.directory.model import Directory
from core.policy.model import Policy
from core.ports import Clock, Collection, KeyValueStore, VaultRefused
from policies.contact_list_files.loader import load_directory
from policies.yaml_reading.fault import Fault

EARLIER_LISTS_COLLECTION: Final = Collection("directory", str, None)
"""The text of each list, as versions before the contact-list log kept it."""
FROM_A_FILE: Final = "file_in_the_settings"
FROM_EARLIER_VERSION: Final = "kept_by_an_earlier_concord"
NO_LIST: Final = "There is no contact list; name one in the settings."
BROKEN: Final = (
    "The record of this contact list cannot be read, so this partnership does not run. Restore the "
    "database from a backup, or tell whoever maintains Concord."
)


class NamedText(Protocol):
    """A file's name and text."""

    @property
    def name(self) -> str:
        """Name to show to people."""
        ...

    @property
    def text(self) -> str:
        """The whole text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StartList:
    """A partnership's contact list, the faults of its file, and whether the file differs from
    it.
    """

    directory: Directory | None = None
    faults: tuple[Fault, ...] = ()
    differs: str = ""
    """Name of the file in the settings that was changed and not imported; "" if there is none."""


async def contact_list(  # noqa: PLR0917 - what it is read from
    documents: KeyValueStore,
    following: CurrentLists,
    clock: Clock,
    partnership: str,
    source: NamedText | None,
    own: Sequence[Policy],
) -> StartList:
    """Return the list from its log; a first one is imported from its file, or from where an earlier
    version of Concord kept it. A file with faults changes nothing.

    Posts may fill the roles of any edition kept here: cases go on under earlier editions, and a
    proposed edition needs its people before it can be activated.
    """
    loaded = load_directory(source.text, source.name, *own) if source else ()
    faults = loaded if isinstance(loaded, tuple) else ()
    unsound: tuple[Fault, ...] = ()
    command, why = None, FROM_A_FILE
    if source is not None and not isinstance(loaded, tuple):
        command = _take(loaded, source.name, source.text)
    try:
        if command is None and await following.stand(partnership) is None:
            command, unsound = await _from_earlier_version(documents, partnership, own)
            why = FROM_EARLIER_VERSION
        if command is not None:
            await following.carry_out(partnership, command, why=why, now=clock.now())
        stand = await following.stand(partnership)
    except (ListLogBroken, VaultRefused):
        return StartList(faults=(*faults, Fault(partnership, 1, "directory", BROKEN)))
    if stand is None or stand.directory is None:
        missing = Fault(partnership, 1, "directory", NO_LIST)
        return StartList(faults=faults or unsound or (missing,))
    otherwise = source is not None and not faults and differs(source, stand.entries)
    name = source.name if source and otherwise else ""
    return StartList(directory=stand.directory, faults=faults, differs=name)


def digest_of(text: str) -> str:
    """Return a digest that shows whether a file changed since its import."""
    return hashlib.sha256(text.encode()).hexdigest()


def differs(source: NamedText, acts: Iterable[SealedListEntry]) -> bool:
    """Return whether a file in the settings is one that the list has not taken."""
    return digest_differs(digest_of(source.text), [one.act for one in acts])


async def _from_earlier_version(
    documents: KeyValueStore, partnership: str, own: Sequence[Policy]
) -> tuple[TakeList | None, tuple[Fault, ...]]:
    text = await documents.get(EARLIER_LISTS_COLLECTION, partnership)
    if text is None:
        return None, ()
    found = load_directory(text, partnership, *own)
    if isinstance(found, tuple):
        return None, found
    return _take(found, partnership, text, after=0), ()


def _take(directory: Directory, name: str, text: str, after: int | None = None) -> TakeList:
    return TakeList(
        by=SETTINGS, directory=directory, source=name, digest=digest_of(text), after=after
    )
