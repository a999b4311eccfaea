"""Hillingdon: what the page that shows the policy says of the clauses behind everything."""

from tests.clauses.town import Town


async def test_hil_10_hil_12_hil_13_safety_comes_first_and_challenge_is_legitimate(
    hillingdon: Town,
) -> None:
    """Everybody reads it with the policy."""
    page = await hillingdon.page()
    assert "The safety of the child or adult comes first." in page
    assert "ask when something does not feel right" in page
    assert "Raising a concern is legitimate and part of the job" in page


async def test_hil_03_hil_04_hil_08_hil_32_people_are_open_and_their_agency_backs_them(
    hillingdon: Town,
) -> None:
    """Everybody reads it with the policy."""
    page = await hillingdon.page()
    assert "Be open and honest, and keep to evidence" in page
    assert "your agency should support you" in page


async def test_hil_23_everything_goes_into_the_record(hillingdon: Town) -> None:
    """The page says that Concord records every act under every policy, for these clauses."""
    assert (
        "HIL-23: Every act, discussion and decision is written into the record"
        in await hillingdon.page()
    )


async def test_hil_32_anybody_can_ask_for_support(hillingdon: Town) -> None:
    """The page says that support can be asked for under every policy, for this clause."""
    assert "HIL-32: Anybody who finds it hard can ask for somebody" in await hillingdon.page()


async def test_hil_10_protection_comes_before_everything(hillingdon: Town) -> None:
    """The page says what comes first under every policy, for this clause."""
    assert "HIL-10: Ways to get help now stand first" in await hillingdon.page()
