"""What has to be known of the world's scripts: their fonts, and the names HarfBuzz has for them."""

from typing import NamedTuple


class Face(NamedTuple):
    """A font as two files of one Debian package."""

    regular: str
    bold: str
    package: str


def _noto(name: str, package: str = "fonts-noto-core") -> Face:
    return Face(f"NotoSans{name}-Regular.ttf", f"NotoSans{name}-Bold.ttf", package)


BASE = Face("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "fonts-dejavu-core")
"""The font that the board can't do without: Latin, Greek, Cyrillic, Arabic, Hebrew, signs."""

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
