"""What arrives for the mailbox is kept and answered; garbage never kills it."""

import asyncio
import base64
import json
import random
from datetime import timedelta

import pytest

from adapters.mail.incoming import inbox, replies
from adapters.mail.incoming.inbox import MESSAGE_LIMIT_BYTES, MESSAGES_PER_MINUTE, MOST_CONNECTIONS
from adapters.mail.incoming.replies import REPLIES
from core.accounts.reconfirmation import reconfirmation_letter
from core.notifications.wording import mail
from core.ports import LedgerUnavailable
from tests.adapters.mail.incoming.mails import CANARY, HOME, letter, report
from tests.adapters.mail.server import Script
from tests.adapters.mail.town import MAILBOX, Town, town
from tests.core.given import PRIYA
from tests.databases import as_text
from tests.pace import PATIENCE, HeldTime, until

OUTSIDE = "somebody@elsewhere.example"


async def _kept(here: Town) -> list[dict[str, object]]:
    keys = await here.office.documents.keys(REPLIES)
    papers = [await here.office.documents.get(as_text(REPLIES), key) for key in keys]
    return [json.loads(paper or "") for paper in papers]


# --- replies -------------------------------------------------------------------------------------


async def test_a_reply_is_kept_encrypted_and_answered_with_where_to_act() -> None:
    """Never lost silently: the writer hears where to act, the operator that something came."""
    async with town() as here:
        person = here.office.people[PRIYA]
        raw = letter(sender=person.channels[0].user)
        assert await here.hand_in(raw, mail_from=person.channels[0].user) == "250 2.0.0 taken"
        (paper,) = await _kept(here)
        assert base64.b64decode(str(paper["raw"])).replace(b"\r\n", b"\n") == raw.replace(
            b"\r\n", b"\n"
        )
        assert paper["people"] == [["hounslow", PRIYA]]
        (answer,) = here.answers()
        assert answer.to == (person.channels[0].user,)
        assert answer.sender == "<>"
        assert answer.message["In-Reply-To"] == "<r1@council.example>"
        assert answer.message["Reply-To"] == MAILBOX
        said = answer.part("plain")
        for words in mail.answer("https://concord.example"):
            assert words in said.replace("\n", " ")
        ((code, where),) = here.alarms
        assert code == "mail_reply"
        assert where.startswith("hounslow:")


async def test_nothing_of_a_reply_goes_anywhere_else() -> None:
    """Neither into the answer, subject included, nor to the alarm, nor into a key."""
    async with town() as here:
        await here.hand_in(letter())
        keys = await here.office.documents.keys(REPLIES)
        shown = f"{[one.raw for one in here.script.taken]} {here.alarms} {keys}"
        for word in ("Zebedee", "Quillfeather", "bruises", "Priya"):
            assert word not in shown


async def test_a_sender_is_answered_once_an_hour() -> None:
    """Each message is kept; another sender has an answer of their own."""
    async with town() as here:
        for number in range(3):
            await here.hand_in(letter(f"No {number}"))
        await here.hand_in(letter("Other", sender=OUTSIDE), mail_from=OUTSIDE)
        assert [one.to for one in here.answers()] == [(HOME,), (OUTSIDE,)]
        assert len(await _kept(here)) == 4
        here.office.clock.move_to(here.office.clock.now() + timedelta(minutes=59))
        await here.hand_in(letter("No 4"))
        assert len(here.answers()) == 2
        here.office.clock.move_to(here.office.clock.now() + timedelta(minutes=1))
        await here.hand_in(letter("No 5"))
        assert len(here.answers()) == 3


async def test_the_same_reply_handed_over_twice_is_kept_once() -> None:
    """A mail server that did not hear the answer hands over again."""
    async with town() as here:
        for _ in range(2):
            await here.hand_in(letter())
        assert len(await _kept(here)) == 1
        assert [code for code, _ in here.alarms] == ["mail_reply"]


async def test_a_reply_to_a_pointer_is_known_by_what_it_replies_to() -> None:
    """So that the coordinators learn which case it may be about."""
    async with town() as here:
        case = await here.at_the_managers()
        (pointer,) = here.pointers(PRIYA)
        raw = letter("Yes", f"In-Reply-To: {pointer.message['Message-ID']}")
        await here.hand_in(raw)
        assert (await _kept(here))[0]["case"] == case.id


async def test_a_reply_is_taken_only_when_the_coordinators_will_hear_of_it() -> None:
    """The ledger went away between the two: handed over again, it is kept once and told of once."""
    async with town() as here:
        heard: list[str] = []

        async def news(_partnership: str, person: str) -> None:
            heard.append(person)
            if len(heard) == 1:
                raise LedgerUnavailable("away")

        here.inbox._replies._news = news
        raw = letter("I have accepted it.")
        (priyas,) = here.office.people[PRIYA].channels
        assert (await here.hand_in(raw, mail_from=priyas.user)).startswith("451")
        for _ in range(2):
            assert (await here.hand_in(raw, mail_from=priyas.user)).startswith("250")
        assert heard == [PRIYA, PRIYA]
        assert len(await _kept(here)) == 1


async def test_a_reply_to_a_letter_is_kept_as_of_no_case() -> None:
    """Whoever lists the replies is sent to no case that is none."""
    async with town() as here:
        assert await here.office.letters.owe(
            reconfirmation_letter("hounslow", PRIYA, "2026-11", here.office.clock.now()),
        )
        await here.office.post()
        (sent,) = here.pointers(PRIYA)
        await here.hand_in(letter("Yes", f"In-Reply-To: {sent.message['Message-ID']}"))
        assert [one["case"] for one in await _kept(here)] == [""]


NEVER = {
    "automatic": (letter("x", "Auto-Submitted: auto-replied"), HOME),
    "generated": (letter("x", "Auto-Submitted: auto-generated"), HOME),
    "list": (letter("x", "List-Id: <talk.x.example>"), HOME),
    "bulk": (letter("x", "Precedence: bulk"), HOME),
    "nobody": (letter("x"), "<>"),
    "robot": (letter("x"), "mailer-daemon@council.example"),
}


@pytest.mark.parametrize(("raw", "mail_from"), NEVER.values(), ids=NEVER)
async def test_what_no_person_wrote_is_kept_and_never_answered(raw: bytes, mail_from: str) -> None:
    """RFC 3834: two machines must not write to each other for ever."""
    async with town() as here:
        assert (await here.hand_in(raw, mail_from=mail_from)).startswith("250")
        assert here.answers() == []
        assert len(await _kept(here)) == 1


@pytest.mark.parametrize("own", [MAILBOX, "Concord@Partnership.example"])
@pytest.mark.parametrize("envelope", [True, False])
async def test_what_comes_from_ourselves_is_a_loop(own: str, envelope: bool) -> None:
    """A rule that sends our own mail back to us is the operator's to mend."""
    async with town() as here:
        raw = letter("x", sender=HOME if envelope else own)
        await here.hand_in(raw, mail_from=own if envelope else HOME)
        assert here.answers() == []
        assert here.alarms == [("mail_loop", "mail")]


@pytest.mark.parametrize("said", ["451 4.3.0 later", "421 4.3.2 closing"])
async def test_an_answer_that_cannot_be_sent_now_is_not_lost(said: str) -> None:
    """The mail server is asked to hand the reply over again; then it is answered."""
    script = Script(answers={"RCPT": said})
    async with town(script) as here:
        assert (await here.hand_in(letter())).startswith("451")
        script.answers.clear()
        assert (await here.hand_in(letter())).startswith("250")
        assert len(here.answers()) == 1
        assert len(await _kept(here)) == 1


async def test_an_answer_that_nobody_takes_is_not_tried_for_ever() -> None:
    """The sender's address does not exist: kept, alarmed, done."""
    async with town(Script(answers={"RCPT": "550 5.1.1 no such user"})) as here:
        for number in range(2):
            assert (await here.hand_in(letter(f"{number}"))).startswith("250")
        assert here.script.steps.count("RCPT") == 1
        assert "recipient_550_5.1.1" in {code for code, _ in here.alarms}


async def test_a_flood_of_senders_is_kept_and_not_sent_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invented senders must not make us write to people who never wrote to us."""
    monkeypatch.setattr(replies, "ANSWERS_PER_HOUR", 2)
    async with town() as here:
        for number in range(4):
            sender = f"s{number}@elsewhere.example"
            await here.hand_in(letter(sender=sender), mail_from=sender)
        assert len(here.answers()) == 2
        assert len(await _kept(here)) == 4
        assert [code for code, _ in here.alarms].count("mail_answers_stopped") == 2


async def test_what_comes_back_of_a_message_that_was_owed_to_nobody_is_kept() -> None:
    """Of a code, say: no case is touched, nobody is answered, the operator can look."""
    async with town() as here:
        answer = await here.hand_in(report(), "bounce@partnership.example", "<>")
        assert answer.startswith("250")
        assert [paper["kind"] for paper in await _kept(here)] == ["failed"]
        assert here.answers() == []
        assert here.alarms == []


# --- limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "to", ["other@partnership.example", "bounce@elsewhere.example", "x+y@partnership.example"]
)
async def test_nothing_is_relayed(to: str) -> None:
    """The mailbox and what comes back; nothing else is taken, from whomever."""
    async with town() as here:
        assert (await here.hand_in(letter(), to)).startswith("550")
        assert here.script.taken == []


async def test_too_large_a_message_is_refused_so_that_its_writer_hears_of_it() -> None:
    """Their own mail server reports it to them."""
    async with town() as here:
        line = b"x" * 70 + b"\r\n"
        raw = letter() + line * (MESSAGE_LIMIT_BYTES // len(line) + 1)
        assert (await here.hand_in(raw)).startswith("552")
        assert (await here.hand_in(letter())).startswith("250")


async def test_too_many_messages_are_asked_to_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost: the mail server hands them over again."""
    monkeypatch.setattr(inbox, "MESSAGES_PER_MINUTE", 1)
    async with town() as here:
        here.inbox._allowance = 1.0
        assert (await here.hand_in(letter())).startswith("250")
        assert (await here.hand_in(letter("again"))).startswith("451")
    assert MESSAGES_PER_MINUTE > 1


class _Line:
    """A connection to the inbox on which anything can be said."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, here: Town) -> "_Line":
        return cls(*await asyncio.open_connection("127.0.0.1", here.inbox.port))

    async def say(self, text: bytes) -> bytes:
        self.writer.write(text)
        return await asyncio.wait_for(self.reader.readline(), PATIENCE)

    async def end(self) -> None:
        self.writer.close()
        await asyncio.gather(self.writer.wait_closed(), return_exceptions=True)


async def test_too_many_recipients_are_refused() -> None:
    """One mailbox has no use for them."""
    async with town() as here:
        line = await _Line.to(here)
        for text in (b"", b"HELO x\r\n", b"MAIL FROM:<a@b.example>\r\n"):
            assert (await line.say(text))[:1] == b"2"
        to = b"RCPT TO:<concord@partnership.example>\r\n"
        answers = [(await line.say(to))[:3] for _ in range(6)]
        assert answers == [b"250"] * 5 + [b"452"]
        await line.end()


async def test_too_many_connections_are_asked_to_come_again() -> None:
    """And once they have gone, the next is served."""
    async with town() as here:
        lines = [await _Line.to(here) for _ in range(MOST_CONNECTIONS)]
        for line in lines:
            assert (await line.say(b""))[:3] == b"220"
        more = await _Line.to(here)
        assert (await more.say(b""))[:3] == b"421"
        ending = [one._handler_coroutine for one in here.inbox._open]
        for line in (*lines, more):
            await line.end()
        await asyncio.gather(*(one for one in ending if one), return_exceptions=True)
        assert (await here.hand_in(letter())).startswith("250")


async def test_somebody_who_says_nothing_is_left() -> None:
    """A connection does not stay open for ever."""
    async with town() as here:
        here.inbox._patience = 0.1
        line = await _Line.to(here)
        await line.say(b"")
        assert await asyncio.wait_for(line.reader.read(), PATIENCE) == b""
        await line.end()


async def test_garbage_never_kills_it() -> None:
    """Random bytes, half commands, connections that end anywhere (the seed is 11): the next
    message is taken as if nothing had been.
    """
    randomness = random.Random(11)
    verbs = [b"EHLO x", b"MAIL FROM:<>", b"RCPT TO:<concord@partnership.example>", b"DATA", b"."]
    async with town() as here:
        for _ in range(60):
            line = await _Line.to(here)
            for _ in range(randomness.randrange(8)):
                noise = randomness.randbytes(randomness.randrange(200))
                said = randomness.choice([*verbs, noise, b"AUTH PLAIN", b"STARTTLS", b"x" * 3000])
                line.writer.write(said + randomness.choice([b"\r\n", b"\n", b""]))
            await line.end()
        assert (await here.hand_in(letter())).startswith("250")


async def test_a_message_that_breaks_something_of_ours_is_kept_by_its_mail_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Alarmed by its kind, asked for again, and the next message is taken."""
    async with town() as here:

        async def broken(*_args: object) -> None:
            raise RuntimeError(CANARY)

        monkeypatch.setattr(here.inbox._replies, "take", broken)
        assert (await here.hand_in(letter())).startswith("451")
        assert here.alarms == [("RuntimeError", "mail")]
        monkeypatch.undo()
        assert (await here.hand_in(letter())).startswith("250")


async def test_it_stops_while_somebody_is_connected(held: HeldTime) -> None:
    """Stopping does not wait for others, though no time passes; and what was not taken is handed
    over again.
    """
    async with town() as here:
        line, port = await _Line.to(here), here.inbox.port
        await line.say(b"")
        stopping = asyncio.create_task(here.inbox.stop())
        await until(stopping.done)
        stopping.result()
        reading = asyncio.create_task(line.reader.read())
        await until(reading.done)
        assert reading.result() == b""
        await line.end()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
