"""How much of a file is read: far above any contact list, far below what would stall Concord."""

from typing import Final

from core.imports.file_faults import FileFault

BYTES: Final = 5 * 1024 * 1024
"""Of the file itself."""
ROWS: Final = 5_000
COLUMNS: Final = 64
CELL: Final = 10_000
"""Characters in one cell."""
CHARACTERS: Final = 4_000_000
"""In all cells together."""
SHEETS: Final = 50

PARTS: Final = 1_000
"""Files within an office file."""
UNPACKED: Final = 32 * 1024 * 1024
"""Bytes of all parts together, unpacked."""
RATIO: Final = 200
"""How many times bigger a part may become than it is packed; small parts excepted."""
SMALL_PART: Final = 1024 * 1024
"""Bytes; so little may be packed as tightly as it likes."""
ELEMENTS: Final = 300_000
"""Of XML, in all parts together."""
DEPTH: Final = 100
"""Of XML elements in one another."""
NESTED_TABLES: Final = 5
MERGED: Final = 200_000
"""Cells in all merged ranges together."""

CPU_SECONDS: Final = 1.5
"""Of the machine's time, for reading one file."""
WALL_SECONDS: Final = 20.0
"""Until the reading process is ended, however little of the machine it had."""
MEMORY: Final = 768 * 1024 * 1024
"""Bytes of address space of the reading process, its program included."""


class UnreadableFileError(Exception):
    """Nothing of this file is read; raised and caught within the reading process."""

    def __init__(self, why: FileFault, where: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.where = where
