"""Which letters a font file has, read from the file itself.

pygame's own ``Font.metrics`` can't tell: its answer for a letter that is missing differs between
pygame and pygame-ce, and for letters beyond U+FFFF pygame answers None even when they are there.
"""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

_BASIC = 4
_FULL = 12
"""The two layouts of the table that current fonts use (OpenType: cmap)."""


class Coverage:
    """The letters of one font, as ranges.

    Args:
        ranges: first and last letter of each range, in any order.
    """

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        # Arrays, because a font for Chinese has many thousand ranges.
        ordered = sorted(ranges)
        self._firsts = array("L", [first for first, _ in ordered])
        self._lasts = array("L", [last for _, last in ordered])

    def __contains__(self, letter: str) -> bool:
        index = bisect_right(self._firsts, ord(letter)) - 1
        return index >= 0 and ord(letter) <= self._lasts[index]


def coverage(path: Path) -> Coverage:
    """Read which letters a font has; of a collection, the first font counts.

    Raises:
        OSError: the file can't be read.
        ValueError: the file is not a font.
    """
    try:
        with path.open("rb") as file:
            # The table alone: the files have up to 20 MB, which a small computer would feel.
            return Coverage(_ranges(_table(file, b"cmap")))
    except struct.error as error:
        raise ValueError(f"{path} is not a font that can be read") from error


def _ranges(cmap: bytes) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    found = {}
    for index in range(count):
        (offset,) = struct.unpack_from(">4xL", cmap, 4 + 8 * index)
        (layout,) = struct.unpack_from(">H", cmap, offset)
        found[layout] = offset
    if _FULL in found:
        return _full(cmap, found[_FULL])
    if _BASIC in found:
        return _basic(cmap, found[_BASIC])
    raise ValueError("the font has no table of Unicode letters")


def _table(file: BinaryIO, name: bytes) -> bytes:
    start = 0
    if file.read(4) == b"ttcf":
        (start,) = struct.unpack(">8xL", file.read(12))
    file.seek(start)
    (count,) = struct.unpack(">4xH6x", file.read(12))
    for _ in range(count):
        tag, offset, length = struct.unpack(">4s4xLL", file.read(16))
        if tag == name:
            file.seek(offset)
            return file.read(length)
    raise ValueError(f"the font has no table {name!r}")


def _full(cmap: bytes, offset: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">L", cmap, offset + 12)
    for index in range(count):
        first, last = struct.unpack_from(">LL", cmap, offset + 16 + 12 * index)
        yield first, last


def _basic(cmap: bytes, offset: int) -> Iterator[tuple[int, int]]:
    (twice,) = struct.unpack_from(">H", cmap, offset + 6)
    numbers = f">{twice // 2}H"
    lasts = struct.unpack_from(numbers, cmap, offset + 14)
    firsts = struct.unpack_from(numbers, cmap, offset + 16 + twice)
    for first, last in zip(firsts, lasts, strict=True):
        if first != 0xFFFF:  # noqa: PLR2004 - the mark at the table's end
            yield first, last
