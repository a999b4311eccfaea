"""What each error of Slack's Web API means for a message: the complete table of errors."""

from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from core.notifications.couriers import (
    ChannelUnreachable,
    DeliveryFailed,
    DeliveryUnknown,
    MessageRejected,
    QueueDown,
    RetryLater,
)
from core.vocabulary import FailureReason

MAX_RETRY_AFTER_SECONDS: Final = 900.0
"""Maximum seconds to wait for a Retry-After: longer would delay the fallback to a human."""

_RETRY_CODES: Final = frozenset({"ratelimited", "rate_limited", "service_unavailable"})
_UNKNOWN: Final = frozenset({"internal_error", "fatal_error", "request_timeout"})
_MISSES: Final[Mapping[str, FailureReason]] = {
    "user_disabled": FailureReason.DEACTIVATED,
    "user_not_found": FailureReason.UNKNOWN_USER,
    "users_not_found": FailureReason.UNKNOWN_USER,
    "user_not_visible": FailureReason.UNKNOWN_USER,
    "channel_not_found": FailureReason.UNKNOWN_USER,
    "is_archived": FailureReason.BLOCKED,
    "cannot_dm_bot": FailureReason.REFUSED,
    "messages_tab_disabled": FailureReason.NOT_INSTALLED,
    "restricted_action": FailureReason.REFUSED,
}
_MESSAGE_GONE_CODES: Final = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed"}
)
_LANE_DOWN_CODES: Final = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "missing_scope",
        "ekm_access_denied",
        "team_access_not_granted",
    }
)
_OUR_FAULT_CODES: Final = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "msg_too_long",
        "invalid_arguments",
        "no_text",
    }
)


def failure(error: BaseException, *, sent: bool) -> DeliveryFailed:
    """Translate any error of a call.

    ``sent`` is whether the call was the one that shows somebody something. If not, an unknown
    outcome is ``RetryLater`` instead of ``DeliveryUnknown``: nothing has been shown.
    """
    failed = _failure(error)
    if isinstance(failed, DeliveryUnknown) and not sent:
        return RetryLater(failed.code)
    return failed


def error_answer(code: str, status: int, retry_after: str | None) -> DeliveryFailed:
    """Translate an error answer: Slack's code ("" for none) and the HTTP status."""
    if status == 429 or code in _RETRY_CODES:
        return RetryLater(code or "ratelimited", retry_after_seconds(retry_after))
    if code in _MISSES:
        return ChannelUnreachable(code, _MISSES[code])
    if code in _MESSAGE_GONE_CODES:
        return ChannelUnreachable(code, FailureReason.REFUSED)
    if code in _LANE_DOWN_CODES:
        return QueueDown(code)
    if code in _OUR_FAULT_CODES:
        return MessageRejected(code)
    if code in _UNKNOWN:
        return DeliveryUnknown(code)
    return _status(code, status)


def retry_after_seconds(retry_after: str | None) -> float | None:
    """Return the seconds to wait, 1 to 900; None (our own back-off) if it is not a number."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return None
    if not 0 <= seconds < float("inf"):
        return None
    return min(max(seconds, 1.0), MAX_RETRY_AFTER_SECONDS)


def _status(code: str, status: int) -> DeliveryFailed:
    """Translate an HTTP status where Slack's code is unknown."""
    code = code or f"http_{status}"
    if status == 401:
        return QueueDown(code)
    if status in {400, 413}:
        return MessageRejected(code)
    return DeliveryUnknown(code)


def _failure(error: BaseException) -> DeliveryFailed:
    if isinstance(error, DeliveryFailed):
        return error
    if isinstance(error, SlackApiError):
        return _answer(error.response)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return RetryLater(_name(error))  # nothing was sent: refused, unresolved, or never connected
    return DeliveryUnknown(_name(error))


def _answer(response: Any) -> DeliveryFailed:
    """Translate the response of an SDK error; its data may be a dict, text or nothing."""
    data = getattr(response, "data", None)
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    headers = getattr(response, "headers", None) or {}
    code = data.get("error") if isinstance(data, dict) else ""
    return error_answer(
        code if isinstance(code, str) else "", int(status), headers.get("Retry-After")
    )


def _name(error: BaseException) -> str:
    """Return an error's type as its code; its text may hold content."""
    return type(error).__name__
