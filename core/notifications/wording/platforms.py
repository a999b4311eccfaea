"""What Concord says when a chat platform is too slow, limits the size or is not available."""

from typing import Final

CLOSE: Final = "Close"
CANCEL: Final = "Cancel"
TROUBLE_TITLE: Final = "Please try again"

NOT_SAVED: Final = "Not saved. Press Submit again."
COMMAND_AGAIN: Final = (
    "Concord took too long to answer, so nothing was done. Please type /escalate again. "
    "If a child is in immediate danger, ring 999 now; do not wait for Concord."
)
PRESS_AGAIN: Final = (
    "Concord took too long to answer, so what you pressed may not have been done. "
    "Please press it again; it will not be done twice. "
    "If a child is in immediate danger, ring 999 now; do not wait for Concord."
)
NOT_OPENED: Final = (
    "The window could not be opened in time. Please try again. "
    "If a child is in immediate danger, ring 999 now; do not wait for Concord."
)
NOT_SHOWN: Final = (
    "Concord could not show its answer here. Type /escalate list to see where things stand "
    "before you do it again. "
    "If a child is in immediate danger, ring 999 now; do not wait for Concord."
)
HOME_NOT_SHOWN: Final = (
    "Your list could not be loaded just now. Please leave this tab and open it again, "
    "or type /escalate list. "
    "If a child is in immediate danger, ring 999 now; do not wait for Concord."
)

MORE_THAN_FITS: Final = "There is more than can be shown here. Ask for the full record."
REPEAT: Final = "Sent again, because Slack did not confirm the first copy. Act on it once."

SLACK_INSTALLED_TITLE: Final = "Concord is installed"
SLACK_INSTALLED: Final = "You can close this page and type /escalate in Slack."
SLACK_NOT_INSTALLED_TITLE: Final = "Concord was not installed"
SLACK_NOT_INSTALLED: Final = (
    "Nothing was changed. Start again from the installation page, or ask the administrator of "
    "Concord whether this workspace is one of the partnership's."
)
