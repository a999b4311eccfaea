"""A matter beside a case on every ledger: two records, one press, whatever happens in between."""

import asyncio

import pytest

from adapters.clock import MovableClock
from adapters.randomness import SystemRandomness
from core.cases.casework import Casework, Done
from core.cases.commands import TakeRoute
from core.cases.folding.evolve import fold
from core.cases.record.ledger import Appended, Batch, Collision, Duplicate, Ledger, Superseded
from core.partnership.setting import Setting
from core.ports import LedgerUnavailable
from tests.core.cases.ladder.test_linked_cases import ANN, here, take
from tests.core.given import MONDAY, small_opening

Appending = Appended | Collision | Duplicate | Superseded


class DiesAt:
    """The ledger, and at the given writing the process is gone: before it, or just after it."""

    def __init__(self, ledger: Ledger, writing: int, *, after: bool) -> None:
        self._ledger = ledger
        self._left = writing
        self._after = after

    async def read(self, case: str) -> object:
        """What stands in the record."""
        return await self._ledger.read(case)

    async def append(self, batch: Batch) -> Appending:
        """Written, or not, and then nobody hears of it."""
        self._left -= 1
        if self._left == 0 and not self._after:
            raise LedgerUnavailable("killed before")
        written = await self._ledger.append(batch)
        if self._left == 0:
            raise LedgerUnavailable("killed after")
        return written


def casework(ledger: Ledger) -> Casework:
    """Casework on a ledger, at a time that stands still."""
    clock = MovableClock(MONDAY)

    def settings(partnership: str, edition: str) -> Setting:
        assert partnership == "small"
        return here().at(clock.now())

    return Casework(ledger, settings, clock, SystemRandomness())


async def opened(ledger: Ledger) -> str:
    """A case, by its id."""
    command = small_opening(reference=SystemRandomness().reference())
    outcome = await casework(ledger).open("small", command, "opening")
    assert isinstance(outcome, Done)
    return outcome.case.id


def press() -> TakeRoute:
    """What one press of Submit asks for; the reference is drawn anew each time."""
    return take(reference=SystemRandomness().reference())


async def stands(ledger: Ledger, case_id: str) -> None:
    """There is one matter, the case says so once, and each names the other."""
    case = fold(await ledger.read(case_id))
    assert case is not None
    assert await ledger.verify(case_id) is None
    (link,) = case.links
    matter = fold(await ledger.read(link.matter))
    assert matter is not None
    assert (matter.parent, matter.reference) == (case_id, link.reference)
    assert set(await ledger.cases_in("small")) == {case_id, matter.id}
    assert matter.id in await ledger.cases_of(ANN)


@pytest.mark.parametrize("writing", [1, 2])
@pytest.mark.parametrize("after", [False, True])
async def test_a_press_that_was_cut_short_is_finished_by_pressing_again(
    ledger: Ledger, writing: int, *, after: bool
) -> None:
    """Killed before or after either of the two writings, the same press leaves the same two."""
    case_id = await opened(ledger)
    dying = casework(DiesAt(ledger, writing, after=after))  # type: ignore[arg-type]
    with pytest.raises(LedgerUnavailable):
        await dying.beside(case_id, press(), "token")
    outcome = await casework(ledger).beside(case_id, press(), "token")
    assert isinstance(outcome, Done)
    await stands(ledger, case_id)


async def test_the_same_press_twice_at_once_begins_one_matter(ledger: Ledger) -> None:
    """A platform that sends a submission twice, to two processes."""
    case_id = await opened(ledger)
    await asyncio.gather(*(casework(ledger).beside(case_id, press(), "token") for _ in range(3)))
    await stands(ledger, case_id)
