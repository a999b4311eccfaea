"""Editions of policies: stored for good, proposed, approved by two coordinators, put into force.

All data is in collections of the key-value store, shared by several processes. What must happen
once is written with ``add``, which tells the second writer that it was not first, and is never
changed. An approval counts for one change of edition: the next change needs two new approvals.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.directory.model import Directory
from core.partnership.setting import Edition
from core.ports import Collection, KeyValueStore
from core.routing.gaps import MESSAGING_PLATFORMS, Gap, gaps
from core.vocabulary import Platform

EDITIONS: Final = Collection("edition", str, None)
"""Canonical JSON by its SHA-256: what a case is pinned to can always be proved."""
APPROVALS_NEEDED: Final = 2
"""Number of different coordinators who have to approve."""
SETTINGS: Final = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A coordinator's approval of one edition."""

    person: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """An edition put into force."""

    number: int = 0
    """Counts a partnership's activations, from 1."""
    digest: str
    at: datetime
    by: tuple[str, ...]
    """Ids of the people who approved it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedEdition:
    """An edition that a settings file or a person proposed."""

    digest: str
    since: datetime
    proposed_by: str


WAITING: Final = Collection("waiting-edition", ProposedEdition, None)
"""What is proposed, by partnership."""
APPROVALS: Final = Collection("edition-approval", Approval, None)
ACTIVATIONS: Final = Collection("edition-activation", Activation, None)
"""What was put into force, by partnership and number, which counts from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingEdition:
    """An edition proposed and not yet in force, with who has approved it so far."""

    digest: str
    since: datetime
    proposed_by: str
    """A person's id, or ``settings`` for a file in the settings."""
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionStatus:
    """A partnership's activations, oldest first, its approvals, and the edition that waits."""

    partnership: str
    activations: tuple[Activation, ...] = ()
    approvals: tuple[Approval, ...] = ()
    """Every approval ever given, oldest first."""
    waiting: WaitingEdition | None = None

    @property
    def in_force(self) -> Activation | None:
        """Return the latest activation, or None."""
        return self.activations[-1] if self.activations else None


class ApprovalReason(StrEnum):
    """Why an approval is refused."""

    NOT_WAITING = "not_waiting"
    NOT_COORDINATOR = "not_coordinator"
    NOT_READY = "not_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRefused:
    """The approval was refused and not stored."""

    why: ApprovalReason
    gaps: tuple[Gap, ...] = ()
    """The policy's roles that reach nobody, to be filled first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The approval is stored; another coordinator has to approve too."""

    approvals: tuple[Approval, ...]
    left: tuple[str, ...]
    """The coordinators who have not approved yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """Enough coordinators have approved: the edition is in force."""

    activation: Activation


Outcome = ApprovalRefused | Approved | InForce


class NotAsKeptError(ValueError):
    """The text stored under a digest does not have this digest."""


async def store_edition(documents: KeyValueStore, text: str) -> str:
    """Store an edition's canonical JSON for good. Return its digest."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    await documents.add(EDITIONS, digest, text, None)
    return digest


async def stored_edition(documents: KeyValueStore, digest: str) -> str | None:
    """Return an edition's canonical JSON; None if it is not stored. Raises NotAsKeptError."""
    text = await documents.get(EDITIONS, digest)
    if text is not None and hashlib.sha256(text.encode()).hexdigest() != digest:
        raise NotAsKeptError(digest)
    return text


async def propose(
    documents: KeyValueStore, partnership: str, digest: str, now: datetime, by: str = SETTINGS
) -> EditionStatus:
    """Propose a stored edition for approval; it replaces another that waits. If ``settings``
    proposes the edition in force, an edition that it proposed before no longer waits.
    """
    here = await edition_status(documents, partnership)
    waits = here.waiting
    if here.in_force and here.in_force.digest == digest:
        if waits and waits.proposed_by == SETTINGS and by == SETTINGS:
            await documents.remove(WAITING, partnership)
    elif waits is None or waits.digest != digest:
        proposal = ProposedEdition(digest=digest, since=now, proposed_by=by)
        await documents.put(WAITING, partnership, proposal, None)
    return await edition_status(documents, partnership)


async def approve(  # noqa: PLR0917 - whose yes, to what, and what it is judged by
    documents: KeyValueStore,
    edition: Edition,
    person: str,
    directory: Directory,
    now: datetime,
    sends: frozenset[Platform] = MESSAGING_PLATFORMS,
) -> Outcome:
    """Record a coordinator's approval of the waiting edition, and put it into force if it is the
    second. ``sends`` are the platforms on which Concord can message people.

    The gaps are checked at each approval. A person counts once, and only if a coordinator now;
    concurrent approvals put the edition into force once.
    """
    partnership, digest = edition.policy.partnership, edition.digest
    here = await edition_status(documents, partnership)
    if here.in_force and here.in_force.digest == digest:
        return InForce(activation=here.in_force)
    if here.waiting is None or here.waiting.digest != digest:
        return ApprovalRefused(why=ApprovalReason.NOT_WAITING)
    if person not in directory.coordinators:
        return ApprovalRefused(why=ApprovalReason.NOT_COORDINATOR)
    if missing := gaps(edition.policy, directory, sends):
        return ApprovalRefused(why=ApprovalReason.NOT_READY, gaps=missing)
    place = _place(partnership, len(here.activations) + 1)
    yes = Approval(person=person, at=now, digest=digest)
    await documents.add(APPROVALS, f"{place}/{digest}/{person}", yes, None)
    given = await _approvals(documents, f"{place}/{digest}/")
    counted = tuple(one for one in given if one.person in directory.coordinators)
    if len(counted) < APPROVALS_NEEDED:
        have = {one.person for one in counted}
        left = tuple(one for one in directory.coordinators if one not in have)
        return Approved(approvals=counted, left=left)
    return await _put_into_force(documents, place, digest, counted, now)


async def _put_into_force(
    documents: KeyValueStore,
    place: str,
    digest: str,
    approvals: tuple[Approval, ...],
    now: datetime,
) -> Outcome:
    """Write the activation, or find that somebody else has meanwhile: this edition, or another."""
    by = tuple(one.person for one in approvals)
    await documents.add(ACTIVATIONS, place, Activation(digest=digest, at=now, by=by), None)
    activation = await _activation(documents, place)
    if activation is None or activation.digest != digest:
        return ApprovalRefused(why=ApprovalReason.NOT_WAITING)
    return InForce(activation=activation)


async def edition_status(documents: KeyValueStore, partnership: str) -> EditionStatus:
    """Return the status of a partnership's editions."""
    begins = f"{partnership}/"
    read = [await _activation(documents, one) for one in await documents.keys(ACTIVATIONS, begins)]
    activations = tuple(one for one in read if one is not None)
    approvals = await _approvals(documents, begins)
    now = f"{_place(partnership, len(activations) + 1)}/"
    current = await _approvals(documents, now) if approvals else ()
    return EditionStatus(
        partnership=partnership,
        activations=activations,
        approvals=approvals,
        waiting=await _waiting(documents, partnership, activations, current),
    )


async def _waiting(
    documents: KeyValueStore,
    partnership: str,
    activations: tuple[Activation, ...],
    approvals: tuple[Approval, ...],
) -> WaitingEdition | None:
    """What is proposed, unless it has come into force since."""
    proposal = await documents.get(WAITING, partnership)
    if proposal is None or (activations and activations[-1].digest == proposal.digest):
        return None
    return WaitingEdition(
        digest=proposal.digest,
        since=proposal.since,
        proposed_by=proposal.proposed_by,
        approvals=tuple(one for one in approvals if one.digest == proposal.digest),
    )


async def activation_counts(documents: KeyValueStore) -> dict[str, int]:
    """Return the number of activations by partnership; cheap to poll."""
    last = [place.rpartition("/") for place in await documents.last_keys(ACTIVATIONS)]
    return {partnership: int(number) for partnership, _, number in last}


async def activation_digest(documents: KeyValueStore, partnership: str, number: int) -> str:
    """Return the digest of a partnership's activation with this number, or ""."""
    found = await _activation(documents, _place(partnership, number))
    return found.digest if found else ""


async def proposed(documents: KeyValueStore) -> tuple[str, ...]:
    """Return the ids of all partnerships with an edition waiting or ever in force, sorted."""
    return tuple(sorted({*await documents.keys(WAITING), *await activation_counts(documents)}))


async def _activation(documents: KeyValueStore, place: str) -> Activation | None:
    found = await documents.get(ACTIVATIONS, place)
    return replace(found, number=int(place.rpartition("/")[2])) if found else None


async def _approvals(documents: KeyValueStore, begins: str) -> tuple[Approval, ...]:
    found: list[Approval] = []
    for place in await documents.keys(APPROVALS, begins):
        approval = await documents.get(APPROVALS, place)
        found += [approval] if approval else []
    return _oldest_first(found)


def _oldest_first(approvals: Iterable[Approval]) -> tuple[Approval, ...]:
    return tuple(sorted(approvals, key=lambda one: (one.at, one.person)))


def _place(partnership: str, number: int) -> str:
    """Return the key of an activation, zero-padded so that keys sort as numbers do."""
    return f"{partnership}/{number:06d}"
