"""What every answer carries, and what is not let in."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode

import aiohttp
import pytest

from adapters.mail.access.links import MailLinks
from adapters.mail.pages.read import MOST_FIELDS, posted
from tests.adapters.mail.pages.house import CANARY, KEY, MARLOW_MAIL, Walker, house


async def test_every_answer_forbids_scripts_frames_copies_and_referrers() -> None:
    """Pages, redirections, refusals and errors alike."""
    async with house() as here, Walker(here.url) as marlow:
        await here.case()
        link = await here.link()
        page = await marlow.get(link)
        await marlow.sign_in(here, page)
        await marlow.get("/m/in")
        await marlow.get("/m/nowhere/at/all")
        await marlow.post(link, [("press", "99")])
        await marlow.post(link, body=b"x" * 300_000)
        async with aiohttp.ClientSession() as http:
            for path in (link, f"{here.url}/m/"):
                async with http.request("GET", path, allow_redirects=False) as answer:
                    assert "script" not in answer.headers["Content-Security-Policy"]
        heads = [one for one in marlow.everything if one[:3].isdigit()]
        assert len(heads) >= 8
        for head in heads:
            for needed in (
                "default-src 'none'",
                "frame-ancestors 'none'",
                "'Referrer-Policy': 'no-referrer'",
                "'Cache-Control': 'no-store'",
                "'X-Robots-Tag': 'noindex",
                "nosniff",
            ):
                assert needed in head, head
        for text in marlow.everything:
            assert "<script" not in text
            assert " style=" not in text


async def test_the_style_sheet_may_be_kept() -> None:
    """Its address changes with its content, so nobody is ever shown an old one."""
    async with house() as here, Walker(here.url) as anybody:
        page = await anybody.get("/m/")
        path = page.html.split('rel="stylesheet" href="')[1].split('"')[0]
        sheet = await anybody.get(path)
        assert sheet.status == 200
        assert "immutable" in sheet.headers["Cache-Control"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1:1"},
    ],
)
async def test_what_another_site_sends_does_nothing(headers: Mapping[str, str]) -> None:
    """Not even with the whole link in hand."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        entries = await here.office.ledger.read(case.id)
        answer = await marlow.post(await here.link(), [("press", "0")], headers=headers)
        assert answer.status == 403
        assert await here.office.ledger.read(case.id) == entries
        assert here.codes_sent() == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"press=0", {"Content-Type": "application/json"}, 400),
        (b"press=0", {"Content-Type": "multipart/form-data; boundary=x"}, 400),
        (b"press=0", {"Content-Type": "text/plain"}, 400),
        (b"press=%ff%fe", {}, 400),
        (b"press=\xff", {}, 400),
        (b"press=0&press=1", {}, 400),
        (b"press=0&bad name=1", {}, 400),
        (b"press", {}, 400),
        (
            urlencode([("press", "0"), *((f"f.{n}", "") for n in range(MOST_FIELDS))]).encode(),
            {},
            400,
        ),
        (b"press=" + b"0" * (256 * 1024), {}, 413),
    ],
)
async def test_what_no_form_of_ours_sends_is_not_read(
    body: bytes, headers: Mapping[str, str], status: int
) -> None:
    """Other types, broken text, two answers to one question, too many, too long."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        entries = await here.office.ledger.read(case.id)
        answer = await marlow.post(await here.link(), body=body, headers=headers)
        assert answer.status == status
        assert answer.title != ""
        assert await here.office.ledger.read(case.id) == entries


async def test_a_body_that_lies_about_its_length_is_cut_off() -> None:
    """Sent in chunks without a length, it is not read beyond the limit."""
    async with house() as here:
        await here.case()
        sent = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal sent
            while sent < 32_000_000:
                sent += 65536
                yield b"x" * 65536
                await asyncio.sleep(0)

        async with aiohttp.ClientSession() as http:
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Sec-Fetch-Site": "same-origin",
            }
            link = await here.link()
            try:
                async with http.post(link, data=endless(), headers=headers) as answer:
                    assert answer.status == 413
            except aiohttp.ClientError:
                pass  # hung up on: as good
        assert sent < 32_000_000


async def test_over_https_cookies_are_bound_to_this_host() -> None:
    """HttpOnly, Secure, SameSite=Strict, and a name no neighbouring host can set."""
    async with house(public_url="https://concord.example") as here:
        await here.case()
        assert (await here.link()).startswith("https://concord.example/m/")
        async with aiohttp.ClientSession() as http:
            headers = {"Sec-Fetch-Site": "same-origin"}
            form = {"address": MARLOW_MAIL}
            async with http.post(
                f"{here.url}/m/", data=form, headers=headers, allow_redirects=False
            ) as answer:
                cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-concord-code=")
        for part in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/"):
            assert part in cookie


@pytest.mark.parametrize(
    "url", ["http://concord.example", "", "ftp://127.0.0.1", "http://127.0.0.1.evil.example"]
)
async def test_without_https_it_runs_on_this_machine_only(url: str) -> None:
    """A session would travel in the clear."""
    with pytest.raises(ValueError, match="https"):
        async with house(public_url=url or "nothing"):
            pass


async def test_links_carry_no_more_than_chance() -> None:
    """No two alike, nothing of the case or the address in them, short enough not to be broken."""
    async with house() as here:
        case = await here.case()
        card = here.mails()[0].card
        links = MailLinks(KEY, here.office.documents, here.office.clock, "https://concord.example")
        found = {await links.issue(MARLOW_MAIL, card) for _ in range(200)}
        assert len(found) == 200
        for one in found:
            assert len(one) < 78
            for part in (case.id, case.reference, "marlow", CANARY):
                assert part not in one


def test_tick_boxes_of_one_name_are_joined() -> None:
    """As the desk wants them."""
    form = posted(b"f.a=1&f.a=2&f.b=x%0D%0Ay&f.c=&own=z")
    assert form is not None
    assert form.values == {"a": "1,2", "b": "x\ny", "c": ""}
    assert form.own == {"own": "z"}
