"""Sentences about linking accounts: requests, codes, confirming, unlinking, closed accounts."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from core.accounts.linking import LinkCodeRefusal
from core.accounts.status import AccountStatus
from core.directory.model import Directory
from core.directory.wording.names import FAILURE_REASONS, name
from core.policy.wording.deadlines import spoken_date, spoken_time
from core.policy.wording.names import listed
from core.vocabulary import FailureReason, LetterKind, Platform

PLATFORM: Final[dict[Platform, str]] = {
    Platform.SLACK: "Slack",
    Platform.TEAMS: "Teams",
    Platform.MAIL: "e-mail",
}
STATUS_REFUSED: Final[dict[AccountStatus, str]] = {
    AccountStatus.GUEST: (
        "This is a guest's account, so it cannot be linked here. Please use the account of your own "
        "organisation, or ask your partnership's coordinator to put this one on the contact list."
    ),
    AccountStatus.BOT: "This is an app's account, and only people can be linked.",
    AccountStatus.DEACTIVATED: (
        "This account has been deactivated, so it cannot be linked. Please use the one you work with."
    ),
    AccountStatus.STRANGER: (
        "This account belongs to another organisation's workspace, so it cannot be linked here. "
        "Please use the account of your own organisation."
    ),
    AccountStatus.UNKNOWN: (
        "Concord could not check this account just now, so nothing was done. Please try again in a "
        "few minutes. If someone is in immediate danger, ring 999."
    ),
}
"""Why an account with this status is not linked."""

ADDRESS: Final = "Your work e-mail address"
ADDRESS_HINT: Final = "The one that your partnership's contact list has for you."
ADDRESS_FIRST: Final = (
    "Concord goes by the partnership's contact list only, never by the name or address that a chat "
    "platform shows. Type your work e-mail address; a code or a colleague then confirms that it is "
    "you."
)
NO_ADDRESS: Final = "Please give an e-mail address such as name@organisation.example."
SEND: Final = "Send"
CODE: Final = "The six digits"
CODE_HINT: Final = "From the e-mail to the address on the contact list. They hold for 30 minutes."
CODE_FIRST: Final = (
    "If the contact list has that address for somebody of your organisation who has no account here "
    "yet, a code is on its way to it: type it below. If not, the people who look after the list are "
    "asked who you are, and you get a message here once they have answered. You can close this."
)
TOO_MANY: Final = (
    "Three codes an hour are sent at most, so nothing was done. Please try again in an hour, or ask "
    "your partnership's coordinator."
)
CODE_REFUSED: Final[dict[LinkCodeRefusal, str]] = {
    LinkCodeRefusal.WRONG: "That is not the code.",
    LinkCodeRefusal.VOID: (
        "This code does not hold any more: it was typed wrongly five times, or was not yours. "
        "Nothing was changed. Type /escalate link for a new one."
    ),
    LinkCodeRefusal.EXPIRED: (
        "This code has expired: codes hold for 30 minutes. Nothing was changed. "
        "Type /escalate link for a new one."
    ),
    LinkCodeRefusal.USED: (
        "This code was used already, and a code can be used once. "
        "Type /escalate link to see whom Concord takes you for."
    ),
    LinkCodeRefusal.ASK: (
        "The code is right, but somebody who knows you has to confirm this account as well, since "
        "another one was linked before or the list has changed. They have been asked; you get a "
        "message here once they have answered."
    ),
}
NOT_YOURS: Final = "This is for somebody else to answer, so nothing was changed."
SETTLED: Final = "This has been answered already, so nothing was changed."
WHO: Final = "Who is this?"
WHO_HINT: Final = "Everybody there on the contact list. Choose only somebody you have spoken to."
CONFIRM: Final = "Confirm"
CONFIRM_FIRST: Final = (
    "Whoever you confirm will see and do in Concord, from this account, all that they may. Ask them "
    "yourself first, by telephone or face to face; do not go by a name shown in chat."
)
NOT_OF_YOURSELF: Final = "Nobody confirms an account of their own. Please ask a colleague to do it."
NOT_THEIRS: Final = (
    "You cannot say this of them here. An administrator confirms people of their own agency, a "
    "coordinator those of any, and only at accounts in that agency’s own workspace or tenant."
)
UNLINK_FIRST: Final = (
    "You will not be messaged at this account any more, and nothing can be done from it in your "
    "name. What you hold stays yours and reaches you by your other ways."
)
UNLINK_LAST: Final = (
    "This is the only way to reach you. Your coordinator is told, and what waits for you goes to "
    "others."
)
UNLINKED: Final = "This account is not linked any more. Type /escalate link to link it again."
THANKS: Final = "Thank you. It is on the record that this is right."
NEVER: Final = "not since it came on the contact list"
LINK_TITLE: Final = "Your account"


def tries_left(left: int) -> str:
    """Say that a code is wrong, and how many tries are left."""
    return f"{CODE_REFUSED[LinkCodeRefusal.WRONG]} {left} {'try is' if left == 1 else 'tries are'} left."


def linked_to(who: str) -> str:
    """Say which person an account is linked to."""
    return f"Concord takes you for {who}."


def confirmed_on(on: date | None) -> str:
    """Say when an account was last confirmed."""
    return f"{spoken_date(on)}" if on else NEVER


def other_ways(platforms: Iterable[Platform]) -> str:
    """List a person's other platforms; "none" if there are none."""
    found = listed(PLATFORM[one] for one in dict.fromkeys(platforms))
    return found or "none"


def if_wrong(partnership: str) -> str:
    """Say what to do if the list is wrong."""
    return (
        f"It is the contact list of {partnership} that says so. If that is wrong, or you have "
        "changed posts, tell your coordinator: a link is made from the contact list only, never "
        "from a name or address that a chat platform shows."
    )


def a_code(code: str, until: datetime) -> str:
    """Give the code and its expiry, for the letter to the address on the list."""
    return f"Your code is {code}. It holds until {spoken_time(until)}."


CODE_UNASKED: Final = (
    "Somebody who works in your organisation's chat typed your address to be linked in Concord. If "
    "that was not you, give the code to nobody and tell your coordinator."
)


def link_requested(platform: Platform, agency: str) -> str:
    """Say that an unknown account asks to be linked."""
    return (
        f"Somebody with an account in {PLATFORM[platform]} at {agency} asks Concord to know them. "
        "The contact list alone cannot tell who it is."
    )


def address_typed(address: str) -> str:
    """Say which address was typed with the request."""
    return f"They typed the address {address}."


def the_account(user: str, platform: Platform) -> str:
    """Name an account by the platform's user id, because display names can be chosen freely."""
    where = "under “Copy member ID” in a profile" if platform is Platform.SLACK else "in Entra ID"
    return f"Account {user} ({where})."


def is_named(person: str) -> str:
    """Label the confirm button if the list proposes a person."""
    return f"Confirm this is {person}"


def confirmed(who: str) -> str:
    """Say that an account was linked."""
    return f"This account stands for {who} from now on. They have been told."


REFUSED_DONE: Final = "Nothing was linked. Whoever asked has been told to ask the coordinator."
REFUSED_NEWS: Final = (
    "Concord asked who you are, and nobody could say. Nothing was linked. Please ask your "
    "partnership's coordinator to put you on the contact list. If someone is in immediate danger, "
    "ring 999."
)


def added(platform: Platform, at: datetime, by: str) -> str:
    """Tell a person, on their earlier channels, that another channel was added."""
    who = f" {by} confirmed it." if by else ""
    return (
        f"Another way to reach you was added on {spoken_time(at)}: an account in "
        f"{PLATFORM[platform]}.{who} An account you had there before does not count any more."
    )


def if_not_you(coordinators: str) -> str:
    """Say whom to tell if the person did not ask for the link."""
    return f"If that was not you, tell {coordinators or 'your coordinator'} at once."


def still_you(who: str) -> str:
    """Ask a person whether their entry on the list is right."""
    return (
        f"The contact list has you as {who}. Is that still right, and is this still the account to "
        "reach you at? If so, press Still me. If not, tell your coordinator what has changed."
    )


def not_reached(who: str, kind: LetterKind, why: FailureReason) -> str:
    """Say that a person could not be told something, and why."""
    return f"{who} could not be {_WHAT[kind]}: {FAILURE_REASONS[why]}."


_WHAT: Final[dict[LetterKind, str]] = {
    LetterKind.LINK_CODE: "told the code they asked for to link an account",
    LetterKind.LINK_WISH: "told that somebody asks to be linked",
    LetterKind.LINK_DONE: "told at an earlier address that another account was linked to them",
    LetterKind.LINK_WELCOME: "told that their account was linked",
    LetterKind.LINK_REFUSED: "told that their account was not linked",
    LetterKind.STILL_YOU: "asked whether their entry is still right",
    LetterKind.FIX_LIST: "told what on the contact list wants mending",
    LetterKind.REPLY_CAME: "told that an answer came by e-mail",
    LetterKind.NOT_REACHED: "told that somebody was not reached",
    LetterKind.NOT_CONFIRMED: "told that somebody has not confirmed their account",
    LetterKind.CHANNEL_GONE: "told that an account was closed",
}


def not_confirmed(who: str, platform: Platform, since: date, *, ended: bool) -> str:
    """Say that a person has not confirmed an account for two weeks."""
    then = (
        "It does not count any more, since another account of theirs was confirmed."
        if ended
        else "They are messaged there still."
    )
    return (
        f"{who} has not said for two weeks that their account in {PLATFORM[platform]} is still "
        f"theirs; it was last confirmed on {spoken_date(since)}. {then} Please ask them, and correct "
        "the contact list where it is wrong."
    )


def gone(
    who: str, platform: Platform, why: FailureReason | None, others: Iterable[Platform]
) -> str:
    """Say that a person's account was closed or unlinked, and by what they are still reached."""
    left = list(dict.fromkeys(others))
    because = FAILURE_REASONS[why] if why else "they unlinked it"
    then = (
        f"They are still reached by {listed(PLATFORM[one] for one in left)}."
        if left
        else "Nothing reaches them any more, and what waits for them goes to others."
    )
    return (
        f"{who} is not reached in {PLATFORM[platform]} any more: {because}. {then} Please find out "
        "whether they have left, and correct the contact list."
    )


def coordinators(directory: Directory) -> str:
    """Return the names of the coordinators."""
    return listed(name(one, directory) for one in directory.coordinators)


SOMEBODY: Final = "Somebody who is on no contact list"


def reply_came(who: str) -> str:
    """Tell coordinators that somebody answered a message by e-mail."""
    return (
        f"{who} wrote to Concord's mailbox. Nobody reads it, and it changed no case; they were told "
        "where to act. Please ring them if it may be urgent: what they wrote is kept, encrypted, "
        "and is not shown here."
    )
