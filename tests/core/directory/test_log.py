"""Keeping the roll, on every kind of database: sealed, numbered, written by one at a time."""

import asyncio
import json
from dataclasses import replace

import pytest

from adapters.ledger.sealing.directory_codec import DirectoryCodec
from core.directory import (
    AddressReleased,
    AgencyEntered,
    ContactListLog,
    CoordinatorsNamed,
    CurrentLists,
    GapDeclared,
    GapWithdrawn,
    HolderAppointed,
    ListLogBroken,
    PersonEntered,
    PersonVerified,
    PostEntered,
)
from core.directory.log import LIST_LOG
from core.ports import KeyValueStore
from tests.core.directory.lists import ADA, COR, DOT, HERE, LEAD, LIST, TODAY, act, taken

VERIFIED = act(PersonVerified(person=ADA, on=TODAY))


async def written(documents: KeyValueStore, more: int = 2) -> ContactListLog:
    """A roll with a list and so many acts behind it."""
    roll = ContactListLog(documents, DirectoryCodec())
    assert await roll.append(HERE, 0, taken())
    for number in range(1, more + 1):
        assert await roll.append(HERE, number, VERIFIED)
    return roll


async def test_what_was_written_is_read_again(documents: KeyValueStore) -> None:
    """Word for word, in order, and folded to the list it makes."""
    roll = await written(documents)
    everything = act(
        AgencyEntered(agency=replace(LIST.agencies["trust"], name="Vale NHS Trust")),
        PersonEntered(person=replace(LIST.people[DOT], id="vale.eve", name="Eve")),
        PostEntered(post=replace(LIST.posts[0], title="Team manager")),
        HolderAppointed(post=LEAD, person=DOT, since=TODAY, interim=True),
        AddressReleased(person=DOT, address="dot@elsewhere.example"),
        GapDeclared(role="chair", reason="Vacant"),
        GapWithdrawn(role="lead"),
        CoordinatorsNamed(people=(COR,)),
    )
    assert await roll.append(HERE, 3, everything)
    kept = await roll.read(HERE)
    assert [one.number for one in kept] == [1, 2, 3, 4]
    assert [one.act for one in kept] == [taken(), VERIFIED, VERIFIED, everything]
    directory = await roll.directory(HERE)
    assert directory is not None
    assert directory.people[ADA].verified_on == TODAY
    assert await roll.lengths() == {HERE: 4}


async def test_of_two_who_write_at_once_one_is_told_to_look_again(documents: KeyValueStore) -> None:
    """Nothing of the other is written."""
    roll = await written(documents)
    other = act(PersonVerified(person=DOT, on=TODAY))
    came = await asyncio.gather(roll.append(HERE, 3, VERIFIED), roll.append(HERE, 3, other))
    assert sorted(came) == [False, True]
    assert len(await roll.read(HERE)) == 4
    assert not await roll.append(HERE, 9, other)


async def test_an_act_that_was_changed_afterwards_breaks_the_roll(documents: KeyValueStore) -> None:
    """Its own seal no longer fits, or that of the next one."""
    roll = await written(documents)
    place = f"{HERE}/000002"
    paper = json.loads(await documents.get(LIST_LOG, place) or "")
    await documents.put(
        LIST_LOG, place, json.dumps({**paper, "body": paper["body"].replace("ada", "ben")}), None
    )
    with pytest.raises(ListLogBroken, match="changed after"):
        await roll.read(HERE)


@pytest.mark.parametrize("text", ["{}", "no paper", '{"body":"{}","previous":"","seal":""}'])
async def test_an_act_that_cannot_be_read_breaks_the_roll(
    documents: KeyValueStore, text: str
) -> None:
    """And says which, never what stood in it."""
    roll = await written(documents)
    await documents.put(LIST_LOG, f"{HERE}/000003", text, None)
    with pytest.raises(ListLogBroken, match=f"act 3 of {HERE}"):
        await roll.read(HERE)
    if text != '{"body":"{}","previous":"","seal":""}':
        with pytest.raises(ListLogBroken):
            await roll.append(HERE, 3, VERIFIED)


async def test_an_act_that_is_missing_breaks_the_roll(documents: KeyValueStore) -> None:
    """In the middle for everybody; at the end for whoever has read it before."""
    roll = await written(documents)
    known = (await roll.read(HERE))[-1]
    await documents.remove(LIST_LOG, f"{HERE}/000003")
    with pytest.raises(ListLogBroken, match="missing"):
        await roll.read(HERE, known)
    await written_again(roll)
    await documents.remove(LIST_LOG, f"{HERE}/000002")
    with pytest.raises(ListLogBroken, match="missing"):
        await roll.read(HERE)


async def written_again(roll: ContactListLog) -> None:
    """The third act anew."""
    assert await roll.append(HERE, 2, VERIFIED)


async def test_a_roll_replaced_from_its_beginning_is_noticed_by_whoever_follows_it(
    documents: KeyValueStore,
) -> None:
    """A chain that holds in itself is not the chain that was read before."""
    roll = await written(documents)
    following = CurrentLists(roll)
    before = await following.stand(HERE)
    assert before is not None
    for number in (1, 2, 3):
        await documents.remove(LIST_LOG, f"{HERE}/{number:06d}")
    assert await roll.append(HERE, 0, taken(replace(LIST, coordinators=(DOT,))))
    for number in (1, 2, 3):
        assert await roll.append(HERE, number, VERIFIED)
    with pytest.raises(ListLogBroken, match="changed after"):
        await following.stand(HERE)


async def test_whoever_follows_reads_only_what_is_new(documents: KeyValueStore) -> None:
    """And has the same list as whoever reads everything."""
    roll = await written(documents)
    following = CurrentLists(roll)
    first = await following.stand(HERE)
    assert await following.stand(HERE) is first
    assert await roll.append(HERE, 3, act(HolderAppointed(post=LEAD, person=DOT, since=TODAY)))
    second = await following.stand(HERE)
    assert second is not None
    assert second.last.number == 4
    assert second.directory == await roll.directory(HERE)
    assert await following.stand("elsewhere") is None
