"""Keeps what is expensive to draw: lines of text, and hatches. The least used go first."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

import pygame

from display.renderer.fonts import Fonts, Piece
from display.theme import Colour

_OVER_TEXT = 0.36
"""How much of a hatch's colour lies over what is below: to be seen from afar, letters readable."""

_HATCHES = 4

_LINES = 4_096
"""Lines that are kept at the most: one that shows nothing holds no bytes, and its text does."""


class Line(NamedTuple):
    """A drawn line of text and its width in pixels."""

    pieces: Sequence[Piece]
    width: int


class Pictures:
    """Draws lines of text and hatches, or finds them drawn.

    Args:
        fonts: draws letters.
        budget: bytes that lines of text may hold; a screen's own size twice over holds a full board
            and the one before it.
    """

    def __init__(self, fonts: Fonts, budget: int) -> None:
        self._fonts = fonts
        self._budget = budget
        self._held = 0
        self._lines: OrderedDict[tuple[str, int, Colour, bool], Line] = OrderedDict()
        self._hatches: OrderedDict[tuple[int, int, Colour, bool], pygame.Surface] = OrderedDict()

    def line(self, text: str, size: int, colour: Colour, *, bold: bool) -> Line:
        """Draw a line of text ``size`` pixels high."""
        key = (text, size, colour, bold)
        line = self._lines.get(key)
        if line is not None:
            self._lines.move_to_end(key)
            return line
        pieces = self._fonts.pieces(text, size, colour, bold=bold)
        line = Line(pieces, self._fonts.width(text, size, bold=bold))
        self._lines[key] = line
        self._held += _bytes(line)
        while (self._held > self._budget or len(self._lines) > _LINES) and len(self._lines) > 1:
            _, dropped = self._lines.popitem(last=False)
            self._held -= _bytes(dropped)
        return line

    def hatch(self, width: int, height: int, colour: Colour, *, over: bool) -> pygame.Surface:
        """Draw slanting stripes that what lies below shines through.

        Args:
            width: in pixels.
            height: in pixels.
            colour: of the stripes.
            over: whether they lie over text, or below it.
        """
        key = (width, height, colour, over)
        picture = self._hatches.get(key)
        if picture is None:
            picture = _stripes(width, height, colour, _OVER_TEXT if over else 1.0)
            self._hatches[key] = picture
            if len(self._hatches) > _HATCHES:
                self._hatches.popitem(last=False)
        self._hatches.move_to_end(key)
        return picture


def _bytes(line: Line) -> int:
    return sum(4 * each.picture.get_width() * each.picture.get_height() for each in line.pieces)


def _stripes(width: int, height: int, colour: Colour, share: float) -> pygame.Surface:
    picture = pygame.Surface((width, height), pygame.SRCALPHA)
    picture.fill((*colour, 0))
    tone = (*colour, round(255 * share))
    step = max(24, min(width, height) // 6)
    for left in range(-height, width, step):
        right = left + step // 3
        pygame.draw.polygon(
            picture,
            tone,
            [(left, height), (right, height), (right + height, 0), (left + height, 0)],
        )
    return picture
