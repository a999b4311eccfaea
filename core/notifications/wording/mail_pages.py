"""Wording of the pages behind an e-mail's link, and of the e-mail with the code."""

from datetime import datetime
from typing import Final

from core.policy.wording.deadlines import spoken_time
from core.vocabulary import Action

NAME: Final = "Concord"
STRAPLINE: Final = "Safeguarding escalation"
SKIP: Final = "Skip to the main content"
ERROR: Final = "Error"
PROBLEM: Final = "There is a problem"
OPTIONAL: Final = "optional"
CHOOSE: Final = "Please choose"
WARNING: Final = "Important:"
DANGER: Final = "Urgent:"
DONE: Final = "Done:"
EMERGENCY: Final = (
    "If someone is in immediate danger, ring 999 now. Do not wait for Concord or for a message."
)
NO_STORY: Final = (
    "This page names no child and tells no story. To read or record anything, ask for a "
    "code: it is sent to this address and shows that it is you."
)
STEP: Final = {"done": "Done", "lapsed": "Lapsed", "live": "Now", "ahead": "To come"}

# --- the page behind the link ---------------------------------------------------------------------

AS_SENT: Final = "This is the message as it was sent to you. It may have moved on since."
NEEDS_CODE: Final = "needs a code"
SEND_CODE: Final = "Send me a code"
READ_AND_ACT: Final = "Read and act"
SIGNED_IN_HERE: Final = "You are signed in, so you can use every button on this page."
DECLINED_TITLE: Final = "Thank you for saying so"
DECLINED: Final = (
    "It is recorded, and the next person is asked. There is nothing more for you to do."
)
DID_TITLE: Final = "Recorded"
NOTHING_DONE_TITLE: Final = "Nothing was changed"

DID: Final = {
    Action.ACCEPT: "to accept",
    Action.DECLINE: "to say “Not me”",
    Action.ACKNOWLEDGE: "to say that you have seen the alert",
    Action.STILL_ME: "to say that it is still you",
}
"""What a link was used for, after "You used this link on ... "."""

# --- why a link does not work ---------------------------------------------------------------------

USED_TITLE: Final = "This link has been used"
EXPIRED_TITLE: Final = "This link is too old"
EXPIRED: Final = (
    "A link in an e-mail works for 14 days, and this one is older. Nothing was changed. Ask for a "
    "code to see where things stand now."
)
FORGED_TITLE: Final = "This link does not work"
FORGED: Final = (
    "This is not a link that Concord sent, or part of it is missing: some mail programs break "
    "long links over two lines. Copy the whole link, or ask for a code instead."
)
LEFT_TITLE: Final = "This address is no longer on the contact list"
LEFT: Final = (
    "The person this message was for is no longer reached at this address, so nothing can be shown "
    "or done here. If that is wrong, tell your partnership's coordinator. If you know of a risk to "
    "a child, use your agency's own procedure; do not wait."
)
NO_PAGE_TITLE: Final = "There is no such page"
NO_PAGE: Final = "Check the address, or ask for a code to see your list."

# --- the code -------------------------------------------------------------------------------------

ASK_TITLE: Final = "Get in by e-mail"
ASK_INTRO: Final = (
    "Type the e-mail address that your partnership has for you. If it is on a contact list, a "
    "six-digit code is sent there."
)
ADDRESS: Final = "Your e-mail address"
ADDRESS_WRONG: Final = "Type an e-mail address, such as name@agency.example."
CODE_TITLE: Final = "Type the code"
CODE: Final = "Six-digit code"
CODE_HINT: Final = "From the e-mail that you have just been sent. It works for 15 minutes."
CODE_SENT: Final = "A code has been sent to"
CODE_SENT_IF: Final = (
    "If that address is on a contact list here, a code is on its way to it. If none has come after "
    "five minutes, check the spelling and the folder for unwanted mail, or ring your partnership's "
    "coordinator."
)
CONTINUE: Final = "Continue"
ANOTHER: Final = "Send another code"
ANOTHER_ADDRESS: Final = "Use another address"
CODE_SHAPE: Final = "Type the six digits of the code."
CODE_VOID_TITLE: Final = "This code no longer works"
CODE_VOID: Final = (
    "It was typed wrongly five times, so it no longer works. Ask for another code. Nothing else "
    "has happened."
)
CODE_OLD: Final = "The code is older than 15 minutes, so it no longer works. Ask for another code."
CODE_NONE: Final = (
    "No code was asked for in this browser, or it has been used. Ask for one here, and type it in "
    "the same browser."
)
TOO_MANY_TITLE: Final = "Too many codes"
TOO_MANY: Final = (
    "Several codes have been asked for this address already. Use the newest one, or try again in "
    "an hour. If it cannot wait, ring: the numbers are below or with your partnership's coordinator."
)
NOT_SENT_TITLE: Final = "The code could not be sent"
NOT_SENT: Final = (
    "The e-mail with the code could not be sent just now. Try again in a few minutes. If it cannot "
    "wait, do not wait for Concord: ring the other agency or your partnership's coordinator."
)

COORDINATOR: Final = "Your partnership's coordinator"

MAIL_TITLE: Final = "Your code for Concord"


def mail_summary(code: str) -> str:
    """Return the code as the plain text of its e-mail."""
    return f"Your code for Concord is {code}. It works for 15 minutes."


MAIL_ADVICE: Final = (
    "Type it on the page where you asked for it, in the same browser. Nobody from Concord will "
    "ever ask you for it. If you did not ask for a code, you need not do anything: without it, "
    "nothing can be read."
)

# --- signed in ------------------------------------------------------------------------------------

SIGNED_IN: Final = "Signed in as"
SIGN_OUT: Final = "Sign out"
OUT_TITLE: Final = "You have signed out"
OUT: Final = "Nothing more can be read on this computer until somebody types a new code."
ENDED_TITLE: Final = "Please ask for a new code"
ENDED: Final = (
    "You are not signed in any more: that ends after 30 minutes without a press and after 8 hours "
    "in any case. Ask for a new code to go on."
)
TYPED_KEPT: Final = "What you typed is below. Copy it before you leave this page."
HOME_TITLE: Final = "Your list"
HOME_LINK: Final = "Your list"
SAY_LEGEND: Final = "What would you like to do?"
IN_DANGER: Final = "Someone is in immediate danger"
POLICY: Final = "Read the policy"
CHECK: Final = "Who would be asked"
HELP: Final = "Help"
WORDS: Final = "Or type what you want"
WORDS_HINT: Final = "For example: show ESC-7KQ4-M2XP, when ESC-7KQ4-M2XP, or contacts and an agency"
GO: Final = "Go"
SAVED: Final = "Saved."

# --- errors ---------------------------------------------------------------------------------------

UNAVAILABLE_TITLE: Final = "Please try again in a minute"
UNAVAILABLE: Final = (
    "Concord cannot reach its record just now, so nothing was changed. Try again in a minute."
)
AWAY: Final = "Concord cannot reach its record just now; it may take a minute."
UNSURE: Final = (
    "Concord took too long to answer, so what you pressed may not have been done. Press it again; "
    "it will not be done twice."
)
NOT_SAVED_TITLE: Final = "Not saved"
NOT_SAVED_KEPT: Final = "What you typed is kept on this page and is sent as it was."
SUBMIT_AGAIN: Final = "Submit again"
ELSEWHERE_TITLE: Final = "This did not come from Concord's own page"
ELSEWHERE: Final = (
    "Something else tried to press a button for you, so nothing was done. Open the link in your "
    "e-mail, or ask for a code, and press the button there."
)
UNREADABLE_TITLE: Final = "This could not be read"
UNREADABLE: Final = (
    "What was sent is not what this page sends, so nothing was done. Go back, and try again."
)
TOO_BIG_TITLE: Final = "That is too long"
TOO_BIG: Final = "More was sent than any form here takes, so nothing was done. Please shorten it."


def used(at: datetime, action: Action) -> str:
    """Say when a link was used, for what, and how to get in."""
    what = DID.get(action, "already")
    return (
        f"You used this link on {spoken_time(at)} {what}. Each link works once. To read or do more, "
        "ask for a code."
    )


def sent_on(at: datetime) -> str:
    """Say when the message behind a link was sent."""
    return f"Sent to you on {spoken_time(at)}. {AS_SENT}"


def wrong_code(left: int) -> str:
    """Say that the code was wrong, and how many tries are left (one or more)."""
    tries = "1 try is left" if left == 1 else f"{left} tries are left"
    return f"That is not the code. {tries}."
