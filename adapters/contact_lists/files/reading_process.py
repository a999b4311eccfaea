"""The process in which one file is read, with limits on time and memory and without secrets.

Standard input: a line of JSON with the file's name, then its bytes. Standard output: the rows and
notes as JSON, or the reason for refusal. Only what reads this kind of file is loaded.
"""

import json
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

from adapters.contact_lists.files.csv_file import rows_of_text
from adapters.contact_lists.files.limits import CPU_SECONDS, MEMORY_BYTES, UnreadableFileError
from adapters.contact_lists.files.rows import Rows
from core.imports.file_faults import FileFault

_ZIP: Final = b"PK"
_Reader = Callable[[str, bytes], Rows]


def main() -> None:
    """Read one file from standard input and write the answer."""
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    rows = _office_reader() if data.startswith(_ZIP) else rows_of_text
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Processor time, not wall time: a busy machine must not refuse a list that an idle one reads.
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    sys.stdout.write(json.dumps(_answer(rows, json.loads(head)["name"], data)))
    sys.stdout.flush()


def _answer(read: _Reader, name: str, data: bytes) -> dict[str, Any]:
    try:
        rows = read(name, data)
    except UnreadableFileError as error:
        return {"why": error.why.value, "where": error.where}
    except MemoryError:
        return {"why": FileFault.TOO_MUCH_MEMORY.value, "where": ""}
    return {
        "rows": [[row.where, row.number, row.cells] for row in rows.rows],
        "notes": [[one.where, one.number, one.what.value, one.raw] for one in rows.notes],
    }


def _office_reader() -> _Reader:
    """What reads workbooks and documents; it takes half a second to load, text needs none of it."""
    from adapters.contact_lists.files import docx_file, xlsx_file
    from adapters.contact_lists.files.office_zip import Office, checked

    def rows(_name: str, data: bytes) -> Rows:
        office = checked(data)
        try:
            if office.kind is Office.WORKBOOK:
                return xlsx_file.rows_of_workbook(data, formulas=office.formulas)
            return docx_file.rows_of_document(data)
        except (UnreadableFileError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - the outermost seam of two libraries that raise of everything
            raise UnreadableFileError(FileFault.BROKEN) from None

    return rows


if __name__ == "__main__":
    main()
