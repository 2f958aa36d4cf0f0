"""PNGs of at most 256 colours: pages have few, and a picture of one is a third of its size so."""

import struct
import zlib
from collections import Counter
from io import BytesIO
from pathlib import Path

import pygame

_MOST = 256
_COARSE = 0xF8

_Colour = tuple[int, int, int]


def write_palette(png: bytes, file: Path) -> None:
    """Write a picture with a palette.

    Args:
        png: the picture, as a browser gives it.
        file: where to.
    """
    surface = pygame.image.load(BytesIO(png), "picture.png")
    width, height = surface.get_size()
    raw = pygame.image.tobytes(surface, "RGB")
    pixels: list[_Colour] = list(zip(raw[::3], raw[1::3], raw[2::3], strict=True))
    places = _place(Counter(pixels))
    palette = list(dict.fromkeys(places.values()))
    numbers = {colour: palette.index(place) for colour, place in places.items()}
    indexed = bytes(numbers[each] for each in pixels)
    rows = b"".join(b"\0" + indexed[row * width :][:width] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = {
        b"IHDR": head,
        b"PLTE": b"".join(bytes(colour) for colour in palette),
        b"IDAT": zlib.compress(rows, 9),
        b"IEND": b"",
    }
    signature = b"\x89PNG\r\n\x1a\n"
    file.write_bytes(signature + b"".join(_chunk(kind, data) for kind, data in chunks.items()))


def _place(counted: "Counter[_Colour]") -> dict[_Colour, _Colour]:
    """Find for every colour which of the palette stands for it."""
    kept: dict[_Colour, _Colour] = {}
    for colour, _ in counted.most_common():
        coarse = (colour[0] & _COARSE, colour[1] & _COARSE, colour[2] & _COARSE)
        # The commonest of those that look alike stands for them all.
        if coarse not in kept and len(kept) < _MOST:
            kept[coarse] = colour
    palette = list(kept.values())
    return {
        colour: kept.get((colour[0] & _COARSE, colour[1] & _COARSE, colour[2] & _COARSE))
        or min(palette, key=lambda each: _apart(each, colour))
        for colour in counted
    }


def _apart(one: _Colour, other: _Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
