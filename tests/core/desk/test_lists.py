"""Home and lists stay quick however many cases there are, and begin with what cannot wait."""

from datetime import timedelta

import pytest

from core.cards import Say, ShowView
from core.desk.cases import desk
from policies.library import policy_of
from tests.core.given import NOOR, SMALL, opening, small_opening
from tests.core.office import Office, words


async def test_what_is_overdue_at_the_last_stage_comes_first() -> None:
    """Nothing lapses there any more, and yet it has waited longest."""
    office = Office(SMALL)
    old = await office.open(small_opening())
    while not (await office.read(old)).visit.lapsed_at:
        await office.fast_forward(working_days=5)
    now = office.clock.now()
    new = await office.open(small_opening(arose_on=now.date(), protective=now + timedelta(days=2)))
    assert await office.ledger.cases_in("small") == (old.id, new.id)


async def test_a_coordinator_with_very_many_cases_still_has_a_home(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So many are read and no more, since the platforms wait three seconds; the rest is counted."""
    monkeypatch.setattr(desk, "MAX_CASES_READ", 15)
    office = Office()
    for _ in range(20):
        await office.open(opening())
    assert "And 8 more." in words((await office.home(NOOR)).blocks)
    listed = await office.says(NOOR, "list")
    assert isinstance(listed, Say)
    assert "And 8 more." in words(listed.card.blocks)


async def test_clauses_that_no_rule_keeps_stand_on_the_policy_page() -> None:
    """Each with why no program can keep it and where people find it."""
    office = Office()
    shown = await office.says(NOOR, "policy")
    assert isinstance(shown, ShowView)
    text = words(shown.view.blocks)
    for one in policy_of("hounslow").policy.display_only:
        assert one.clause in text
        assert one.because in text


async def test_law_and_guidance_stand_on_the_policy_page() -> None:
    """With what stands in its place by now, and every sentence that people are shown."""
    office = Office()
    shown = await office.says(NOOR, "policy")
    assert isinstance(shown, ShowView)
    text = words(shown.view.blocks)
    policy = policy_of("hounslow").policy
    assert policy.references
    for one in policy.references:
        assert f"{one.text} (superseded; now: {one.superseded})" in text
    assert all(one.text in text for one in policy.principles)
