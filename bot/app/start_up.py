"""Loads policies and contact lists at start-up: proposes files, opens the editions in force.

Every edition that a case began under is kept. A sound file in the settings only proposes its
edition; two coordinators activate it. A file with faults changes nothing: what ran before stays in
use, and the faults are reported.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from typing import Final

from adapters.bank_holidays import calendar_for
from adapters.ledger.sealing.directory_codec import DirectoryCodec
from bot.app.start_lists import StartList, contact_list
from bot.settings.files import SourceFile
from core.directory import ContactListLog, CurrentLists
from core.directory.model import Directory
from core.partnership import editions
from core.partnership.edition_sync import EditionSync, OpenEdition
from core.partnership.editions import EDITIONS, EditionStatus, NotAsKeptError
from core.partnership.list_sync import ListSync
from core.partnership.register import Partnership, Register
from core.partnership.setting import Edition
from core.policy.calendar import Calendar
from core.policy.model import Policy
from core.ports import Clock, KeyValueStore
from policies.policy_files.loader import load_policy, policy_from_json, policy_to_json
from policies.yaml_reading.fault import Fault

NOT_READABLE: Final = (
    "This kept edition cannot be read any more, and the cases that began under it stand still. "
    "Restore the database from a backup, or tell whoever maintains Concord."
)
TWO_PROPOSED: Final = (
    "{other} proposes another edition for the same partnership. This file's waits for approval; "
    "take one of the two out of the settings."
)
Closures = Mapping[str, Mapping[date, str]]
"""Local closure days, by partnership."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartUp:
    """The register, its sync, and every fault of the files that were loaded."""

    register: Register
    edition_sync: EditionSync
    standings: tuple[EditionStatus, ...] = ()
    """Status of each partnership's editions, in the order of partnership ids."""
    faults: tuple[Fault, ...] = field(default=())
    differing: Mapping[str, str] = field(default_factory=dict[str, str])
    """By partnership, the file in the settings whose list differs from the one in use."""


async def load_partnerships(
    documents: KeyValueStore,
    clock: Clock,
    policies: Iterable[SourceFile],
    directories: Mapping[str, SourceFile],
    closures: Closures | None = None,
) -> StartUp:
    """Propose every sound policy file, import first contact lists, open every kept edition.

    ``directories`` and ``closures`` are by partnership id.
    """
    faults = await _propose(documents, clock, policies)
    known, unsound = await _editions(documents)
    faults.extend(unsound)
    standings: list[EditionStatus] = []
    here: dict[str, Partnership] = {}
    following = CurrentLists(ContactListLog(documents, DirectoryCodec()))
    lists: dict[str, StartList] = {}
    for partnership in await editions.proposed(documents):
        standing = await editions.edition_status(documents, partnership)
        own = [one for one in known.values() if one.partnership == partnership]
        source = directories.get(partnership)
        listed = await contact_list(documents, following, clock, partnership, source, own)
        lists[partnership] = listed
        faults.extend(listed.faults)
        standings.append(standing)
        if listed.directory is None:
            continue
        present = standing.in_force.digest if standing.in_force else ""
        sound = present if present in known else ""
        here[partnership] = Partnership(id=partnership, edition=sound, directory=listed.directory)
    ready = [
        _opened_edition(digest, policy, here[policy.partnership].directory, closures)
        for digest, policy in known.items()
        if policy.partnership in here
    ]
    register = Register(here, ready, clock)
    return StartUp(
        register=register,
        edition_sync=edition_sync_for(documents, register, closures, following),
        standings=tuple(standings),
        faults=tuple(faults),
        differing={key: one.differs for key, one in lists.items() if one.differs},
    )


def edition_sync_for(
    documents: KeyValueStore,
    register: Register,
    closures: Closures | None = None,
    following: CurrentLists | None = None,
) -> EditionSync:
    """Return what syncs a register with the editions and contact lists in a key-value store."""
    following = following or CurrentLists(ContactListLog(documents, DirectoryCodec()))
    return EditionSync(
        documents, register, edition_opener(closures), ListSync(documents, register, following)
    )


def edition_opener(closures: Closures | None = None) -> OpenEdition:
    """Return a function that opens kept editions, with these closure days added to the list's
    own.
    """

    def open_edition(digest: str, text: str, directory: Directory) -> Edition:
        return _opened_edition(digest, policy_from_json(text), directory, closures)

    return open_edition


def _opened_edition(
    digest: str, policy: Policy, directory: Directory, closures: Closures | None
) -> Edition:
    closed = {**directory.closures, **(closures or {}).get(directory.partnership, {})}
    days = tuple(sorted(closed.items()))
    hours = (policy.office_opens, policy.office_closes)
    return Edition(
        digest=digest, policy=policy, calendar=_calendar(policy.jurisdiction, days, *hours)
    )


@cache
def _calendar(
    jurisdiction: str, closed: tuple[tuple[date, str], ...], opens: time, closes: time
) -> Calendar:
    """Build a calendar once for all editions that count days alike: it is slow."""
    return calendar_for(jurisdiction, closures=dict(closed), opens=opens, closes=closes)


async def _propose(
    documents: KeyValueStore, clock: Clock, policies: Iterable[SourceFile]
) -> list[Fault]:
    """Keep the edition of each sound file, propose what is not in force, and return the faults of
    the others. The file of the edition in force may come with that of the next one.
    """
    faults: list[Fault] = []
    files: dict[str, dict[str, str]] = {}
    for file in policies:
        loaded = load_policy(file.text, file.name, bases=file.bases)
        if isinstance(loaded, tuple):
            faults.extend(loaded)
            continue
        digest = await editions.store_edition(documents, policy_to_json(loaded.policy))
        files.setdefault(loaded.policy.partnership, {})[digest] = file.name
    for partnership, names in files.items():
        present = (await editions.edition_status(documents, partnership)).in_force
        new = [digest for digest in names if present is None or digest != present.digest]
        if len(new) > 1:
            two = TWO_PROPOSED.format(other=names[new[0]])
            faults.append(Fault(names[new[-1]], 1, "", two))
        await editions.propose(documents, partnership, [*names, *new][-1], clock.now())
    return faults


async def _editions(documents: KeyValueStore) -> tuple[dict[str, Policy], tuple[Fault, ...]]:
    """Return every kept edition by digest, and the faults of those that cannot be read: the cases
    of such an edition cannot go on, so somebody must be told.
    """
    known: dict[str, Policy] = {}
    faults: list[Fault] = []
    for digest in await documents.keys(EDITIONS):
        try:
            known[digest] = policy_from_json(await editions.stored_edition(documents, digest) or "")
        except (NotAsKeptError, ValueError):
            faults.append(Fault(f"edition {digest[:12]}", 1, "", NOT_READABLE))
    return known, tuple(faults)
