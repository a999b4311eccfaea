"""Why a file is not read as a contact list, and notes on one that is; the wording is elsewhere."""

from dataclasses import dataclass
from enum import StrEnum


class FileFault(StrEnum):
    """Why a file was refused."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    """More bytes than any contact list has."""
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_SHEETS = "too_many_sheets"
    CELL_TOO_LONG = "cell_too_long"
    TOO_DEEP = "too_deep"
    """Tables or elements are nested too deep."""
    UNPACKS_TOO_BIG = "unpacks_too_big"
    """A compressed file that unpacks to many times its size."""
    MERGED_TOO_FAR = "merged_too_far"
    DECLARES_ENTITIES = "declares_entities"
    """XML that defines entities or refers to external ones."""
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    MACROS = "macros"
    OLD_EXCEL_OR_WORD = "old_excel_or_word"
    LOCKED = "locked"
    """Protected by a password."""
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
    """It begins like an office file but cannot be read to its end."""


class FileNote(StrEnum):
    """Notes on a file that was read."""

    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    FORMULA_READ = "formula_read"
    """The value saved with a formula was read; formulas are not computed."""
    FORMULA_EMPTY = "formula_empty"
    """A formula without a saved value: the cell counts as empty."""
    NOT_UTF8 = "not_utf8"
    """The text is in Windows-1252."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNoteAt:
    """One note, with its place in words."""

    where: str
    number: int
    what: FileNote
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRefused:
    """A file that was refused: nothing of it was read."""

    name: str
    why: FileFault
    where: str = ""
    """The place in words; "" for the whole file."""
