"""Draws the two icons of the Teams app: three rising steps, for the stages of a policy.

Run by hand (``python manifests/teams/draw_icons.py``) when they are to change.
"""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

Pixel = tuple[int, int, int, int]

WHITE: Pixel = (255, 255, 255, 255)
CLEAR: Pixel = (255, 255, 255, 0)
GROUND: Pixel = (0x14, 0x50, 0x5C, 255)
"""The manifest's accent colour."""

FILLED = 0.78
"""How much of a column's width is drawn; the rest is the gap to the next."""

HERE = Path(__file__).parent


def color(x: int, y: int) -> Pixel:
    """The symbol in the middle half of 192 x 192, on a ground without a gap."""
    return WHITE if steps((x - 48) / 96, (y - 48) / 96) else GROUND


def outline(x: int, y: int) -> Pixel:
    """The symbol on 32 x 32, white where it is and nothing elsewhere."""
    return WHITE if steps((x - 3) / 26, (y - 3) / 26) else CLEAR


def steps(x: float, y: float) -> bool:
    """Whether a point of the unit square lies on one of three columns, each higher than the last."""
    if not (0 <= x < 1 and 0 <= y < 1):
        return False
    column, within = divmod(x * 3, 1)
    return within < FILLED and 1 - y <= (column + 1) / 3


def png(size: int, paint: Callable[[int, int], Pixel]) -> bytes:
    """A square PNG with eight bits each of red, green, blue and opacity."""
    rows = b"".join(b"\0" + b"".join(bytes(paint(x, y)) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum


if __name__ == "__main__":
    (HERE / "color.png").write_bytes(png(192, color))
    (HERE / "outline.png").write_bytes(png(32, outline))
