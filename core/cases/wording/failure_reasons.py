"""Why somebody could not be told, in a sentence that names the platform that answered."""

from collections.abc import Iterable
from typing import Final

from core.cases.events import Attempt
from core.directory.wording.names import FAILURE_REASONS
from core.vocabulary import FailureReason, Platform

PLATFORM: Final[dict[Platform, str]] = {
    Platform.SLACK: "Slack",
    Platform.TEAMS: "Teams",
    Platform.MAIL: "E-mail",
}

REASON_WITH_PLATFORM: Final[dict[FailureReason, str]] = {
    FailureReason.NO_CHANNEL: "{0}: no address for this person is on the contact list",
    FailureReason.MAIL_ONLY: "{0}: it is the only way to reach this person, and it is not sent here",
    FailureReason.NOT_INSTALLED: "{0} refused: the app is not installed for this person",
    FailureReason.BLOCKED: "{0} refused: this person has blocked the app",
    FailureReason.UNKNOWN_USER: "{0} refused: it does not know this person",
    FailureReason.DEACTIVATED: "{0} refused: this person's account has been deactivated",
    FailureReason.LANE_STOPPED: "{0}: the connection to this person's organisation is down",
    FailureReason.REFUSED: "{0} refused the message",
    FailureReason.UNCONFIRMED: "{0} did not confirm the message, nor its repeat",
    FailureReason.OVERDUE: "{0}: the message has been waiting for more than ten minutes",
    FailureReason.STILL_OVERDUE: "{0}: the message has been waiting for more than half an hour",
    FailureReason.LEFT: "{0}: this person is not on the contact list any more",
    FailureReason.NO_MAILBOX: "{0}: the mail server says that there is no such address",
    FailureReason.BOUNCED: "{0}: the message came back as undeliverable",
}
"""As ``names.FAILURE_REASONS``, with the platform that answered."""


def why_missed(why: FailureReason, platform: Platform | None) -> str:
    """Return why, as the rest of a sentence; without a platform where none was asked."""
    return (
        REASON_WITH_PLATFORM[why].format(PLATFORM[platform]) if platform else FAILURE_REASONS[why]
    )


def tried(attempts: Iterable[Attempt]) -> str:
    """Return what each channel tried before answered, a sentence each; begins with a space."""
    return "".join(f" {why_missed(one.why, one.platform)}." for one in attempts)
