"""What things and people are called on cards: enrolled names, posts, agencies, stages, statuses."""

from collections.abc import Iterable
from typing import Final

from core.case import Case
from core.directory import Directory
from core.policy import Policy
from core.vocabulary import AgencyType, CaseStatus, ChildStatus, Miss, Side, SubjectType

STATUS: Final[dict[CaseStatus, str]] = {
    CaseStatus.OPEN: "Open",
    CaseStatus.AGREED: "Agreed, not yet closed",
    CaseStatus.CLOSED: "Closed",
}

CHILD_STATUS: Final[dict[ChildStatus, str]] = {
    ChildStatus.PROTECTION_PLAN: "On a child protection plan",
    ChildStatus.LOOKED_AFTER: "Looked after",
}

SUBJECT: Final[dict[SubjectType, str]] = {
    SubjectType.CHILD: "A child or young person",
    SubjectType.ADULT: "An adult at risk",
    SubjectType.BOTH: "Both a child and an adult",
}

SIDE: Final[dict[Side, str]] = {
    Side.RAISING: "Raising side",
    Side.RECEIVING: "Receiving side",
}

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

MISS: Final[dict[Miss, str]] = {
    Miss.NO_CHANNEL: "no way to message them is on the contact list",
    Miss.MAIL_ONLY: "they can be reached by e-mail only, which Concord does not send here",
    Miss.NOT_INSTALLED: "the app is not installed for this person",
    Miss.BLOCKED: "they have blocked the app",
    Miss.UNKNOWN_USER: "the platform does not know this person",
    Miss.DEACTIVATED: "their account has been deactivated",
    Miss.LANE_STOPPED: "the connection to their organisation is down",
    Miss.REFUSED: "the platform refused the message",
    Miss.UNCONFIRMED: "the platform did not confirm the message, nor its repeat",
    Miss.OVERDUE: "the message has been waiting for more than ten minutes",
    Miss.STILL_OVERDUE: "the message has been waiting for more than half an hour",
    Miss.LEFT: "they are not on the contact list any more",
    Miss.NO_MAILBOX: "their mail server says that there is no such e-mail address",
    Miss.BOUNCED: "the e-mail to them came back undelivered",
}


def listed(words: Iterable[str]) -> str:
    """Join words as in a sentence: "a, b and c"."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def name(person: str, directory: Directory) -> str:
    """The enrolled name; "Concord" for the machine, "a former contact" where the list has none."""
    if not person:
        return "Concord"
    enrolled = directory.people.get(person)
    return enrolled.name if enrolled else "a former contact"


def described(person: str, directory: Directory) -> str:
    """Enrolled name, post and agency: never a display name a platform sends."""
    enrolled = directory.people.get(person)
    if enrolled is None:
        return name(person, directory)
    agency = directory.agencies.get(enrolled.agency)
    parts = (enrolled.name, directory.title_of(person), agency.name if agency else "")
    return ", ".join(part for part in parts if part)


def at_post(person: str, directory: Directory) -> str:
    """Enrolled name and post, where the agency stands beside it already."""
    return ", ".join(x for x in (name(person, directory), directory.title_of(person)) if x)


def agency(agency_id: str, directory: Directory) -> str:
    """Name of an agency, or that it is not known yet."""
    found = directory.agencies.get(agency_id)
    return found.name if found else "agency not yet known"


def quoted(text: str) -> str:
    """A sentence of the policy within one of ours, ending as a sentence does."""
    return f'"{text}"' if text.endswith((".", "?", "!")) else f'"{text}".'


def title(role_id: str, policy: Policy) -> str:
    """What the policy calls a post."""
    return next((role.title for role in policy.roles if role.id == role_id), role_id)


def stage(stage_id: str, policy: Policy) -> str:
    """A stage as people say it: "Stage 2: Line managers"; beside the main ladder, with its track."""
    track, own = policy.track_of(stage_id), policy.stage(stage_id).name
    if track.name == own and len(track.stages) == 1:
        return own
    where = "Stage" if track.id == "main" else f"{track.name}, stage"
    return f"{where} {policy.number(stage_id)}: {own}"


def role_of(case: Case, person: str) -> str:
    """What a person is in a case, in words."""
    side = case.side_of(person)
    if person == case.raiser:
        return "You raised this"
    if side is not None and person in case.side(side).asked:
        return (
            "Contact for the raising side"
            if side is Side.RAISING
            else ("Contact for the receiving side")
        )
    if side is not None:
        return f"{SIDE[side]}, at an earlier stage"
    return "Kept informed"
