"""The three boroughs: what the page that shows the policy says of the clauses behind everything."""

from tests.clauses.town import Town


async def test_tri_03_tri_07_the_child_comes_first_and_people_are_supported(
    tri_borough: Town,
) -> None:
    """Everybody reads it with the policy."""
    page = await tri_borough.page()
    assert "The child's welfare and safety come first." in page
    assert "You should feel confident, able and supported to speak up." in page


async def test_tri_27_tri_32_everything_goes_into_the_record(tri_borough: Town) -> None:
    """The page says that Concord records every act under every policy, for these clauses."""
    assert (
        "TRI-27, TRI-32: Every act, discussion and decision is written into the record"
        in await tri_borough.page()
    )


async def test_tri_33_whatever_is_written_is_shared(tri_borough: Town) -> None:
    """The page says that Concord tells those concerned under every policy, for these clauses."""
    assert (
        "TRI-33: Whoever raised it and the contacts of both sides are told"
        in await tri_borough.page()
    )


async def test_tri_07_protection_comes_before_everything(tri_borough: Town) -> None:
    """The page says what comes first under every policy, for this clause."""
    assert "TRI-07: Ways to get help now stand first" in await tri_borough.page()
