"""Limits on files: far above any contact list, far below what would slow Concord down."""

from typing import Final

from core.imports.file_faults import FileFault

BYTES: Final = 5 * 1024 * 1024
"""Of the file itself."""
ROWS: Final = 5_000
COLUMNS: Final = 64
CELL_CHARACTERS: Final = 10_000
"""Characters in one cell."""
CHARACTERS: Final = 4_000_000
"""In all cells together."""
SHEETS: Final = 50

PARTS: Final = 1_000
"""Files within an office file."""
UNPACKED: Final = 32 * 1024 * 1024
"""Bytes of all parts together, unpacked."""
RATIO: Final = 200
"""Maximum ratio of a part's unpacked to its packed size; small parts excepted."""
SMALL_PART_BYTES: Final = 1024 * 1024
"""Bytes up to which a part's ratio is not limited."""
ELEMENTS: Final = 300_000
"""XML elements, in all parts together."""
DEPTH: Final = 100
"""Nesting of XML elements."""
NESTED_TABLES: Final = 5
MERGED_CELLS: Final = 200_000
"""Cells in all merged ranges together."""

CPU_SECONDS: Final = 1.5
"""Processor time for reading one file."""
WALL_SECONDS: Final = 20.0
"""Time after which the reading process is killed, even if it got little processor time."""
MEMORY_BYTES: Final = 768 * 1024 * 1024
"""Bytes of address space of the reading process, its program included."""


class UnreadableFileError(Exception):
    """The file is not read at all; raised and caught within the reading process."""

    def __init__(self, why: FileFault, where: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.where = where
