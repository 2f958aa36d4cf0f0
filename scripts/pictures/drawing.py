"""Boards to pictures, off screen."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pygame

from display.renderer.fonts import Fonts
from display.renderer.renderer import Renderer
from display.theme import THEMES
from scripts.pictures.boards import Subject, subjects

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
"""The golden pictures are drawn with this font alone: it has not changed for ten years."""

LEFT_OUT = frozenset({"looking", "4k", "as-sent-4k", "21-tickets", "720p", "pair-choice"})
"""What the tests compare no picture of: another one shows the same."""


def picture(board: Subject, fonts: Fonts, width: int, height: int) -> pygame.Surface:
    """Draw a board.

    Args:
        board: what to draw.
        fonts: draws letters.
        width: of the picture in pixels.
        height: of the picture in pixels.
    """
    surface = pygame.Surface((width, height), depth=32)
    Renderer(surface, THEMES[board.theme], fonts).draw(board.screen(fonts.width, width, height))
    return surface


def all_boards(fonts: Fonts) -> Iterator[tuple[str, pygame.Surface]]:
    """Draw every board in its own size, each with the name of its picture."""
    for name, board in subjects().items():
        yield name, picture(board, fonts, board.width, board.height)


def golden_names() -> list[str]:
    """List the boards that the tests compare."""
    return sorted(subjects().keys() - LEFT_OUT)


def golden(names: Iterable[str]) -> Iterator[tuple[str, pygame.Surface]]:
    """Draw boards as the tests compare them, each with the name of its picture.

    Those of large glasses are drawn smaller: all sizes follow from the glass.
    """
    fonts = Fonts([DEJAVU])
    for name in names:
        board = subjects()[name]
        smaller = next(each for most, each in _SMALLER if board.width <= most)
        yield name, picture(board, fonts, board.width // smaller, board.height // smaller)


_SMALLER = ((1024, 1), (1920, 2), (3840, 4))


def save_small(surface: pygame.Surface, path: Path) -> None:
    """Write a picture as a PNG of at most 256 colours.

    Args:
        surface: the picture; of what has more colours, the channels are rounded until they fit.
        path: of the file.
    """
    width, height = surface.get_size()
    exact = pygame.image.tobytes(surface, "RGB")
    pixels = [exact[at : at + 3] for at in range(0, len(exact), 3)]
    counts = Counter(pixels)
    kept = {colour for colour, _ in counts.most_common(_EXACT)}
    shown = {colour: colour for colour in counts}
    for bits in range(7, 0, -1):
        if len(set(shown.values())) <= _COLOURS:
            break
        most = (1 << bits) - 1
        steps = bytes(round(round(value * most / 255) * 255 / most) for value in range(256))
        shown = {each: each if each in kept else each.translate(steps) for each in counts}
    colours = sorted(set(shown.values()))
    places = {colour: index for index, colour in enumerate(colours)}
    index = {colour: places[drawn] for colour, drawn in shown.items()}
    indices = bytes(index[pixel] for pixel in pixels)
    rows = (b"\0" + indices[top : top + width] for top in range(0, len(indices), width))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(colours)),
        (b"IDAT", zlib.compress(b"".join(rows), 9)),
        (b"IEND", b""),
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks))


_COLOURS = 256
_EXACT = 96
"""So many colours, those of the largest areas, stay as they are."""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
