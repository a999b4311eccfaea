"""Editions of policies: kept for good, proposed, approved by two coordinators, put into force.

All of it lies in the cabinet, in drawers that several processes share. What must happen once is
written with ``add``, where the second of two is told that it was not first; nothing that was
written so is ever changed. An approval counts towards one change of edition: once that edition or
another is in force, the next change needs two approvals of its own.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from core.directory.model import Directory
from core.partnership.setting import Edition
from core.ports import Cabinet
from core.routing.gaps import MESSAGED, Gap, gaps
from core.vocabulary import Platform

EDITIONS: Final = "edition"
"""Canonical JSON by its SHA-256: what a case is pinned to can always be proved."""
WAITING: Final = "waiting-edition"
"""What is proposed, by partnership."""
APPROVALS: Final = "edition-approval"
ACTIVATIONS: Final = "edition-activation"
"""What was put into force, by partnership and number, which counts from 1."""
NEEDED: Final = 2
"""How many different coordinators have to approve."""
SETTINGS: Final = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A coordinator's yes to one edition."""

    person: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """An edition put into force."""

    number: int
    """Counts a partnership's activations, from 1."""
    digest: str
    at: datetime
    by: tuple[str, ...]
    """Who approved it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An edition proposed and not yet in force, with who has approved it so far."""

    digest: str
    since: datetime
    proposed_by: str
    """A person's id, or ``settings`` where a file in the settings proposes it."""
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a partnership stands: what was put into force, latest last, and what waits."""

    partnership: str
    activations: tuple[Activation, ...] = ()
    approvals: tuple[Approval, ...] = ()
    """Every approval ever given, oldest first."""
    waiting: Waiting | None = None

    @property
    def in_force(self) -> Activation | None:
        """The latest activation."""
        return self.activations[-1] if self.activations else None


class Hindrance(StrEnum):
    """Why an approval is not taken."""

    NOT_WAITING = "not_waiting"
    NOT_COORDINATOR = "not_coordinator"
    NOT_READY = "not_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """The approval was not taken, and why; nothing is kept of it."""

    why: Hindrance
    gaps: tuple[Gap, ...] = ()
    """Whom to supply first, where the policy's roles reach nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The approval is kept; somebody else still has to."""

    approvals: tuple[Approval, ...]
    left: tuple[str, ...]
    """The coordinators who have not approved yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """Enough have approved: the edition is in force, once, whoever came first."""

    activation: Activation


Outcome = Denied | Approved | InForce


class NotAsKeptError(ValueError):
    """What is kept under a digest is not what it names."""


async def keep(cabinet: Cabinet, text: str) -> str:
    """Keep an edition's canonical JSON for good; returns its digest."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    await cabinet.add(EDITIONS, digest, text)
    return digest


async def kept(cabinet: Cabinet, digest: str) -> str | None:
    """An edition's canonical JSON, None where it is not kept here. Raises NotAsKeptError."""
    text = await cabinet.get(EDITIONS, digest)
    if text is not None and hashlib.sha256(text.encode()).hexdigest() != digest:
        raise NotAsKeptError(digest)
    return text


async def propose(
    cabinet: Cabinet, partnership: str, digest: str, now: datetime, by: str = SETTINGS
) -> Standing:
    """Let a kept edition wait for approval. One that waits already goes on waiting; proposing what
    is in force ends the wait of what the settings had proposed.
    """
    here = await standing(cabinet, partnership)
    waits = here.waiting
    if here.in_force and here.in_force.digest == digest:
        if waits and waits.proposed_by == SETTINGS and by == SETTINGS:
            await cabinet.remove(WAITING, partnership)
    elif waits is None or waits.digest != digest:
        paper = {"digest": digest, "since": now.isoformat(), "proposed_by": by}
        await cabinet.put(WAITING, partnership, _written(paper))
    return await standing(cabinet, partnership)


async def approve(  # noqa: PLR0917 - whose yes, to what, and what it is judged by
    cabinet: Cabinet,
    edition: Edition,
    person: str,
    directory: Directory,
    now: datetime,
    sends: frozenset[Platform] = MESSAGED,
) -> Outcome:
    """Take a coordinator's yes to the edition that waits; ``sends`` is where this Concord can
    message somebody.

    Whether its roles reach somebody is looked at again each time. The same person twice counts
    once; two at the same moment put it into force once. Only who is a coordinator now counts.
    """
    partnership, digest = edition.policy.partnership, edition.digest
    here = await standing(cabinet, partnership)
    if here.in_force and here.in_force.digest == digest:
        return InForce(activation=here.in_force)
    if here.waiting is None or here.waiting.digest != digest:
        return Denied(why=Hindrance.NOT_WAITING)
    if person not in directory.coordinators:
        return Denied(why=Hindrance.NOT_COORDINATOR)
    if missing := gaps(edition.policy, directory, sends):
        return Denied(why=Hindrance.NOT_READY, gaps=missing)
    place = _place(partnership, len(here.activations) + 1)
    paper = {"person": person, "at": now.isoformat(), "digest": digest}
    await cabinet.add(APPROVALS, f"{place}/{digest}/{person}", _written(paper))
    given = await _approvals(cabinet, f"{place}/{digest}/")
    counted = tuple(one for one in given if one.person in directory.coordinators)
    if len(counted) < NEEDED:
        have = {one.person for one in counted}
        left = tuple(one for one in directory.coordinators if one not in have)
        return Approved(approvals=counted, left=left)
    return await _put_into_force(cabinet, place, digest, counted, now)


async def _put_into_force(
    cabinet: Cabinet, place: str, digest: str, approvals: tuple[Approval, ...], now: datetime
) -> Outcome:
    """Write the activation, or find that somebody else has meanwhile: this edition, or another."""
    by = [one.person for one in approvals]
    paper = {"digest": digest, "at": now.isoformat(), "by": by}
    await cabinet.add(ACTIVATIONS, place, _written(paper))
    activation = await _activation(cabinet, place)
    if activation is None or activation.digest != digest:
        return Denied(why=Hindrance.NOT_WAITING)
    return InForce(activation=activation)


async def standing(cabinet: Cabinet, partnership: str) -> Standing:
    """Where a partnership stands now."""
    begins = f"{partnership}/"
    places = [one for one in await cabinet.keys(ACTIVATIONS) if one.startswith(begins)]
    read = [await _activation(cabinet, one) for one in places]
    activations = tuple(one for one in read if one is not None)
    approvals = await _approvals(cabinet, begins)
    now = f"{_place(partnership, len(activations) + 1)}/"
    current = await _approvals(cabinet, now) if approvals else ()
    return Standing(
        partnership=partnership,
        activations=activations,
        approvals=approvals,
        waiting=await _waiting(cabinet, partnership, activations, current),
    )


async def _waiting(
    cabinet: Cabinet,
    partnership: str,
    activations: tuple[Activation, ...],
    approvals: tuple[Approval, ...],
) -> Waiting | None:
    """What is proposed, unless it has come into force since."""
    text = await cabinet.get(WAITING, partnership)
    if text is None:
        return None
    paper = json.loads(text)
    digest: str = paper["digest"]
    if activations and activations[-1].digest == digest:
        return None
    return Waiting(
        digest=digest,
        since=datetime.fromisoformat(paper["since"]),
        proposed_by=paper["proposed_by"],
        approvals=tuple(one for one in approvals if one.digest == digest),
    )


async def activated(cabinet: Cabinet) -> dict[str, int]:
    """How many activations each partnership has had: what a process compares, at the cost of one
    look into a drawer.
    """
    latest: dict[str, int] = {}
    for place in await cabinet.keys(ACTIVATIONS):  # sorted, so that the last one stays
        partnership, _, number = place.rpartition("/")
        latest[partnership] = int(number)
    return latest


async def in_force(cabinet: Cabinet, partnership: str, number: int) -> str:
    """Digest of a partnership's activation with this number, or ""."""
    found = await _activation(cabinet, _place(partnership, number))
    return found.digest if found else ""


async def proposed(cabinet: Cabinet) -> tuple[str, ...]:
    """Every partnership that was ever proposed an edition, sorted."""
    return tuple(sorted({*await cabinet.keys(WAITING), *await activated(cabinet)}))


async def _activation(cabinet: Cabinet, place: str) -> Activation | None:
    text = await cabinet.get(ACTIVATIONS, place)
    if text is None:
        return None
    paper = json.loads(text)
    return Activation(
        number=int(place.rpartition("/")[2]),
        digest=paper["digest"],
        at=datetime.fromisoformat(paper["at"]),
        by=tuple(paper["by"]),
    )


async def _approvals(cabinet: Cabinet, begins: str) -> tuple[Approval, ...]:
    places = (one for one in await cabinet.keys(APPROVALS) if one.startswith(begins))
    texts = [await cabinet.get(APPROVALS, one) for one in places]
    return _oldest_first(_approval(json.loads(one)) for one in texts if one)


def _approval(paper: dict[str, Any]) -> Approval:
    at = datetime.fromisoformat(paper["at"])
    return Approval(person=paper["person"], at=at, digest=paper["digest"])


def _oldest_first(approvals: Iterable[Approval]) -> tuple[Approval, ...]:
    return tuple(sorted(approvals, key=lambda one: (one.at, one.person)))


def _place(partnership: str, number: int) -> str:
    """Where a partnership's activation stands: padded, so that keys sort as numbers do."""
    return f"{partnership}/{number:06d}"


def _written(paper: dict[str, Any]) -> str:
    return json.dumps(paper, sort_keys=True, separators=(",", ":"))
