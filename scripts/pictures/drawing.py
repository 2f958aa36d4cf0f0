"""Boards to pictures, off screen."""

from collections.abc import Iterator
from pathlib import Path

import pygame

from display.renderer.fonts import Fonts
from display.renderer.renderer import Renderer
from display.theme import THEMES
from scripts.pictures.boards import Subject, subjects

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
"""The golden pictures are drawn with this font alone: it has not changed for ten years."""

GOLDEN = (
    "alerts",
    "all-day",
    "as-sent",
    "busy",
    "changed",
    "changed-expo",
    "changed-fry",
    "dead",
    "expo",
    "fallback",
    "in-flight",
    "invitation",
    "keys",
    "learn-keys",
    "legend",
    "long",
    "newer-hub",
    "no-station",
    "pair-number",
    "portrait",
    "quiet",
    "recall",
    "right-to-left",
    "stale",
)
"""The boards that the tests compare, in half their size."""


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


def golden() -> Iterator[tuple[str, pygame.Surface]]:
    """Draw the boards that the tests compare, each with the name of its picture."""
    fonts = Fonts([DEJAVU])
    for name in GOLDEN:
        board = subjects()[name]
        yield name, picture(board, fonts, board.width // 2, board.height // 2)
