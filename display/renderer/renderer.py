"""Draws what changed. A panel that compares equal to the one before is left as it is.

What is expensive to draw is kept: lines of text, shapes, and hatches. The least used go first.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import pygame

from display.renderer.fonts import Fonts, Piece
from display.renderer.shapes import SHAPES, draw_shape
from display.theme import Colour
from display.view_model.screen import Box, Fill, Panel, Screen, Text, Tone


class Renderer:
    """Draws screens onto a surface.

    Args:
        surface: the window's, or one off screen.
        theme: colours of the tones.
        fonts: draws letters.
    """

    def __init__(self, surface: pygame.Surface, theme: Mapping[Tone, Colour], fonts: Fonts) -> None:
        self._surface = surface
        self._theme = theme
        self._pictures = TextCache(fonts, surface.get_width() * surface.get_height() * 4 // 3)
        self._last: Screen | None = None

    def draw(self, screen: Screen) -> list[pygame.Rect]:
        """Draw a screen. What stands on the surface must be what was drawn last, or ``forget``.

        Returns:
            the parts of the surface that were drawn anew, for ``pygame.display.update``.
        """
        dirty = self._dirty(screen)
        self._last = screen
        covers = [_covered(panel) for panel in screen.panels] if dirty else []
        for area in dirty:
            seen = [cover.clip(area) for cover in covers]
            # What lies below a panel that covers all of the area is not drawn at all.
            lowest = max((at for at, cover in enumerate(seen) if cover == area), default=0)
            self._surface.set_clip(area)
            for bare in _without(area, seen[lowest:]):
                self._surface.fill(self._theme[Tone.GROUND], bare)
            covered: list[pygame.Rect] = []
            for panel in screen.panels[lowest:]:
                part = area.clip(panel.rect)
                if part.w and part.h:
                    # No letter, however tall, leaves its panel: whatever else is drawn there
                    # would otherwise depend on what was drawn before.
                    self._surface.set_clip(part)
                    if panel.tone is not Tone.GROUND or part.collidelist(covered) >= 0:
                        self._ground(panel)
                    self._parts(panel, part)
                    covered.append(part)
        self._surface.set_clip(None)
        return dirty

    def forget(self) -> None:
        """Draw everything anew next time: the window was covered, or its surface replaced."""
        self._last = None

    def _dirty(self, screen: Screen) -> list[pygame.Rect]:
        whole = [pygame.Rect(0, 0, screen.width, screen.height)]
        last = self._last
        if last is None or (last.width, last.height) != (screen.width, screen.height):
            return whole
        before = {panel.key: panel for panel in last.panels}
        after = {panel.key: panel for panel in screen.panels}
        if len(before) != len(last.panels) or len(after) != len(screen.panels):
            return whole
        if [key for key in before if key in after] != [key for key in after if key in before]:
            return whole
        areas = [
            pygame.Rect(panel.rect)
            for key in before | after
            if before.get(key) != after.get(key)
            for panel in (before.get(key), after.get(key))
            if panel is not None
        ]
        return _merge(areas)

    def _ground(self, panel: Panel) -> None:
        if panel.tone is not None:
            self._surface.fill(self._theme[panel.tone], panel.rect)

    def _parts(self, panel: Panel, seen: pygame.Rect) -> None:
        for part in panel.parts:
            if isinstance(part, Text):
                self._text(part)
            elif seen.colliderect(part.rect):
                self._box(part, seen)

    def _box(self, box: Box, seen: pygame.Rect) -> None:
        colour = self._theme[box.tone]
        if box.shape is Fill.HATCH:
            self._hatch(box, colour)
        elif box.shape in SHAPES:
            rect = box.rect
            picture = self._pictures.shape(box.shape, rect.w, rect.h, colour, box.width)
            self._surface.blit(picture, (rect.x, rect.y))
        elif box.shape is Fill.FRAME and seen.contains(box.rect):
            pygame.draw.rect(self._surface, colour, box.rect, box.width, border_radius=box.radius)
        elif box.shape is Fill.FRAME:
            # pygame 2.6 leaves out a row of a frame that the clip cuts through.
            frame = pygame.Surface((box.rect.w, box.rect.h), pygame.SRCALPHA)
            whole = frame.get_rect()
            pygame.draw.rect(frame, colour, whole, box.width, border_radius=box.radius)
            self._surface.blit(frame, (box.rect.x, box.rect.y))
        else:
            self._fill(box, colour, seen)

    def _fill(self, box: Box, colour: Colour, seen: pygame.Rect) -> None:
        rect, radius = pygame.Rect(box.rect), box.radius
        if rect.w * rect.h < _LARGE:
            pygame.draw.rect(self._surface, colour, rect, border_radius=radius)
            return
        self._surface.fill(colour, rect.inflate(0, -2 * radius))
        for top in (rect.top, rect.bottom - radius):
            self._surface.set_clip(seen.clip(rect.x, top, rect.w, radius))
            pygame.draw.rect(self._surface, colour, rect, border_radius=radius)
        self._surface.set_clip(seen)

    def _hatch(self, box: Box, colour: Colour) -> None:
        x, y, width, height = box.rect.x, box.rect.y, box.rect.w, box.rect.h
        step = max(24, min(width, height) // 6)
        hatch = self._pictures.hatch(step, height, colour, over=box.tone is Tone.ALARM)
        for left in range(0, width, step):
            self._surface.blit(hatch, (x + left, y), (0, 0, width - left, height))

    def _text(self, text: Text) -> None:
        line = self._pictures.line(
            text.text,
            text.size,
            self._theme[text.tone],
            bold=text.bold,
            condensed=text.condensed,
        )
        left = text.rect.x + (text.rect.w - line.width if text.align_right else 0)
        for piece in line.pieces:
            self._surface.blit(piece.picture, (left + piece.left, text.rect.y + piece.top))
        if text.struck and line.width:
            thick = max(2, text.size // 10)
            # Longer than the word, or what strikes a 4 is taken for a part of it.
            strike = pygame.Rect(0, 0, line.width + 2 * thick, thick)
            strike.midleft = (left - thick, text.rect.y + text.size // 2)
            self._surface.fill(self._theme[text.tone], strike)


def _merge(areas: Sequence[pygame.Rect]) -> list[pygame.Rect]:
    """Join areas that overlap, so that nothing is drawn twice."""
    merged: list[pygame.Rect] = []
    for area in areas:
        joined = area
        while (index := joined.collidelist(merged)) >= 0:
            joined = joined.union(merged.pop(index))
        merged.append(joined)
    return merged


def _covered(panel: Panel) -> pygame.Rect:
    """Say which part of a panel is certain to be drawn on, whatever was there; empty if none is."""
    rect = panel.rect
    if panel.tone not in {None, Tone.GROUND}:
        return pygame.Rect(rect)
    first = panel.parts[0] if panel.parts else None
    if not isinstance(first, Box) or first.shape is not Fill.FULL or first.rect != rect:
        return pygame.Rect(rect.x, rect.y, 0, 0)
    # Between its round corners.
    return pygame.Rect(rect.x, rect.y + first.radius, rect.w, max(0, rect.h - 2 * first.radius))


def _without(area: pygame.Rect, covers: Iterable[pygame.Rect]) -> list[pygame.Rect]:
    """Part what covers leave of an area into rectangles that don't overlap."""
    left = [area]
    for cover in covers:
        hit = cover.collidelistall(left)
        for index in reversed(hit):
            left += _around(cover, left.pop(index))
    return left


def _around(cover: pygame.Rect, area: pygame.Rect) -> Iterator[pygame.Rect]:
    """Part what a cover leaves of an area that it meets: above, below, left and right of it."""
    hidden = cover.clip(area)
    for x, y, right, bottom in (
        (area.x, area.y, area.right, hidden.y),
        (area.x, hidden.bottom, area.right, area.bottom),
        (area.x, hidden.y, hidden.x, hidden.bottom),
        (hidden.right, hidden.y, area.right, hidden.bottom),
    ):
        if x < right and y < bottom:
            yield pygame.Rect(x, y, right - x, bottom - y)


_OVER_TEXT = 0.36
"""How much of a hatch's colour lies over what is below: to be seen from afar, letters readable."""

_HATCHES = 4

_SHAPES = 256
"""Shapes that are kept at the most; a board has two dozen different ones."""

_LARGE = 500_000
"""Pixels from which a shape is filled by SDL, past the processor's cache: by and by it would take
all of that. What is smaller, and is drawn on again at once, is better drawn through it."""

_LINES = 4_096
"""Lines that are kept at the most: one that shows nothing holds no bytes, and its text does."""


class DrawnLine(NamedTuple):
    """A drawn line of text and its width in pixels."""

    pieces: Sequence[Piece]
    width: int


class TextCache:
    """Draws lines of text, shapes and hatches, or finds them drawn.

    Args:
        fonts: draws letters.
        budget: bytes that lines of text may hold, before they are encoded; the fullest board has a
            fifth of its screen's own size, and ages bring new ones every second.
    """

    def __init__(self, fonts: Fonts, budget: int) -> None:
        self._fonts = fonts
        self._budget = budget
        self._held = 0
        self._lines: OrderedDict[tuple[str, int, Colour, bool, bool], DrawnLine] = OrderedDict()
        self.shape = lru_cache(maxsize=_SHAPES)(draw_shape)
        self._hatches: OrderedDict[tuple[int, int, Colour, bool], pygame.Surface] = OrderedDict()

    def line(
        self, text: str, size: int, colour: Colour, *, bold: bool, condensed: bool = False
    ) -> DrawnLine:
        """Draw a line of text ``size`` pixels high."""
        key = (text, size, colour, bold, condensed)
        line = self._lines.get(key)
        if line is not None:
            self._lines.move_to_end(key)
            return line
        pieces = self._fonts.pieces(text, size, colour, bold=bold, condensed=condensed)
        line = DrawnLine(pieces, self._fonts.width(text, size, bold=bold, condensed=condensed))
        self._lines[key] = line
        self._held += _bytes(line)
        while (self._held > self._budget or len(self._lines) > _LINES) and len(self._lines) > 1:
            _, dropped = self._lines.popitem(last=False)
            self._held -= _bytes(dropped)
        return line

    def hatch(self, step: int, height: int, colour: Colour, *, over: bool) -> pygame.Surface:
        """Draw slanting stripes that what lies below shines through.

        Args:
            step: from one stripe to the next, in pixels, and the width of the picture: beside each
                other, pictures make a hatch of any width.
            height: in pixels.
            colour: of the stripes.
            over: whether they lie over text, or below it.
        """
        key = (step, height, colour, over)
        picture = self._hatches.get(key)
        if picture is None:
            picture = _stripes(step, height, colour, _OVER_TEXT if over else 1.0)
            self._hatches[key] = picture
            if len(self._hatches) > _HATCHES:
                self._hatches.popitem(last=False)
        self._hatches.move_to_end(key)
        return picture


def _bytes(line: DrawnLine) -> int:
    return sum(4 * each.picture.get_width() * each.picture.get_height() for each in line.pieces)


def _stripes(step: int, height: int, colour: Colour, share: float) -> pygame.Surface:
    picture = pygame.Surface((step, height), pygame.SRCALPHA)
    picture.fill((*colour, 0))
    tone = (*colour, round(255 * share))
    for left in range(-height, step, step):
        right = left + step // 3
        pygame.draw.polygon(
            picture,
            tone,
            [(left, height), (right, height), (right + height, 0), (left + height, 0)],
        )
    return picture
