"""Boards to pictures, off screen."""

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
