"""What the guest's monitor shows, beside what it has to show.

The picture is taken by qemu from the emulated card: what a cook would see, after pygame, SDL, Mesa
and the kernel. What it has to show is drawn here, by the screen's own renderer without a monitor.
"""

from pathlib import Path

import pygame

from display.renderer.fonts import Fonts
from display.renderer.renderer import Renderer
from display.state.messages import LinkChanged, LinkState, Snapshot
from display.state.model import BoardState
from display.state.settings import BoardSettings, PlacesMode
from display.state.update import update
from display.theme import DARK
from display.view_model.build import build
from display.view_model.layout import Layout
from scripts.guest.kitchen import OpenOrders
from scripts.guest.machine import SIZE
from tests.support.glass_reader import GlassReader


class GuestGlass:
    """The eyes before a monitor.

    Args:
        size: of it, in pixels.
    """

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        self._size = size
        self._fonts = Fonts()
        self._layout = Layout(*size, 4, 2, self._fonts.width)
        self._reader = GlassReader(size)

    def shows(self, file: Path, board: OpenOrders) -> bool:
        """Say whether a picture shows a board, to the pixel, as one that is current.

        What changes by itself is left out: the ages, and the line at the bottom.
        """
        picture = pygame.image.load(file)
        if picture.get_size() != self._size:
            return False
        try:
            seen = self._reader.read(picture)
        except AssertionError:
            # The bar across the top is red, and says something else than that the hub is silent.
            return False
        if seen.silent_for is not None or seen.hatched or seen.alarmed:
            return False
        wanted = self._draw(board)
        top = pygame.Rect(0, 0, self._size[0], self._layout.bar)
        same = (pygame.image.tobytes(each.subsurface(top), "RGB") for each in (picture, wanted))
        return len(set(same)) == 1 and seen.cells == self._reader.read(wanted).cells

    def draw(self, board: OpenOrders, file: Path) -> None:
        """Draw a board into a file."""
        pygame.image.save(self._draw(board), file)

    def _draw(self, board: OpenOrders) -> pygame.Surface:
        snapshot = Snapshot(
            now=0, epoch="", seq=board.seq, hub_ms=board.hub_ms, orders=board.orders
        )
        state, _ = update(
            BoardState(settings=BoardSettings(places=PlacesMode.GRID)),
            LinkChanged(now=0, connection=LinkState.LIVE),
        )
        state, _ = update(state, snapshot)
        surface = pygame.Surface(self._size, depth=32)
        Renderer(surface, DARK, self._fonts).draw(build(state, 0, self._layout))
        return surface
