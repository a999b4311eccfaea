"""Policies and contact lists as they run: loaded from files, kept in the ledger, pinned by cases.

An edition that a case began under is kept for good. A file with faults changes nothing: the edition
that ran before runs on, and the faults are reported.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from adapters.bank_holidays import calendar_for
from core.calendar import Calendar
from core.directory import Directory
from core.policy import Policy
from core.ports import Cabinet, Clock
from core.register import Partnership, Register
from policies.directories import load_directory
from policies.fault import Fault
from policies.loader import LoadedPolicy, load_policy

EDITIONS: Final = "edition"
CURRENT: Final = "current-edition"
DIRECTORIES: Final = "directory"
READ_OTHERWISE: Final = (
    "This kept edition reads otherwise than when cases began under it. They go on under it as it "
    "reads now; tell whoever maintains Concord."
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's name and text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Shelves:
    """The register, and every fault of the files it was asked to load."""

    register: Register
    faults: tuple[Fault, ...] = field(default=())


async def open_shelves(
    cabinet: Cabinet,
    clock: Clock,
    policies: Iterable[Source],
    directories: Mapping[str, Source],
    closures: Mapping[str, Mapping[date, str]] | None = None,
) -> Shelves:
    """Load everything that runs here. ``directories`` and ``closures`` are by partnership id."""
    faults: list[Fault] = []
    for file in policies:
        loaded = load_policy(file.text, file.name)
        if isinstance(loaded, tuple):
            faults.extend(loaded)
            continue
        await cabinet.put(EDITIONS, loaded.digest, file.text)
        await cabinet.put(CURRENT, loaded.policy.partnership, loaded.digest)
    editions, unsound = await _editions(cabinet)
    faults.extend(unsound)
    running: dict[str, Partnership] = {}
    for partnership in await cabinet.keys(CURRENT):
        digest = await cabinet.get(CURRENT, partnership)
        policy = editions.get(digest or "")
        if policy is None or digest is None:
            continue
        source = directories.get(partnership)
        directory, wrong = await _directory(cabinet, partnership, source, policy)
        faults.extend(wrong)
        if directory is None:
            continue
        closed = {**directory.closures, **(closures or {}).get(partnership, {})}
        running[partnership] = Partnership(
            id=partnership,
            edition=digest,
            directory=directory,
            calendar=_calendar(policy, closed),
        )
    return Shelves(Register(running, editions, clock), tuple(faults))


async def _editions(cabinet: Cabinet) -> tuple[dict[str, Policy], tuple[Fault, ...]]:
    """Every edition ever activated here, by digest, and what is wrong with any of them: a case
    stands still where its edition cannot be read, and somebody must hear of it.
    """
    editions: dict[str, Policy] = {}
    faults: list[Fault] = []
    for digest in await cabinet.keys(EDITIONS):
        name = f"edition {digest[:12]}"
        loaded = load_policy(await cabinet.get(EDITIONS, digest) or "", name)
        if not isinstance(loaded, LoadedPolicy):
            faults.extend(loaded)
            continue
        editions[digest] = loaded.policy
        if loaded.digest != digest:
            faults.append(Fault(name, 1, "", READ_OTHERWISE))
    return editions, tuple(faults)


async def _directory(
    cabinet: Cabinet, partnership: str, source: Source | None, policy: Policy
) -> tuple[Directory | None, tuple[Fault, ...]]:
    """The contact list from its file, or the one that ran before where the file has faults."""
    faults: tuple[Fault, ...] = ()
    if source is not None:
        loaded = load_directory(source.text, source.name, policy)
        if isinstance(loaded, Directory):
            await cabinet.put(DIRECTORIES, partnership, source.text)
            return loaded, ()
        faults = loaded
    kept = await cabinet.get(DIRECTORIES, partnership)
    if kept is None:
        missing = Fault(
            partnership, 1, "directory", "There is no contact list; name one in the settings."
        )
        return None, faults or (missing,)
    earlier = load_directory(kept, partnership, policy)
    if isinstance(earlier, Directory):
        return earlier, faults
    return None, faults or earlier


def _calendar(policy: Policy, closures: Mapping[date, str]) -> Calendar:
    return calendar_for(
        policy.jurisdiction,
        closures=closures,
        opens=policy.office_opens,
        closes=policy.office_closes,
    )
