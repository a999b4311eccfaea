"""Carrying out what is asked of a contact list: one of two wins, and the list counts at once."""

import asyncio
from datetime import timedelta

import pytest

from adapters.clock import MovableClock
from adapters.ledger.sealing.directory_codec import RollPaper
from bot.app.start_up import uptake_for
from core.cases.commands import Accept
from core.directory import Act, Following, HolderEnded, PersonVerified, Roll
from core.directory import commands as a
from core.directory.absences import present
from core.directory.log import ROLL
from core.directory.refusals import Denial, Objection
from core.local_time import local
from core.partnership.list_changes import Changed, Rollwork
from core.partnership.register import Partnership, Register
from core.ports import Cabinet, LedgerUnavailable
from tests.core.directory.lists import ADA, CEL, COR, DAN, HERE, LEAD, LIST, NOON, TODAY, taken
from tests.core.given import LEILA, MARLOW, MONDAY, NOOR, PRIYA, ROBIN, TOBIN, opening
from tests.core.office import Office

END = a.EndPost(by=COR, post=LEAD, person=CEL, on=TODAY)
POST = "council.family-help.manager"


async def none(_person: str) -> int:
    """Nobody owns anything here."""
    return 0


def process(cabinet: Cabinet, roll: Roll | None = None) -> tuple[Rollwork, Register]:
    """One process, on a drawer that others share."""
    following = Following(roll or Roll(cabinet, RollPaper()))
    clock = MovableClock(NOON)
    here = Partnership(id=HERE, edition="", directory=LIST)
    register = Register({HERE: here}, [], clock)
    uptake = uptake_for(cabinet, register, following=following)
    return Rollwork(following, register, uptake, clock, none), register


async def begun(cabinet: Cabinet) -> Roll:
    """A roll with its first list."""
    roll = Roll(cabinet, RollPaper())
    assert await roll.write(HERE, 0, taken())
    return roll


async def test_of_two_coordinators_who_end_the_same_one_wins(cabinet: Cabinet) -> None:
    """On every database; the other is decided again and told that it has ended already."""
    roll = await begun(cabinet)
    (one, _), (two, _) = process(cabinet), process(cabinet)
    for work in (one, two):
        await work.directory(HERE)  # both have seen the list as it was
    other = a.EndPost(by=DAN, post=LEAD, person=CEL, on=TODAY)
    came = await asyncio.gather(one.carry_out(HERE, END), two.carry_out(HERE, other))
    (lost,) = [one for one in came if isinstance(one, Denial)]
    assert (lost.why, lost.on) == (Objection.NOT_THEIRS, TODAY)
    assert len(await roll.read(HERE)) == 2


async def test_of_two_who_change_different_things_both_are_written(cabinet: Cabinet) -> None:
    """The second is decided on what the first made of the list."""
    roll = await begun(cabinet)
    (one, _), (two, _) = process(cabinet), process(cabinet)
    for work in (one, two):
        await work.directory(HERE)
    verify = a.Verify(by=DAN, person=ADA)
    came = await asyncio.gather(one.carry_out(HERE, END), two.carry_out(HERE, verify))
    assert all(isinstance(one, Changed) for one in came)
    made = {type(one.act.changes[0]) for one in (await roll.read(HERE))[1:]}
    assert made == {HolderEnded, PersonVerified}


class AlwaysLate(Roll):
    """Somebody else is first, every time."""

    async def write(self, partnership: str, after: int, act: Act) -> bool:
        """Never the first."""
        return False


async def test_whoever_always_comes_second_is_told_to_try_again(cabinet: Cabinet) -> None:
    """After some tries, rather than never."""
    await begun(cabinet)
    work, _ = process(cabinet, AlwaysLate(cabinet, RollPaper()))
    assert await work.carry_out(HERE, END) == Denial(why=Objection.BUSY)


async def test_a_broken_roll_is_not_written_to(cabinet: Cabinet) -> None:
    """It is said, and nothing is lost of what still can be read."""
    await begun(cabinet)
    await cabinet.put(ROLL, f"{HERE}/000001", "{}")
    work, _ = process(cabinet)
    assert await work.carry_out(HERE, END) == Denial(why=Objection.BROKEN)
    assert await cabinet.keys(ROLL) == (f"{HERE}/000001",)


async def test_without_a_list_there_is_nothing_to_change(cabinet: Cabinet) -> None:
    """It is said."""
    work, _ = process(cabinet)
    assert await work.carry_out(HERE, END) == Denial(why=Objection.NO_LIST)


async def test_what_was_written_counts_here_at_once(cabinet: Cabinet) -> None:
    """Without waiting for a beat; whoever has left acts no more."""
    await begun(cabinet)
    work, register = process(cabinet)
    outcome = await work.carry_out(HERE, END, "Moved on")
    assert isinstance(outcome, Changed)
    now = register.directory(HERE)
    assert now is not None
    assert now == present(outcome.directory, TODAY)
    assert not next(one for one in now.posts if one.id == LEAD).holders
    (_, kept) = await work.history(HERE)
    assert (kept.act.by, kept.act.why, kept.act.at) == (COR, "Moved on", NOON)


async def test_a_database_that_goes_away_after_writing_takes_nothing_back(
    cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is written, so it is not said to have failed; the next beat takes it up."""
    roll = await begun(cabinet)
    work, _ = process(cabinet)

    async def away(*_: object) -> None:
        raise LedgerUnavailable

    monkeypatch.setattr("core.partnership.list_sync.ListUptake.take", away)
    assert isinstance(await work.carry_out(HERE, END), Changed)
    assert len(await roll.read(HERE)) == 2


async def test_whoever_leaves_cannot_act_and_is_asked_nothing_more() -> None:
    """From that moment on; the buttons they hold do nothing."""
    office = Office()
    await office.keep_list()
    principal = office.principal(ROBIN)
    assert office.register.enrolments(principal)
    today = local(MONDAY).date()
    await office.rollwork.carry_out("hounslow", a.LetLeave(by=NOOR, person=ROBIN, on=today))
    assert office.register.enrolments(principal) == ()
    assert office.register.setting("hounslow").directory.people[ROBIN].channels == ()


async def test_whoever_leaves_on_a_later_day_acts_until_then() -> None:
    """The day itself ends it, without another act."""
    office = Office()
    await office.keep_list()
    principal = office.principal(ROBIN)
    day = local(MONDAY).date() + timedelta(days=2)
    await office.rollwork.carry_out("hounslow", a.LetLeave(by=NOOR, person=ROBIN, on=day))
    office.clock.move_to(MONDAY + timedelta(days=1))
    assert office.register.enrolments(principal)
    office.clock.move_to(MONDAY + timedelta(days=2))
    assert office.register.enrolments(principal) == ()


async def test_the_open_stages_of_whoever_is_ended_are_counted() -> None:
    """Those they own, not those of the others who are asked."""
    office = Office()
    await office.keep_list()
    case = await office.open(opening())
    today = local(MONDAY).date()
    social_worker = "council.family-help.practitioner"
    ended = a.EndPost(by=NOOR, post=social_worker, person=MARLOW, on=today)
    await office.do(case, Accept(by=MARLOW, stage=case.stage))
    outcome = await office.rollwork.carry_out("hounslow", ended)
    assert isinstance(outcome, Changed)
    assert outcome.owned == 1


async def test_whoever_is_asked_next_is_who_holds_the_post_then() -> None:
    """A list that changed between the opening and the lapse counts at the lapse."""
    office = Office()
    await office.keep_list()
    case = await office.open(opening())
    today = local(MONDAY).date()
    for person in (TOBIN, PRIYA):
        ended = a.EndPost(by=NOOR, post=POST, person=person, on=today)
        assert isinstance(await office.rollwork.carry_out("hounslow", ended), Changed)
    assert case.due is not None
    await office.fast_forward(to=case.due)
    now = await office.read(case)
    assert now.receiving.asked == (LEILA,)
