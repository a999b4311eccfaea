"""Every answer and every silence of a mail server becomes one outcome, told exactly."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.mail.outgoing.courier import MailCourier
from adapters.mail.outgoing.message_ids import mark_of_address
from adapters.mail.outgoing.smtp import SEND_TIMEOUT_SECONDS, MailServer
from adapters.mail.settings import MailSettings, Security
from core.directory.model import Channel
from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
)
from core.notifications.wording import mail
from core.ports import LedgerUnavailable
from core.vocabulary import FailureReason, Platform
from tests.adapters.mail.outgoing.desk import ADDRESS, CARD, CHANNEL, desk, settings
from tests.adapters.mail.server import Script, certificate, serving
from tests.pace import HeldTime, until


async def test_a_message_is_handed_over_once_with_its_link_and_its_mark() -> None:
    """One message to one address; it comes back to an address that names what it was."""
    script = Script()
    async with serving(script) as port:
        here = desk(script, port)
        told = await here.deliver()
    (taken,) = script.taken
    assert taken.to == (ADDRESS,)
    assert (
        mark_of_address(taken.sender, "bounce@partnership.example")
        == json.loads(told.message)["mark"]
    )
    assert taken.message["Message-ID"] == json.loads(told.message)["message_id"]
    assert here.links.issued == [(ADDRESS, CARD)]
    assert "https://concord.example/mail/1" in taken.part("plain")
    assert script.steps[-1] == "DOT"


async def test_a_repeat_says_that_it_is_one_and_is_a_message_of_its_own() -> None:
    """The second copy of a message whose first is not known to have arrived."""
    script = Script()
    async with serving(script) as port:
        here = desk(script, port)
        first, second = await here.deliver(), await here.deliver(repeat=True)
    assert mail.REPEAT not in script.taken[0].part("plain")
    assert mail.REPEAT in script.taken[1].part("plain")
    one, two = json.loads(first.message), json.loads(second.message)
    assert one["mark"] == two["mark"]
    assert one["message_id"] != two["message_id"]


async def test_a_card_that_is_owed_to_nobody_comes_back_without_a_mark() -> None:
    """A code that somebody asked for is no notice of a case: its bounce is nobody's ladder."""
    script = Script()
    async with serving(script) as port:
        told = await desk(script, port).deliver(replace(CARD, place=""))
    (taken,) = script.taken
    assert taken.sender == "bounce@partnership.example"
    assert json.loads(told.message)["mark"] == ""


async def test_a_place_that_is_none_is_our_fault() -> None:
    """Nothing goes out that could not be known again."""
    script = Script()
    async with serving(script) as port:
        for place in ("x", "x:1", f"{7:032x}:x", f"{7:030x}:1"):
            with pytest.raises(MessageRejected):
                await desk(script, port).deliver(replace(CARD, place=place))
    assert script.steps == []


async def test_a_card_with_nothing_to_press_needs_no_link() -> None:
    """News that asks for nothing leads nowhere."""
    script = Script()
    async with serving(script) as port:
        here = desk(script, port)
        await here.deliver(replace(CARD, blocks=CARD.blocks[:2]))
    assert here.links.issued == []
    assert "https://" not in script.taken[0].part("plain")


ANSWERS: dict[tuple[str, str], type[DeliveryFailed]] = {
    ("CONNECT", "421 4.3.2 too busy"): RetryLater,
    ("CONNECT", "554 5.7.1 go away"): QueueDown,
    ("EHLO", "421 4.3.2 too busy"): RetryLater,
    ("EHLO", "550 5.7.1 go away"): QueueDown,
    ("MAIL", "421 4.3.2 closing"): RetryLater,
    ("MAIL", "451 4.3.0 later"): RetryLater,
    ("MAIL", "452 4.3.1 full"): RetryLater,
    ("MAIL", "530 5.7.0 authentication required"): QueueDown,
    ("MAIL", "550 5.7.1 you may not send as this"): QueueDown,
    ("MAIL", "553 5.1.8 no such sender"): QueueDown,
    ("MAIL", "552 5.3.4 too large"): MessageRejected,
    ("RCPT", "421 4.3.2 closing"): RetryLater,
    ("RCPT", "450 4.2.0 greylisted"): RetryLater,
    ("RCPT", "451 4.7.1 greylisted, come back"): RetryLater,
    ("RCPT", "452 4.5.3 too many"): RetryLater,
    ("RCPT", "530 5.7.0 authentication required"): QueueDown,
    ("RCPT", "550 5.1.1 no such user"): ChannelUnreachable,
    ("RCPT", "550 no such user"): ChannelUnreachable,
    ("RCPT", "551 5.1.6 moved"): ChannelUnreachable,
    ("RCPT", "552 5.2.2 mailbox full"): ChannelUnreachable,
    ("RCPT", "553 5.1.3 bad address"): ChannelUnreachable,
    ("RCPT", "554 5.7.1 relay access denied"): ChannelUnreachable,
    ("DATA", "421 4.3.2 closing"): RetryLater,
    ("DATA", "451 4.3.0 later"): RetryLater,
    ("DATA", "554 5.5.1 no valid recipients"): MessageRejected,
    ("DOT", "421 4.3.2 closing"): RetryLater,
    ("DOT", "451 4.7.1 greylisted"): RetryLater,
    ("DOT", "452 4.3.1 full"): RetryLater,
    ("DOT", "550 5.1.1 no such user"): ChannelUnreachable,
    ("DOT", "550 5.7.1 looks like spam"): MessageRejected,
    ("DOT", "552 5.3.4 too large"): MessageRejected,
    ("DOT", "554 5.6.0 malformed"): MessageRejected,
    ("DOT", "354 what"): DeliveryUnknown,
    ("DOT", "garbage"): DeliveryUnknown,
    ("MAIL", "garbage"): RetryLater,
}


@pytest.mark.parametrize(("said", "expected"), ANSWERS.items(), ids=map(" ".join, ANSWERS))
async def test_every_answer_has_its_outcome(
    said: tuple[str, str], expected: type[DeliveryFailed]
) -> None:
    """One attempt, never repeated by anything below, and the code holds nothing of the answer."""
    step, answer = said
    script = Script(answers={step: answer})
    async with serving(script) as port:
        with pytest.raises(DeliveryFailed) as raised:
            await desk(script, port).deliver()
    assert type(raised.value) is expected
    assert script.steps.count(step) == 1
    assert script.taken == []
    words = answer.partition(" ")[2].lstrip("0123456789. ")
    assert not words or words not in raised.value.code


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("550 5.1.1 no such user", FailureReason.NO_MAILBOX),
        ("550 no such user", FailureReason.NO_MAILBOX),
        ("553 5.1.3 bad address", FailureReason.NO_MAILBOX),
        ("550 5.2.1 mailbox disabled", FailureReason.DEACTIVATED),
        ("552 5.2.2 mailbox full", FailureReason.REFUSED),
        ("554 5.7.1 relay access denied", FailureReason.REFUSED),
    ],
)
async def test_why_a_mailbox_did_not_take_it_is_told_apart(answer: str, why: FailureReason) -> None:
    """A person reads the reason on the record: no such address, switched off, or refused."""
    script = Script(answers={"RCPT": answer})
    async with serving(script) as port:
        with pytest.raises(ChannelUnreachable) as raised:
            await desk(script, port).deliver()
    assert raised.value.why is why


SILENCES = {
    **dict.fromkeys(("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY"), RetryLater),
    "DOT": DeliveryUnknown,
}


@pytest.mark.parametrize(("step", "expected"), SILENCES.items())
async def test_a_server_that_hangs_up_is_not_known_only_after_the_final_dot(
    step: str, expected: type[DeliveryFailed]
) -> None:
    """Before the dot nothing can have been delivered, so it is simply tried again."""
    script = Script(drops=step)
    async with serving(script) as port:
        with pytest.raises(DeliveryFailed) as raised:
            await desk(script, port).deliver()
    assert type(raised.value) is expected
    assert script.steps[-1] == step


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "DOT"])
async def test_a_server_that_says_nothing_is_left_after_the_bound(
    step: str, held: HeldTime
) -> None:
    """The whole attempt is bounded, wherever it hangs; only after the dot is it not known."""
    outcome = await _hanging(step, held)
    assert type(outcome) is (DeliveryUnknown if step == "DOT" else RetryLater)


async def test_a_body_that_was_cut_off_by_the_bound_was_not_delivered_but_is_not_known(
    held: HeldTime,
) -> None:
    """All of it had gone out, so nobody here can say what the server read of it."""
    assert type(await _hanging("BODY", held)) is DeliveryUnknown


async def _hanging(step: str, held: HeldTime) -> BaseException | None:
    """What becomes of a delivery to a server that falls silent at a step, once the time is over."""
    script = Script(hangs=step)
    async with serving(script) as port:
        here = desk(script, port, within=SEND_TIMEOUT_SECONDS)
        sending = asyncio.create_task(here.deliver())
        await until(lambda: step in script.steps)
        await held.passes(SEND_TIMEOUT_SECONDS - 0.1)
        assert not sending.done()
        await held.passes(0.1)
        for _ in range(4):  # a farewell may take a second more
            await held.passes(0.5)
        await until(sending.done)
    return sending.exception()


async def test_no_connection_and_no_such_host_are_tried_again() -> None:
    """Nothing was sent, so nothing can have arrived."""
    script = Script()
    async with serving(script) as port:
        pass
    with pytest.raises(RetryLater):
        await desk(script, port).deliver()
    elsewhere = settings(25, host="localhost.invalid", security=Security.STARTTLS)
    given = desk(script, port)
    courier = MailCourier(
        elsewhere, MailServer(elsewhere), given.links, given.documents, given.courier._clock
    )
    with pytest.raises(RetryLater):
        await courier.deliver(CHANNEL, CARD, repeat=False)


async def test_a_farewell_that_fails_changes_nothing() -> None:
    """Once the server has taken the message, it is told."""
    script = Script(answers={"DOT": "250 2.0.0 taken\r\n421 4.3.2 and gone"})
    async with serving(script) as port:
        await desk(script, port).deliver()
    assert len(script.taken) == 1


# --- encryption and login ------------------------------------------------------------------------


async def test_starttls_encrypts_before_anything_is_said(tmp_path: Path) -> None:
    """With a certificate that is trusted; login and message go over the encrypted line only."""
    server, client = certificate(tmp_path)
    script = Script(password="right")
    async with serving(script, server) as port:
        await desk(
            script,
            port,
            security=Security.STARTTLS,
            username="concord",
            password="right",
            trust=lambda: client,
        ).deliver()
    assert script.steps == [
        "CONNECT",
        "EHLO",
        "STARTTLS",
        "EHLO",
        "AUTH",
        "MAIL",
        "RCPT",
        "DATA",
        "DOT",
    ]


async def test_tls_from_the_first_byte(tmp_path: Path) -> None:
    """As on port 465."""
    server, client = certificate(tmp_path)
    script = Script()
    async with serving(script, server, tls=True) as port:
        await desk(script, port, security=Security.TLS, trust=lambda: client).deliver()
    assert len(script.taken) == 1


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_certificate_that_is_not_trusted_shuts_the_lane(
    tmp_path: Path, security: Security
) -> None:
    """Nothing is sent to whoever cannot prove to be the mail server."""
    server, _ = certificate(tmp_path)
    script = Script()
    async with serving(script, server, tls=security is Security.TLS) as port:
        with pytest.raises(QueueDown):
            await desk(script, port, security=security).deliver()
    assert "MAIL" not in script.steps


async def test_a_server_without_starttls_is_told_nothing() -> None:
    """Never a fall back to the clear, which an attacker on the way could bring about."""
    script = Script()
    async with serving(script) as port:
        with pytest.raises(QueueDown) as raised:
            await desk(script, port, security=Security.STARTTLS).deliver()
    assert raised.value.code == "tls_not_offered"
    assert script.steps == ["CONNECT", "EHLO"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("454 4.7.0 not just now", RetryLater), ("501 5.5.4 no", QueueDown)],
)
async def test_starttls_refused(
    tmp_path: Path, answer: str, expected: type[DeliveryFailed]
) -> None:
    """For now, or for good."""
    server, client = certificate(tmp_path)
    script = Script(answers={"STARTTLS": answer})
    async with serving(script, server) as port:
        with pytest.raises(expected):
            await desk(script, port, security=Security.STARTTLS, trust=lambda: client).deliver()
    assert "MAIL" not in script.steps


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, QueueDown),
        ({"AUTH": "535 5.7.8 wrong"}, QueueDown),
        ({"AUTH": "454 4.7.0 not just now"}, RetryLater),
    ],
)
async def test_a_login_that_is_refused(
    answers: dict[str, str], expected: type[DeliveryFailed]
) -> None:
    """A wrong password stops the whole lane; a directory that is away does not."""
    script = Script(password="right", answers=answers)
    async with serving(script) as port:
        with pytest.raises(expected):
            await desk(script, port, username="concord", password="wrong").deliver()
    assert "MAIL" not in script.steps


async def test_a_login_that_is_wanted_and_not_set_up_shuts_the_lane() -> None:
    """Every message would be refused; the operator has to act."""
    script = Script(password="right")
    async with serving(script) as port:
        with pytest.raises(QueueDown):
            await desk(script, port).deliver()


async def test_a_login_that_the_server_does_not_know_shuts_the_lane() -> None:
    """The password is not sent to a server that offers no way to."""
    script = Script(answers={"EHLO": "250 mail.example"})
    async with serving(script) as port:
        with pytest.raises(QueueDown) as raised:
            await desk(script, port, username="concord", password="right").deliver()
    assert raised.value.code == "login_not_offered"


# --- what never goes out -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "",
        "priya",
        "priya@",
        "@council.example",
        "priya@council.example\r\nRCPT TO:<x@y.example>",
        "priya@council.example\nBcc: x@y.example",
        "<priya@council.example>",
        "priya@council.example, x@y.example",
        "priya ashdown@council.example",
        '"priya"@council.example',
        "priya@[127.0.0.1]",
        "príya@council.example",
        "priya@council..example",
        f"{'p' * 65}@council.example",
    ],
)
async def test_what_is_no_address_is_never_written_to(address: str) -> None:
    """No second recipient, header or command hides in one; the next contact is asked instead."""
    script = Script()
    async with serving(script) as port:
        here = desk(script, port)
        channel = Channel(platform=Platform.MAIL, tenant="", user=address)
        with pytest.raises(ChannelUnreachable):
            await here.courier.deliver(channel, CARD, repeat=False)
    assert script.steps == []


async def test_a_link_that_cannot_be_made_is_waited_for() -> None:
    """A pointer without its link would lead nowhere; nothing is sent."""
    script = Script()
    async with serving(script) as port:
        here = desk(script, port)
        here.links.down = LedgerUnavailable()
        with pytest.raises(RetryLater):
            await here.deliver()
    assert script.steps == []


async def test_an_e_mail_is_never_redrawn_and_nothing_alarms() -> None:
    """What was sent stays; the page behind the link shows how it stands."""
    script = Script()
    async with serving(script) as port:
        here = desk(script, port)
        told = await here.deliver()
        await here.courier.redraw(told.message, CARD)
    assert len(script.taken) == 1


def test_nothing_is_sent_in_the_clear_but_to_this_machine() -> None:
    """A setting that would is refused when it is made."""
    with pytest.raises(ValueError, match="without encryption"):
        settings(25, host="mail.example")
    assert isinstance(settings(25, host="localhost"), MailSettings)


def test_the_password_shows_nowhere() -> None:
    """Settings are printed in logs and tracebacks."""
    assert "canary" not in repr(settings(25, username="u", password="canary"))
