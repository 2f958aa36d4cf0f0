"""Shapes that say what they mean without their colour: drawn once, with smooth edges, and kept."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import pygame

from display.theme import Colour
from display.view_model.screen import Fill

_FINER = 4
"""As many times as large as it is wanted a shape is drawn, and then made smaller: pygame and
pygame-ce have smooth lines, but not the same ones."""

Points = Sequence[tuple[float, float]]


def draw_shape(
    shape: Fill, width: int, height: int, colour: Colour, line: int = 0
) -> pygame.Surface:
    """Draw a shape on nothing.

    Args:
        shape: one of ``SHAPES``.
        width: in pixels.
        height: in pixels.
        colour: of the shape.
        line: width of its line in pixels, if it is made of one.
    """
    large = pygame.Surface((width * _FINER, height * _FINER), pygame.SRCALPHA)
    # Nothing, in the colour: the edge would otherwise be mixed with black.
    large.fill((*colour, 0))
    SHAPES[shape](large, colour, max(1, line) * _FINER)
    return pygame.transform.smoothscale(large, (width, height))


def _stripes(surface: pygame.Surface, colour: Colour, _: int) -> None:
    width, height = surface.get_size()
    step = max(_FINER * 4, height * 2 // 3)
    for left in range(-2 * height, width + height, step):
        right = left + step // 2
        corners = [(left, height), (right, height), (right + height, 0), (left + height, 0)]
        _fill(surface, colour, corners)


def _diamond(surface: pygame.Surface, colour: Colour, _: int) -> None:
    right, bottom = (each - 1 for each in surface.get_size())
    points = [(right / 2, 0), (right, bottom / 2), (right / 2, bottom), (0, bottom / 2)]
    _fill(surface, colour, points)


def _ring(surface: pygame.Surface, colour: Colour, line: int) -> None:
    pygame.draw.ellipse(surface, colour, surface.get_rect())
    inside = surface.get_rect().inflate(-2 * line, -2 * line)
    if inside.w > 0 and inside.h > 0:
        pygame.draw.ellipse(surface, (*colour, 0), inside)


def _disc(surface: pygame.Surface, colour: Colour, _: int) -> None:
    pygame.draw.ellipse(surface, colour, surface.get_rect())


def _half(surface: pygame.Surface, colour: Colour, line: int) -> None:
    _disc(surface, colour, line)
    width, height = surface.get_size()
    surface.fill((*colour, 0), (width // 2, 0, width - width // 2, height))


def _tick(surface: pygame.Surface, colour: Colour, line: int) -> None:
    _polyline(surface, colour, line, [(0.05, 0.55), (0.38, 0.88), (0.95, 0.15)])


def _cross(surface: pygame.Surface, colour: Colour, line: int) -> None:
    _polyline(surface, colour, line, [(0, 0), (1, 1)])
    _polyline(surface, colour, line, [(0, 1), (1, 0)])


def _chevrons(surface: pygame.Surface, colour: Colour, line: int) -> None:
    for top in (0.0, 0.45):
        _polyline(surface, colour, line, [(0, top + 0.5), (0.5, top), (1, top + 0.5)])


def _polyline(surface: pygame.Surface, colour: Colour, line: int, points: Points) -> None:
    """Draw a thick line with round ends and corners, by shares of the room that it leaves."""
    width, height = (each - line for each in surface.get_size())
    places = [(line / 2 + x * width, line / 2 + y * height) for x, y in points]
    for start, end in pairwise(places):
        across = pygame.Vector2(end) - pygame.Vector2(start)
        if across.length():
            across = across.normalize().rotate(90) * (line / 2)
            corners = [start + across, end + across, end - across, start - across]
            _fill(surface, colour, [(each.x, each.y) for each in corners])
    for place in places:
        pygame.draw.circle(surface, colour, place, line / 2)


def _fill(surface: pygame.Surface, colour: Colour, corners: Points) -> None:
    """Fill a convex polygon row by row; pygame and pygame-ce each round its edges in a way."""
    edges = [*pairwise(corners), (corners[-1], corners[0])]
    width, height = surface.get_size()
    for row in range(height):
        y = row + 0.5
        found = [
            x0 + (y - y0) * (x1 - x0) / (y1 - y0)
            for (x0, y0), (x1, y1) in edges
            if (y0 <= y) is not (y1 <= y)
        ]
        if found:
            # pygame does not shorten a row that begins left of the surface.
            left, right = max(0, round(min(found))), min(width, round(max(found)))
            if left < right:
                surface.fill(colour, (left, row, right - left, 1))


SHAPES: Mapping[Fill, Callable[[pygame.Surface, Colour, int], None]] = {
    Fill.STRIPES: _stripes,
    Fill.DIAMOND: _diamond,
    Fill.RING: _ring,
    Fill.HALF: _half,
    Fill.DISC: _disc,
    Fill.TICK: _tick,
    Fill.CROSS: _cross,
    Fill.CHEVRONS: _chevrons,
}
