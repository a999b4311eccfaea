"""Sentences about a file that is refused as a contact list, and notes on how one was read."""

from typing import Final

from core.imports.file_faults import FileFault, FileNote, FileNoteAt, FileRefused

_SAVE_AS: Final = "Open it in the program it was made with and save it as .xlsx, .docx or .csv."
_LONGER: Final = "Is it the right file? Split it by agency and import the parts one after another."

FAULT: Final[dict[FileFault, str]] = {
    FileFault.EMPTY: "There is nothing in this file.",
    FileFault.TOO_BIG: f"This file is bigger than any contact list (5 MB at most). {_LONGER}",
    FileFault.TOO_MANY_ROWS: f"This file has more rows than any contact list (5,000). {_LONGER}",
    FileFault.TOO_MANY_COLUMNS: (
        "This file has more than 64 columns. Copy the contacts into a new file and import that."
    ),
    FileFault.TOO_MANY_SHEETS: "This workbook has more than 50 sheets. Save those with contacts.",
    FileFault.CELL_TOO_LONG: (
        "A cell holds more than 10,000 characters. Copy the contacts into a new file."
    ),
    FileFault.TOO_DEEP: (
        "Tables stand within tables more than five deep. Copy the contacts into one table."
    ),
    FileFault.UNPACKS_TOO_BIG: (
        "This file would unpack to many times its size, as files do that are made to do harm. It "
        "was not opened. Copy the contacts into a new file, and ask where this one came from."
    ),
    FileFault.MERGED_TOO_FAR: (
        "Cells are merged over a huge area. Take the merging out, or copy the contacts into a new "
        "file."
    ),
    FileFault.DECLARES_ENTITIES: (
        "This file defines or fetches text of its own, as files do that are made to do harm. It "
        "was not opened. Copy the contacts into a new file, and ask where this one came from."
    ),
    FileFault.TOO_SLOW: (
        "Reading this file took longer than any contact list should. Copy the contacts into a new "
        "file, without pictures and formatting."
    ),
    FileFault.TOO_MUCH_MEMORY: (
        "Reading this file took more memory than any contact list should. Copy the contacts into "
        "a new file, without pictures and formatting."
    ),
    FileFault.MACROS: (
        "This file holds a program (macros). Save it as .xlsx or .docx, which holds none, and "
        "import that."
    ),
    FileFault.OLD_EXCEL_OR_WORD: (
        "This is the format of Excel or Word before 2007 (.xls, .doc). Save it as .xlsx or .docx "
        "and import that."
    ),
    FileFault.LOCKED: "This file is locked with a password. Save it without and import that.",
    FileFault.PDF: (
        "This is a PDF, whose tables cannot be read reliably. Ask for the file it was made from; "
        "or copy its text into a .txt file and import that."
    ),
    FileFault.OPEN_DOCUMENT: "This is an OpenDocument file. Save it as .xlsx or .docx.",
    FileFault.RICH_TEXT: "This is Rich Text. Save it as .docx and import that.",
    FileFault.WEB_PAGE: f"This is a web page or XML, whatever its name says. {_SAVE_AS}",
    FileFault.OTHER_ZIP: f"This is a packed folder and no workbook or document. {_SAVE_AS}",
    FileFault.NO_TEXT: f"This is neither a workbook, nor a document, nor text. {_SAVE_AS}",
    FileFault.QUOTE_OPEN: (
        "A quotation mark is opened here and not closed, so that the rows after it run together. "
        "Close it, or save the file as CSV again."
    ),
    FileFault.BROKEN: f"This file is damaged and cannot be read to its end. {_SAVE_AS}",
}

_NOTE: Final[dict[FileNote, str]] = {
    FileNote.HIDDEN_SHEET: "This sheet is hidden and was read like the others.",
    FileNote.HIDDEN_ROW: "This row is hidden and was read like the others.",
    FileNote.HIDDEN_COLUMN: "These columns are hidden and were read like the others: {raw}.",
    FileNote.FORMULA_READ: "A formula stands here; the value last kept was read.",
    FileNote.FORMULA_EMPTY: (
        "A formula stands here without a value, so the cell counts as empty. Open the file in a "
        "spreadsheet program, save it and import it again; or type the value."
    ),
    FileNote.NOT_UTF8: "The file was read as Windows-1252, as older programs write it.",
}


def refused(one: FileRefused) -> str:
    """Say why a file was refused, and what to do."""
    return f"{FAULT[one.why]} ({one.where})" if one.where else FAULT[one.why]


def noted(one: FileNoteAt) -> str:
    """Return a note on how a file was read."""
    said = _NOTE[one.what].format(raw=one.raw)
    return f"{one.where[:1].upper()}{one.where[1:]}: {said}"
