"""Kinds of findings in a contact list, and their weight; ``wording.findings`` has the sentences."""

from enum import StrEnum
from typing import Final


class Weight(StrEnum):
    """How serious a finding is."""

    ERROR = "error"
    """It cannot be used: nothing is sent there until the list is corrected."""
    WARNING = "warning"
    """It may be wrong or is missing: a coordinator should check it."""
    NOTE = "note"
    """How it was read, if that is not plain from the list."""


class FindingKind(StrEnum):
    """The closed list of kinds of findings."""

    # --- telephone numbers ---
    DIGITS_MISSING = "digits_missing"
    DIGITS_TOO_MANY = "digits_too_many"
    NO_LEADING_ZERO = "no_leading_zero"
    NOT_IN_USE = "not_in_use"
    """The right length, but not in an allocated range."""
    SHORT_NUMBER = "short_number"
    """A short number that is valid."""
    GROUPED_OTHERWISE = "grouped_otherwise"
    SEVERAL_NUMBERS = "several_numbers"
    ABBREVIATED_NUMBER = "abbreviated_number"
    EXTENSION = "extension"
    NO_PHONE = "no_phone"

    # --- e-mail addresses ---
    NO_ADDRESS = "no_address"
    BROKEN_ADDRESS = "broken_address"
    OTHER_NAME = "other_name"
    OTHER_DOMAIN = "other_domain"
    SEVERAL_ADDRESSES = "several_addresses"
    LINK_DIFFERS = "link_differs"
    """The address shown is not the link's target."""

    # --- people and posts ---
    TEAM_NOT_PERSON = "team_not_person"
    INSTRUCTION = "instruction"
    SEVERAL_PEOPLE = "several_people"
    UNCERTAIN_SPLIT = "uncertain_split"
    RANK_IN_NAME = "rank_in_name"
    NO_NAME = "no_name"
    NO_STAGE = "no_stage"
    INTERIM = "interim"
    SEVERAL_POSTS = "several_posts"
    BOTH_SIDES = "both_sides"
    SEVERAL_HOLDERS = "several_holders"
    NAMESAKES = "namesakes"
    OUT_OF_HOURS = "out_of_hours"
    BAD_DATE = "bad_date"

    # --- the table itself ---
    HEADER_MISSING = "header_missing"
    HEADER_REPEATED = "header_repeated"
    TAGS_IN_HEADER = "tags_in_header"
    UNKNOWN_COLUMN = "unknown_column"
    UNUSED_COLUMN = "unused_column"
    """A column that no stage uses; people in it are read as deputies."""
    PAGE_BREAK = "page_break"
    BLANK_LINE = "blank_line"
    CARRIED_DOWN = "carried_down"
    CELL_TOO_LONG = "cell_too_long"

    # --- the list as a whole ---
    PAST_REVIEW = "past_review"
    BODY_GONE = "body_gone"
    NOBODY_NAMED = "nobody_named"
    """Posts and numbers, but no people and no e-mail."""
    ROLES_ONLY = "roles_only"
    SENTENCE_ONLY = "sentence_only"
    OUTSIDE_LIST = "outside_list"
    UNREAD = "unread"
    NOTHING_FOUND = "nothing_found"
    TOO_MANY_ROWS = "too_many_rows"


_ERRORS: Final = frozenset(
    {
        FindingKind.DIGITS_MISSING,
        FindingKind.DIGITS_TOO_MANY,
        FindingKind.NO_LEADING_ZERO,
        FindingKind.NOT_IN_USE,
        FindingKind.BROKEN_ADDRESS,
        FindingKind.BAD_DATE,
        FindingKind.CELL_TOO_LONG,
        FindingKind.NOTHING_FOUND,
        FindingKind.TOO_MANY_ROWS,
    }
)

_NOTES: Final = frozenset(
    {
        FindingKind.SHORT_NUMBER,
        FindingKind.GROUPED_OTHERWISE,
        FindingKind.SEVERAL_NUMBERS,
        FindingKind.EXTENSION,
        FindingKind.TEAM_NOT_PERSON,
        FindingKind.INSTRUCTION,
        FindingKind.SEVERAL_PEOPLE,
        FindingKind.RANK_IN_NAME,
        FindingKind.INTERIM,
        FindingKind.SEVERAL_POSTS,
        FindingKind.SEVERAL_HOLDERS,
        FindingKind.OUT_OF_HOURS,
        FindingKind.HEADER_MISSING,
        FindingKind.HEADER_REPEATED,
        FindingKind.TAGS_IN_HEADER,
        FindingKind.UNUSED_COLUMN,
        FindingKind.PAGE_BREAK,
        FindingKind.BLANK_LINE,
        FindingKind.CARRIED_DOWN,
        FindingKind.OUTSIDE_LIST,
        FindingKind.SENTENCE_ONLY,
    }
)


def weight_of(trouble: FindingKind) -> Weight:
    """Return the weight of a kind of finding."""
    if trouble in _ERRORS:
        return Weight.ERROR
    return Weight.NOTE if trouble in _NOTES else Weight.WARNING


class Layout(StrEnum):
    """The layouts of lists; each is recognised by its shape, not by a name."""

    SECTIONS = "sections"
    """Sections of one team or agency each; a row per contact with a stage (Hounslow)."""
    POSTS = "posts"
    """Posts or services with their telephone numbers, under headings (Wandsworth)."""
    RUNGS = "rungs"
    """A row per agency, a column per level, people in free text (Halton)."""
    COMBINED = "combined"
    """A person per area, e-mail and telephone in one cell (Tri-borough)."""
    ROLES = "roles"
    """Which roles answer to one another, and a mailbox; no people (Hillingdon)."""
    TABLE = "table"
    """One plain table with a header row."""
    UNKNOWN = "unknown"
    """None of these: nothing was read."""
