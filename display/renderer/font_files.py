"""The world's scripts: their fonts, HarfBuzz's names for them, and which letters a font file has.

That is read from the file itself. pygame's own ``Font.metrics`` can't tell: its answer for a letter
that is missing differs between pygame and pygame-ce, and for letters beyond U+FFFF pygame answers
None even when they are there. Nothing here needs pygame.
"""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple


class Face(NamedTuple):
    """A font as two files of one Debian package."""

    regular: str
    bold: str
    package: str


def _noto(name: str, package: str = "fonts-noto-core") -> Face:
    return Face(f"NotoSans{name}-Regular.ttf", f"NotoSans{name}-Bold.ttf", package)


BASE = Face("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "fonts-dejavu-core")
"""The font that the board can't do without: Latin, Greek, Cyrillic, Arabic, Hebrew, signs."""

CONDENSED = Face("DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf", "fonts-dejavu-extra")
"""The same letters, a tenth narrower; without them there is only less room."""

CJK = Face("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", "fonts-noto-cjk")
EMOJI = Face("NotoColorEmoji.ttf", "NotoColorEmoji.ttf", "fonts-noto-color-emoji")

_FURTHER = (
    "Devanagari",
    "Bengali",
    "Gurmukhi",
    "Gujarati",
    "Oriya",
    "Tamil",
    "Telugu",
    "Kannada",
    "Malayalam",
    "Sinhala",
    "Thai",
    "Lao",
    "Khmer",
    "Myanmar",
    "Georgian",
    "Armenian",
    "Ethiopic",
    "Symbols",
)

FACES = (
    BASE,
    _noto(""),
    _noto("Arabic"),
    _noto("Hebrew"),
    CJK,
    *map(_noto, _FURTHER),
    Face("NotoSansSymbols2-Regular.ttf", "NotoSansSymbols2-Regular.ttf", "fonts-noto-core"),
    EMOJI,
)
"""In the order in which they are asked for a letter."""

EMOJI_START = 0x1F000
"""From here on letters are pictures, and the colour font is asked first."""

_TAGS = (
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0750, 0x077F, "Arab"),
    (0x0870, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B00, 0x0B7F, "Orya"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"),
    (0x1000, 0x109F, "Mymr"),
    (0x1780, 0x17FF, "Khmr"),
    (0xFB1D, 0xFB4F, "Hebr"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"),
)

_CJK = ((0x2E80, 0xA4CF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF))


def tag(letter: str) -> str | None:
    """Return the ISO 15924 tag of a letter whose script has to be shaped; None for all others."""
    code = ord(letter)
    return next((name for first, last, name in _TAGS if first <= code <= last), None)


def package(letter: str) -> str:
    """Return the Debian package that most likely brings a font for a letter."""
    code = ord(letter)
    if any(first <= code <= last for first, last in _CJK):
        return CJK.package
    return EMOJI.package if code >= EMOJI_START else _noto("").package


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
