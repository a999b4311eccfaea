"""What the record says of each step by which a request or an alert goes further, and why."""

from typing import Final

from core.cases import events as e
from core.directory.model import Directory
from core.directory.wording.names import name
from core.policy.wording.names import SIDE, listed
from core.vocabulary import Rung, Side, Why

ASKED_AS: Final[dict[Why, str]] = {
    Why.DECLINED: "was asked, because the one before said it is not theirs",
    Why.DEPUTY: "was asked as deputy, because the one before handed it on",
    Why.NOT_ACCEPTED: "was asked as well, because nobody had accepted",
    Why.UNREACHED: "was asked, because the one before could not be reached",
    Why.UNDELIVERED: (
        "was asked as well, because a message had been waiting for more than ten minutes"
    ),
    Why.STANDS_IN: "was asked as well, as deputy, because nobody had accepted",
    Why.SAME_POST: "was asked as well, from the same post, because nobody had accepted",
    Why.NEXT_LEVEL: "was asked as well, from the next level up, because nobody had accepted",
    Why.LEFT: "was asked, because the one before is not on the contact list any more",
}
"""Why somebody was asked; behind their name."""

REQUEST: Final[dict[Why, str]] = {
    Why.DECLINED: "The person asked before said it was not theirs.",
    Why.DEPUTY: "You are asked as deputy.",
    Why.NOT_ACCEPTED: "Nobody has accepted it yet, so you are asked as well.",
    Why.UNREACHED: "The person asked before could not be reached.",
    Why.UNDELIVERED: "A message to the person asked before is not getting through.",
    Why.STANDS_IN: "Nobody has accepted it yet, so you are asked as deputy.",
    Why.SAME_POST: "Nobody in your post has accepted it yet, so you are asked as well.",
    Why.NEXT_LEVEL: "Nobody at this stage has accepted it yet, so you are asked from the next level.",
    Why.LEFT: "The person asked before is not on the contact list any more.",
}
"""The same to the person asked."""

_STEP: Final[dict[Rung, str]] = {
    Rung.REMIND: "Reminded: {0}.",
    Rung.SECOND_CHANNEL: "Told again on a second channel: {0}.",
    Rung.DEPUTY: "The deputy is asked as well. Reminded: {0}.",
    Rung.POST: "Others in the post are asked as well. Reminded: {0}.",
    Rung.ABOVE: "The coordinator is told, and the next level up asked. Told: {0}.",
    Rung.AGAIN: "It is another working day. Reminded: {0}.",
    Rung.OUT_OF_HOURS: "Told out of hours: {0}.",
}
_NONE: Final[dict[Rung, str]] = {
    Rung.REMIND: "anybody in reach to remind",
    Rung.SECOND_CHANNEL: "a second channel",
    Rung.DEPUTY: "a deputy",
    Rung.POST: "anybody else in the post",
    Rung.ABOVE: "anybody above",
    Rung.AGAIN: "anybody",
    Rung.OUT_OF_HOURS: "anybody out of hours",
}
_ALERT: Final[dict[Rung, str]] = {
    Rung.SECOND_CHANNEL: "It was sent again on a second channel to {0}.",
    Rung.DEPUTY: "It was passed on to the deputies: {0}.",
    Rung.ABOVE: "It was passed on to others in the posts and the next level up: {0}.",
    Rung.OUT_OF_HOURS: "The office is closed, so it was passed on to {0}.",
}


def step(event: e.Reminded, rung: Rung, directory: Directory) -> str:
    """One step of the ladder within a stage: why it was taken, what was done, what had nobody."""
    side = SIDE[Side(event.key.split(":")[2])].lower()
    who = listed(name(person, directory) for person in event.people) or "nobody"
    none = " or ".join(_NONE[one] for one in event.skipped)
    passed = f" There was not {none}." if none else ""
    return f"Nobody on the {side} had accepted. {_STEP[rung].format(who)}{passed}"


def passed_on(event: e.AlertPassedOn, directory: Directory) -> str:
    """One step by which an alert goes further."""
    who = listed(name(person, directory) for person in event.people) or "nobody"
    what = _ALERT.get(event.rung, "It was passed on to {0}.").format(who)
    return f"Nobody had seen the immediate risk alert. {what}"


def left(event: e.ContactLeft, directory: Directory) -> str:
    """Somebody who stood for a side is gone."""
    who, side = name(event.person, directory), SIDE[event.side].lower()
    if event.owner:
        return (
            f"{who}, who had accepted for the {side}, is not on the contact list any more. It needs "
            "somebody else."
        )
    return f"{who}, who was asked for the {side}, is not on the contact list any more."
