"""Draws what changed. A panel that compares equal to the one before is left as it is."""

from collections.abc import Mapping, Sequence

import pygame

from display.renderer.fonts import Fonts
from display.renderer.text_cache import Pictures
from display.theme import Colour
from display.view_model.screen import Box, Panel, Screen, Shape, Text, Tone


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
        self._pictures = Pictures(fonts, budget=2 * surface.get_width() * surface.get_height() * 4)
        self._last: Screen | None = None

    def draw(self, screen: Screen) -> list[pygame.Rect]:
        """Draw a screen. What stands on the surface must be what was drawn last, or ``forget``.

        Returns:
            the parts of the surface that were drawn anew, for ``pygame.display.update``.
        """
        dirty = self._dirty(screen)
        self._last = screen
        for area in dirty:
            self._surface.set_clip(area)
            self._clear(area)
            covered: list[pygame.Rect] = []
            for panel in screen.panels:
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
        return _merged(areas)

    def _clear(self, area: pygame.Rect) -> None:
        # Surface.fill writes past the processor's cache, and all that is drawn on top then waits
        # for memory: 1.5 ms of a full board. Shapes are drawn through it.
        pygame.draw.rect(self._surface, self._theme[Tone.GROUND], area, border_radius=1)

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
        if box.shape is Shape.HATCH:
            width, height = box.rect.w, box.rect.h
            hatch = self._pictures.hatch(width, height, colour, over=box.tone is Tone.ALARM)
            self._surface.blit(hatch, (box.rect.x, box.rect.y))
        elif box.shape is Shape.FRAME and seen.contains(box.rect):
            pygame.draw.rect(self._surface, colour, box.rect, box.width, border_radius=box.radius)
        elif box.shape is Shape.FRAME:
            # pygame 2.6 leaves out a row of a frame that the clip cuts through.
            frame = pygame.Surface((box.rect.w, box.rect.h), pygame.SRCALPHA)
            whole = frame.get_rect()
            pygame.draw.rect(frame, colour, whole, box.width, border_radius=box.radius)
            self._surface.blit(frame, (box.rect.x, box.rect.y))
        else:
            pygame.draw.rect(self._surface, colour, box.rect, border_radius=box.radius)

    def _text(self, text: Text) -> None:
        line = self._pictures.line(text.text, text.size, self._theme[text.tone], bold=text.bold)
        left = text.rect.x + (text.rect.w - line.width if text.align_right else 0)
        for piece in line.pieces:
            self._surface.blit(piece.picture, (left + piece.left, text.rect.y + piece.top))
        if text.struck and line.width:
            thick = max(2, text.size // 10)
            strike = pygame.Rect(0, 0, line.width, thick)
            strike.midleft = (left, text.rect.y + text.size // 2)
            self._surface.fill(self._theme[text.tone], strike)


def _merged(areas: Sequence[pygame.Rect]) -> list[pygame.Rect]:
    """Join areas that overlap, so that nothing is drawn twice."""
    merged: list[pygame.Rect] = []
    for area in areas:
        joined = area
        while (index := joined.collidelist(merged)) >= 0:
            joined = joined.union(merged.pop(index))
        merged.append(joined)
    return merged
