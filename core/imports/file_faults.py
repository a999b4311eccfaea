"""Why a file is not read as a contact list, and what is noted where it is (wording says it)."""

from dataclasses import dataclass
from enum import StrEnum


class FileFault(StrEnum):
    """Why nothing of a file was read."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    """More bytes than any contact list has."""
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_SHEETS = "too_many_sheets"
    CELL_TOO_LONG = "cell_too_long"
    TOO_DEEP = "too_deep"
    """Tables in tables, or elements in elements, past any reason."""
    UNPACKS_TOO_BIG = "unpacks_too_big"
    """A compressed file that becomes far bigger than it is."""
    MERGED_TOO_FAR = "merged_too_far"
    DECLARES_ENTITIES = "declares_entities"
    """XML that defines its own entities or points outside of itself."""
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    MACROS = "macros"
    OLD_EXCEL_OR_WORD = "old_excel_or_word"
    LOCKED = "locked"
    """With a password."""
    PDF = "pdf"
    OPEN_DOCUMENT = "open_document"
    RICH_TEXT = "rich_text"
    WEB_PAGE = "web_page"
    OTHER_ZIP = "other_zip"
    NO_TEXT = "no_text"
    """Neither an office file nor text."""
    QUOTE_OPEN = "quote_open"
    """A quotation mark is opened in a CSV file and never closed."""
    BROKEN = "broken"
    """It begins like an office file and cannot be read to its end."""


class FileNote(StrEnum):
    """What is noted of a file that was read."""

    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    FORMULA_READ = "formula_read"
    """The value the spreadsheet program last kept was read; nothing is worked out here."""
    FORMULA_EMPTY = "formula_empty"
    """A formula without any kept value: the cell counts as empty."""
    NOT_UTF8 = "not_utf8"
    """The text is in the encoding older Windows programs use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNoteAt:
    """One note, with its place as a person finds it."""

    where: str
    number: int
    what: FileNote
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRefused:
    """A file of which nothing was read."""

    name: str
    why: FileFault
    where: str = ""
    """As a person finds it; "" where it is the file as a whole."""
