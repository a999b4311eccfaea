"""People may want to talk it over once it is settled: three of the policies say so."""

from tests.clauses.town import Town


async def test_hou_75_people_are_offered_to_talk_it_over_afterwards(hounslow: Town) -> None:
    """The practitioner it was with hears of the closing, and reads the offer there."""
    await hounslow.closed(await hounslow.raised())
    read = hounslow.texts(hounslow.counterpart)
    assert "It may help to talk this over together afterwards" in read


async def test_hal_30_people_are_offered_to_talk_it_over_afterwards(halton: Town) -> None:
    """The practitioner it was with hears of the closing, and reads the offer there."""
    await halton.closed(await halton.raised())
    read = halton.texts(halton.counterpart)
    assert "It may help to talk this over together afterwards" in read


async def test_tri_35_people_are_offered_to_talk_it_over_afterwards(tri_borough: Town) -> None:
    """The practitioner it was with hears of the closing, and reads the offer there."""
    await tri_borough.closed(await tri_borough.raised())
    read = tri_borough.texts(tri_borough.counterpart)
    assert "It may help to talk this over together afterwards" in read
