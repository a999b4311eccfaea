"""Wording only e-mail needs: the words around a card, and the answer to replies."""

from collections.abc import Iterable
from typing import Final

from core.notifications.wording import teams
from core.policy.wording.names import listed

SENDER: Final = "Concord"
"""The mailbox's sender name."""

OPEN: Final = "Open this in Concord"
"""The text of the only link."""
REPEAT: Final = (
    "Sent again, because the mail server did not confirm the first copy. Act on it once."
)
STEPS: Final = "Stages"
"""Read out before a ladder."""

STEP: Final = teams.STEP
"""State of a step on the ladder, in the same words as in a chat."""

ABOUT_LINK: Final = (
    "The link is yours alone and works for a limited time: please do not forward this e-mail. "
    "No details of a child or adult are ever sent by e-mail."
)
FOOTER: Final = (
    "This is an automatic message. Nobody reads replies at once: please act through Concord, and "
    "never write about a child or adult in a reply. "
    "If a child is in immediate danger, ring 999 now; do not wait for Concord."
)
SHORTENED: Final = "There is more than fits into one e-mail. Open it in Concord to see all of it."


def can_do(labels: Iterable[str]) -> str:
    """Say what the page behind the link offers, since an e-mail has no buttons."""
    return f"What you can do there: {listed(labels)}."


def write_out(url: str) -> str:
    """Return the link for readers who can only read and copy it."""
    return f"{OPEN}:\n{url}"


ANSWER_SUBJECT: Final = "Automatic answer: please act in Concord"
"""Never the subject of the mail that is answered: it may name somebody."""


def answer(home: str) -> tuple[str, ...]:
    """Return the paragraphs of the answer to a mail; ``home`` is the page that sends a code."""
    return (
        (
            "Your e-mail reached Concord's mailbox. Nobody reads this mailbox at once, and nothing "
            "that is written here changes a case."
        ),
        "If a child is in immediate danger, ring 999 now; do not wait for Concord.",
        (
            "To accept, to say that something is not yours, to read or to add to the record, use "
            "the link in the e-mail that Concord sent you, or Concord in Slack or Microsoft Teams. "
            f"If the link no longer works, ask for a code at {home}"
        ),
        (
            "What you wrote is kept, encrypted, for your partnership's coordinators, so that they "
            "can see that it came. It has not been added to any case."
        ),
        "Please do not write about a child or adult to this address again.",
        "You get this answer at most once an hour.",
    )


NO_REPLIES: Final = "Nothing that was written to the mailbox is kept here."
UNKNOWN_SENDER: Final = "from an address that is on no contact list"
KIND: Final = {
    "reply": "a reply",
    "automatic": "an automatic e-mail",
    "failed": "a report that an e-mail came back",
    "delayed": "a report on an e-mail",
}
"""What came to the mailbox, by the names used in its record."""
