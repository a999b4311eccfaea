"""What each reply of a mail server means for a message: the complete table of errors. Pure.

RFC 5321 (codes), RFC 3463 (enhanced codes), RFC 4954 (authentication), RFC 3207 (STARTTLS).
"""

import re
import ssl
from enum import StrEnum
from typing import Final

from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
)
from core.vocabulary import FailureReason


class SmtpStep(StrEnum):
    """The steps of a conversation with the mail server."""

    CONNECT = "connect"
    TLS = "tls"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    """DATA has been sent; nothing is delivered before the final dot."""
    SENT = "sent"
    """The final dot has been sent: from here on, without a reply, the outcome is unknown."""


_ENHANCED: Final = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
_LOGIN_WANTED: Final = frozenset({530, 534, 535, 538})
_NOBODY: Final = frozenset({550, 551, 553})
_TOO_LARGE: Final = 552


def reply_failure(step: SmtpStep, code: int, text: str = "") -> DeliveryFailed:
    """Translate an unexpected reply. Only the enhanced status code of ``text`` is kept."""
    enhanced = _enhanced(text)
    said = f"{step}_{code}" + (f"_{enhanced}" if enhanced else "")
    if 400 <= code < 500:
        return RetryLater(said)
    if not 500 <= code < 600:  # outside SMTP's range of replies
        return DeliveryUnknown(said) if step is SmtpStep.SENT else RetryLater(said)
    if code in _LOGIN_WANTED:
        return QueueDown(said)
    match step:
        case SmtpStep.CONNECT | SmtpStep.TLS | SmtpStep.LOGIN:
            return QueueDown(said)
        case SmtpStep.SENDER:
            return MessageRejected(said) if code == _TOO_LARGE else QueueDown(said)
        case SmtpStep.RECIPIENT:
            return ChannelUnreachable(said, _why(code, enhanced))
        case SmtpStep.DATA | SmtpStep.SENT if enhanced.startswith(
            ("5.1.1", "5.1.2", "5.1.3", "5.2.")
        ):
            return ChannelUnreachable(
                said, _why(code, enhanced)
            )  # some servers check the mailbox only now
        case SmtpStep.DATA | SmtpStep.SENT:
            return MessageRejected(said)


def connection_failure(step: SmtpStep, error: BaseException) -> DeliveryFailed:
    """Translate a connection error: broken off, or never established."""
    if isinstance(error, DeliveryFailed):
        return error
    said = f"{step}_{type(error).__name__}"
    if step is SmtpStep.SENT:
        return DeliveryUnknown(said)
    if _is_about_trust(error):
        return QueueDown(said)
    return RetryLater(said)


def _is_about_trust(error: BaseException) -> bool:
    """Whether the TLS handshake was refused by either side; a mere disconnect is retried."""
    causes = (error, error.__cause__)
    return any(
        isinstance(one, ssl.SSLError) and not isinstance(one, ssl.SSLEOFError) for one in causes
    )


def _enhanced(text: str) -> str:
    found = _ENHANCED.match(text)
    return ".".join(found.groups()) if found else ""


def _why(code: int, enhanced: str) -> FailureReason:
    """Return why a mailbox refused: RFC 3463, 3.2 (addresses) and 3.3 (mailboxes)."""
    if enhanced.startswith("5.2.1"):
        return FailureReason.DEACTIVATED
    if enhanced.startswith("5.1."):
        return FailureReason.NO_MAILBOX
    if enhanced:
        return FailureReason.REFUSED
    return FailureReason.NO_MAILBOX if code in _NOBODY else FailureReason.REFUSED
