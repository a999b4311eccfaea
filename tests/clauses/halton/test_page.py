"""Halton: what the page that shows the policy says of the clauses behind everything."""

from tests.clauses.town import Town


async def test_hal_11_hal_16_the_child_comes_first_and_nobody_stands_alone(halton: Town) -> None:
    """Everybody reads it with the policy."""
    page = await halton.page()
    assert "The child's welfare and safety come first throughout." in page
    assert "Ask for someone to stand beside you." in page


async def test_hal_22_hal_39_everyone_keeps_a_clear_record_and_shares_it(halton: Town) -> None:
    """Everybody reads it with the policy."""
    page = await halton.page()
    assert "Everyone keeps a clear record at every stage, and shares it" in page


async def test_hal_22_hal_39_everything_goes_into_the_record(halton: Town) -> None:
    """The page says that Concord records every act under every policy, for these clauses."""
    assert (
        "HAL-22, HAL-39: Every act, discussion and decision is written into the record"
        in await halton.page()
    )


async def test_hal_39_whatever_is_written_is_shared(halton: Town) -> None:
    """The page says that Concord tells those concerned under every policy, for these clauses."""
    assert (
        "HAL-39: Whoever raised it and the contacts of both sides are told" in await halton.page()
    )


async def test_hal_16_anybody_can_ask_for_support(halton: Town) -> None:
    """The page says that support can be asked for under every policy, for this clause."""
    assert "HAL-16: Anybody who finds it hard can ask for somebody" in await halton.page()


async def test_hal_11_protection_comes_before_everything(halton: Town) -> None:
    """The page says what comes first under every policy, for this clause."""
    assert "HAL-11: Ways to get help now stand first" in await halton.page()
