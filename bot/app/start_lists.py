"""Loads contact lists at start-up from their log, which a file in the settings may begin.

The log is the truth. A file in the settings is imported only while all entries are from the
settings; afterwards it would undo what people did, so it is reported and not applied (decision
0023).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from core.directory import CurrentLists, ListEntry, ListLogBroken, ListTaken, SealedListEntry
from core.directory.log import CurrentList
from core.directory.model import Directory
from core.policy.model import Policy
from core.ports import Clock, Collection, KeyValueStore, VaultRefused
from policies.contact_list_files.loader import load_directory
from policies.yaml_reading.fault import Fault

EARLIER_LISTS_COLLECTION: Final = Collection("directory", str, None)
"""The text of each list, as versions before the contact-list log kept it."""
SETTINGS: Final = "settings"
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
    try:
        current = await following.stand(partnership)
        earlier: ListEntry | None = None
        if current is None:
            found = await _entry_from_earlier_version(documents, partnership, own, clock)
            earlier, unsound = found

        def decide(now: CurrentList | None) -> ListEntry | None:
            entries = now.entries if now else ()
            return _entry_to_import(loaded, source, entries, clock) or (None if now else earlier)

        act = await following.write(partnership, decide)
    except (ListLogBroken, VaultRefused):
        return StartList(faults=(*faults, Fault(partnership, 1, "directory", BROKEN)))
    stand = await following.stand(partnership)
    if stand is None or stand.directory is None:
        missing = Fault(partnership, 1, "directory", NO_LIST)
        return StartList(faults=faults or unsound or (missing,))
    otherwise = source is not None and not faults and act is None and differs(source, stand.entries)
    name = source.name if source and otherwise else ""
    return StartList(directory=stand.directory, faults=faults, differs=name)


def digest_of(text: str) -> str:
    """Return a digest that shows whether a file changed since its import."""
    return hashlib.sha256(text.encode()).hexdigest()


def differs(source: NamedText, acts: Sequence[SealedListEntry]) -> bool:
    """Return whether a file in the settings differs both from what the settings gave last and from
    the list imported last.
    """
    lists = [
        (one.act.by, change.digest)
        for one in acts
        for change in one.act.changes
        if isinstance(change, ListTaken)
    ]
    given = [digest for by, digest in lists if by == SETTINGS]
    return digest_of(source.text) not in {*given[-1:], *(digest for _, digest in lists[-1:])}


def _entry_to_import(
    loaded: Directory | tuple[Fault, ...],
    source: NamedText | None,
    acts: Sequence[SealedListEntry],
    clock: Clock,
) -> ListEntry | None:
    """Return an entry that imports the whole file, if it changed and only the settings ever wrote;
    else None.
    """
    untouched = all(one.act.by == SETTINGS for one in acts)
    if source is None or isinstance(loaded, tuple) or not untouched or not differs(source, acts):
        return None
    return _import_entry(loaded, source.name, source.text, FROM_A_FILE, clock)


async def _entry_from_earlier_version(
    documents: KeyValueStore, partnership: str, own: Sequence[Policy], clock: Clock
) -> tuple[ListEntry | None, tuple[Fault, ...]]:
    text = await documents.get(EARLIER_LISTS_COLLECTION, partnership)
    if text is None:
        return None, ()
    found = load_directory(text, partnership, *own)
    if isinstance(found, tuple):
        return None, found
    return _import_entry(found, partnership, text, FROM_EARLIER_VERSION, clock), ()


def _import_entry(directory: Directory, name: str, text: str, why: str, clock: Clock) -> ListEntry:
    taken = ListTaken(directory=directory, source=name, digest=digest_of(text))
    return ListEntry(at=clock.now(), by=SETTINGS, why=why, changes=(taken,))
