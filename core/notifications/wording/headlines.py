"""The title of each message: what it is about and which case, nothing of the story."""

from core.cases.case import Case
from core.vocabulary import Purpose


def headline(purpose: Purpose, case: Case, about: str = "") -> str:
    """Return the title of a message."""
    ref = case.reference
    if purpose is Purpose.REMINDER:
        return _reminder_headline(about.partition(":")[0], ref)
    return {
        Purpose.RECEIPT: f"Your concern is recorded: {ref}",
        Purpose.ASKED: f"You are asked to take on {ref}",
        Purpose.INFORMED: f"You are kept informed of {ref}",
        Purpose.ACCEPTED: f"{ref} has been accepted",
        Purpose.DECLINED: f"{ref}: a contact said it is not theirs",
        Purpose.LEFT: f"{ref}: a contact is not on the contact list any more",
        Purpose.LAPSED: f"{ref}: the time for this stage has run out",
        Purpose.ESCALATED: f"{ref} has been escalated",
        Purpose.BESIDE: f"{ref}: a matter of its own has begun beside it",
        Purpose.IMMEDIATE_RISK: f"Immediate risk: {ref}",
        Purpose.RISK_WITHDRAWN: f"{ref}: immediate risk was withdrawn",
        Purpose.OVERRIDE: f"Special circumstances: {ref}",
        Purpose.PROPOSED: f"{ref}: an outcome is proposed",
        Purpose.REJECTED: f"{ref}: the proposed outcome was not confirmed",
        Purpose.AGREED: f"{ref}: both sides agree",
        Purpose.CLOSED: f"{ref} is closed",
        Purpose.REOPENED: f"{ref} goes on at the next stage",
        Purpose.BROUGHT_FORWARD: f"{ref}: a protective date was set",
        Purpose.DATE_PROPOSED: f"{ref}: a date waits for your side's yes",
        Purpose.DATE_AGREED: f"{ref}: both sides agreed a date",
        Purpose.DECIDED: f"{ref}: a decision was recorded",
        Purpose.SHARED: f"{ref}: something was added to the record",
        Purpose.GAP: f"{ref}: a gap in policy or procedure",
        Purpose.SUPPORT_WANTED: f"A colleague asks for your support with {ref}",
        Purpose.ENTERED_FOR_YOU: f"{ref}: something was entered for you",
        Purpose.UNREACHED: f"{ref}: somebody could not be told",
        Purpose.EDITION_CHANGED: f"{ref} goes on under the present edition of the policy",
        Purpose.NOBODY: f"{ref}: {_who_is_missing(about)}",
    }[purpose]


def _who_is_missing(about: str) -> str:
    return "a post has nobody in it" if about.startswith("role:") else "one side has nobody yet"


def _reminder_headline(kind: str, ref: str) -> str:
    return {
        "before": f"{ref} is due soon",
        "on": f"{ref} is due today",
        "overdue": f"{ref} is overdue at the last stage",
        "chase": f"{ref} is waiting for somebody to accept it",
        "vacant": f"{ref} is waiting for somebody who can be asked",
        "handup": f"{ref}: has it been handed up?",
        "confirm": f"{ref}: the proposed outcome waits for your answer",
        "copy": f"{ref}: is a copy on the file?",
        "close": f"{ref} can be closed",
        "untold": f"{ref}: somebody the policy names still has to be told",
        "duty": f"{ref}: something is to be recorded",
        "duties": f"{ref}: something is to be recorded",
        "danger": f"Immediate risk: {ref} has steps to be recorded",
        "risk": f"Immediate risk: {ref} is not acknowledged",
    }.get(kind, f"Reminder: {ref}")
