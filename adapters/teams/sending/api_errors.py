"""What each error of Teams means for a message: not delivered, or unknown. Pure."""

import re
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

_LONGEST_WAIT: Final = 900.0
"""Seconds; the longest back-off of delivery, whatever a platform asks for."""
_SHORTEST_WAIT: Final = 1.0
_CODE: Final = re.compile(r"[A-Za-z0-9_]{1,60}", re.ASCII)
_BLOCKED: Final = ("blocked", "messagewritesblocked")


def refused(status: int, code: str = "", retry_after: str | None = None) -> DeliveryFailed:
    """Translate an HTTP status, the platform's own error code and its Retry-After.

    The table is in the design's chapter on delivery; any status not in it is DeliveryUnknown.
    """
    said = f"http_{status}" + (f":{code}" if _CODE.fullmatch(code) else "")
    match status:
        case 412 | 429:
            return RetryLater(said, _wait(retry_after))
        case 401:
            return QueueDown(said)
        case 400 | 413:
            return MessageRejected(said)
        case 403 if any(word in code.lower() for word in _BLOCKED):
            return ChannelUnreachable(said, FailureReason.BLOCKED)
        case 403:
            return ChannelUnreachable(said, FailureReason.NOT_INSTALLED)
        case 404:
            return ChannelUnreachable(said, FailureReason.UNKNOWN_USER)
        case _:
            return DeliveryUnknown(said)


def before_any_message(failure: DeliveryFailed) -> DeliveryFailed:
    """Return the failure for a call before any message was sent: DeliveryUnknown becomes RetryLater."""
    match failure:
        case DeliveryUnknown():
            return RetryLater(failure.code)
        case _:
            return failure


def _wait(retry_after: str | None) -> float | None:
    """Return the seconds to wait, within bounds; None if the header is not usable."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return None
    if not -1e9 < seconds < 1e9:
        return None
    return min(max(seconds, _SHORTEST_WAIT), _LONGEST_WAIT)
