"""Wandsworth: what the page that shows the policy says of the clauses behind everything."""

from tests.clauses.town import Town


async def test_wan_05_wan_06_wan_23_the_child_comes_first_and_agencies_back_their_staff(
    wandsworth: Town,
) -> None:
    """Everybody reads it with the policy."""
    page = await wandsworth.page()
    assert "The child's welfare comes first in all we do." in page
    assert "back you when you do" in page


async def test_wan_11_wan_12_what_was_decided_is_written_and_shared(wandsworth: Town) -> None:
    """Everybody reads it with the policy."""
    page = await wandsworth.page()
    assert "share it, first of all with the worker who raised it" in page


async def test_wan_11_everything_goes_into_the_record(wandsworth: Town) -> None:
    """The page says that Concord records every act under every policy, for these clauses."""
    assert (
        "WAN-11: Every act, discussion and decision is written into the record"
        in await wandsworth.page()
    )


async def test_wan_12_whatever_is_written_is_shared(wandsworth: Town) -> None:
    """The page says that Concord tells those concerned under every policy, for these clauses."""
    assert (
        "WAN-12: Whoever raised it and the contacts of both sides are told"
        in await wandsworth.page()
    )


async def test_wan_23_anybody_can_ask_for_support(wandsworth: Town) -> None:
    """The page says that support can be asked for under every policy, for this clause."""
    assert "WAN-23: Anybody who finds it hard can ask for somebody" in await wandsworth.page()


async def test_wan_05_protection_comes_before_everything(wandsworth: Town) -> None:
    """The page says what comes first under every policy, for this clause."""
    assert "WAN-05: Ways to get help now stand first" in await wandsworth.page()
