"""The lists that are laid over the board: all-day, and the tickets that may be recalled (FIELD).

All-day is how often each dish is still to be made over all open tickets. The recall list has the
tickets that have left this screen.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from display.state.in_flight import send
from display.state.messages import FetchRecent, Pressed, RecallOrder
from display.state.model import MOVED_MS, BoardState, OpenList, Step, refuse
from display.state.stand_ins import station_of
from display.state.unknown_words import is_unfinished
from hub.domain.orders import Order

ALL_DAY_LIST = "all-day"
RECALL_LIST = "recall"

RECALLABLE = 50
"""Tickets that the recall list holds (FIELD: 50)."""


class DishVariant(NamedTuple):
    """A dish as it is made: its name, its modifiers by the alphabet, and its guest's allergies."""

    name: str
    modifiers: tuple[str, ...]
    allergies: tuple[str, ...] = ()


def all_day(state: BoardState) -> list[tuple[int, DishVariant]]:
    """Count this screen's dishes, each with its modifiers; the most frequent first.

    What a guest must not eat keeps a dish apart from all others of its name.
    """
    counts: Counter[DishVariant] = Counter()
    for order in state.board():
        for item in state.settings.mine(order):
            if is_unfinished(item):
                modifiers = tuple(sorted(each.name for each in item.modifiers))
                allergies = (*(order.allergies or ()), *(item.allergies or ()))
                counts[DishVariant(item.name, modifiers, allergies)] += item.quantity
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(count, dish) for dish, count in ranked]


def fill_recall_list(state: BoardState, orders: Sequence[Order], now: int) -> BoardState:
    """Fill the list, youngest first; a choice stays on the ticket that it was made for."""
    after = replace(state, bumped=tuple(orders[:RECALLABLE]))
    panel = state.open_list
    if panel is None or panel.name != RECALL_LIST:
        return after
    chosen = chosen_order(state)
    ids = [order.id for order in after.bumped]
    if chosen is not None and chosen.id in ids:
        return replace(after, open_list=replace(panel, chosen=ids.index(chosen.id)))
    return replace(after, open_list=replace(panel, chosen=0, since=now))


def move_to_recall_list(
    state: BoardState, gone: Sequence[Order], back: set[str], now: int
) -> BoardState:
    """Take in tickets that have left the board, and let go of those that are on it again."""
    ids = {order.id for order in gone} | back
    if not gone and not any(order.id in back for order in state.bumped):
        return state
    return fill_recall_list(
        state, (*gone, *(each for each in state.bumped if each.id not in ids)), now
    )


def chosen_order(state: BoardState) -> Order | None:
    """Return the ticket in the chosen row; None when the list is empty or not open."""
    if state.open_list is None or state.open_list.name != RECALL_LIST or not state.bumped:
        return None
    return state.bumped[min(state.open_list.chosen, len(state.bumped) - 1)]


def toggle_recall_list(state: BoardState, _: Pressed) -> Step:
    """Open the list, asking the hub for the newest one, or close it."""
    if state.open_list is not None and state.open_list.name == RECALL_LIST:
        return replace(state, open_list=None), ()
    return replace(state, open_list=OpenList(RECALL_LIST)), (FetchRecent(),)


def toggle_all_day(state: BoardState, _: Pressed) -> Step:
    """Open the count of what is still to make, or close it."""
    is_open = state.open_list is not None and state.open_list.name == ALL_DAY_LIST
    return replace(state, open_list=None if is_open else OpenList(ALL_DAY_LIST)), ()


def choose_row(by: int) -> Callable[[BoardState, Pressed], Step]:
    """Choose the row after, or before, the chosen one of the list that is open."""

    def step(state: BoardState, _: Pressed) -> Step:
        panel = state.open_list
        rows = len(state.bumped if panel and panel.name == RECALL_LIST else all_day(state))
        if panel is None or not rows:
            return state, ()
        chosen = (min(panel.chosen, rows - 1) + by) % rows
        return replace(state, open_list=replace(panel, chosen=chosen, since=None)), ()

    return step


def recall_chosen(state: BoardState, press: Pressed) -> Step:
    """Bring the chosen ticket back; closes the list, whichever it is."""
    order = chosen_order(state)
    if order is None or state.open_list is None:
        return replace(state, open_list=None), ()
    since = state.open_list.since
    if since is not None and press.now - since < MOVED_MS:
        return refuse(state, press, "The list has just changed. Look and press again.")
    request = RecallOrder(
        press_id=press.press_id,
        order_id=order.id,
        station=station_of(order, state.settings.hub_station),
    )
    return send(replace(state, open_list=None), press, order.id, request)


def undo(state: BoardState, press: Pressed) -> Step:
    """Take the last bump back, while that is still possible."""
    if state.undo is None or state.undo.until <= press.now:
        return refuse(state, press, "There is nothing to undo. Use recall for older tickets.")
    last = state.undo
    request = RecallOrder(
        press_id=press.press_id,
        order_id=last.order_id,
        station=last.station,
        items=last.lines,
    )
    return send(replace(state, undo=None), press, last.order_id, request)
