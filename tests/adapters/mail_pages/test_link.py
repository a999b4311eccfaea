"""The page behind a link: what it shows to whoever holds it, and what it lets them do."""

from tests.adapters.mail_pages.house import CANARY, MARLOW, Walker, house


async def test_accepting_takes_a_link_and_one_press() -> None:
    """The case is theirs, the page says so, and the link is used up."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        page = await marlow.get(await here.link())
        assert page.status == 200
        assert case.reference in page.text
        done = await marlow.press(page, "Accept")
        assert "You accepted this on Monday 2 November 2026" in done.text
        assert (await here.office.read(case)).receiving.owner == MARLOW


async def test_a_code_opens_the_case() -> None:
    """Open asks for a code; typed, it leads to the case itself."""
    async with house() as here, Walker(here.url) as marlow:
        await here.case()
        case = await marlow.sign_in(here, await marlow.get(await here.link()))
        assert case.status == 200, case.text
        assert CANARY in case.text
