"""Why something asked of a contact list is not done, as a sentence that says what to do instead."""

from collections.abc import Mapping
from typing import Final

from core.directory.model import Directory
from core.directory.refusals import Denial, Objection
from core.directory.wording.people import called
from core.policy.wording.deadlines import spoken_date

_OBJECTION: Final[Mapping[Objection, str]] = {
    Objection.NOT_ALLOWED: (
        "This is for coordinators, and for the administrators of the agency. Ask one of them."
    ),
    Objection.NO_LIST: "There is no contact list here yet. Nothing was changed.",
    Objection.BROKEN: (
        "The record of the contact list cannot be read, so nothing was changed. Tell whoever runs "
        "Concord for you."
    ),
    Objection.BUSY: "Others are changing the contact list just now. Nothing was changed; try again.",
    Objection.NO_POST: "There is no post {about} on the contact list.",
    Objection.NO_PERSON: "Nobody called {about} is on the contact list. Enter them first.",
    Objection.NO_AGENCY: "There is no agency {about} on the contact list.",
    Objection.NO_TEAM: "There is no team {about} in this agency.",
    Objection.NO_ROLE: "The policy has no role {about}. Name one that it has.",
    Objection.NO_NAME: "Give it a name.",
    Objection.ILLEGIBLE: (
        "The name holds a character that nobody sees, or letters of several alphabets. Type it anew."
    ),
    Objection.HAS_LEFT: "{who} has left, on {on}.",
    Objection.OTHER_AGENCY: "{who} does not belong to this agency.",
    Objection.HOLDS_ALREADY: "{who} serves here already at that time.",
    Objection.HOLDS_AND_DEPUTISES: (
        "{who} cannot both hold this post and stand in for it. End the one first."
    ),
    Objection.NOT_THEIRS: "{who} does not serve here.",
    Objection.ENDS_BEFORE_IT_BEGINS: "This lies before the first day. Correct one of the two.",
    Objection.TOO_FAR_AHEAD: "This lies more than five years ahead. Check the year.",
    Objection.TOO_LONG_AGO: "This lies before 1950. Check the year.",
    Objection.TOO_LONG_AWAY: (
        "More than a year away is recorded by ending the post and appointing somebody else."
    ),
    Objection.AWAY_ALREADY: "It is on the list already that {who} is away on these days.",
    Objection.NOT_AWAY: "{who} is not away then.",
    Objection.STAND_IN_AWAY: "{who} is away on some of these days as well.",
    Objection.STAND_IN_UNKNOWN: (
        "{who} serves in no post of this agency. Ask your coordinator to name a deputy."
    ),
    Objection.ON_THE_LIST: (
        "Somebody with the id {about} is on the list already, or was. If it is somebody else of the "
        "same name, add a middle name or initial."
    ),
    Objection.OTHER_PARTNERSHIP: (
        "The id {about} is not one of this partnership: its ids begin with its own name and a dot."
    ),
    Objection.POST_ELSEWHERE: (
        "The post {about} belongs to another agency. Give the new one an id of its own."
    ),
    Objection.NO_SUCH_ADDRESS: "No such address of {who} waits to be confirmed.",
    Objection.ADDRESS_TAKEN: (
        "{who} is messaged at this address already. One address belongs to one person."
    ),
    Objection.CANNOT_BE_REACHED: (
        "{who} cannot be messaged, and a coordinator has to be. Link a chat to them first."
    ),
    Objection.LAST_COORDINATOR: (
        "{who} is the last coordinator. Name another one first: somebody has to hear when nobody "
        "can be reached."
    ),
    Objection.NO_COORDINATOR: "Name at least one coordinator.",
    Objection.NOT_A_GAP: "The role {about} is not declared to have nobody.",
    Objection.NO_REASON: "Say why, in a line.",
    Objection.NOTHING_CHANGES: "It stands there like this already. Nothing was changed.",
}


def objection(denial: Denial, directory: Directory | None) -> str:
    """Why nothing was changed."""
    who = called(denial.about, directory) if denial.about else "This person"
    text = _OBJECTION[denial.why]
    on = spoken_date(denial.on) if denial.on else "an earlier day"
    said = text.format(about=denial.about or "like this", who=who, on=on)
    if denial.why is Objection.NOT_THEIRS and denial.on:
        return f"{said} Their last day was {on}."
    return said
