"""The process in which one file is read, with limits on time and memory and without secrets.

Standard input: a line of JSON with the file's name, then its bytes. Standard output: the rows and
notes as JSON, or the reason for refusal.
"""

import json
import resource
import signal
import sys
from typing import Any, Final

from adapters.contact_lists.files import docx_file, xlsx_file
from adapters.contact_lists.files.csv_file import rows_of_text
from adapters.contact_lists.files.limits import CPU_SECONDS, MEMORY, UnreadableFileError
from adapters.contact_lists.files.office_zip import Office, checked
from adapters.contact_lists.files.rows import Rows
from core.imports.file_faults import FileFault

_ZIP: Final = b"PK"


def main() -> None:
    """Read one file from standard input and write the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Processor time, not wall time: a busy machine must not refuse a list that an idle one reads.
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.write(json.dumps(_answer(json.loads(head)["name"], data)))
    sys.stdout.flush()


def _answer(name: str, data: bytes) -> dict[str, Any]:
    try:
        rows = _rows(name, data)
    except UnreadableFileError as error:
        return {"why": error.why.value, "where": error.where}
    except MemoryError:
        return {"why": FileFault.TOO_MUCH_MEMORY.value, "where": ""}
    return {
        "rows": [[row.where, row.number, row.cells] for row in rows.rows],
        "notes": [[one.where, one.number, one.what.value, one.raw] for one in rows.notes],
    }


def _rows(name: str, data: bytes) -> Rows:
    if not data.startswith(_ZIP):
        return rows_of_text(name, data)
    office = checked(data)
    try:
        if office.kind is Office.WORKBOOK:
            return xlsx_file.rows_of_workbook(data, formulas=office.formulas)
        return docx_file.rows_of_document(data)
    except (UnreadableFileError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - the outermost seam of two libraries that raise of everything
        raise UnreadableFileError(FileFault.BROKEN) from None


if __name__ == "__main__":
    main()
