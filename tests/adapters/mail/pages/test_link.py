"""The page behind a link: what it shows to whoever holds it, and what it lets them do."""

from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits
from types import MappingProxyType
from typing import Any

import pytest

from adapters.vault import KeyRing
from bot.app.wiring import open_ledger
from core.cards import Buttons, Press, ShowForm
from core.cases import commands as c
from core.vocabulary import Action, Side
from tests.adapters.mail.pages.house import CANARY, KEY, MAILED, MARLOW_MAIL, Walker, by_mail, house
from tests.core.given import IMOGEN, MARLOW, ROBIN, TOBIN
from tests.core.office import buttons


async def test_accepting_takes_a_link_and_one_press() -> None:
    """The case is theirs, the page says so, and nobody had to type anything."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        page = await marlow.get(await here.link())
        assert page.status == 200
        assert case.reference in page.text
        done = await marlow.press(page, "Accept")
        assert "You accepted this on Monday 2 November 2026, 10 am" in done.text
        assert (await here.office.read(case)).receiving.owner == MARLOW


async def test_it_is_the_same_on_a_database(tmp_path: Path) -> None:
    """Links, codes and sessions in SQLite: accepted, used up, and the case opened with a code."""
    ring = KeyRing({"one": b"1" * 32}, current="one")
    opened = await open_ledger(f"sqlite+aiosqlite:///{tmp_path / 'concord.db'}", ring)
    try:
        async with house(documents=opened.documents) as here, Walker(here.url) as marlow:
            await here.case()
            link = await here.link()
            await marlow.press(await marlow.get(link), "Accept")
            used = await marlow.get(link)
            assert used.status == 410
            home = await marlow.sign_in(here, used, "Send me a code")
            case = await marlow.get(next(p for w, p in home.links.items() if "Open ESC" in w))
            assert CANARY in case.text
            assert "signed out" in (await marlow.press(case, "Sign out")).title
    finally:
        await opened.close()
    stored = bytes_in(tmp_path)
    assert len(stored) > 10_000
    assert CANARY.encode() not in stored
    assert MARLOW_MAIL.encode() not in stored


def bytes_in(folder: Path) -> bytes:
    """Everything that the files of a folder hold."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_looking_changes_nothing() -> None:
    """Mail scanners open every link, some of them many times: nothing is done or used up by it."""
    async with house() as here, Walker(here.url) as scanner, Walker(here.url) as marlow:
        case = await here.case()
        link = await here.link()
        before = await here.office.ledger.read(case.id)
        seen = [await scanner.get(link) for _ in range(20)]
        assert len({one.html for one in seen}) == 1
        assert await here.office.ledger.read(case.id) == before
        assert scanner.cookies == {}
        assert (await marlow.press(await marlow.get(link), "Accept")).status == 200


async def test_a_link_used_twice_says_when_it_was_used_and_how_to_get_in() -> None:
    """Kindly, and the second press does nothing."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        link = await here.link()
        page = await marlow.get(link)
        await marlow.press(page, "Accept")
        here.pass_time(minutes=30)
        entries = await here.office.ledger.read(case.id)
        for again in (await marlow.get(link), await marlow.press(page, "Accept")):
            assert again.status == 410
            assert "You used this link on Monday 2 November 2026, 10 am to accept." in again.text
            assert "ask for a code" in again.text
        assert await here.office.ledger.read(case.id) == entries
        coding = await marlow.press(await marlow.get(link), "Send me a code")
        assert "Type the code" in coding.title


async def test_a_press_that_was_refused_does_not_use_the_link_up() -> None:
    """Somebody else was first: the page says who and when, and the link still works."""
    mailed = replace(MAILED, directory=by_mail(MAILED.directory, {TOBIN: "tobin@council.example"}))
    async with house(mailed) as here, Walker(here.url) as tobin:
        case = await here.case()
        case = await here.office.do(
            case, c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer")
        )
        await here.office.settle()
        (sent,) = (one for one in here.mails() if one.channel.user == "tobin@council.example")
        page = await tobin.get(await here.links.issue(sent.channel.user, sent.card))
        colleague = case.receiving.contacts[1].person
        await here.office.do(case, c.Accept(by=colleague, stage=case.stage))
        refused = await tobin.press(page, "Accept")
        assert refused.status == 409
        assert "accepted this on Monday 2 November 2026, 10 am" in refused.text
        assert "There is nothing more for you to do." in refused.text


async def test_a_stage_that_has_ended_is_said() -> None:
    """The case went up meanwhile: nothing is done, and the page says so."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        page = await marlow.get(await here.link())
        await here.office.do(case, c.EscalateNow(by=ROBIN, stage="discussion", reason="no answer"))
        refused = await marlow.press(page, "Accept")
        assert refused.status == 409
        assert "Nothing was changed" in refused.title
        assert "no longer applies" in refused.text


async def test_a_case_that_was_closed_meanwhile_is_said() -> None:
    """Settled and closed by others: the page says it and when, for Accept and for Not me."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        page = await marlow.get(await here.link())
        propose = c.ProposeOutcome(
            by=ROBIN, stage="discussion", outcome="o", outstanding="", still_at_risk=False
        )
        await here.office.do(
            case,
            c.Accept(by=MARLOW, stage="discussion"),
            propose,
            c.ConfirmOutcome(by=MARLOW, stage="discussion", still_at_risk=False),
        )
        await here.office.settle()
        for by, side in ((ROBIN, Side.RAISING), (MARLOW, Side.RECEIVING)):
            await here.office.do(case, c.TickCopied(by=by, side=side))
        await here.office.do(case, c.CloseCase(by=ROBIN))
        for label in ("Accept", "Not me"):
            refused = await marlow.press(page, label)
            assert refused.status == 409
            assert "was closed on Monday 2 November 2026, 10 am" in refused.text


async def test_not_me_asks_why_and_the_next_is_asked() -> None:
    """On the page itself, with what is wrong beside the field; then it is recorded."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        link = await here.link()
        asked = await marlow.press(await marlow.get(link), "Not me")
        wrong = await marlow.press(asked, "Save", reason="")
        assert wrong.status == 422
        assert wrong.title.startswith("Error: ")
        assert "Please fill this in." in wrong.text
        done = await marlow.press(wrong, "Save", reason="I have left that team")
        assert "the next person is asked" in done.text
        (contact,) = (
            one for one in (await here.office.read(case)).receiving.contacts if one.person == MARLOW
        )
        assert contact.declined
        assert (await marlow.get(link)).status == 410


async def test_not_me_shows_no_draft() -> None:
    """What Marlow once typed elsewhere, and may name the child, is not shown to a mere link."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        press = Press(action=Action.DECLINE, case=case.id, stage=case.stage)
        (token,) = await here.office.ledger.issue(MARLOW, [press])
        who = here.office.principal(MARLOW)
        long = f"{CANARY} " * 1000
        await here.office.desk.submit(who, token, {"reason": long})
        form = await here.office.desk.press(who, token)
        assert isinstance(form, ShowForm)
        assert CANARY in form.form.inputs[0].value
        asked = await marlow.press(await marlow.get(await here.link()), "Not me")
        assert "Why?" in asked.text
        assert CANARY not in asked.html


async def test_reading_needs_a_code() -> None:
    """Open leads to the code; typed, it leads on to the case itself."""
    async with house() as here, Walker(here.url) as marlow:
        await here.case()
        case = await marlow.sign_in(here, await marlow.get(await here.link()))
        assert case.status == 200
        assert CANARY in case.text


async def test_what_is_decided_needs_a_code_even_if_it_is_one_press() -> None:
    """A copy confirmed on file, a date agreed: read first. After the code the message is back, with
    every button live.
    """
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        card = here.mails()[0].card
        press = Press(action=Action.HAND_UP, case=case.id, stage=case.stage)
        (token,) = await here.office.ledger.issue(MARLOW, [press])
        other = replace(buttons(card.blocks)["Accept"], press=press, token=token, label="Up")
        row = Buttons((other,))
        link = await here.links.issue(MARLOW_MAIL, replace(card, blocks=(row,)))
        entries = await here.office.ledger.read(case.id)
        page = await marlow.get(link)
        back = await marlow.sign_in(here, page, "Up")
        assert await here.office.ledger.read(case.id) == entries
        assert back.path == page.path
        assert "needs a code" not in back.text
        assert "You are signed in" in back.text


async def test_a_link_of_14_days_ago_is_too_old() -> None:
    """It works on the fourteenth day; then it says how to get in, and does nothing."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        link = await here.link()
        here.pass_time(days=13, hours=23)
        page = await marlow.get(link)
        assert page.status == 200
        here.pass_time(hours=1)
        entries = await here.office.ledger.read(case.id)
        for old in (await marlow.get(link), await marlow.press(page, "Accept")):
            assert old.status == 410
            assert "This link is too old" in old.title
            assert "Send me a code" in old.links
        assert await here.office.ledger.read(case.id) == entries


async def test_a_forged_link_is_refused_without_a_look_up() -> None:
    """Every character changed, cut, lengthened, or signed with another key: none reaches a row."""
    async with house() as here, Walker(here.url) as anybody:
        await here.case()
        token = (await here.link()).rpartition("/")[2]
        asked: list[str] = []
        get = here.office.documents.get

        async def counted(collection: Any, key: str) -> Any:
            asked.append(collection.name)
            return await get(collection, key)

        here.office.documents.get = counted  # type: ignore[method-assign]
        forged = [
            f"{token[:at]}{'A' if token[at] != 'A' else 'B'}{token[at + 1 :]}"
            for at in range(len(token))
        ]
        alphabet = f"{ascii_uppercase}{ascii_lowercase}{digits}-_"
        same = alphabet[alphabet.index(token[-1]) ^ 1]  # the same bytes, spelt otherwise
        others = [
            f"{token[:-1]}{same}",
            token[:-1],
            f"{token}A",
            token.lower(),
            "A" * len(token),
            "..",
            "%00",
            "ü",
        ]
        for one in (*forged, *others):
            page = await anybody.get(f"/m/{one}")
            assert page.status == 404, one
        assert (await anybody.get(f"/m/{forged[0]}")).title == "This link does not work – Concord"
        assert asked == []


async def test_links_outlive_a_change_of_keys() -> None:
    """What the key before signed stays good while it is on the ring, and no longer."""
    async with house() as here, Walker(here.url) as marlow:
        await here.case()
        link = await here.link()
        here.links._keys = (b"n" * 32, KEY)
        assert (await marlow.get(link)).status == 200
        fresh = await here.link()
        here.links._keys = (b"n" * 32,)
        assert (await marlow.get(link)).status == 404
        assert (await marlow.get(fresh)).status == 200


async def test_somebody_who_has_left_sees_and_does_nothing() -> None:
    """The address is on no list any more: neither the message nor its buttons."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        page = await marlow.get(await here.link())
        gone = replace(MAILED.directory.people[MARLOW], channels=())
        people = MappingProxyType({**MAILED.directory.people, MARLOW: gone})
        here.enrol(replace(MAILED.directory, people=people))
        entries = await here.office.ledger.read(case.id)
        for label in ("Accept", "Not me", "Open"):
            refused = await marlow.press(page, label)
            assert refused.status == 403
            assert "no longer on the contact list" in refused.title
        assert case.reference not in (await marlow.get(page.path)).text
        assert await here.office.ledger.read(case.id) == entries
        assert here.codes_sent() == []


async def test_an_address_that_passed_to_a_new_starter_opens_nothing_of_the_old() -> None:
    """No privilege moves with an address: the message was for somebody else."""
    async with house() as here, Walker(here.url) as starter:
        case = await here.case()
        link = await here.link()
        people = by_mail(MAILED.directory, {IMOGEN: MARLOW_MAIL}).people
        gone = replace(MAILED.directory.people[MARLOW], channels=())
        here.enrol(replace(MAILED.directory, people=MappingProxyType({**people, MARLOW: gone})))
        page = await starter.get(link)
        assert page.status == 403
        assert case.reference not in page.text


@pytest.mark.parametrize("which", ["9", "x", "", "-1", "99999999999999999999", "٣"])
async def test_a_button_that_is_not_there_does_nothing(which: str) -> None:
    """Whatever is sent for it."""
    async with house() as here, Walker(here.url) as marlow:
        case = await here.case()
        entries = await here.office.ledger.read(case.id)
        answer = await marlow.post(await here.link(), [("press", which)])
        assert answer.status == 400
        assert await here.office.ledger.read(case.id) == entries
