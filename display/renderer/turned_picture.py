"""A picture that is drawn upright, for a monitor that hangs on its side or upside down.

No driver is asked to turn anything, so it is the same on every one of them.
"""

from collections.abc import Iterator, Sequence

import pygame

from hub.common.screen_settings import Degrees

_SIDEWAYS = frozenset({90, 270})
_HAVE_A_PLACE = frozenset({pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP, pygame.MOUSEMOTION})


class TurnedPicture:
    """Stands between what is drawn and the window: its ``surface`` is the upright picture.

    Args:
        window: what the monitor shows.
        degrees: clockwise.
    """

    def __init__(self, window: pygame.Surface, degrees: Degrees) -> None:
        self._degrees = degrees
        self._size = width, height = window.get_size()
        upright = (height, width) if degrees in _SIDEWAYS else (width, height)
        # Of the window's own kind: pixels are moved, never worked out anew.
        self.surface = pygame.Surface(upright, 0, window)

    def fits(self, window: pygame.Surface) -> bool:
        """Whether the window still has the size that this was made for."""
        return window.get_size() == self._size

    def copy(self, areas: Sequence[pygame.Rect], window: pygame.Surface) -> list[pygame.Rect]:
        """Bring areas of the upright picture into the window.

        Returns:
            where they are there.
        """
        return list(self._copy(areas, window))

    def _copy(self, areas: Sequence[pygame.Rect], window: pygame.Surface) -> Iterator[pygame.Rect]:
        for area in areas:
            seen = area.clip(self.surface.get_rect())
            if seen.size == (0, 0):
                continue
            turned = pygame.transform.rotate(self.surface.subsurface(seen), -self._degrees)
            yield window.blit(turned, self._place(seen))

    def _place(self, area: pygame.Rect) -> tuple[int, int]:
        width, height = self.surface.get_size()
        if self._degrees == 90:  # noqa: PLR2004 - a quarter
            return height - area.bottom, area.left
        if self._degrees == 180:  # noqa: PLR2004 - a half
            return width - area.right, height - area.bottom
        return area.top, width - area.right

    def turn_back(self, event: pygame.event.Event) -> pygame.event.Event:
        """Say of an event with a place where that is in the upright picture."""
        if event.type not in _HAVE_A_PLACE:
            return event
        x, y = event.pos
        width, height = self._size
        upright = {
            90: (y, width - 1 - x),
            180: (width - 1 - x, height - 1 - y),
            270: (height - 1 - y, x),
        }[self._degrees]
        return pygame.event.Event(event.type, {**event.dict, "pos": upright})
