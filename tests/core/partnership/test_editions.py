"""Editions: kept for good, put into force by two coordinators, once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.directory.model import Directory
from core.partnership import editions
from core.partnership import wording as say
from core.partnership.editions import ApprovalReason, ApprovalRefused, Approved, InForce
from core.partnership.setting import Edition
from core.policy.model import Policy
from core.ports import KeyValueStore
from policies.policy_files.loader import policy_to_json
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.core.given import HOUNSLOW, IMOGEN, MERRICK, MONDAY, NOOR

HERE = "hounslow"
PEOPLE = replace(HOUNSLOW.directory, coordinators=(NOOR, MERRICK, IMOGEN))
LATER = replace(HOUNSLOW.policy, edition="The next one")


async def proposed(documents: KeyValueStore, policy: Policy = HOUNSLOW.policy) -> Edition:
    """An edition that is kept and waits."""
    digest = await editions.store_edition(documents, policy_to_json(policy))
    await editions.propose(documents, HERE, digest, MONDAY)
    return Edition(digest=digest, policy=policy, calendar=HOUNSLOW.calendar)


async def approved(
    documents: KeyValueStore, edition: Edition, person: str, people: Directory = PEOPLE
) -> editions.Outcome:
    """What comes of one person's approval."""
    return await editions.approve(documents, edition, person, people, MONDAY)


async def test_one_approval_is_kept_and_puts_nothing_into_force() -> None:
    """It says who has approved and who still could."""
    documents = MemoryKeyValueStore()
    edition = await proposed(documents)
    came = await approved(documents, edition, NOOR)
    assert isinstance(came, Approved)
    assert [one.person for one in came.approvals] == [NOOR]
    assert came.left == (MERRICK, IMOGEN)
    here = await editions.edition_status(documents, HERE)
    assert here.in_force is None
    assert here.waiting is not None
    assert [(x.person, x.at, x.digest) for x in here.waiting.approvals] == [
        (NOOR, MONDAY, edition.digest)
    ]


async def test_the_same_person_twice_counts_once() -> None:
    """However often they press, one other person has to agree; the first time is on record."""
    documents = MemoryKeyValueStore()
    edition = await proposed(documents)
    for hours in range(3):
        at = MONDAY + timedelta(hours=hours)
        came = await editions.approve(documents, edition, NOOR, PEOPLE, at)
        assert isinstance(came, Approved)
        assert [(one.person, one.at) for one in came.approvals] == [(NOOR, MONDAY)]


async def test_two_coordinators_put_an_edition_into_force() -> None:
    """By whom and when is kept, and nothing waits any more."""
    documents = MemoryKeyValueStore()
    edition = await proposed(documents)
    await approved(documents, edition, NOOR)
    came = await approved(documents, edition, MERRICK)
    assert isinstance(came, InForce)
    here = await editions.edition_status(documents, HERE)
    assert here.in_force == came.activation
    assert (came.activation.number, came.activation.digest) == (1, edition.digest)
    assert (came.activation.at, set(came.activation.by)) == (MONDAY, {NOOR, MERRICK})
    assert here.waiting is None
    assert await editions.activation_counts(documents) == {HERE: 1}


@pytest.mark.parametrize("people", [(NOOR, MERRICK), (NOOR, MERRICK, IMOGEN)])
async def test_those_who_approve_at_the_same_moment_put_it_into_force_once(
    documents: KeyValueStore, people: tuple[str, ...]
) -> None:
    """On every database: at least one of them hears that it is in force, and it is so once."""
    edition = await proposed(documents)
    came = await asyncio.gather(*(approved(documents, edition, one) for one in people))
    in_force = [one.activation for one in came if isinstance(one, InForce)]
    assert in_force
    assert len(set(in_force)) == 1
    assert await editions.activation_counts(documents) == {HERE: 1}
    here = await editions.edition_status(documents, HERE)
    assert here.in_force == in_force[0]
    assert {*in_force[0].by} <= {one.person for one in here.approvals} <= set(people)
    assert len(in_force[0].by) >= 2


async def test_of_two_editions_approved_at_once_one_is_in_force(documents: KeyValueStore) -> None:
    """The other one's approvals do not reach over: it would replace an edition nobody compared."""
    first = await proposed(documents)
    await approved(documents, first, NOOR)
    second = await proposed(documents, LATER)
    await approved(documents, second, IMOGEN)
    assert isinstance(await approved(documents, second, MERRICK), InForce)
    assert await approved(documents, first, MERRICK) == ApprovalRefused(
        why=ApprovalReason.NOT_WAITING
    )
    await editions.propose(documents, HERE, first.digest, MONDAY)
    again = await approved(documents, first, MERRICK)
    assert isinstance(again, Approved)
    assert [one.person for one in again.approvals] == [MERRICK]
    here = await editions.edition_status(documents, HERE)
    assert [one.digest for one in here.activations] == [second.digest]


async def test_only_who_is_a_coordinator_now_counts() -> None:
    """Nobody else can approve, and the approval of one who has left the list is not counted."""
    documents = MemoryKeyValueStore()
    edition = await proposed(documents)
    denied = await approved(documents, edition, "hounslow.robin-haverstock")
    assert denied == ApprovalRefused(why=ApprovalReason.NOT_COORDINATOR)
    await approved(documents, edition, NOOR)
    without = replace(PEOPLE, coordinators=(MERRICK, IMOGEN))
    came = await approved(documents, edition, MERRICK, without)
    assert isinstance(came, Approved)
    assert came.left == (IMOGEN,)


async def test_an_edition_whose_roles_reach_nobody_is_refused() -> None:
    """At the first approval and again at the second; each post is named, and nothing is kept."""
    documents = MemoryKeyValueStore()
    edition = await proposed(documents)
    vacant = replace(
        PEOPLE, posts=tuple(one for one in PEOPLE.posts if "director" not in one.roles)
    )
    came = await approved(documents, edition, NOOR, vacant)
    assert isinstance(came, ApprovalRefused)
    assert came.why is ApprovalReason.NOT_READY
    sentences = "\n".join(say.outcome(came, edition.policy, vacant))
    assert HOUNSLOW.policy.role("director").title in sentences
    assert "declare the gap" in sentences
    assert (await editions.edition_status(documents, HERE)).approvals == ()
    await approved(documents, edition, NOOR)
    second = await approved(documents, edition, MERRICK, vacant)
    assert isinstance(second, ApprovalRefused)
    assert second.why is ApprovalReason.NOT_READY
    assert (await editions.edition_status(documents, HERE)).in_force is None


async def test_a_declared_gap_does_not_stand_in_the_way() -> None:
    """A vacancy with its reason is known; the coordinators are told whenever it matters."""
    documents = MemoryKeyValueStore()
    edition = await proposed(documents)
    vacant = replace(
        PEOPLE,
        posts=tuple(one for one in PEOPLE.posts if "director" not in one.roles),
        gaps={**PEOPLE.gaps, "director": "The post is vacant until January."},
    )
    assert isinstance(await approved(documents, edition, NOOR, vacant), Approved)
    assert isinstance(await approved(documents, edition, MERRICK, vacant), InForce)


async def test_going_back_to_an_earlier_edition_takes_two_new_approvals() -> None:
    """What was approved once does not come into force again by itself."""
    documents = MemoryKeyValueStore()
    first = await proposed(documents)
    for person in (NOOR, MERRICK):
        await approved(documents, first, person)
    second = await proposed(documents, LATER)
    for person in (NOOR, IMOGEN):
        await approved(documents, second, person)
    await proposed(documents)
    assert isinstance(await approved(documents, first, NOOR), Approved)
    assert isinstance(await approved(documents, first, MERRICK), InForce)
    here = await editions.edition_status(documents, HERE)
    assert [one.digest for one in here.activations] == [first.digest, second.digest, first.digest]


async def test_a_second_press_after_a_crash_completes_what_was_approved() -> None:
    """Two approvals and no activation, because the machine stopped in between: nothing is lost."""
    documents = MemoryKeyValueStore()
    edition = await proposed(documents)
    await approved(documents, edition, NOOR)
    await approved(documents, edition, MERRICK)
    await documents.remove(editions.ACTIVATIONS, f"{HERE}/000001")
    assert isinstance(await approved(documents, edition, MERRICK), InForce)


async def test_settings_that_name_the_edition_in_force_end_the_wait_of_their_own_only() -> None:
    """A file put back is no proposal any more; what a coordinator proposed goes on waiting."""
    documents = MemoryKeyValueStore()
    edition = await proposed(documents)
    for person in (NOOR, MERRICK):
        await approved(documents, edition, person)
    await proposed(documents, LATER)
    assert (await editions.propose(documents, HERE, edition.digest, MONDAY)).waiting is None
    digest = await editions.store_edition(documents, policy_to_json(LATER))
    await editions.propose(documents, HERE, digest, MONDAY, NOOR)
    waits = (await editions.propose(documents, HERE, edition.digest, MONDAY)).waiting
    assert waits is not None
    assert (waits.digest, waits.proposed_by) == (digest, NOOR)


async def test_what_is_kept_is_what_it_is_called_by() -> None:
    """An edition's name is the SHA-256 of what is kept; anything else is not handed out."""
    documents = MemoryKeyValueStore()
    edition = await proposed(documents)
    assert await editions.stored_edition(documents, edition.digest) == policy_to_json(
        HOUNSLOW.policy
    )
    assert edition.digest == HOUNSLOW.edition
    assert await editions.stored_edition(documents, "0" * 64) is None
    await documents.put(editions.EDITIONS, edition.digest, policy_to_json(LATER), None)
    with pytest.raises(editions.NotAsKeptError):
        await editions.stored_edition(documents, edition.digest)
