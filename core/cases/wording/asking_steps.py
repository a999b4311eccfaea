"""Sentences of the record for each step by which a request or an alert is passed on, and why."""

from typing import Final

from core.cases import events as e
from core.directory.model import Directory
from core.directory.wording.names import name
from core.policy.wording.names import SIDE, listed
from core.vocabulary import AskedReason, AskingStep, Side

ASKED_AS: Final[dict[AskedReason, str]] = {
    AskedReason.DECLINED: "was asked, because the one before said it is not theirs",
    AskedReason.DEPUTY: "was asked as deputy, because the one before handed it on",
    AskedReason.NOT_ACCEPTED: "was asked as well, because nobody had accepted",
    AskedReason.UNREACHED: "was asked, because the one before could not be reached",
    AskedReason.UNDELIVERED: (
        "was asked as well, because a message had been waiting for more than ten minutes"
    ),
    AskedReason.STANDS_IN: "was asked as well, as deputy, because nobody had accepted",
    AskedReason.SAME_POST: "was asked as well, from the same post, because nobody had accepted",
    AskedReason.NEXT_LEVEL: "was asked as well, from the next level up, because nobody had accepted",
    AskedReason.LEFT: "was asked, because the one before is not on the contact list any more",
}
"""Why somebody was asked; follows their name."""

REQUEST: Final[dict[AskedReason, str]] = {
    AskedReason.DECLINED: "The person asked before said it was not theirs.",
    AskedReason.DEPUTY: "You are asked as deputy.",
    AskedReason.NOT_ACCEPTED: "Nobody has accepted it yet, so you are asked as well.",
    AskedReason.UNREACHED: "The person asked before could not be reached.",
    AskedReason.UNDELIVERED: "A message to the person asked before is not getting through.",
    AskedReason.STANDS_IN: "Nobody has accepted it yet, so you are asked as deputy.",
    AskedReason.SAME_POST: "Nobody in your post has accepted it yet, so you are asked as well.",
    AskedReason.NEXT_LEVEL: "Nobody at this stage has accepted it yet, so you are asked from the next level.",
    AskedReason.LEFT: "The person asked before is not on the contact list any more.",
}
"""The same, addressed to the person asked."""

_STEP: Final[dict[AskingStep, str]] = {
    AskingStep.REMIND: "Reminded: {0}.",
    AskingStep.SECOND_CHANNEL: "Told again on a second channel: {0}.",
    AskingStep.DEPUTY: "The deputy is asked as well. Reminded: {0}.",
    AskingStep.POST: "Others in the post are asked as well. Reminded: {0}.",
    AskingStep.ABOVE: "The coordinator is told, and the next level up asked. Told: {0}.",
    AskingStep.AGAIN: "It is another working day. Reminded: {0}.",
    AskingStep.OUT_OF_HOURS: "Told out of hours: {0}.",
}
_NONE: Final[dict[AskingStep, str]] = {
    AskingStep.REMIND: "anybody in reach to remind",
    AskingStep.SECOND_CHANNEL: "a second channel",
    AskingStep.DEPUTY: "a deputy",
    AskingStep.POST: "anybody else in the post",
    AskingStep.ABOVE: "anybody above",
    AskingStep.AGAIN: "anybody",
    AskingStep.OUT_OF_HOURS: "anybody out of hours",
}
_ALERT: Final[dict[AskingStep, str]] = {
    AskingStep.SECOND_CHANNEL: "It was sent again on a second channel to {0}.",
    AskingStep.DEPUTY: "It was passed on to the deputies: {0}.",
    AskingStep.ABOVE: "It was passed on to others in the posts and the next level up: {0}.",
    AskingStep.OUT_OF_HOURS: "The office is closed, so it was passed on to {0}.",
}


def step(event: e.Reminded, rung: AskingStep, directory: Directory) -> str:
    """Return the sentence for an asking step: why it was taken, what was done, who was lacking."""
    side = SIDE[Side(event.key.split(":")[2])].lower()
    who = listed(name(person, directory) for person in event.people) or "nobody"
    none = " or ".join(_NONE[one] for one in event.skipped)
    passed = f" There was not {none}." if none else ""
    return f"Nobody on the {side} had accepted. {_STEP[rung].format(who)}{passed}"


def passed_on(event: e.AlertPassedOn, directory: Directory) -> str:
    """Return the sentence for a step by which an alert is passed on."""
    who = listed(name(person, directory) for person in event.people) or "nobody"
    what = _ALERT.get(event.rung, "It was passed on to {0}.").format(who)
    return f"Nobody had seen the immediate risk alert. {what}"


def left(event: e.ContactLeft, directory: Directory) -> str:
    """Return the sentence for a contact or owner who is no longer on the contact list."""
    who, side = name(event.person, directory), SIDE[event.side].lower()
    if event.owner:
        return (
            f"{who}, who had accepted for the {side}, is not on the contact list any more. It needs "
            "somebody else."
        )
    return f"{who}, who was asked for the {side}, is not on the contact list any more."
