"""Sentences about an import, before and after it: what changes, what is in the way, what next."""

from collections.abc import Iterable
from typing import Final

from core.directory.model import Directory
from core.directory.wording.names import described
from core.imports import (
    Aspect,
    FieldChange,
    HeldAddress,
    ListItem,
    ListItemKind,
    Obstacle,
    ObstacleKind,
    Plan,
)
from core.imports.wording.findings import DOUBT
from core.policy.wording.names import listed
from core.vocabulary import AgencyType

TITLE: Final = "Import of a contact list"
DRY_RUN: Final = "This was a dry run: nothing was changed. Add --apply to apply it."
NOTHING_CHANGES: Final = "The list there is says all of this already. Nothing would change."
NOTHING_WRITTEN: Final = "Nothing changed, so nothing was written."
FIND_ERRORS: Final = (
    "There are errors, so nothing can be applied. Correct the list and import it again; or add "
    "--leave-out to apply the rest and leave the people on those rows as they are."
)
OVERTAKEN: Final = (
    "The contact list was changed by somebody else meanwhile. Nothing was applied; import again, "
    "so that you see what it would do now."
)
NO_LIST: Final = (
    "There is no contact list of this partnership yet. Begin with a YAML file that names its "
    "coordinators (“concord policy new” writes one), name it in the settings and run again."
)
NO_POLICY: Final = (
    "No policy of this partnership is here yet, so nobody can say which posts it needs. Propose "
    "one with “concord policy activate”."
)
NOTHING_LEFT: Final = "No row of this list can be used, so there is nothing to apply."
BAD_ANSWER: Final = (
    "Write the heading, = and what it is: the id of an agency there is, or the kind of a new one "
    "({kinds}). As in --agency “CRI=voluntary”."
)
ENDING: Final = "Expected a file that ends in .html."
EXPORT_ENDING: Final = "Expected a file that ends in .csv or .xlsx."
THERE_ALREADY: Final = "There is such a file already. Name another, or remove it."
OWN_LAYOUT: Final = "a table that Concord wrote"
YAML_LAYOUT: Final = "a contact list in YAML"
UNKNOWN_FILE: Final = "Nothing in this file looks like a contact list."

PLANNING: Final = "Working out what would change"
WRITING: Final = "Writing it to the contact list"

ISSUES: Final = "What was found in the list"
NEW: Final = "New"
CHANGED: Final = "Changed"
ENDED: Final = "Ended"
HELD: Final = "Addresses held until somebody confirms them"
UNREACHABLE: Final = "People whom no message would reach"
WITHOUT_ROLE: Final = "Posts in which nobody is asked"
MISSING: Final = "What the policy needs and nobody reachable would fill"
STAYS: Final = "Unchanged"
NONE: Final = "None."
COLUMNS: Final = ("Weight", "File", "What")

KIND: Final[dict[ListItemKind, str]] = {
    ListItemKind.AGENCY: "Agency",
    ListItemKind.TEAM: "Team",
    ListItemKind.PERSON: "Person",
    ListItemKind.POST: "Post",
}
ASPECT: Final[dict[Aspect, str]] = {
    Aspect.NAME: "name",
    Aspect.AGENCY: "agency",
    Aspect.TYPE: "kind",
    Aspect.TITLE: "title",
    Aspect.TEAM: "team",
    Aspect.ROLES: "roles",
    Aspect.HOLDERS: "held by",
    Aspect.DEPUTIES: "deputies",
    Aspect.DATES: "dates",
    Aspect.SUBJECTS: "for",
    Aspect.AREAS: "areas",
    Aspect.OUT_OF_HOURS: "out of hours",
    Aspect.ADDRESS: "e-mail",
    Aspect.HELD: "e-mail held",
    Aspect.CHAT: "chat",
    Aspect.PHONES: "phone",
    Aspect.MAILBOX: "mailbox",
    Aspect.LEFT: "left on",
    Aspect.VERIFIED: "verified on",
    Aspect.TERMS: "terms",
}

_HITCH: Final[dict[ObstacleKind, str]] = {
    ObstacleKind.ILLEGIBLE: (
        "The name {about} holds a character that nobody sees, or letters of several alphabets, so "
        "that it may look like another's. Type it anew."
    ),
    ObstacleKind.ADDRESS_OF_ANOTHER: (
        "The e-mail address of {about} belongs to {detail}. An address reaches one person: correct "
        "it; or, where it is the same person under another name, correct the name first."
    ),
    ObstacleKind.SAME_NAME_TWICE: (
        "There are two people called {about} in this agency, and no address tells which is meant. "
        "Add the e-mail address."
    ),
    ObstacleKind.CHANNEL_OF_ANOTHER: (
        "The chat account given for {about} is linked to {detail}. An import moves no account; "
        "take it out."
    ),
    ObstacleKind.CHAT_STAYS: (
        "{about} is linked to another chat account than {detail}. The linked one stays; they can "
        "link a new one themselves with /escalate link."
    ),
    ObstacleKind.WHICH_AGENCY: (
        "Nothing says which agency {about} belongs to. Add a column or a heading with the agency."
    ),
    ObstacleKind.WHAT_KIND: (
        "There is no agency called “{about}”, and the name does not say what kind it is. Say so "
        "with --agency “{about}=KIND”; or, where it is another name of an agency there is, with "
        "that agency's id."
    ),
    ObstacleKind.NEW_AGENCY: (
        "“{about}” is new and was taken to be {detail}. Where that is wrong, or it is another name "
        "of an agency there is, say so with --agency “{about}=...”."
    ),
    ObstacleKind.TAKEN_FOR: (
        "“{about}” was taken for {detail}, the only agency of its kind. Where that is wrong, say so "
        "with --agency “{about}=...”."
    ),
    ObstacleKind.TAKEN_AS_TEAM: (
        "“{about}” was taken for a team of {detail}. Where it is an agency, say so with --agency."
    ),
    ObstacleKind.BY_ADDRESS: "“{about}” was taken to belong to {detail}, whose addresses end like this.",
    ObstacleKind.NAMESAKE: (
        "Somebody called {about} is in another agency ({detail}) already, and was taken to be "
        "somebody else. Where it is the same person, give the same e-mail address in both."
    ),
    ObstacleKind.NOBODY_NAMED: (
        "“{about}” has a telephone number and nobody in it. It is shown, and nobody is asked in it "
        "until somebody says who holds it."
    ),
    ObstacleKind.NO_POST: (
        "Nothing says which post {about} holds. They are entered without one, and nobody asks them "
        "until somebody says which it is."
    ),
    ObstacleKind.NO_ROLE: (
        "“{about}” fits no post that the policy asks. It is kept without one, and nobody is asked "
        "in it until somebody says which it is."
    ),
    ObstacleKind.SEVERAL_ROLES: (
        "“{about}” stands at a stage that asks several posts, and was entered for each of them: "
        "{detail}."
    ),
    ObstacleKind.COORDINATOR_STAYS: (
        "{about} coordinates and is not on this list. They stay, with their posts, until somebody "
        "else is named with “concord directory coordinators”."
    ),
    ObstacleKind.COORDINATORS_STAY: (
        "The list names {about} as coordinators. An import appoints none: {detail} stay. Use "
        "“concord directory coordinators”."
    ),
    ObstacleKind.TWO_AGENCIES: (
        "{about} holds posts in {detail} and would sit on both sides of a disagreement between "
        "them. Concord asks somebody else there where it can; name a second person in one."
    ),
    ObstacleKind.MANY_LEAVE: (
        "By this list {detail} people of {about} would leave. Is it complete? Where it is not, "
        "add --keep-others, and nobody leaves."
    ),
    ObstacleKind.ADDRESS_CHANGED: (
        "{about} has another e-mail address than the confirmed {detail}, which it replaces."
    ),
    ObstacleKind.BAD_CELL: "The column “{about}” cannot be read here: {detail}.",
    ObstacleKind.UNKNOWN_ID: "The column “{about}” names {detail}, which is not in this list.",
    ObstacleKind.UNKNOWN_ROLE: "The column “{about}” names {detail}, which is no role of the policy.",
    ObstacleKind.LEFT_OUT: "{about}: left out because of an error; what there is of them stays.",
}
_NOTHING: Final = "nothing"


def obstacle_sentence(one: Obstacle) -> str:
    """Return an obstacle as a sentence with its place."""
    detail = one.detail
    if one.what is ObstacleKind.NEW_AGENCY:
        detail = AGENCY_KIND[AgencyType(one.detail)]
    elif one.what is ObstacleKind.BAD_CELL:
        detail = f"“{detail}”" if detail else "it is empty"
    said = _HITCH[one.what].format(about=one.about, detail=detail)
    return f"{one.where[:1].upper()}{one.where[1:]}: {said}" if one.where else said


AGENCY_KIND: Final[dict[AgencyType, str]] = {
    AgencyType.COUNCIL: "a council",
    AgencyType.HEALTH: "a health organisation",
    AgencyType.ICB: "an integrated care board",
    AgencyType.POLICE: "the police",
    AgencyType.SCHOOL: "a school",
    AgencyType.PROBATION: "probation",
    AgencyType.HOUSING: "a housing organisation",
    AgencyType.VOLUNTARY: "a voluntary organisation",
    AgencyType.PARTNERSHIP: "the partnership itself",
}


def reading(file: str) -> str:
    """Say which file is being read."""
    return f"Reading {file}"


def file_read(layout: str, rows: int) -> str:
    """Say how many rows a file has and in which layout it was read."""
    return f"{_count(rows, 'row')}, read as {layout}."


def entered(one: ListItem) -> str:
    """Name a list item with its agency and place."""
    agency = f" ({one.agency})" if one.agency else ""
    where = f", {one.where}" if one.where else ""
    return f"{KIND[one.kind]}: {one.name}{agency}{where}"


def difference(one: FieldChange) -> str:
    """Show a field before and after."""
    return f"{ASPECT[one.what]}: {one.before or _NOTHING} → {one.after or _NOTHING}"


def given(one: FieldChange) -> str:
    """Show a field of a new item."""
    return f"{ASPECT[one.what]}: {one.after}"


def held(one: HeldAddress, directory: Directory) -> str:
    """Name an unconfirmed address and say why it is not used."""
    why = DOUBT[one.why]
    return f"{described(one.person, directory)}: {one.address}. {why[:1].upper()}{why[1:]}."


def counted(plan: Plan) -> str:
    """Return the plan's counts in one sentence."""
    parts = [
        f"{len(plan.new)} new",
        f"{len(plan.changed)} changed",
        f"{len(plan.ended)} ended",
        f"{plan.unchanged} unchanged",
        f"{len(plan.held)} held",
        f"{len(plan.unreachable)} unreachable",
    ]
    return f"{listed(parts)}."


def gaps_counted(before: int, after: int) -> str:
    """Say how many gaps there are before and after the import."""
    if not after:
        return "Everybody the policy needs can be reached."
    many = "1 post" if after == 1 else f"{after} posts"
    today = f"{before} have" if before > 1 else ("1 has" if before else "none has")
    return f"{many} that the policy needs would have nobody who can be reached. Now {today} nobody."


def found(errors: int, warnings: int, notes: int) -> str:
    """Say how many errors, warnings and notes there are."""
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')}, {_count(notes, 'note')}."


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def left_out(rows: Iterable[str]) -> str:
    """Say which rows an import leaves out."""
    return f"Left out because of errors: {listed(rows)}. The people on them stay as they are."


def written(number: int, directory: Directory) -> str:
    """Say that the import was applied."""
    return f"Applied: act {number} of the contact list of {directory.name}."


def import_reason(source: str, rows: tuple[str, ...]) -> str:
    """Return the reason of the entry that an import writes to the contact-list log."""
    said = f"Imported from {source}"
    return f"{said}; left out: {', '.join(rows)}" if rows else said


def exported(posts: int, people: int, file: str) -> str:
    """Say that a list was written to a file."""
    whom = "1 person" if people == 1 else f"{people} people"
    return f"{whom} and {_count(posts, 'post')} written to {file}."
