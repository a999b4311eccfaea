"""Patterns of ids, clauses, names and addresses in our files, and the words for them."""

from typing import Annotated, Final

from pydantic import StringConstraints

from core.desk.typed_text import LISTED_ADDRESS

_ID: Final = r"^[a-z][a-z0-9_]*$"
_DASHED_ID: Final = r"^[a-z][a-z0-9-]*$"
_CLAUSE: Final = r"^[A-Z]{2,5}-[0-9]{2,3}$"
_PREFIX: Final = r"^[A-Z]{2,5}$"
_READING: Final = r"^([A-Z]{2,5}-A[0-9]{1,2}|G[0-9]{1,2})$"
_EDITION: Final = r"^[0-9A-Za-z][0-9A-Za-z.-]*$"
_TELEPHONE: Final = r"^[0-9][0-9 ]{1,18}[0-9]$"
_PERSON: Final = r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$"
_POST: Final = r"^[a-z][a-z0-9_.-]*$"
_WORKSPACE: Final = r"^T[A-Z0-9]{6,20}$"
_SLACK_USER: Final = r"^[UW][A-Z0-9]{6,20}$"
_TEAMS_ID: Final = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_MAIL: Final = f"^{LISTED_ADDRESS}$"

WORDS: Final = {
    _ID: "small letters, digits and _ only, such as line_manager",
    _DASHED_ID: "small letters, digits and - only, such as family-help",
    _CLAUSE: "capital letters, a dash and two or three digits, such as HOU-07",
    _PREFIX: "two to five capital letters, such as HOU",
    _READING: "the name of a reading, such as HOU-A1 or G2",
    _EDITION: "letters, digits, dots and dashes, such as 2024-09",
    _TELEPHONE: "a telephone number in digits and spaces, such as 020 7946 0316",
    _PERSON: "the partnership's id, a dot and the name, such as hounslow.priya-orchard",
    _POST: "small letters, digits, dots and dashes, such as council.family-help.lead",
    _WORKSPACE: "a Slack workspace id, T and capital letters or digits",
    _SLACK_USER: "a Slack user id, U or W and capital letters or digits (not a name)",
    _TEAMS_ID: "an object id of 32 small hexadecimal digits in five groups (not a name)",
    _MAIL: "an e-mail address, such as office@partnership.example",
}
"""By pattern, what is expected, in words."""

Id = Annotated[str, StringConstraints(pattern=_ID, max_length=40)]
DashedId = Annotated[str, StringConstraints(pattern=_DASHED_ID, max_length=40)]
ClauseId = Annotated[str, StringConstraints(pattern=_CLAUSE)]
ClausePrefix = Annotated[str, StringConstraints(pattern=_PREFIX)]
Reading = Annotated[str, StringConstraints(pattern=_READING)]
Edition = Annotated[str, StringConstraints(pattern=_EDITION, max_length=40)]
Telephone = Annotated[str, StringConstraints(pattern=_TELEPHONE)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
ButtonText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]

PersonId = Annotated[str, StringConstraints(pattern=_PERSON, max_length=80)]
PostId = Annotated[str, StringConstraints(pattern=_POST, max_length=80)]
SlackWorkspace = Annotated[str, StringConstraints(pattern=_WORKSPACE)]
SlackUser = Annotated[str, StringConstraints(pattern=_SLACK_USER)]
TeamsId = Annotated[str, StringConstraints(pattern=_TEAMS_ID)]
Mail = Annotated[str, StringConstraints(pattern=_MAIL, max_length=200)]
