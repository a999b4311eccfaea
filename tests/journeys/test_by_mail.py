"""Somebody with e-mail only takes part like everybody else: over a real mail server and real pages."""

import re

from bot.workbench.mail.stand_in import NO_SUCH_MAILBOX, ReceivedMail
from core.cases import events as e
from core.vocabulary import FailureReason, Platform
from tests.adapters.ledger.in_memory.key_values import MemoryKeyValueStore
from tests.adapters.ledger.in_memory.ledger import MemoryLedger
from tests.adapters.mail.pages.house import Seen, Walker
from tests.journeys.test_everyday import PAIRS, _escalated, _raised
from tests.office import CANARIES, Office, office

PRIYA = "hounslow.priya-ashdown"
ADDRESS = "priya.ashdown@hounslow.example"


async def _asked_by_mail(here: Office) -> str:
    """A case that has come to the managers, of whom one has e-mail only; its reference."""
    ours, _, reference = await _raised(here, *PAIRS[1])
    await _escalated(here, ours, reference)
    return reference


def _newest(here: Office, words: str) -> ReceivedMail:
    """The newest e-mail to her whose subject has these words."""
    found = [one for one in here.rehearsal.mail.mailbox(ADDRESS) if words in one.subject]
    assert found, [one.subject for one in here.rehearsal.mail.mailbox(ADDRESS)]
    return found[-1]


def _link(mail: ReceivedMail) -> str:
    """The one link of an e-mail."""
    (link,) = set(re.findall(r"https?://\S+/m/\S+", mail.text))
    return str(link)


async def _signed_in(here: Office, walker: Walker, page: Seen) -> Seen:
    """Ask for a code on the page of a link that was used, and type what arrives in the mailbox."""
    coding = await walker.press(page, "Send me a code")
    (code,) = re.findall(r"\b\d{6}\b", _newest(here, "code").text)[:1]
    return await walker.press(coding, "Continue", code=code)


async def test_a_link_is_enough_to_accept_and_a_code_to_read() -> None:
    """The e-mail tells no story; one press accepts; the story stands behind the code; what is done
    there stands in the record like anything else.
    """
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        reference = await _asked_by_mail(here)
        mail = _newest(here, reference)
        async with Walker(here.rehearsal.url) as priya:
            page = await priya.get(_link(mail))
            assert reference in page.text
            for canary in CANARIES.values():
                assert canary not in page.text + mail.text + mail.html + mail.subject
            assert "You accepted this" in (await priya.press(page, "Accept")).text
            (accepted,) = [one for one in await here.events(e.Accepted) if one.by == PRIYA]
            inside = await _signed_in(here, priya, await priya.get(_link(mail)))
            case = await priya.press(inside, f"Open {reference}")
            assert CANARIES["subject"] in case.text
        await here.settle()
        told = [one for one in await here.events(e.ContactTold) if one.person == PRIYA]
        assert {one.platform for one in told} == {Platform.MAIL}
        assert accepted.at >= told[0].at
        assert not [text for text in here.everything_sent() for c in CANARIES.values() if c in text]


async def test_mail_that_comes_back_moves_the_ladder_on() -> None:
    """Taken by the mail server and returned later: on the record, and a human hears of it."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        reference = await _asked_by_mail(here)
        mail = _newest(here, reference)
        await here.rehearsal.mail.bounce(mail)
        await here.rehearsal.mail.bounce(mail)
        await here.settle()
        missed = [one for one in await here.events(e.ContactMissed) if one.person == PRIYA]
        assert [one.why for one in missed] == [FailureReason.BOUNCED]
        here["noor-castellan"].told(f"{reference}: somebody could not be told")


async def test_a_mailbox_that_does_not_exist_is_known_at_once() -> None:
    """The mail server refuses the address: the same, without waiting."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        here.rehearsal.mail.refuse(ADDRESS, NO_SUCH_MAILBOX)
        reference = await _asked_by_mail(here)
        (missed,) = [one for one in await here.events(e.ContactMissed) if one.person == PRIYA]
        assert missed.why is FailureReason.NO_MAILBOX
        here["noor-castellan"].told(f"{reference}: somebody could not be told")


async def test_an_answer_by_mail_is_answered_with_where_to_act() -> None:
    """Nothing that is written to the mailbox is lost silently, and nothing of it goes further."""
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow") as here:
        reference = await _asked_by_mail(here)
        await here.rehearsal.mail.reply(_newest(here, reference), CANARIES["story"])
        await here.settle()
        answer = here.rehearsal.mail.mailbox(ADDRESS)[-1]
        assert answer.headers["auto-submitted"] == "auto-replied"
        assert CANARIES["story"] not in answer.text + answer.html
        assert f"{here.rehearsal.url}/m/" in answer.text


async def test_still_me_is_one_press_by_mail_too() -> None:
    """The monthly question: one press on the page says yes, without a code; the list says since
    when, and the link is used up.
    """
    async with office(MemoryLedger(), MemoryKeyValueStore(), "hounslow", nights=True) as here:
        await here.until(here.now.replace(hour=17))
        mail = _newest(here, "Is this still right?")
        assert here.setting.directory.people[PRIYA].verified_on is None
        async with Walker(here.rehearsal.url) as priya:
            answered = await priya.press(await priya.get(_link(mail)), "Still me")
            assert answered.status == 200, answered.text
            assert here.setting.directory.people[PRIYA].verified_on == here.now.date()
            assert "This link has been used" in (await priya.get(_link(mail))).text
