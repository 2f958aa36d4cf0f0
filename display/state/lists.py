"""The lists that stand beside the board: all-day, what may be recalled (FIELD), and help.

All-day is how often each dish is still to be made over all open tickets. The recall list has the
tickets that have left this screen, and those that were started and are still on it. Help has
everything that keys can do, for a bar that has no key for some of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Sized
from typing import NamedTuple

from msgspec.structs import replace

from display.state.in_flight import send
from display.state.messages import Action, FetchRecent, Pressed, RecallOrder
from display.state.model import MOVED_MS, BoardState, OpenList, Step, refuse
from display.state.notices import NoticeCode
from display.state.settings import EXPO, BoardSettings
from display.state.sold_out_list import SOLD_OUT_LIST, bring_back
from display.state.stand_ins import station_of
from display.state.unknown_words import is_unfinished
from hub.domain.edits import show_amount
from hub.domain.orders import Order

ALL_DAY_LIST = "all-day"
RECALL_LIST = "recall"
HELP_LIST = "help"
SHOWN_ORDER = "order"
"""One order that has no room for its ticket, as a finger on its chip has wanted it."""


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
                name = item.name
                if item.kitchen_name:
                    name = item.kitchen_name + show_amount(item.amount, item.unit)
                counts[DishVariant(name, modifiers, allergies)] += item.quantity
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(count, dish) for dish, count in ranked]


def fill_recall_list(state: BoardState, orders: Sequence[Order], now: int) -> BoardState:
    """Fill the list, youngest first; a choice stays on the ticket that it was made for."""
    return keep_choice(state, replace(state, bumped=tuple(orders[:RECALLABLE])), now)


def keep_choice(before: BoardState, after: BoardState, now: int) -> BoardState:
    """Keep a choice on the ticket that it was made for, wherever that stands in the list now."""
    panel = after.open_list
    if panel is None or panel.name != RECALL_LIST:
        return after
    chosen = chosen_order(before)
    ids = [order.id for order in list_recallable(after)]
    if chosen is None or chosen.id not in ids:
        return replace(after, open_list=replace(panel, chosen=0, since=now))
    if ids.index(chosen.id) == panel.chosen:
        return after
    return replace(after, open_list=replace(panel, chosen=ids.index(chosen.id)))


def list_recallable(state: BoardState) -> list[Order]:
    """List the tickets whose last step can be taken back, the latest step first."""
    settings = state.settings
    started = [(_last_step(settings, order), order) for order in state.board()]
    waiting = sorted((each for each in started if each[0]), key=lambda each: each[0])
    found: list[Order] = []
    for order in state.bumped:
        step = _last_step(settings, order)
        while waiting and waiting[-1][0] > step:
            found.append(waiting.pop()[1])
        found.append(order)
    return [*found, *(order for _, order in reversed(waiting))]


def _last_step(settings: BoardSettings, order: Order) -> str:
    """Return when this screen last took a line a step on; "" where it has none.

    What the stations have done is not the expeditor's to take back.
    """
    lines = [item for item in settings.mine(order) if item.live]
    times = [item.served_at for item in lines]
    if settings.station != EXPO:
        times += [time for item in lines for time in (item.started_at, item.ready_at)]
    return max(filter(None, times), default="")


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
    if state.open_list is None or state.open_list.name != RECALL_LIST:
        return None
    rows = list_recallable(state)
    return rows[min(state.open_list.chosen, len(rows) - 1)] if rows else None


def list_help(state: BoardState) -> list[Action]:
    """List what keys can do, first what this bar has no key for."""
    return sorted(_HELP, key=state.keys.has)


def chosen_help(state: BoardState) -> Action | None:
    """Return what is chosen of that; None when it is not open."""
    if state.open_list is None or state.open_list.name != HELP_LIST:
        return None
    rows = list_help(state)
    return rows[min(state.open_list.chosen, len(rows) - 1)]


def toggle_recall_list(state: BoardState, press: Pressed) -> Step:
    """Open the list, asking the hub for the newest one, or close it.

    On a bar without a key for undo, the second press takes the last bump back while it can.
    """
    if state.open_list is None or state.open_list.name != RECALL_LIST:
        return replace(state, open_list=OpenList(RECALL_LIST)), (FetchRecent(),)
    if not state.keys.has(Action.UNDO) and can_undo(state, press.now):
        return undo(replace(state, open_list=None), replace(press, action=Action.UNDO))
    return _close_or_help(state, Action.RECALL), ()


def toggle_all_day(state: BoardState, _: Pressed) -> Step:
    """Open the count of what is still to make, or close it."""
    if state.open_list is None or state.open_list.name != ALL_DAY_LIST:
        return replace(state, open_list=OpenList(ALL_DAY_LIST)), ()
    return _close_or_help(state, Action.ALL_DAY), ()


def toggle_help(state: BoardState, _: Pressed) -> Step:
    """Open the list of what keys do, or close it."""
    is_open = state.open_list is not None and state.open_list.name == HELP_LIST
    return replace(state, open_list=None if is_open else OpenList(HELP_LIST)), ()


def _close_or_help(state: BoardState, by: Action) -> BoardState:
    """Close a list; on a bar without a key for help, its key pressed once more shows that."""
    return replace(state, open_list=OpenList(HELP_LIST) if state.keys.help_by is by else None)


def choose_row(by: int) -> Callable[[BoardState, Pressed], Step]:
    """Choose the row after, or before, the chosen one of the list that is open."""

    def step(state: BoardState, _: Pressed) -> Step:
        panel = state.open_list
        if panel is None:
            return state, ()
        rows = len(_ROWS[panel.name](state))
        if not rows:
            return state, ()
        chosen = (min(panel.chosen, rows - 1) + by) % rows
        return replace(state, open_list=replace(panel, chosen=chosen, since=None)), ()

    return step


def recall_chosen(state: BoardState, press: Pressed) -> Step:
    """Bring the chosen ticket or dish back; closes the list, whichever it is."""
    if state.open_list is not None and state.open_list.name == SOLD_OUT_LIST:
        return bring_back(state, press)
    order = chosen_order(state)
    if order is None or state.open_list is None:
        return replace(state, open_list=None), ()
    since = state.open_list.since
    if since is not None and press.now - since < MOVED_MS:
        return refuse(state, press, NoticeCode.LIST_CHANGED)
    request = RecallOrder(
        press_id=press.press_id,
        order_id=order.id,
        station=station_of(order, state.settings.hub_station),
    )
    return send(replace(state, open_list=None), press, order.id, request)


def can_undo(state: BoardState, now: int) -> bool:
    """Whether the last bump can be taken back at once."""
    return state.undo is not None and state.undo.until > now


def undo(state: BoardState, press: Pressed) -> Step:
    """Take the last bump back, while that is still possible."""
    if state.undo is None or state.undo.until <= press.now:
        return refuse(state, press, NoticeCode.NOTHING_TO_UNDO, key=Action.RECALL)
    last = state.undo
    request = RecallOrder(
        press_id=press.press_id,
        order_id=last.order.id,
        station=last.station,
        items=last.lines,
    )
    return send(replace(state, undo=None), press, last.order.id, request)


_HELP = (
    Action.UNDO,
    Action.SOLD_OUT,
    Action.ACKNOWLEDGE,
    Action.START,
    Action.READY,
    Action.RUSH,
    Action.RECALL,
    Action.ALL_DAY,
    Action.PAGE,
    Action.SORT,
    Action.SECOND_TEN,
)
_ROWS: Mapping[str, Callable[[BoardState], Sized]] = {
    ALL_DAY_LIST: all_day,
    RECALL_LIST: list_recallable,
    HELP_LIST: list_help,
    SOLD_OUT_LIST: lambda state: state.sold_out,
    SHOWN_ORDER: lambda _: (),
}
