"""Nobody answers: every stage of each of the five policies lapses in turn, and people are told."""

from datetime import datetime

import pytest

from core.cases.events import ContactTold, StageEntered, StageLapsed
from core.local_time import local
from core.vocabulary import Purpose
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.office import CANARIES, Colleague, Office, office

RAISERS = {
    "hounslow": ("marlow-winstead", "person:hounslow.robin-haverstock"),
    "wandsworth": ("alma-fothergill", "person:wandsworth.willa-ashcombe"),
    "halton": ("ada-pemberly", "person:halton.sorrel-whitcombe"),
    "tri-borough": ("cressida-marlowe-hunt", "person:tri-borough.roisin-featherstone"),
    "hillingdon": ("celandine-hurst", "person:hillingdon.merryn-oakeshott"),
}
"""For each policy: who raises it on Slack, and whom on Teams it is about."""

REVERSED = {
    "hounslow": ("robin-haverstock", "person:hounslow.marlow-winstead"),
    "wandsworth": ("willa-ashcombe", "person:wandsworth.alma-fothergill"),
    "halton": ("sorrel-whitcombe", "person:halton.ada-pemberly"),
    "tri-borough": ("roisin-featherstone", "person:tri-borough.cressida-marlowe-hunt"),
    "hillingdon": ("merryn-oakeshott", "person:hillingdon.celandine-hurst"),
}
"""The same the other way round: raised on Teams."""

WAYS = [(policy, *pair) for table in (RAISERS, REVERSED) for policy, pair in table.items()]


@pytest.mark.parametrize(("policy", "raiser", "with_whom"), WAYS)
async def test_every_stage_lapses_to_the_last_and_everybody_is_told(
    policy: str, raiser: str, with_whom: str
) -> None:
    """Each lapse messages both next-stage contacts on their own platform and tells the raiser."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), policy) as here:
        colleague = here[raiser]
        await colleague.raise_concern(with_whom)
        await here.settle()
        reference = (await here.case()).reference
        ladder = here.setting.policy.ladder
        for stage, above in zip(ladder, (*ladder[1:], None), strict=True):
            case = await here.case()
            assert case.stage == stage.id
            assert case.due is not None
            await here.until(case.due)
            lapse = (await here.events(StageLapsed))[-1]
            assert lapse.stage == stage.id
            assert not lapse.marked_late
            await _everybody_knows(here, colleague, reference, last=above is None)
        assert (await here.case()).visit.lapsed_at is not None
        for text in here.everything_sent():
            assert not any(canary in text for canary in CANARIES.values())


async def _everybody_knows(here: Office, raiser: Colleague, reference: str, *, last: bool) -> None:
    case = await here.case()
    told = [e for e in await here.events(ContactTold) if e.at == here.now]
    lapsed = {e.person for e in told if e.purpose is Purpose.LAPSED}
    assert raiser.person.id in lapsed
    raiser.told(f"{reference}: the time for this stage has run out")
    if last:
        assert lapsed & set(here.setting.directory.coordinators)
        return
    asked = {e.person for e in told if e.purpose is Purpose.ASKED}
    for side in (case.raising, case.receiving):
        assert set(side.asked) & (asked | lapsed), side
    for one in here.everybody(asked):
        one.told(f"You are asked to take on {reference}")


async def test_hounslow_lapses_on_working_days_5_10_15_and_22() -> None:
    """Unattended from Monday 2 November 2026, 10:00 (HOU-A1)."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        await here["marlow-winstead"].raise_concern("person:hounslow.robin-haverstock")
        await here.until(datetime.fromisoformat("2026-12-03T09:00+00:00"))
        lapses = [local(e.due).isoformat() for e in await here.events(StageLapsed)]
        assert lapses == [
            "2026-11-09T17:00:00+00:00",
            "2026-11-16T17:00:00+00:00",
            "2026-11-23T17:00:00+00:00",
            "2026-12-02T17:00:00+00:00",
        ]
        entered = await here.events(StageEntered)
        assert [e.stage for e in entered][-1] == "partnership"
