"""Names of people, posts and agencies of a contact list."""

from typing import Final

from core.directory.model import Directory
from core.vocabulary import AgencyType, FailureReason

AGENCY_TYPE: Final[dict[AgencyType, str]] = {
    AgencyType.COUNCIL: "the local authority",
    AgencyType.HEALTH: "health",
    AgencyType.ICB: "the integrated care board",
    AgencyType.POLICE: "the police",
    AgencyType.SCHOOL: "a school",
    AgencyType.PROBATION: "probation",
    AgencyType.HOUSING: "housing",
    AgencyType.VOLUNTARY: "the voluntary sector",
    AgencyType.PARTNERSHIP: "the partnership",
}

FAILURE_REASONS: Final[dict[FailureReason, str]] = {
    FailureReason.NO_CHANNEL: "no way to message them is on the contact list",
    FailureReason.MAIL_ONLY: "they can be reached by e-mail only, which Concord does not send here",
    FailureReason.NOT_INSTALLED: "the app is not installed for this person",
    FailureReason.BLOCKED: "they have blocked the app",
    FailureReason.UNKNOWN_USER: "the platform does not know this person",
    FailureReason.DEACTIVATED: "their account has been deactivated",
    FailureReason.LANE_STOPPED: "the connection to their organisation is down",
    FailureReason.REFUSED: "the platform refused the message",
    FailureReason.UNCONFIRMED: "the platform did not confirm the message, nor its repeat",
    FailureReason.OVERDUE: "the message has been waiting for more than ten minutes",
    FailureReason.STILL_OVERDUE: "the message has been waiting for more than half an hour",
    FailureReason.LEFT: "they are not on the contact list any more",
    FailureReason.NO_MAILBOX: "their mail server says that there is no such e-mail address",
    FailureReason.BOUNCED: "the e-mail to them came back undelivered",
}


def name(person: str, directory: Directory) -> str:
    """Return the enrolled name; "Concord" for "", "a former contact" if the list has none."""
    if not person:
        return "Concord"
    enrolled = directory.people.get(person)
    return enrolled.name if enrolled else "a former contact"


def described(person: str, directory: Directory) -> str:
    """Return the enrolled name, post and agency: never a display name that a platform sends."""
    enrolled = directory.people.get(person)
    if enrolled is None:
        return name(person, directory)
    agency = directory.agencies.get(enrolled.agency)
    parts = (enrolled.name, directory.title_of(person), agency.name if agency else "")
    return ", ".join(part for part in parts if part)


def at_post(person: str, directory: Directory) -> str:
    """Return the enrolled name and post, for places that show the agency already."""
    return ", ".join(x for x in (name(person, directory), directory.title_of(person)) if x)


def agency(agency_id: str, directory: Directory) -> str:
    """Return the name of an agency, or that it is not known yet."""
    found = directory.agencies.get(agency_id)
    return found.name if found else "agency not yet known"
