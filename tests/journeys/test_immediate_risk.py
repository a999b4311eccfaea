"""Somebody is in immediate danger: nothing gates it, nobody waits, and it goes on until it is seen."""

from datetime import UTC, datetime, timedelta

import pytest

from core.cases.events import ContactTold, ImmediateRiskFlagged, ImmediateRiskWithdrawn, StageLapsed
from core.cases.posts import parties_of
from core.local_time import local
from core.routing.stage_contacts import holders
from core.vocabulary import CaseStatus, Purpose, Side
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.journeys.kept import kept_secret
from tests.journeys.test_unattended import RAISERS, REVERSED, WAYS
from tests.office import CANARIES, Colleague, Office, office

BOXING_NIGHT = datetime(2026, 12, 28, 3, tzinfo=UTC)
"""Monday 28 December 2026, 3 am: the bank holiday in lieu of Boxing Day."""
DANGER = "Someone is in immediate danger"


async def _open_window(who: Colleague) -> None:
    if who.dialog_is_closed:
        await who.press("Open")  # Teams opens dialogs from a button only


def _routes_first(who: Colleague, here: Office) -> None:
    """Assert that the emergency routes stand above everything else in the window."""
    first = who.dialog.lines[0]
    assert "immediate danger" in first
    for route in here.setting.policy.immediate_risk.routes:
        assert route.number in first
    assert "999" in first


async def _named_people_know(here: Office, flagged: ImmediateRiskFlagged) -> None:
    """Everybody the policy names and who can be messaged was told within this same moment."""
    case = await here.case()
    told = {
        event.person
        for event in await here.events(ContactTold)
        if event.purpose is Purpose.IMMEDIATE_RISK and event.at == flagged.at
    }
    parties, setting = parties_of(case), here.setting
    for seat in setting.policy.immediate_risk.tell:
        side = case.side_of(flagged.by) or Side.RAISING
        named = holders(seat.role, side, parties, setting.policy, setting.directory)
        assert named or seat.role in flagged.gaps
    wanted = {*flagged.told, *setting.directory.coordinators} - {flagged.by}
    for colleague in here.everybody(wanted):
        assert colleague.person.id in told
        colleague.told(f"Immediate risk: {case.reference}")


@pytest.mark.parametrize(("policy", "raiser", "with_whom"), WAYS)
async def test_with_nothing_filled_in_at_three_at_night_on_a_bank_holiday(
    policy: str, raiser: str, with_whom: str
) -> None:
    """``/escalate now``: routes first, one press, and all whom the policy names have a message."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), policy, begins=BOXING_NIGHT) as here:
        who = here[raiser]
        await who.say("/escalate now")
        await _open_window(who)
        _routes_first(who, here)
        assert not [field.id for field in who.dialog.fields if field.required]
        await who.fill()
        assert not who.dialog.errors
        await who.close()
        await here.settle()
        (flagged,) = await here.events(ImmediateRiskFlagged)
        assert flagged.at == here.now
        await _named_people_know(here, flagged)
        asked = [e for e in await here.events(ContactTold) if e.purpose is Purpose.ASKED]
        assert local(here.now).hour == 3
        assert all(event.at == here.now for event in asked)


@pytest.mark.parametrize("policy", RAISERS)
async def test_at_every_stage_by_whoever_is_on_the_case(policy: str) -> None:
    """Raiser, counterpart and whoever holds the stage now, in turn, up to the last stage and after
    it has run out; each time one press on the open case, which acts at once.
    """
    raiser, with_whom = RAISERS[policy]
    async with office(MemoryLedger(), MemoryKeyValueStore(), policy) as here:
        await here[raiser].raise_concern(with_whom)
        await here.settle()
        people = (raiser, with_whom.removeprefix("person:"))
        reference = (await here.case()).reference
        for number, stage in enumerate(here.setting.policy.ladder):
            case = await here.case()
            assert case.stage == stage.id
            informed = [one.person.id for one in here.everybody(case.informed)]
            holding = here.everybody((*case.receiving.current, *case.raising.current))
            flagger = (*informed[:1], people[number % 2], holding[0].person.id)[number % 3]
            await _flag(here, here[flagger], reference)
            assert len(await here.events(ImmediateRiskFlagged)) == number + 1
            assert (await here.case()).stage == stage.id, "the ladder goes on beside it"
            await _seen_by_somebody(here)
            assert case.due is not None
            here.rehearsal.clock.move_to(case.due)  # the reminders on the way are others' test
            await here.settle()
        assert len(await here.events(StageLapsed)) == len(here.setting.policy.ladder)
        await _flag(here, here[raiser], reference)
        kept_secret(here)


async def _seen_by_somebody(here: Office) -> None:
    risk = (await here.case()).risk
    assert risk is not None
    seen = next(c for c in here.everybody(risk.told) if c.person.id != risk.by)
    await seen.press("I have seen this", reference="Immediate risk")
    await here.settle()
    risk = (await here.case()).risk
    assert risk is not None
    assert risk.acknowledged == (seen.person.id,)


async def _flag(here: Office, who: Colleague, reference: str) -> None:
    await who.press("Open", reference=reference)
    _routes_first(who, here)
    await who.press(DANGER)
    assert "Immediate risk was flagged by" in who.dialog
    _routes_first(who, here)
    await who.close()
    await here.settle()
    flagged = (await here.events(ImmediateRiskFlagged))[-1]
    assert (flagged.at, flagged.by) == (here.now, who.person.id)
    await _named_people_know(here, flagged)


async def _agreed(here: Office, raiser: Colleague, receiving: Colleague) -> str:
    await raiser.raise_concern(f"person:{receiving.person.id}")
    await here.settle()
    reference = (await here.case()).reference
    await receiving.press("Accept", reference=reference)
    await raiser.press("Open", reference=reference)
    await raiser.press("Propose an outcome")
    await raiser.fill(outcome=CANARIES["story"], still_at_risk="no")
    await raiser.close()
    await here.settle()
    await receiving.press("Confirm the outcome", reference=f"{reference}: an outcome")
    await receiving.fill(still_at_risk="no")
    await receiving.close()
    await here.settle()
    assert (await here.case()).status is CaseStatus.AGREED
    return reference


@pytest.mark.parametrize("table", [RAISERS, REVERSED])
async def test_on_an_agreed_case_it_repeats_until_seen_and_needs_a_reason_to_go(
    table: dict[str, tuple[str, str]],
) -> None:
    """The alert works after agreement and blocks closing; it comes again every quarter of an hour
    until somebody else presses I have seen this, and its steps until they are recorded; it is
    withdrawn with a reason only.
    """
    raiser, with_whom = table["hounslow"]
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        ours, theirs = here[raiser], here[with_whom.removeprefix("person:")]
        reference = await _agreed(here, ours, theirs)
        await _flag(here, theirs, reference)
        for quarter in (1, 2):
            await here.until(here.now + timedelta(minutes=15))
            again = [m for m in ours.messages if "is not acknowledged" in m]
            assert len(again) == quarter
        assert not [b for m in theirs.messages for b in m.buttons if b.label == "I have seen this"]
        await ours.press("I have seen this", reference=f"{reference} is not acknowledged")
        await here.settle()
        await here.until(here.now + timedelta(minutes=45))
        assert len([m for m in ours.messages if "is not acknowledged" in m]) == 2
        assert [m for m in theirs.messages if "has steps to be recorded" in m]

        await _blocked_while_flagged(here, ours, theirs, reference)
        await ours.press("Open", reference=reference)
        assert "Withdraw immediate risk" not in {one.label for one in ours.dialog.buttons}
        await ours.close()
        await theirs.press("Open", reference=reference)
        await theirs.press("Withdraw immediate risk")
        await theirs.fill(reason=" ")
        assert theirs.dialog.errors
        await theirs.fill(reason=CANARIES["story"])
        await theirs.close()
        await here.settle()
        (withdrawn,) = await here.events(ImmediateRiskWithdrawn)
        assert withdrawn.reason == CANARIES["story"]
        ours.told(f"{reference}: immediate risk was withdrawn")
        kept_secret(here)


async def _blocked_while_flagged(
    here: Office, ours: Colleague, theirs: Colleague, reference: str
) -> None:
    for one in (ours, theirs):
        await one.press("Open", reference=reference)
        await one.press("Copy is on our file")
        await one.close()
    await here.settle()
    await ours.press("Open", reference=reference)
    await ours.press("Close the case")
    await ours.fill(learning="Ring earlier.")
    assert "Immediate risk is still flagged" in ours.dialog
    await ours.close()
    assert (await here.case()).status is CaseStatus.AGREED
