"""Asking for a code without a link: the same for everybody, whether anybody knows them or not."""

import asyncio

import pytest

from core.notifications.couriers import RetryLater
from core.outbox import MessageState
from core.vocabulary import LetterKind
from tests.adapters.mail.pages.house import MARLOW_MAIL, Seen, Walker, house

STRANGER = "jordan.example@nowhere.example"


def shape(seen: Seen, walker: Walker) -> tuple[object, ...]:
    """Everything an onlooker could compare: what differs by chance is named, not shown."""
    volatile = {"Date", "Set-Cookie"}
    headers = {key: value for key, value in seen.headers.items() if key not in volatile}
    cookies = {name: len(value) for name, value in walker.cookies.items()}
    return seen.status, seen.html, headers, seen.path, cookies


async def test_a_known_address_gets_a_code_and_gets_in() -> None:
    """However it is written: on the contact list it stands in small letters."""
    async with house() as here, Walker(here.url) as marlow:
        await here.case()
        page = await marlow.press(
            await marlow.get("/m/"), "Send me a code", address=f"  {MARLOW_MAIL.title()} "
        )
        (sent,) = here.codes_sent()
        assert sent.channel.user == MARLOW_MAIL
        code = sent.card.summary.split(" is ")[1][:6]
        home = await marlow.press(page, "Continue", code=code)
        assert home.title == "Your list – Concord"


async def test_nobody_can_tell_who_is_on_a_list() -> None:
    """Asking, looking again, five wrong tries, another code, too many: each answer is alike to the
    letter, and so are the headers and cookies.
    """
    seen: dict[str, list[tuple[object, ...]]] = {}
    for address in (MARLOW_MAIL, STRANGER):
        async with house() as here, Walker(here.url) as walker:
            await here.case()
            shapes = seen.setdefault(address, [])
            page = await walker.get("/m/")
            page = await walker.press(page, "Send me a code", address=address)
            shapes.append(shape(page, walker))
            shapes.append(shape(await walker.get("/m/code"), walker))
            for _ in range(6):
                answer = await walker.post("/m/code", [("code", "000001")])
                shapes.append(shape(answer, walker))
            for _ in range(4):
                answer = await walker.post("/m/code", [("again", "yes")])
                shapes.append(shape(answer, walker))
            assert len(here.codes_sent()) == (3 if address == MARLOW_MAIL else 0)
    known, unknown = seen[MARLOW_MAIL], seen[STRANGER]
    port = (
        [str(one).replace("127.0.0.1", "") for one in known],
        [str(one).replace("127.0.0.1", "") for one in unknown],
    )
    assert port[0] == port[1]


async def test_a_mail_server_that_fails_tells_nobody_either() -> None:
    """The answer neither waits for the e-mail nor says whether it went."""
    async with house() as here, Walker(here.url) as walker:
        here.office.mail.down = RetryLater("421")
        seen = [
            await walker.post("/m/", [("address", address)]) for address in (MARLOW_MAIL, STRANGER)
        ]
        assert seen[0].html == seen[1].html
        assert "a code is on its way" in seen[0].text


async def test_a_code_asked_for_without_a_link_is_tried_again() -> None:
    """As everything that is sent: nobody need ask again because a mail server was busy."""
    async with house() as here, Walker(here.url) as walker:
        here.office.mail.script[MARLOW_MAIL] = [RetryLater("421")]
        page = await walker.press(await walker.get("/m/"), "Send me a code", address=MARLOW_MAIL)
        for _ in range(6_000):
            owed = here.office.owed_letters(LetterKind.SIGN_IN_CODE)
            if owed and owed[0].attempts and owed[0].state is MessageState.PENDING:
                break
            await asyncio.sleep(0.01)
        assert here.codes_sent() == []
        here.pass_time(minutes=1)
        await here.office.settle()
        (sent,) = here.codes_sent()
        code = sent.card.summary.split(" is ")[1][:6]
        home = await walker.press(page, "Continue", code=code)
        assert home.title == "Your list – Concord"


async def test_codes_are_limited_without_a_link_too() -> None:
    """Three an hour; then nothing more is sent."""
    async with house() as here, Walker(here.url) as walker:
        for _ in range(3):
            await walker.post("/m/", [("address", MARLOW_MAIL)])
        over = await walker.post("/m/", [("address", MARLOW_MAIL.upper())])
        assert over.status == 429
        assert len(here.codes_sent()) == 3


async def test_no_more_than_ten_a_day() -> None:
    """Guessing for a whole day has fifty tries at a million."""
    async with house() as here, Walker(here.url) as walker:
        for _ in range(10):
            await walker.post("/m/", [("address", MARLOW_MAIL)])
            await walker.post("/m/", [("address", MARLOW_MAIL)])
            here.pass_time(hours=1)
        assert len(here.codes_sent()) == 10


@pytest.mark.parametrize(
    "typed",
    ["", "marlow", "a@b@c", "a b@c.example", "<x>@c.example", "a@c,d@e", "x" * 300 + "@c.d"],
)
async def test_what_is_no_address_is_said_beside_the_field(typed: str) -> None:
    """And stays there to be put right."""
    async with house() as here, Walker(here.url) as walker:
        page = await walker.press(await walker.get("/m/"), "Send me a code", address=typed)
        assert page.status == 422
        assert page.title.startswith("Error: ")
        assert "such as name@agency.example" in page.text
        assert dict(page.form("Send me a code").fields)["address"] == typed
