"""Hounslow: what the page that shows the policy says of the clauses behind everything."""

from tests.clauses.town import Town


async def test_hou_02_hou_14_hou_15_safety_comes_first_and_challenge_is_part_of_good_work(
    hounslow: Town,
) -> None:
    """Everybody reads it with the policy."""
    page = await hounslow.page()
    assert "The child's safety and wellbeing come first, always." in page
    assert "you have a duty to say so" in page
    assert "Challenge is part of good work." in page


async def test_hou_11_hou_18_hou_22_hou_36_people_are_backed_and_respected(hounslow: Town) -> None:
    """Everybody reads it with the policy."""
    page = await hounslow.page()
    assert "Speak up early; you should be supported when you do." in page
    assert "whatever the rank, role or agency" in page


async def test_hou_16_hou_19_hou_21_minds_stay_open_and_roles_are_clear(hounslow: Town) -> None:
    """Everybody reads it with the policy."""
    page = await hounslow.page()
    assert "Be ready to look again at a decision or a plan." in page
    assert "Be clear who is responsible for what." in page


async def test_hou_63_hou_64_hou_78_what_was_decided_is_written_and_shared(hounslow: Town) -> None:
    """Everybody reads it with the policy."""
    page = await hounslow.page()
    assert "share it, first of all with the person who raised it" in page


async def test_hou_63_hou_65_hou_78_everything_goes_into_the_record(hounslow: Town) -> None:
    """The page says that Concord records every act under every policy, for these clauses."""
    assert (
        "HOU-63, HOU-65, HOU-78: Every act, discussion and decision is written into the record"
        in await hounslow.page()
    )


async def test_hou_64_hou_78_whatever_is_written_is_shared(hounslow: Town) -> None:
    """The page says that Concord tells those concerned under every policy, for these clauses."""
    assert (
        "HOU-64, HOU-78: Whoever raised it and the contacts of both sides are told"
        in await hounslow.page()
    )


async def test_hou_36_anybody_can_ask_for_support(hounslow: Town) -> None:
    """The page says that support can be asked for under every policy, for this clause."""
    assert "HOU-36: Anybody who finds it hard can ask for somebody" in await hounslow.page()


async def test_hou_14_protection_comes_before_everything(hounslow: Town) -> None:
    """The page says what comes first under every policy, for this clause."""
    assert "HOU-14: Ways to get help now stand first" in await hounslow.page()
