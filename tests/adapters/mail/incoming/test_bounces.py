"""An e-mail that comes back: the record says why, and the next contact is asked."""

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.mail.incoming.replies import REPLIES
from adapters.mail.outgoing.message_ids import MessageIds, address_with_mark
from core.accounts.reconfirmation import reconfirmation_letter
from core.cases import commands as c
from core.cases import events as e
from core.cases.wording import history
from core.outbox import Letter, MessageState, StoredLetter
from core.ports import LedgerUnavailable
from core.readiness import wording
from core.readiness.defects import DefectKind
from core.routing.gaps import MESSAGING_PLATFORMS
from core.vocabulary import FailureReason, Platform, Purpose
from tests.adapters.mail.incoming.mails import HOME, letter, report, wire
from tests.adapters.mail.town import Town, town
from tests.core.given import HOUNSLOW, LEILA, NOOR, PRIYA, TOBIN, kinds
from tests.core.office import words

NOBODY = "<>"


def _asked(here: Town) -> str:
    """The address that Priya's pointer comes back to."""
    (pointer,) = here.pointers(PRIYA)
    return pointer.sender


async def _events(here: Town, case_id: str) -> list[e.Event]:
    return [one.event for one in await here.office.ledger.read(case_id)]


async def test_an_e_mail_contact_gets_the_pointer_bounces_and_the_next_is_asked() -> None:
    """The whole story: told by e-mail, come back, on the record with its reason, the deputy asked,
    the coordinators told.
    """
    async with town() as here:
        case = await here.at_the_managers()
        (pointer,) = here.pointers(PRIYA)
        assert pointer.message["Subject"].startswith(f"You are asked to take on {case.reference}.")
        assert here.office.states(PRIYA, Purpose.ASKED) == [MessageState.TOLD]
        await here.office.do(case, c.Decline(by=TOBIN, stage=case.stage, reason="on leave"))
        assert LEILA not in (await here.office.read(case)).receiving.asked
        assert await here.hand_in(report(), pointer.sender, NOBODY) == "250 2.0.0 taken"
        after = await here.office.read(case)
        assert here.office.states(PRIYA, Purpose.ASKED) == [MessageState.MISSED]
        assert [(x.person, x.why) for x in after.unreached] == [(PRIYA, FailureReason.BOUNCED)]
        assert LEILA in after.receiving.asked
        assert here.hurried == [True]
        await here.office.settle()
        assert any(
            one.title.startswith("You are asked to take on") for one in here.office.cards(LEILA)
        )
        told = [words(one.blocks) for one in here.office.cards(NOOR)]
        assert any("E-mail: the message came back as undeliverable" in one for one in told)
        asked = [one for one in await _events(here, case.id) if isinstance(one, e.ContactAsked)]
        assert [(one.person, one.why) for one in asked] == [(LEILA, "unreached")]


async def test_the_record_reads_why_an_e_mail_contact_was_passed_over() -> None:
    """The reason is a sentence, years later as well."""
    async with town() as here:
        case = await here.at_the_managers()
        await here.hand_in(report(), _asked(here), NOBODY)
        entries = await here.office.ledger.read(case.id)
        setting = here.office.casework.setting(case)
        read = [history.happened(one.event, setting) for one in entries]
        assert any("E-mail: the message came back as undeliverable" in str(one) for one in read)


async def test_the_same_bounce_twice_has_one_effect() -> None:
    """Mail servers hand over twice where an answer was lost."""
    async with town() as here:
        case = await here.at_the_managers()
        back = _asked(here)
        for _ in range(3):
            assert (await here.hand_in(report(), back, NOBODY)).startswith("250")
        assert kinds(await _events(here, case.id)).count("ContactMissed") == 1
        assert here.hurried == [True]
        assert here.alarms == []


async def test_a_bounce_that_is_still_being_tried_is_none() -> None:
    """Nobody else is asked because a mail server is slow."""
    async with town() as here:
        case = await here.at_the_managers()
        raw = report(action="delayed", status="4.4.1")
        assert (await here.hand_in(raw, _asked(here), NOBODY)).startswith("250")
        assert here.office.states(PRIYA, Purpose.ASKED) == [MessageState.TOLD]
        assert (await here.office.read(case)).unreached == ()


async def test_an_absence_note_is_no_bounce_and_is_kept() -> None:
    """It comes back to the marked address without a sender, as a bounce does (RFC 3834)."""
    async with town() as here:
        await here.at_the_managers()
        note = letter("I am away until Monday.", "Auto-Submitted: auto-replied")
        assert (await here.hand_in(note, _asked(here), NOBODY)).startswith("250")
        assert here.office.states(PRIYA, Purpose.ASKED) == [MessageState.TOLD]
        assert len(await here.office.documents.keys(REPLIES)) == 1
        assert here.answers() == []


async def test_a_bounce_after_somebody_accepted_is_recorded_and_asks_nobody() -> None:
    """The record is complete; the ladder stays where it is."""
    async with town() as here:
        case = await here.at_the_managers()
        await here.office.do(case, c.Accept(by=TOBIN, stage=case.stage))
        asked = (await here.office.read(case)).receiving.asked
        await here.hand_in(report(), _asked(here), NOBODY)
        after = await here.office.read(case)
        assert [(x.person, x.why) for x in after.unreached] == [(PRIYA, FailureReason.BOUNCED)]
        assert after.receiving.asked == asked
        assert after.receiving.owner == TOBIN


async def test_a_bounce_of_whoever_accepted_meanwhile_takes_nothing_from_them() -> None:
    """They read it elsewhere; the owner stays the owner."""
    async with town() as here:
        case = await here.at_the_managers()
        await here.office.do(case, c.Accept(by=PRIYA, stage=case.stage))
        await here.hand_in(report(), _asked(here), NOBODY)
        after = await here.office.read(case)
        assert after.receiving.owner == PRIYA
        assert [x.why for x in after.unreached] == [FailureReason.BOUNCED]


@pytest.mark.parametrize("changed", ["first", "last", "short", "long"])
async def test_a_forged_mark_does_nothing_but_alarm(changed: str) -> None:
    """Nobody outside can talk a contact out of a case."""
    async with town() as here:
        case = await here.at_the_managers()
        before = await _events(here, case.id)
        user, _, domain = _asked(here).partition("@")
        mark = user.removeprefix("bounce+")
        other = {
            "first": ("b" if mark[0] == "a" else "a") + mark[1:],
            "last": mark[:-2] + ("b" if mark[-2] == "a" else "a") + mark[-1],
            "short": mark[:-8],
            "long": f"{mark}aaaaaaaa",
        }[changed]
        answer = await here.hand_in(report(), f"bounce+{other}@{domain}", NOBODY)
        assert answer.startswith("250")
        assert await _events(here, case.id) == before
        assert here.alarms == [("bounce_forged", "mail")]


async def test_a_mark_in_capitals_is_the_same_mark() -> None:
    """Mail servers fold the case of addresses."""
    async with town() as here:
        await here.at_the_managers()
        await here.hand_in(report(), _asked(here).upper(), NOBODY)
        assert here.office.states(PRIYA, Purpose.ASKED) == [MessageState.MISSED]


async def test_a_report_to_the_mailbox_is_known_by_what_it_quotes() -> None:
    """Some servers report to the sender people see, not to the envelope's."""
    async with town() as here:
        await here.at_the_managers()
        (pointer,) = here.pointers(PRIYA)
        raw = report(quoted=pointer.message["Message-ID"])
        assert (await here.hand_in(raw, mail_from=NOBODY)).startswith("250")
        assert here.office.states(PRIYA, Purpose.ASKED) == [MessageState.MISSED]


async def test_a_report_in_words_is_known_by_the_address_it_comes_back_to() -> None:
    """Without a part for machines, from servers older than RFC 3464."""
    async with town() as here:
        await here.at_the_managers()
        raw = wire("From: MAILER-DAEMON@council.example\nSubject: failure notice\n\nSorry.\n")
        await here.hand_in(raw, _asked(here), NOBODY)
        assert here.office.states(PRIYA, Purpose.ASKED) == [MessageState.MISSED]


async def test_a_bounce_before_its_message_is_marked_as_sent_is_asked_to_come_again() -> None:
    """The mail server keeps it; handed over later it has its effect."""
    async with town() as here:
        case = await here.at_the_managers()
        (owed,) = here.office.owed(PRIYA, Purpose.ASKED)
        row = here.office.ledger._outbox[owed.id]
        sending = replace(owed, state=MessageState.SENDING)
        here.office.ledger._outbox[owed.id] = replace(row, stored=sending)
        assert (await here.hand_in(report(), _asked(here), NOBODY)).startswith("451")
        here.office.ledger._outbox[owed.id] = row
        assert (await here.hand_in(report(), _asked(here), NOBODY)).startswith("250")
        assert [x.why for x in (await here.office.read(case)).unreached] == [FailureReason.BOUNCED]


async def test_a_mark_of_a_message_that_is_not_on_record_alarms() -> None:
    """Signed by us and owed by nobody: the database was put back from a copy."""
    async with town() as here:
        case = await here.at_the_managers()
        mark = await MessageIds(here.office.documents).make(f"{case.id}:999999", HOME)
        await here.hand_in(report(), address_with_mark("bounce@partnership.example", mark), NOBODY)
        assert here.alarms == [("bounce_unknown", f"{case.id}:999999")]


async def test_a_copy_that_went_elsewhere_is_not_the_one_that_was_told() -> None:
    """The person was told at another address after all: nothing follows."""
    async with town() as here:
        case = await here.at_the_managers()
        (owed,) = here.office.owed(PRIYA, Purpose.ASKED)
        told = json.loads(owed.platform_message.partition("|")[2])["mark"]
        mark = await MessageIds(here.office.documents).make(
            f"{case.id}:{owed.id}", "old@council.example"
        )
        assert mark != told
        await here.hand_in(report(), address_with_mark("bounce@partnership.example", mark), NOBODY)
        assert (await here.office.read(case)).unreached == ()


async def test_a_record_that_cannot_be_written_is_asked_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database is away: the mail server keeps the report."""
    async with town() as here:
        await here.at_the_managers()
        back = _asked(here)

        async def away(_number: int) -> None:
            raise LedgerUnavailable

        monkeypatch.setattr(here.office.ledger, "message", away)
        assert (await here.hand_in(report(), back, NOBODY)).startswith("451")
        monkeypatch.undo()
        assert (await here.hand_in(report(), back, NOBODY)).startswith("250")
        assert here.office.states(PRIYA, Purpose.ASKED) == [MessageState.MISSED]
        assert here.alarms == []


async def test_a_bounce_of_news_asks_nobody_again() -> None:
    """Somebody kept informed did not get it: recorded, the coordinators told, no more."""
    async with town() as here:
        case = await here.at_the_managers()
        await here.office.do(case, c.Accept(by=TOBIN, stage=case.stage))
        await here.office.fast_forward(hours=1)
        news = [one for one in here.pointers(PRIYA) if "accepted" in one.message["Subject"]]
        asked = (await here.office.read(case)).receiving.asked
        await here.hand_in(report(), news[0].sender, NOBODY)
        after = await here.office.read(case)
        assert [(x.purpose, x.why) for x in after.unreached] == [
            (Purpose.ACCEPTED, FailureReason.BOUNCED)
        ]
        assert after.receiving.asked == asked


async def test_a_mailbox_that_nobody_answers_is_asked_again_in_working_time() -> None:
    """Taken by the mail server is not read by a person: the chase goes to a shared mailbox as to
    anybody, and the coordinators hear of it where nobody answers.
    """
    team = replace(HOUNSLOW.directory.people[PRIYA], mailbox=True)
    people = {**HOUNSLOW.directory.people, PRIYA: team}
    world = replace(HOUNSLOW, directory=replace(HOUNSLOW.directory, people=people))
    async with town(here=world) as here:
        case = await here.at_the_managers()
        await here.office.do(case, c.Decline(by=TOBIN, stage=case.stage, reason="on leave"))
        await here.office.fast_forward(hours=48)
        subjects = [one.message["Subject"] for one in here.pointers(PRIYA)]
        assert subjects[0].startswith("You are asked to take on")
        assert any("is waiting for somebody to accept it" in one for one in subjects[1:])
        heard = [one.title for one in here.office.cards(NOOR)]
        assert any("is waiting for somebody to accept it" in one for one in heard)


# --- letters -------------------------------------------------------------------------------------


async def _asked_whether_still(here: Town) -> tuple[Letter, str]:
    """Priya gets the monthly question by e-mail; the letter, and where it comes back to."""
    owed = reconfirmation_letter("hounslow", PRIYA, "2026-11", here.office.clock.now())
    assert await here.office.letters.owe(owed)
    await here.office.post()
    (sent,) = here.pointers(PRIYA)
    return owed, sent.sender


async def _stored(here: Town, letter: Letter) -> tuple[MessageState, str]:
    """How a letter stands, and the code of what became of it."""
    stored = await here.office.ledger.letter(letter.key)
    assert stored is not None
    return stored.state, stored.error


def _as_if(here: Town, letter: Letter, **changes: Any) -> None:
    """The letter stands otherwise."""
    for number, row in here.office.ledger._outbox.items():
        if isinstance(row.stored, StoredLetter) and row.stored.letter.key == letter.key:
            changed = replace(row.stored, **changes)
            here.office.ledger._outbox[number] = replace(row, stored=changed)


async def test_a_letter_that_comes_back_is_told_to_the_coordinators_once() -> None:
    """The monthly question finds a dead address before any case does: the coordinators hear it, and
    the check says from now on that this way fails.
    """
    async with town() as here:
        owed, back = await _asked_whether_still(here)
        assert await here.hand_in(report(), back, NOBODY) == "250 2.0.0 taken"
        await here.office.post()
        news = [one for one in here.office.cards(NOOR) if one.title == "Somebody was not reached"]
        (card,) = news
        assert words(card.blocks) == (
            "For: Noor Castellan, Partnership Manager, Hounslow Safeguarding Children Partnership\n"
            "Priya Ashdown, Assistant Team Manager, London Borough of Hounslow could not be asked "
            "whether their entry is still right: the e-mail to them came back undelivered."
        )
        here.office.boards.sends = MESSAGING_PLATFORMS | {Platform.MAIL}
        found = await here.office.boards.findings("hounslow")
        known = found.reached[PRIYA, Platform.MAIL]
        assert known.failing
        assert known.why is FailureReason.BOUNCED
        (failing,) = [one for one in found.defects if one.wrong is DefectKind.FAILING]
        assert "correct the list" in wording.remedy(failing)
        assert await _stored(here, owed) == (MessageState.MISSED, "bounced")
        assert here.alarms == []
        (priyas,) = here.office.people[PRIYA].channels
        await here.office.identity.closed_accounts.reached(priyas)
        assert await here.hand_in(report(), back, NOBODY) == "250 2.0.0 taken"
        found = await here.office.boards.findings("hounslow")
        assert (PRIYA, Platform.MAIL) not in found.reached, "the same report once more says nothing"


async def test_a_letter_that_comes_back_before_it_is_marked_as_sent_is_handed_over_again() -> None:
    """Nothing of it is lost: the mail server keeps the report for a while."""
    async with town() as here:
        owed, back = await _asked_whether_still(here)
        _as_if(here, owed, state=MessageState.SENDING)
        assert (await here.hand_in(report(), back, NOBODY)).startswith("451")
        _as_if(here, owed, state=MessageState.TOLD)
        assert (await here.hand_in(report(), back, NOBODY)).startswith("250")
        assert await _stored(here, owed) == (MessageState.MISSED, "bounced")


async def test_of_a_letter_told_elsewhere_meanwhile_nothing_follows() -> None:
    """A first copy was lost or came back; the second was taken in a chat."""
    async with town() as here:
        owed, back = await _asked_whether_still(here)
        _as_if(here, owed, platform_message='slack|{"ts": "1"}')
        assert (await here.hand_in(report(), back, NOBODY)).startswith("250")
        assert (await _stored(here, owed))[0] is MessageState.TOLD


async def test_a_letter_nobody_knows_of_raises_the_alarm() -> None:
    """Its mark is ours and the letter is not there: the database is not the one it was sent from."""
    async with town() as here:
        _, back = await _asked_whether_still(here)
        here.office.ledger._outbox.clear()
        assert (await here.hand_in(report(), back, NOBODY)).startswith("250")
        assert [code for code, _ in here.alarms] == ["bounce_unknown"]


async def test_a_ledger_that_is_away_loses_no_report_on_a_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is asked for again, and the news is owed once."""
    async with town() as here:
        _, back = await _asked_whether_still(here)
        with monkeypatch.context() as away:

            async def gone(*_: object) -> None:
                raise LedgerUnavailable("away")

            away.setattr(here.office.identity.closed_accounts, "missed", gone)
            assert (await here.hand_in(report(), back, NOBODY)).startswith("451")
        assert (await here.hand_in(report(), back, NOBODY)).startswith("250")
        await here.office.post()
        titles = [one.title for one in here.office.cards(NOOR)]
        assert titles.count("Somebody was not reached") == 1


async def test_a_report_of_a_delay_that_names_nothing_of_ours_is_kept_to_be_read() -> None:
    """It may be anybody's; what is not understood is never thrown away."""
    async with town() as here:
        raw = report(action="delayed", status="4.4.1")
        assert (await here.hand_in(raw, mail_from=NOBODY)).startswith("250")
        assert len(await here.office.documents.keys(REPLIES)) == 1
