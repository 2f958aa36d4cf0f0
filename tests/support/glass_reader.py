"""Eyes: what a cook would read off a picture of a dark board that is a grid, four by two."""

from typing import NamedTuple

import pygame

from display.renderer.fonts import Fonts
from display.renderer.renderer import Renderer
from display.state.messages import Action
from display.state.model import BoardState, InFlight
from display.state.settings import BoardSettings
from display.theme import DARK
from display.view_model.bars import top_bar
from display.view_model.layout import Layout
from display.view_model.screen import Rect, Screen, Tone
from display.view_model.ticket_head import HEAD_LINES

PENDING, PREPARING, READY = "pending", "preparing", "ready"
"""How a ticket looks. The ring of a pending line is too thin to have its colour anywhere: pending
is what bears neither of the other two signs."""

_EXACTLY = (1, 1, 1, 255)
_LONGEST = 60
_MOST = 12
"""How many seconds of silence, and presses under way, can be read."""


class UnreadableError(AssertionError):
    """The bar across the top is red, and says something else than how long the hub was silent."""


class Sight(NamedTuple):
    """What stands on a board.

    Attributes:
        tickets: how each ticket looks, in reading order; a ticket of two cells counts twice.
        in_flight: of each cell, whether a press on it is shown as being on its way.
        silent_for: for how many seconds the hub has been silent, as said across the top; None
            while the top says nothing of it.
        hatched: whether the board is struck out.
        alarmed: whether the bar at the bottom tells of something grave.
        cells: the pixels of each cell, but for the age.
    """

    tickets: tuple[str, ...]
    in_flight: tuple[bool, ...]
    silent_for: int | None
    hatched: bool
    alarmed: bool
    cells: tuple[bytes, ...]


class GlassReader:
    """Reads pictures of one size.

    Args:
        size: of the pictures, in pixels.
    """

    def __init__(self, size: tuple[int, int] = (1280, 720)) -> None:
        self._size = size
        self._fonts = Fonts()
        self._layout = Layout(*size, 4, 2, self._fonts.width)
        self._silences: dict[bytes, int] = {}
        self._widths: set[int] = set()

    def read(self, picture: pygame.Surface) -> Sight:
        """Read a picture.

        Raises:
            UnreadableError: of what the bar across the top says.
        """
        cells = self._layout.cells
        return Sight(
            tickets=tuple(filter(None, (_ticket(picture, cell) for cell in cells))),
            in_flight=tuple(
                _amount(picture, cell, Tone.FLIGHT) > cell.w * cell.h // 10 for cell in cells
            ),
            silent_for=self._silent_for(picture),
            hatched=self._hatched(picture),
            # Inside the frame of an alarm, and below its words.
            alarmed=_is(picture, (7, self._size[1] - 7), Tone.ALARM),
            cells=tuple(self._without_age(picture, cell) for cell in cells),
        )

    def _silent_for(self, picture: pygame.Surface) -> int | None:
        # Inside its frame, and above its words.
        if not _is(picture, (7, 7), Tone.ALARM):
            return None
        if not self._silences:
            self._silences = {
                self._saying(seconds, under_way): seconds
                for seconds in range(_LONGEST)
                for under_way in range(_MOST)
            }
        for width in self._widths:
            bar = _pixels(picture, Rect(0, 0, width, self._layout.bar))
            if bar in self._silences:
                return self._silences[bar]
        raise UnreadableError("the red bar across the top can't be read")

    def _saying(self, seconds: int, under_way: int) -> bytes:
        """Draw the bar across the top as it is after some seconds of silence and some presses.

        It is read up to the time of day at its right end, whose figures are all of one width.
        """
        presses = tuple(
            InFlight(press_id=str(each), action=Action.BUMP, order_id=None, since=0)
            for each in range(under_way)
        )
        state = BoardState(settings=BoardSettings(), heard=0, hub_ahead=0, in_flight=presses)
        panel = top_bar(state, seconds * 1000, self._layout, 0)
        clock = panel.parts[-1].rect
        width = clock.x + clock.w - self._fonts.width("00:00", clock.h, bold=True)
        self._widths.add(width)
        screen = Screen(
            width=self._size[0],
            height=self._size[1],
            panels=(panel,),
            seq=0,
        )
        surface = pygame.Surface(self._size, depth=32)
        Renderer(surface, DARK, self._fonts).draw(screen)
        return _pixels(surface, Rect(0, 0, width, panel.rect.h))

    def _hatched(self, picture: pygame.Surface) -> bool:
        """Look between the cells, where nothing but a hatch is ever drawn."""
        left, right = self._layout.cells[0], self._layout.cells[1]
        middle = (left.x + left.w + right.x) // 2
        ground = _amount(picture, Rect(middle, left.y, 1, left.h), Tone.GROUND)
        return ground < left.h

    def _without_age(self, picture: pygame.Surface, cell: Rect) -> bytes:
        head = round(HEAD_LINES * self._layout.unit)
        beside = Rect(cell.x, cell.y, cell.w // 2, head)
        below = Rect(cell.x, cell.y + head, cell.w, cell.h - head)
        return _pixels(picture, beside) + _pixels(picture, below)


def _ticket(picture: pygame.Surface, cell: Rect) -> str:
    """Say how a cell's ticket looks; empty if there is none."""
    if not _amount(picture, cell, Tone.CARD):
        return ""
    signs = {PREPARING: Tone.PREPARING, READY: Tone.READY}
    return " and ".join(each for each in signs if _amount(picture, cell, signs[each])) or PENDING


def _is(picture: pygame.Surface, place: tuple[int, int], tone: Tone) -> bool:
    return picture.get_at(place)[:3] == DARK[tone]


def _amount(picture: pygame.Surface, rect: Rect, tone: Tone) -> int:
    """Count the pixels that have a tone's colour exactly."""
    part = picture.subsurface(rect)
    return pygame.mask.from_threshold(part, DARK[tone], _EXACTLY).count()


def _pixels(picture: pygame.Surface, rect: Rect) -> bytes:
    return pygame.image.tobytes(picture.subsurface(rect), "RGB")
