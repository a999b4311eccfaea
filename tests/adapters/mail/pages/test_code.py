"""The code that opens a session: sent to the address, good for one browser, five tries, once."""

import asyncio
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from adapters.mail.access.codes import CODES
from adapters.mail.access.links import LINKS
from adapters.mail.access.sessions import SESSIONS
from adapters.mail.access.tickets import SLOTS
from bot.app.housekeeping import Housekeeping
from core.notifications.couriers import QueueDown, RetryLater
from core.outbox import MessageState
from core.vocabulary import LetterKind
from tests.adapters.mail.pages.house import (
    CANARY,
    MAILED,
    MARLOW_MAIL,
    House,
    Seen,
    Walker,
    by_mail,
    house,
)
from tests.core.given import HOUNSLOW, MARLOW, NOOR


def sent(here: House) -> str:
    """The newest code."""
    return here.codes_sent()[-1].card.summary.split(" is ")[1][:6]


def wrong(here: House) -> str:
    """Six digits that are not it."""
    return f"{(int(sent(here)) + 1) % 1_000_000:06d}"


async def coding(here: House, walker: Walker) -> Seen:
    """Marlow asks for a code on the page behind a link."""
    await here.case()
    return await walker.press(await walker.get(await here.link()), "Open")


async def test_five_wrong_tries_make_a_code_worthless() -> None:
    """Each says how many are left; after the fifth even the right one opens nothing."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        for left in ("4 tries are left", "3 tries are left", "2 tries are left", "1 try is left"):
            page = await marlow.press(page, "Continue", code=wrong(here))
            assert page.status == 422
            assert page.title.startswith("Error: ")
            assert left in page.text
        void = await marlow.press(page, "Continue", code=wrong(here))
        assert "typed wrongly five times" in void.text
        late = await marlow.press(page, "Continue", code=sent(here))
        assert "typed wrongly five times" in late.text
        assert "concord" not in marlow.cookies
        again = await marlow.press(late, "Send another code")
        assert (await marlow.press(again, "Continue", code=sent(here))).path.startswith("/m/in")


async def test_the_fifth_try_may_be_the_right_one() -> None:
    """Four slips are nobody's undoing."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        for _ in range(4):
            page = await marlow.press(page, "Continue", code=wrong(here))
        assert CANARY in (await marlow.press(page, "Continue", code=sent(here))).text


async def test_trying_many_at_once_gains_nothing() -> None:
    """Forty at the same moment: five are looked at."""
    async with house() as here, Walker(here.url) as marlow:
        await coding(here, marlow)
        code = wrong(here)
        seen = await asyncio.gather(*(marlow.post("/m/code", [("code", code)]) for _ in range(40)))
        assert sum("tries are left" in one.text or "1 try" in one.text for one in seen) == 4
        assert sum("typed wrongly five times" in one.text for one in seen) == 36


async def test_a_code_is_good_for_15_minutes() -> None:
    """Then it says so, whether it was right or not."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        here.pass_time(minutes=15)
        old = await marlow.press(page, "Continue", code=sent(here))
        assert "older than 15 minutes" in old.text
        assert "concord" not in marlow.cookies


async def test_a_code_opens_once() -> None:
    """Typed again, even in the same browser, it is spent."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        ticket = marlow.cookies["concord-code"]
        code = sent(here)
        await marlow.press(page, "Continue", code=code)
        assert "concord-code" not in marlow.cookies
        async with Walker(here.url) as other:
            answer = await other.post(
                "/m/code", [("code", code)], headers={"Cookie": f"concord-code={ticket}"}
            )
            assert "has been used" in answer.text
            assert "concord" not in other.cookies


async def test_a_code_is_good_only_in_the_browser_that_asked() -> None:
    """Whoever reads it over a shoulder cannot type it elsewhere."""
    async with house() as here, Walker(here.url) as marlow, Walker(here.url) as thief:
        await coding(here, marlow)
        answer = await thief.post("/m/code", [("code", sent(here))])
        assert answer.status == 403
        assert "concord" not in thief.cookies


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34\x00"])
async def test_what_is_no_code_costs_no_try(typed: str) -> None:
    """A slip of the finger is said, and five tries are still left."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        page = await marlow.press(page, "Continue", code=typed)
        assert page.status == 422
        assert "Type the six digits" in page.text
        assert "4 tries are left" in (await marlow.press(page, "Continue", code=wrong(here))).text


async def test_a_code_may_be_typed_with_spaces() -> None:
    """As people read them out: in threes."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        code = sent(here)
        assert (
            CANARY in (await marlow.press(page, "Continue", code=f" {code[:3]} {code[3:]} ")).text
        )


async def test_codes_for_an_address_are_limited() -> None:
    """Five an hour on links; the sixth is not sent, and the page gives numbers to ring."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        for _ in range(4):
            page = await marlow.press(page, "Send another code")
        assert len(here.codes_sent()) == 5
        over = await marlow.press(page, "Send another code")
        assert over.status == 429
        assert len(here.codes_sent()) == 5
        assert "020 7946 0316" in over.text
        here.pass_time(hours=1)
        page = await marlow.press(await marlow.get(await here.link()), "Open")
        assert "Type the code" in page.title


async def test_whoever_knocks_at_the_open_door_locks_nobody_out() -> None:
    """A stranger asks for code after code; with a link Marlow still gets all five."""
    async with house() as here, Walker(here.url) as stranger, Walker(here.url) as marlow:
        await here.case()
        for _ in range(10):
            await stranger.post("/m/", [("address", MARLOW_MAIL)])
        link = await here.link()
        for _ in range(5):
            assert "Type the code" in (await marlow.press(await marlow.get(link), "Open")).title


async def test_only_the_newest_code_works() -> None:
    """Another one was asked for: the first is void."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        first = sent(here)
        page = await marlow.press(page, "Send another code")
        assert sent(here) != first
        assert (await marlow.press(page, "Continue", code=first)).status == 422
        assert CANARY in (await marlow.press(page, "Continue", code=sent(here))).text


@pytest.mark.parametrize("failure", [RetryLater("421"), QueueDown("535")])
async def test_a_code_that_could_not_be_sent_is_said(failure: RetryLater | QueueDown) -> None:
    """With what to do instead, and whom to ring."""
    async with house() as here, Walker(here.url) as marlow:
        await here.case()
        page = await marlow.get(await here.link())
        noor = replace(MAILED.directory.people[NOOR], phones=("020 7946 0493",))
        people = MappingProxyType({**MAILED.directory.people, NOOR: noor})
        here.enrol(replace(MAILED.directory, people=people))
        here.office.mail.down = failure
        answer = await marlow.press(page, "Open")
        assert answer.status == 502
        assert "could not be sent" in answer.title
        assert "020 7946 0316" in answer.text
        assert f"{noor.name}: 020 7946 0493" in answer.text
        assert "concord-code" not in marlow.cookies


async def test_a_code_that_could_not_be_sent_does_not_arrive_later() -> None:
    """The page said so, and it was forgotten: what was owed is dropped when its turn comes."""
    async with house() as here, Walker(here.url) as marlow:
        await here.case()
        page = await marlow.get(await here.link())
        here.office.mail.down = RetryLater("421")
        assert (await marlow.press(page, "Open")).status == 502
        here.office.mail.down = None
        here.pass_time(minutes=2)
        await here.office.settle()
        assert here.codes_sent() == []
        (code,) = here.office.owed_letters(LetterKind.SIGN_IN_CODE)
        assert code.state is MessageState.DROPPED


async def test_nothing_kept_tells_a_code_or_a_session() -> None:
    """Keys and contents of the rows hold digests, never what a browser holds or a person types."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        kept = str(here.office.documents._documents)
        assert sent(here) not in kept
        assert marlow.cookies["concord-code"].partition(".")[2] not in kept
        await marlow.press(page, "Continue", code=sent(here))
        kept = str(here.office.documents._documents)
        assert marlow.cookies["concord"].partition(".")[2] not in kept


async def test_what_is_over_is_cleared_away() -> None:
    """Links, codes and sessions leave nothing behind for good."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        await marlow.press(page, "Continue", code=sent(here))
        documents = here.office.documents
        assert all([await documents.keys(one) for one in (LINKS, SLOTS, SESSIONS)])
        here.pass_time(days=16)
        await here.links.issue(MARLOW_MAIL, here.mails()[-1].card)
        await Housekeeping(here.office.ledger, documents, here.office.clock).look()
        kept = [len(await documents.keys(one)) for one in (LINKS, CODES, SLOTS, SESSIONS)]
        assert kept == [1, 0, 0, 0]


async def test_no_other_code_goes_to_an_address_that_is_on_no_list_any_more() -> None:
    """Taken off it while the page was open: the page says so."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        before = len(here.codes_sent())
        here.enrol(by_mail(HOUNSLOW.directory, {MARLOW: "another@council.example"}))
        gone = await marlow.press(page, "Send another code")
        assert gone.status == 403
        assert len(here.codes_sent()) == before


async def test_nothing_is_kept_of_a_code_that_was_used_or_could_not_be_sent() -> None:
    """Not even its digest."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        await marlow.press(page, "Continue", code=sent(here))
        assert await here.office.documents.keys(CODES) == ()
    async with house() as here, Walker(here.url) as marlow:
        await here.case()
        link = await here.link()
        here.office.mail.down = QueueDown("gone")
        await marlow.press(await marlow.get(link), "Open")
        assert await here.office.documents.keys(CODES) == ()


async def test_a_code_opens_nothing_at_an_address_that_is_on_no_list_any_more() -> None:
    """Taken off it between the code and its typing."""
    async with house() as here, Walker(here.url) as marlow:
        page = await coding(here, marlow)
        here.enrol(by_mail(HOUNSLOW.directory, {MARLOW: "another@council.example"}))
        gone = await marlow.press(page, "Continue", code=sent(here))
        assert gone.status == 403
        assert "concord" not in marlow.cookies


async def test_asking_for_another_code_ends_the_one_before() -> None:
    """Only the newest e-mail counts."""
    async with house() as here, Walker(here.url) as marlow, Walker(here.url) as other:
        page = await coding(here, marlow)
        ticket, code = marlow.cookies["concord-code"], sent(here)
        await marlow.press(page, "Send another code")
        answer = await other.post(
            "/m/code", [("code", code)], headers={"Cookie": f"concord-code={ticket}"}
        )
        assert answer.status == 403
        assert "concord" not in other.cookies


async def test_a_right_code_typed_twice_at_once_opens_one_session() -> None:
    """Both have read it before either has used it."""
    async with house() as here, Walker(here.url) as marlow:
        await coding(here, marlow)
        get = here.office.documents.get

        async def slowly(collection: Any, key: str) -> Any:
            found = await get(collection, key)
            await asyncio.sleep(0.01)
            return found

        here.office.documents.get = slowly  # type: ignore[method-assign]
        code = sent(here)
        await asyncio.gather(*(marlow.post("/m/code", [("code", code)]) for _ in range(3)))
        assert len(await here.office.documents.keys(SESSIONS)) == 1
