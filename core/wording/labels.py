"""What stands on each button, and the titles of forms and views (24 characters at most)."""

from typing import Final

from core.vocabulary import Action

LABEL: Final[dict[Action, str]] = {
    Action.RAISE: "Raise a concern",
    Action.OPEN: "Open",
    Action.ACCEPT: "Accept",
    Action.DECLINE: "Not me",
    Action.HAND_TO_DEPUTY: "Hand to a deputy",
    Action.NAME_OTHER_SIDE: "Name the other agency",
    Action.DISCUSS: "Record a discussion",
    Action.TASK: "Record what was done",
    Action.PROPOSE: "Propose an outcome",
    Action.CONFIRM: "Confirm the outcome",
    Action.REJECT: "Do not confirm",
    Action.ESCALATE: "Escalate",
    Action.ROUTE: "Beside the ladder",
    Action.BRING_FORWARD: "Bring the deadline forward",
    Action.IMMEDIATE_RISK: "Someone is in immediate danger",
    Action.WITHDRAW_RISK: "Withdraw immediate risk",
    Action.OVERRIDE: "Special circumstances",
    Action.ANSWER: "Answer a decision",
    Action.BYPASS: "Go straight to a higher stage",
    Action.AGREE_DATE: "Name a date",
    Action.SAME_DATE: "Agree to this date",
    Action.DISPOSE: "Decide how it goes on",
    Action.MEETING: "Record the meeting",
    Action.NOTE: "Add a note",
    Action.DETAILS: "Complete the hand-up",
    Action.SUPPORT: "Ask for support",
    Action.GAP: "Report a gap in policy or procedure",
    Action.CORRECT: "Correct an entry",
    Action.COPIED: "Copy is on our file",
    Action.CLOSE: "Close the case",
    Action.NOT_SATISFIED: "I am not satisfied",
    Action.ACKNOWLEDGE: "I have seen this",
    Action.HAND_UP: "It has been handed up",
    Action.MIGRATE: "Move to the present edition",
    Action.EDITIONS: "Editions and approvals",
    Action.EDITION_CHANGES: "See what changes",
    Action.APPROVE_EDITION: "Approve this edition",
    Action.RECORD: "Read the record",
    Action.HOME: "Home",
    Action.CHOOSE_PARTNERSHIP: "Choose a partnership",
}

TITLE: Final[dict[Action, str]] = {
    **{action: label[:24] for action, label in LABEL.items()},
    Action.BRING_FORWARD: "Bring the date forward",
    Action.BYPASS: "To a higher stage",
    Action.IMMEDIATE_RISK: "Immediate danger",
    Action.MIGRATE: "To the present edition",
    Action.GAP: "Report a policy gap",
}
