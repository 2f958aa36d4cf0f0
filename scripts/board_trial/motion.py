"""How much of the glass tickets use while more waits than fits, and how many are whole on it."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from display.state.settings import PlacesMode
from display.view_model.layout import Measure
from hub.domain.orders import Order
from scripts.board_trial.kitchen import Ordered, TrialKitchen

_OPEN = (25, 45)
_OLDEST, _NEXT = 0.6, 0.85
"""How often the oldest ticket on the glass is bumped, and up to the third."""

_CELLS, _FIRST, _FURTHER = 8, 10, 11
"""The board before this one at 1920x1080: its cells, and the lines of 37 pixels in one."""


class Motion(NamedTuple):
    """What was seen after each bump.

    Attributes:
        shares: of the columns' area that tickets cover.
        whole: tickets of which all can be seen.
        before: the same on the board before this one, for the same orders.
        moved: other tickets that moved.
    """

    shares: list[float]
    whole: list[int]
    before: list[int]
    moved: list[int]


def watch(mode: PlacesMode, bumps: int, seed: int, ordered: Ordered, measure: Measure) -> Motion:
    """Bump tickets off a full board, one after the other, and look at it each time.

    Args:
        mode: how tickets find their places.
        bumps: how many.
        seed: of the chances.
        ordered: what is ordered.
        measure: how wide a text is.
    """
    thrown = random.Random(seed)  # noqa: S311 - chances of a trial, to be had again
    kitchen = TrialKitchen(ordered, mode, thrown, measure)
    found = Motion([], [], [], [])
    for _ in range(bumps):
        while len(kitchen.open_ids()) < thrown.randint(*_OPEN):
            kitchen.add()
            kitchen.wait(kitchen.now + thrown.randint(100, 2_000))
        kitchen.wait(kitchen.now + 4_000)
        _look(kitchen, found)
        before = {part.order_id: (part.left, part.top) for part in kitchen.picture.shown}
        shown = sorted(before, key=kitchen.open_ids().index)
        kitchen.finish(_choose(shown, thrown))
        kitchen.wait(kitchen.now + 4_000)
        after = {part.order_id: (part.left, part.top) for part in kitchen.picture.shown}
        found.moved.append(sum(before[each] != after[each] for each in before.keys() & after))
    return found


def _choose(shown: Sequence[str], thrown: random.Random) -> str:
    chance = thrown.random()
    if chance < _OLDEST:
        return shown[0]
    return thrown.choice(shown[1:3] or shown) if chance < _NEXT else thrown.choice(shown)


def _look(kitchen: TrialKitchen, found: Motion) -> None:
    picture, layout = kitchen.picture, kitchen.layout
    if not picture.places.chips:
        return
    columns = layout.columns_by_rows[picture.places.rows - 1]
    area = sum(each.w * each.h for each in columns)
    found.shares.append(sum(part.width * part.height for part in picture.shown) / area)
    ends = {part.order_id: part.to_line for part in picture.shown}
    tickets = {each.order_id: len(each.lines) for each in picture.places.tickets}
    found.whole.append(sum(ends[each] >= tickets[each] for each in ends))
    found.before.append(_whole_before(kitchen.state.board()))


def _whole_before(board: Sequence[Order]) -> int:
    """Count the tickets that the first page of a grid showed whole, a modifier a line."""
    left, whole = _CELLS, 0
    for order in board:
        lines = sum(1 + len(item.modifiers) for item in order.items)
        cells = 1 if lines <= _FIRST else 1 - (_FIRST - 1 - lines) // (_FURTHER - 1)
        if cells > left:
            break
        left, whole = left - cells, whole + 1
    return whole
