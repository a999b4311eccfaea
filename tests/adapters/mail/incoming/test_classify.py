"""What an incoming e-mail is: a failure for good, a delay, something automatic, or a reply."""

import random

import pytest

from adapters.mail.incoming.classify import MailKind, read
from tests.adapters.mail.incoming.mails import CANARY, HOME, letter, report, wire

NOBODY = "<>"


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", MailKind.FAILED),
        ("Failed", "5.2.2", MailKind.FAILED),
        ("failed", "4.4.7", MailKind.FAILED),
        ("delayed", "4.4.1", MailKind.DELAYED),
        ("delayed", "5.0.0", MailKind.DELAYED),
        ("delivered", "2.0.0", MailKind.DELAYED),
        ("relayed", "2.0.0", MailKind.DELAYED),
        ("expanded", "2.0.0", MailKind.DELAYED),
        ("", "5.1.1", MailKind.FAILED),
        ("", "4.1.1", MailKind.DELAYED),
        ("", "", MailKind.DELAYED),
    ],
)
def test_a_report_is_a_failure_only_where_it_is_one_for_good(
    action: str, status: str, kind: MailKind
) -> None:
    """Still being tried is no bounce: nobody else is asked for it."""
    assert read(report(action=action, status=status), NOBODY).kind is kind


def test_a_report_tells_its_code_and_none_of_its_words() -> None:
    """What a mail server quotes may hold anything."""
    found = read(report(), NOBODY)
    assert found.code == "5.1.1"
    assert CANARY not in repr(found)


def test_marks_are_found_in_what_a_report_quotes() -> None:
    """For servers that report to the mailbox instead of to the envelope's sender."""
    mark = "a" * 52
    found = read(report(quoted=f"<{mark.upper()}.0a1b2c3d@partnership.example>"), NOBODY)
    assert found.marks == (mark,)


def test_a_report_that_somebody_passes_on_is_a_reply() -> None:
    """Only the message itself can be a report, not what is attached to it."""
    inner = report().decode().replace("\r\n", "\n")
    raw = wire(
        f"From: {HOME}\nContent-Type: multipart/mixed; boundary=outer\n\n--outer\n\nSee below.\n"
        f"--outer\nContent-Type: message/rfc822\n\n{inner}\n--outer--\n"
    )
    assert read(raw, HOME).kind is MailKind.REPLY


def test_an_older_servers_report_in_words_is_a_failure() -> None:
    """No sender, and nothing that says it is automatic: qmail and its like."""
    raw = wire("From: MAILER-DAEMON@council.example\nSubject: failure notice\n\nSorry.\n")
    assert read(raw, NOBODY).kind is MailKind.FAILED
    assert read(raw, "mailer-daemon@council.example").kind is MailKind.FAILED


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (rejected)",
        "Auto-Submitted: Auto-Notified",
        "Precedence: bulk",
        "Precedence: List",
        "Precedence: junk",
        "Precedence: auto_reply",
        "List-Id: <talk.council.example>",
        "List-Unsubscribe: <https://council.example/off>",
        "X-Autoreply: yes",
        "X-Autorespond: away",
    ],
)
@pytest.mark.parametrize("mail_from", [HOME, NOBODY])
def test_what_a_machine_wrote_is_automatic_and_no_failure(header: str, mail_from: str) -> None:
    """An absence note that comes back to the marked address is not a bounce (RFC 3834)."""
    assert read(letter("I am away.", header), mail_from).kind is MailKind.AUTOMATIC


@pytest.mark.parametrize("mail_from", ["owner-talk@x.example", "talk-request@x.example"])
def test_lists_are_known_by_their_addresses(mail_from: str) -> None:
    """As RFC 3834 names them."""
    assert read(letter(), mail_from).kind is MailKind.AUTOMATIC


def test_what_a_person_wrote_is_a_reply() -> None:
    """Also where it says that it is not automatic."""
    found = read(letter("Yes.", "Auto-Submitted: no"), "Priya.Ashdown@Council.example")
    assert found.kind is MailKind.REPLY
    assert (found.sender, found.author) == (HOME, HOME)
    assert found.message_id == "<r1@council.example>"


@pytest.mark.parametrize("message_id", ["", "r1", "<a b@c>", "<" + "x" * 300 + "@c>", "<a\x00@c>"])
def test_an_id_that_is_not_well_formed_is_not_repeated(message_id: str) -> None:
    """It would stand in a header of ours."""
    assert read(letter(message_id=message_id), HOME).message_id == ""


def test_a_sender_that_is_no_address_is_answered_by_nobody() -> None:
    """It is still a reply, to be kept."""
    found = read(letter(), "príya@council.example")
    assert (found.kind, found.sender, found.author) == (MailKind.REPLY, "", HOME)


def _nested(depth: int) -> bytes:
    head, tail = b"", b""
    for level in range(depth):
        head += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
        tail = b"\r\n--b%d--\r\n" % level + tail
    return head + b"\r\nx" + tail


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"\x00\xff\xfe" * 1000,
        b"Content-Type: multipart/report; boundary\r\n\r\n--",
        b"Content-Type: message/delivery-status\r\n\r\n\r\n",
        b"From: =?utf-8?b?" + b"A" * 5000 + b"?=\r\n\r\n",
        b"From: " + b"(" * 20_000 + b"\r\n\r\n",
        b"Content-Type: text/plain; charset=nonsense\r\nSubject: \xff\r\n\r\n\xff",
        b"A: b\r\n" * 100_000,
        _nested(2000),
    ],
    ids=["empty", "blank", "binary", "cut", "bare", "word", "brackets", "charset", "many", "deep"],
)
def test_nothing_anybody_sends_raises(raw: bytes) -> None:
    """What cannot be read is a reply, to be kept and answered, or automatic where nobody sent it."""
    assert read(raw, HOME).kind in {MailKind.REPLY, MailKind.AUTOMATIC}
    assert read(raw, NOBODY).kind in MailKind


def test_a_report_with_anything_wrong_in_it_never_raises() -> None:
    """Every cut and a thousand flipped bytes (the seed is 7)."""
    raw, randomness = report(quoted="<" + "a" * 52 + ".0a1b2c3d@p.example>"), random.Random(7)
    for end in range(0, len(raw), 7):
        read(raw[:end], NOBODY)
    for _ in range(1000):
        changed = bytearray(raw)
        changed[randomness.randrange(len(raw))] = randomness.randrange(256)
        read(bytes(changed), NOBODY)
