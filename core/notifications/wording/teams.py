"""Sentences needed only on Microsoft Teams."""

from typing import Final

from core.cards import StepState

ONE_TO_ONE: Final = (
    "Concord only talks one to one. Open a chat with Concord to see or do anything with a case. "
    "If a child is in immediate danger, ring 999 now; do not wait for Concord."
)
"""Said in a group chat or channel, where others would read it."""

FILL_IN: Final = "Please fill this in."
"""Shown by Teams itself under a required field that was left empty."""

SHORTENED: Final = "… There is more than fits into one message. Open the case to see all of it."
"""Ends a message that was cut to the size Teams allows."""

SHORTENED_VIEW: Final = "… There is more than Teams can show here. Ask for the full record."
"""Ends a dialog that was cut to the size Teams allows."""

REPEAT: Final = "Sent again, because Teams did not confirm the first copy. Act on it once."

HOME_TITLE: Final = "Your list"
HOME_SUMMARY: Final = "Your list in Concord"

OPEN: Final = "Open"
"""The only button of a card that replaces a dialog, where Teams cannot open one by itself."""

OPEN_SUMMARY: Final = "Ready to open in Concord"

SUBMIT: Final = "Submit"
TYPED_KEPT: Final = "What you typed is kept and will be sent as it was."
"""Follows ``NOT_SAVED`` where the form itself cannot be redrawn."""

STEP: Final = {
    StepState.DONE: "Done",
    StepState.LAPSED: "Lapsed",
    StepState.LIVE: "Now",
    StepState.AHEAD: "To come",
}
"""State of a step on the ladder, in words, so that nobody depends on a colour."""

HOME_AGAIN: Final = (
    "Your list could not be loaded just now. Please type home again. "
    "If a child is in immediate danger, ring 999 now; do not wait for Concord."
)
