"""Columns and cell format of the table that Concord exports a contact list as, and imports again.

The first cell of each row says what the row is about. Ids are given along with names, so that a
corrected name still means the same person.
"""

from enum import StrEnum
from typing import Final


class Column(StrEnum):
    """The columns, in order."""

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
VALUE_SEPARATOR: Final = "; "
"""Separator of several values in one cell."""
_MARK: Final = "'"
_STEERING: Final = ("=", "+", "-", "@", "\t", "\r", "\n", _MARK)


def formula_safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula, with an apostrophe before it if
    needed.
    """
    return f"{_MARK}{text}" if text.startswith(_STEERING) else text


def without_formula_guard(text: str) -> str:
    """Return the text without the apostrophe that ``formula_safe`` puts before it."""
    return text.removeprefix(_MARK)
