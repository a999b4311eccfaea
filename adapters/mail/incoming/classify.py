"""Classify an incoming e-mail: a delivery report on our mail, an automatic message, or a reply.

Pure. RFC 3464 (delivery reports), RFC 3834 (automatic answers), RFC 2919 and 2369 (lists). No
content of the message is trusted: its sender may have written anything.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr
from enum import StrEnum
from typing import Final

from adapters.mail.text import is_address
from core.desk.typed_text import plain

_MOST_PARTS: Final = 40
"""Above any report or reply; beyond it only the headers are read."""
_LARGEST_HEAD: Final = 64 * 1024
_MARK_LIMIT: Final = 5
_QUOTED: Final = re.compile(rb"<([a-z2-7]{40,60})\.[0-9a-f]{8}@")
"""Ids of our own messages, as the courier writes them."""
_MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]{1,250}>")
_LISTS: Final = ("List-Id", "List-Post", "List-Help", "List-Unsubscribe", "List-Owner")
_IN_BULK: Final = frozenset({"bulk", "list", "junk", "auto_reply"})
_ROBOTS: Final = ("mailer-daemon", "postmaster")
_ROBOT_ENDINGS: Final = ("-request", "-owner", "-relay", "-bounces")
NULL_SENDERS: Final = frozenset({"", "<>"})
"""Envelope senders that mean there is no one to answer."""


class MailKind(StrEnum):
    """The kinds of incoming e-mail."""

    FAILED = "failed"
    """A report that our message was permanently not delivered."""
    DELAYED = "delayed"
    """A report that delivery is still being tried, or any other report without a failure."""
    AUTOMATIC = "automatic"
    """Not written to us by a person: an absence note, a list. Never answered."""
    REPLY = "reply"
    """Possibly written by a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What is known of an incoming e-mail without showing its content to anybody."""

    kind: MailKind
    sender: str
    """Address to answer, lower case; "" where none may be answered."""
    message_id: str
    """Its own Message-ID; "" if that is malformed."""
    author: str = ""
    """Address in its From header, lower case; "" if it has none."""
    code: str = ""
    """Status code of a failure, such as ``5.1.1``; never its text."""
    marks: tuple[str, ...] = ()
    """Possible message-id marks of ours that it quotes, signatures not yet checked."""


def read(raw: bytes, mail_from: str) -> Incoming:
    """Classify a message; ``mail_from`` is the sender in its envelope.

    Never raises: a message that cannot be parsed counts as a reply, to be kept and answered, or as
    automatic where the envelope has no sender.
    """
    nobody = mail_from in NULL_SENDERS
    sender = "" if nobody or not is_address(mail_from) else mail_from.casefold()
    try:
        message = _parsed(raw)
        kind, code = _kind(message, mail_from, nobody=nobody)
        own_id = _text(message, "Message-ID").strip()
        author = parseaddr(_text(message, "From"))[1].casefold()
    except Exception:  # noqa: BLE001 - the parser meets whatever anybody sends
        kind, code, own_id, author = (MailKind.AUTOMATIC if nobody else MailKind.REPLY), "", "", ""
    found = dict.fromkeys(one.decode() for one in _QUOTED.findall(raw.lower()))
    return Incoming(
        kind=kind,
        sender=sender,
        message_id=own_id if _MESSAGE_ID.fullmatch(own_id) else "",
        author=author if is_address(author) else "",
        code=code,
        marks=tuple(found)[:_MARK_LIMIT],
    )


def _parsed(raw: bytes) -> "Message[str, str]":
    """Return the parsed message; only its first headers where they are so large, or it has so many
    parts, that parsing all of it would take too long.
    """
    head, end, body = raw.partition(b"\r\n\r\n")
    if len(head) > _LARGEST_HEAD or raw.lower().count(b"boundary") > _MOST_PARTS:
        head, body = head[:_LARGEST_HEAD], b""
    return message_from_bytes(head + end + body, policy=compat32)


def _kind(message: "Message[str, str]", mail_from: str, *, nobody: bool) -> tuple[MailKind, str]:
    parts = message.get_payload() if message.is_multipart() else []
    own = [part for part in parts if isinstance(part, Message)]
    if reports := [part for part in own if _is_status(part)]:  # not one that somebody passes on
        return _reported(reports)
    if _automatic(message, mail_from):
        return MailKind.AUTOMATIC, ""
    if nobody or _is_robot(mail_from):  # older servers report in words only
        return MailKind.FAILED, ""
    return MailKind.REPLY, ""


def _is_status(part: "Message[str, str]") -> bool:
    return part.get_content_type() in {
        "message/delivery-status",
        "message/global-delivery-status",
    }


def _reported(reports: list["Message[str, str]"]) -> tuple[MailKind, str]:
    """Return what a delivery report says: a permanent failure with its code, or a delay."""
    for report in reports:
        groups = report.get_payload()
        for group in groups if isinstance(groups, list) else []:
            if not isinstance(group, Message):
                continue
            action = _text(group, "Action").strip().casefold()
            status = re.match(r"\s*(\d\.\d{1,3}\.\d{1,3})\b", _text(group, "Status"))
            code = status[1] if status else ""
            # "failed" with a status of 4: retries were given up, which is permanent too
            if action == "failed" or (not action and code.startswith("5")):
                return MailKind.FAILED, code
    return MailKind.DELAYED, ""


def _automatic(message: "Message[str, str]", mail_from: str) -> bool:
    """Whether a machine wrote it, or it came through a list (RFC 3834, 2)."""
    submitted = _text(message, "Auto-Submitted").strip().casefold()
    if submitted and not submitted.startswith("no"):
        return True
    if any(message.get(name) is not None for name in _LISTS):
        return True
    if _text(message, "Precedence").strip().casefold() in _IN_BULK:
        return True
    if any(message.get(name) is not None for name in ("X-Autoreply", "X-Autorespond")):
        return True
    local = mail_from.rpartition("@")[0].casefold()
    return local.startswith("owner-") or local.endswith(_ROBOT_ENDINGS)


def _is_robot(mail_from: str) -> bool:
    return mail_from.rpartition("@")[0].casefold() in _ROBOTS


def _text(message: "Message[str, str]", name: str) -> str:
    return str(message.get(name, ""))


def words(raw: bytes) -> str:
    """Return the body text of a message, for people who may read it. Never raises."""
    try:
        parts = [part for part in _parsed(raw).walk() if not part.is_multipart()]
        texts = [part for part in parts if part.get_content_type() == "text/plain"]
        found = [_decoded(part) for part in texts or parts[:1]]
    except Exception:  # noqa: BLE001 - as above
        found = [raw.decode(errors="replace")]
    return plain("\n".join(found)).strip()


def _decoded(part: "Message[str, str]") -> str:
    body = part.get_payload(decode=True)
    content = body if isinstance(body, bytes) else b""
    try:
        return content.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        return content.decode(errors="replace")
