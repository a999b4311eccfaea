"""The law and guidance that a document names: on its policy page, with what is in force by now."""

from tests.clauses.town import Town


async def test_hou_05_both_guides_are_named_with_their_newer_editions(hounslow: Town) -> None:
    """Everybody reads which guidance they follow, and that the document's editions are old."""
    page = await hounslow.page()
    assert (
        "Working Together to Safeguard Children (2018) (superseded; now: Working Together" in page
    )
    assert "London Child Protection Procedures (2020) (superseded; now: London Safeguarding" in page


async def test_tri_08_both_guides_are_named_with_their_newer_editions(tri_borough: Town) -> None:
    """Everybody reads which guidance they follow, and that the document's editions are old."""
    page = await tri_borough.page()
    assert (
        "Working Together to Safeguard Children (2013) (superseded; now: Working Together" in page
    )
    assert "London Child Protection Procedures (2013) (superseded; now: London Safeguarding" in page


async def test_hal_02_the_guidance_of_2013_is_named_with_its_newer_edition(halton: Town) -> None:
    """Everybody reads that the document follows an old edition, and that its contacts are old."""
    page = await halton.page()
    assert (
        "Working Together to Safeguard Children (2013) (superseded; now: Working Together" in page
    )


async def test_wan_39_the_london_procedures_are_named_where_the_link_is_dead(
    wandsworth: Town,
) -> None:
    """Everybody reads where the procedures on conferences are found by now."""
    page = await wandsworth.page()
    assert "London Child Protection Procedures, on conferences (superseded; now: London" in page
