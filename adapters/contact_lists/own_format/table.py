"""The table Concord writes a contact list as and reads again: its columns, and cells that stay text.

Each row says in its first cell what it is about; ids stand beside names, so that a name can be
corrected without becoming somebody else.
"""

from enum import StrEnum
from typing import Final


class Column(StrEnum):
    """The columns, in their order."""

    ROW = "Row"
    AGENCY = "Agency id"
    TEAM = "Team id"
    POST = "Post id"
    PERSON = "Person id"
    NAME = "Name"
    TITLE = "Title"
    MAIL = "E-mail"
    HELD = "E-mail to be confirmed"
    PHONE = "Phone"
    ROLES = "Roles"
    KIND = "Kind"
    SUBJECTS = "For"
    AREAS = "Areas"
    SINCE = "From"
    UNTIL = "Until"
    INTERIM = "Interim"
    MAILBOX = "Mailbox"
    VERIFIED = "Verified on"
    LEFT = "Left on"
    OUT_OF_HOURS = "Out of hours"
    COPIES = "Copies to"
    REASON = "Reason"
    SLACK = "Slack"
    TEAMS = "Teams"


class About(StrEnum):
    """What a row is about."""

    LIST = "list"
    AGENCY = "agency"
    TERM = "term"
    TEAM = "team"
    PERSON = "person"
    POST = "post"
    HOLDER = "holder"
    DEPUTY = "deputy"
    COORDINATOR = "coordinator"
    GAP = "gap"
    CLOSURE = "closure"
    ABSENCE = "absence"


COLUMNS: Final = tuple(Column)
YES: Final = "yes"
BETWEEN: Final = "; "
"""Between several values in one cell."""
_MARK: Final = "'"
_STEERING: Final = ("=", "+", "-", "@", "\t", "\r", "\n", _MARK)


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: with a mark before what one might begin with."""
    return f"{_MARK}{text}" if text.startswith(_STEERING) else text


def original(text: str) -> str:
    """The text before it was made harmless."""
    return text.removeprefix(_MARK)
