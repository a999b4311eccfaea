"""Carrying out what is asked of a contact list: one of two wins, and the list counts at once."""

import asyncio
from datetime import timedelta

import pytest

from adapters.clock import MovableClock
from adapters.ledger.sealing.directory_codec import DirectoryCodec
from bot.app.start_up import edition_sync_for
from core.cases.commands import Accept
from core.directory import ContactListLog, CurrentLists, HolderEnded, ListEntry, PersonVerified
from core.directory import commands as a
from core.directory.absences import list_on_day
from core.directory.log import LIST_LOG
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.local_time import local
from core.partnership.list_changes import ListChanged, ListChanges
from core.partnership.register import Partnership, Register
from core.ports import KeyValueStore, LedgerUnavailable
from tests.core.directory.lists import ADA, CEL, COR, DAN, HERE, LEAD, LIST, NOON, TODAY, taken
from tests.core.given import LEILA, MARLOW, MONDAY, NOOR, PRIYA, ROBIN, TOBIN, opening
from tests.core.office import Office

END = a.EndPost(by=COR, post=LEAD, person=CEL, on=TODAY)
POST = "council.family-help.manager"


async def none(_person: str) -> int:
    """Nobody owns anything here."""
    return 0


def process(
    documents: KeyValueStore, roll: ContactListLog | None = None
) -> tuple[ListChanges, Register]:
    """One process, on a collection that others share."""
    following = CurrentLists(roll or ContactListLog(documents, DirectoryCodec()))
    clock = MovableClock(NOON)
    here = Partnership(id=HERE, edition="", directory=LIST)
    register = Register({HERE: here}, [], clock)
    edition_sync = edition_sync_for(documents, register, following=following)
    return ListChanges(following, register, edition_sync, clock, none), register


async def begun(documents: KeyValueStore) -> ContactListLog:
    """A roll with its first list."""
    roll = ContactListLog(documents, DirectoryCodec())
    assert await roll.append(HERE, 0, taken())
    return roll


async def test_of_two_coordinators_who_end_the_same_one_wins(documents: KeyValueStore) -> None:
    """On every database; the other is decided again and told that it has ended already."""
    roll = await begun(documents)
    (one, _), (two, _) = process(documents), process(documents)
    for work in (one, two):
        await work.directory(HERE)  # both have seen the list as it was
    other = a.EndPost(by=DAN, post=LEAD, person=CEL, on=TODAY)
    came = await asyncio.gather(one.carry_out(HERE, END), two.carry_out(HERE, other))
    (lost,) = [one for one in came if isinstance(one, ListRefusal)]
    assert (lost.why, lost.on) == (ListRefusalReason.NOT_THEIRS, TODAY)
    assert len(await roll.read(HERE)) == 2


async def test_of_two_who_change_different_things_both_are_written(
    documents: KeyValueStore,
) -> None:
    """The second is decided on what the first made of the list."""
    roll = await begun(documents)
    (one, _), (two, _) = process(documents), process(documents)
    for work in (one, two):
        await work.directory(HERE)
    verify = a.Verify(by=DAN, person=ADA)
    came = await asyncio.gather(one.carry_out(HERE, END), two.carry_out(HERE, verify))
    assert all(isinstance(one, ListChanged) for one in came)
    made = {type(one.act.changes[0]) for one in (await roll.read(HERE))[1:]}
    assert made == {HolderEnded, PersonVerified}


class AlwaysLate(ContactListLog):
    """Somebody else is first, every time."""

    async def append(self, partnership: str, after: int, act: ListEntry) -> bool:
        """Never the first."""
        return False


async def test_whoever_always_comes_second_is_told_to_try_again(documents: KeyValueStore) -> None:
    """After some tries, rather than never."""
    await begun(documents)
    work, _ = process(documents, AlwaysLate(documents, DirectoryCodec()))
    assert await work.carry_out(HERE, END) == ListRefusal(why=ListRefusalReason.BUSY)


async def test_a_broken_roll_is_not_written_to(documents: KeyValueStore) -> None:
    """It is said, and nothing is lost of what still can be read."""
    await begun(documents)
    await documents.put(LIST_LOG, f"{HERE}/000001", "{}", None)
    work, _ = process(documents)
    assert await work.carry_out(HERE, END) == ListRefusal(why=ListRefusalReason.BROKEN)
    assert await documents.keys(LIST_LOG) == (f"{HERE}/000001",)


async def test_without_a_list_there_is_nothing_to_change(documents: KeyValueStore) -> None:
    """It is said."""
    work, _ = process(documents)
    assert await work.carry_out(HERE, END) == ListRefusal(why=ListRefusalReason.NO_LIST)


async def test_what_was_written_counts_here_at_once(documents: KeyValueStore) -> None:
    """Without waiting for a beat; whoever has left acts no more."""
    await begun(documents)
    work, register = process(documents)
    outcome = await work.carry_out(HERE, END, "Moved on")
    assert isinstance(outcome, ListChanged)
    now = register.directory(HERE)
    assert now is not None
    assert now == list_on_day(outcome.directory, TODAY)
    assert not next(one for one in now.posts if one.id == LEAD).holders
    (_, kept) = await work.history(HERE)
    assert (kept.act.by, kept.act.why, kept.act.at) == (COR, "Moved on", NOON)


async def test_a_database_that_goes_away_after_writing_takes_nothing_back(
    documents: KeyValueStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written, so it is not said to have failed; the next beat takes it up."""
    roll = await begun(documents)
    work, _ = process(documents)

    async def away(*_: object) -> None:
        raise LedgerUnavailable

    monkeypatch.setattr("core.partnership.list_sync.ListSync.take", away)
    assert isinstance(await work.carry_out(HERE, END), ListChanged)
    assert len(await roll.read(HERE)) == 2


async def test_whoever_leaves_cannot_act_and_is_asked_nothing_more() -> None:
    """From that moment on; the buttons they hold do nothing."""
    office = Office()
    await office.keep_list()
    principal = office.principal(ROBIN)
    assert office.register.enrolments(principal)
    today = local(MONDAY).date()
    await office.list_changes.carry_out("hounslow", a.LetLeave(by=NOOR, person=ROBIN, on=today))
    assert office.register.enrolments(principal) == ()
    assert office.register.setting("hounslow").directory.people[ROBIN].channels == ()


async def test_whoever_leaves_on_a_later_day_acts_until_then() -> None:
    """The day itself ends it, without another act."""
    office = Office()
    await office.keep_list()
    principal = office.principal(ROBIN)
    day = local(MONDAY).date() + timedelta(days=2)
    await office.list_changes.carry_out("hounslow", a.LetLeave(by=NOOR, person=ROBIN, on=day))
    office.clock.move_to(MONDAY + timedelta(days=1))
    assert office.register.enrolments(principal)
    office.clock.move_to(MONDAY + timedelta(days=2))
    assert office.register.enrolments(principal) == ()


async def test_a_role_that_no_edition_has_is_refused() -> None:
    """Those of every edition that runs here are known."""
    office = Office()
    await office.keep_list()
    gap = a.DeclareGap(by=NOOR, role="no-such-role", reason="Nobody yet")
    assert await office.list_changes.carry_out("hounslow", gap) == ListRefusal(
        why=ListRefusalReason.NO_ROLE, input="role", about="no-such-role"
    )


async def test_the_open_stages_of_whoever_is_ended_are_counted() -> None:
    """Those they own, not those of the others who are asked."""
    office = Office()
    await office.keep_list()
    case = await office.open(opening())
    today = local(MONDAY).date()
    social_worker = "council.family-help.practitioner"
    ended = a.EndPost(by=NOOR, post=social_worker, person=MARLOW, on=today)
    await office.do(case, Accept(by=MARLOW, stage=case.stage))
    outcome = await office.list_changes.carry_out("hounslow", ended)
    assert isinstance(outcome, ListChanged)
    assert outcome.owned == 1


async def test_whoever_is_asked_next_is_who_holds_the_post_then() -> None:
    """A list that changed between the opening and the lapse counts at the lapse."""
    office = Office()
    await office.keep_list()
    case = await office.open(opening())
    today = local(MONDAY).date()
    for person in (TOBIN, PRIYA):
        ended = a.EndPost(by=NOOR, post=POST, person=person, on=today)
        assert isinstance(await office.list_changes.carry_out("hounslow", ended), ListChanged)
    assert case.due is not None
    await office.fast_forward(to=case.due)
    now = await office.read(case)
    assert now.receiving.asked == (LEILA,)
