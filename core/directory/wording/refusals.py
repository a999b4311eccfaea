"""Sentences for refused contact-list commands: why, and what to do instead."""

from collections.abc import Mapping
from typing import Final

from core.directory.model import Directory
from core.directory.refusals import ListRefusal, ListRefusalReason
from core.directory.wording.people import person_name
from core.policy.wording.deadlines import spoken_date

_OBJECTION: Final[Mapping[ListRefusalReason, str]] = {
    ListRefusalReason.NOT_ALLOWED: (
        "This is for coordinators, and for the administrators of the agency. Ask one of them."
    ),
    ListRefusalReason.NO_LIST: "There is no contact list here yet. Nothing was changed.",
    ListRefusalReason.BROKEN: (
        "The record of the contact list cannot be read, so nothing was changed. Tell whoever runs "
        "Concord for you."
    ),
    ListRefusalReason.BUSY: "Others are changing the contact list just now. Nothing was changed; try again.",
    ListRefusalReason.NO_POST: "There is no post {about} on the contact list.",
    ListRefusalReason.NO_PERSON: "Nobody called {about} is on the contact list. Enter them first.",
    ListRefusalReason.NO_AGENCY: "There is no agency {about} on the contact list.",
    ListRefusalReason.NO_TEAM: "There is no team {about} in this agency.",
    ListRefusalReason.NO_ROLE: "The policy has no role {about}. Name one that it has.",
    ListRefusalReason.NO_NAME: "Give it a name.",
    ListRefusalReason.ILLEGIBLE: (
        "The name holds a character that nobody sees, or letters of several alphabets. Type it anew."
    ),
    ListRefusalReason.HAS_LEFT: "{who} has left, on {on}.",
    ListRefusalReason.OTHER_AGENCY: "{who} does not belong to this agency.",
    ListRefusalReason.HOLDS_ALREADY: "{who} serves here already at that time.",
    ListRefusalReason.HOLDS_AND_DEPUTISES: (
        "{who} cannot both hold this post and stand in for it. End the one first."
    ),
    ListRefusalReason.NOT_THEIRS: "{who} does not serve here.",
    ListRefusalReason.ENDS_BEFORE_IT_BEGINS: "This lies before the first day. Correct one of the two.",
    ListRefusalReason.TOO_FAR_AHEAD: "This lies more than five years ahead. Check the year.",
    ListRefusalReason.TOO_LONG_AGO: "This lies before 1950. Check the year.",
    ListRefusalReason.TOO_LONG_AWAY: (
        "More than a year away is recorded by ending the post and appointing somebody else."
    ),
    ListRefusalReason.AWAY_ALREADY: "It is on the list already that {who} is away on these days.",
    ListRefusalReason.NOT_AWAY: "{who} is not away then.",
    ListRefusalReason.STAND_IN_AWAY: "{who} is away on some of these days as well.",
    ListRefusalReason.STAND_IN_UNKNOWN: (
        "{who} serves in no post of this agency. Ask your coordinator to name a deputy."
    ),
    ListRefusalReason.ON_THE_LIST: (
        "Somebody with the id {about} is on the list already, or was. If it is somebody else of the "
        "same name, add a middle name or initial."
    ),
    ListRefusalReason.OTHER_PARTNERSHIP: (
        "The id {about} is not one of this partnership: its ids begin with its own name and a dot."
    ),
    ListRefusalReason.POST_ELSEWHERE: (
        "The post {about} belongs to another agency. Give the new one an id of its own."
    ),
    ListRefusalReason.NO_SUCH_ADDRESS: "No such address of {who} waits to be confirmed.",
    ListRefusalReason.ADDRESS_TAKEN: (
        "{who} is messaged at this address already. One address belongs to one person."
    ),
    ListRefusalReason.CANNOT_BE_REACHED: (
        "{who} cannot be messaged, and a coordinator has to be. Link a chat to them first."
    ),
    ListRefusalReason.LAST_COORDINATOR: (
        "{who} is the last coordinator. Name another one first: somebody has to hear when nobody "
        "can be reached."
    ),
    ListRefusalReason.NO_COORDINATOR: "Name at least one coordinator.",
    ListRefusalReason.NOT_A_GAP: "The role {about} is not declared to have nobody.",
    ListRefusalReason.NO_REASON: "Say why, in a line.",
    ListRefusalReason.NOTHING_CHANGES: "It stands there like this already. Nothing was changed.",
    ListRefusalReason.ACCOUNT_TAKEN: (
        "This account already stands for somebody else, so nothing was changed."
    ),
    ListRefusalReason.CANNOT_BE_LINKED: (
        "This person is not on the contact list any more. Choose somebody else."
    ),
    ListRefusalReason.NOT_CONFIRMED: "Somebody who knows this person has to confirm it.",
    ListRefusalReason.NOT_LINKED: "This account is not linked to {who}.",
}


def refusal_sentence(refusal: ListRefusal, directory: Directory | None) -> str:
    """Return the sentence that says why nothing was changed."""
    who = person_name(refusal.about, directory) if refusal.about else "This person"
    text = _OBJECTION[refusal.why]
    on = spoken_date(refusal.on) if refusal.on else "an earlier day"
    said = text.format(about=refusal.about or "like this", who=who, on=on)
    if refusal.why is ListRefusalReason.NOT_THEIRS and refusal.on:
        return f"{said} Their last day was {on}."
    return said
