"""Clauses that are only displayed: each stands, in its own words, where it can help somebody."""

from core.cards import Say
from tests.clauses.town import Town
from tests.core.office import words


async def contacts(town: Town, agency: str) -> str:
    """What the contacts of an agency say."""
    reply = await town.says(town.raiser, f"contacts {agency}")
    assert isinstance(reply, Say)
    return words(reply.card.blocks)


async def test_hou_01_hou_83_what_the_partnership_and_its_agencies_do_stands_on_the_page(
    hounslow: Town,
) -> None:
    """What the clauses say, and not their numbers alone."""
    page = await hounslow.page()
    assert "look closely at how agencies work together" in page
    assert "Every agency of the partnership has agreed to work together as partners" in page


async def test_hou_80_hou_81_how_the_trust_is_written_to_stands_with_its_contacts_alone(
    hounslow: Town,
) -> None:
    """The team that passes it on, and the route out of hours; not with the contacts of others."""
    trust = await contacts(hounslow, "West London NHS Trust")
    assert "write to its safeguarding children team" in trust
    assert "out of hours: write to its single point of access" in trust
    assert "single point of access" not in await contacts(hounslow, "London Borough")


async def test_wan_41_what_the_documents_own_list_gives_stands_with_the_contacts(
    wandsworth: Town,
) -> None:
    """It names nobody."""
    assert "it names nobody" in await contacts(wandsworth, "Wandsworth")


async def test_hal_03_own_procedure_is_read_as_well_and_the_form_says_so(halton: Town) -> None:
    """On the page, and where a concern is raised."""
    said = "Read this policy together with your own organisation's escalation procedure."
    assert said in await halton.page()
    assert said in await halton.raising_asks()


async def test_hal_20_whom_each_worker_goes_to_stands_where_a_concern_is_raised(
    halton: Town,
) -> None:
    """All eight examples, on the form on which what it is about is chosen."""
    asks = await halton.raising_asks()
    for one in ("social worker", "health visitor", "midwife", "GP", "paediatric", "consultant"):
        assert one in asks
    assert "a community mental health team to the line manager" in asks
    assert "school staff to the designated person" in asks


async def test_hal_21_hal_40_how_to_read_the_list_stands_with_the_contacts(halton: Town) -> None:
    """That it is a guide, and what the document's own list gives."""
    shown = await contacts(halton, "Children's Social Care")
    assert "The list is not complete." in shown
    assert "the document's list, of 2013, gives three contacts" in shown
