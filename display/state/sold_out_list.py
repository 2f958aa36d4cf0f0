"""What is sold out or counted: a list beside the board, one key to bring a dish back, a mark.

The hub says all of it when a screen comes, and each change of it after that.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from display.state.dish_names import name_dish
from display.state.in_flight import send
from display.state.messages import DishLeft, Pressed, SetAvailable, SoldOutDish
from display.state.model import MOVED_MS, BoardState, OpenList, Step, notify, refuse
from display.state.notices import NoticeCode
from display.state.unknown_words import is_unfinished
from hub.domain.orders import Order

SOLD_OUT_LIST = "sold out"

FEW = 3
"""From how many on a screen says what is left of a dish."""

_FLAG = "sold_out"


def take_all(state: BoardState, dishes: Sequence[SoldOutDish], now: int) -> BoardState:
    """Take what the hub says is sold out or counted in place of what was known."""
    found = sorted(dishes, key=lambda dish: (dish.available, dish.name.casefold(), dish.id))
    panel = state.open_list
    if panel is None or panel.name != SOLD_OUT_LIST:
        return replace(state, sold_out=tuple(found))
    chosen = chosen_dish(state)
    places = [at for at, dish in enumerate(found) if chosen is not None and dish.id == chosen.id]
    # A choice stays on the dish that it was made for.
    panel = replace(panel, chosen=places[0]) if places else replace(panel, chosen=0, since=now)
    return replace(state, sold_out=tuple(found), open_list=panel)


def take_one(state: BoardState, dish: SoldOutDish | DishLeft, now: int) -> BoardState:
    """Take in what the hub says of one dish: it is sold out, counted, or neither any more."""
    others = [each for each in state.sold_out if each.id != dish.id]
    if isinstance(dish, DishLeft):
        gone = any(each.id == dish.id and not each.available for each in state.sold_out)
        dish = SoldOutDish(dish.id, dish.name, available=not gone, left=dish.left)
    is_listed = not dish.available or dish.left is not None
    return take_all(state, [*others, dish] if is_listed else others, now)


def announce_dish(state: BoardState, dish: SoldOutDish | DishLeft, now: int) -> BoardState:
    """Say what has become of a dish: it is sold out, available again, or only few are left."""
    name = crew_name(state, dish)
    if isinstance(dish, DishLeft):
        if dish.left is None or dish.left > FEW:
            return state
        return notify(state, NoticeCode.FEW_LEFT, now, name=name, count=dish.left)
    code = NoticeCode.AVAILABLE_AGAIN if dish.available else NoticeCode.SOLD_OUT_NOW
    return notify(state, code, now, name=name)


def crew_name(state: BoardState, dish: SoldOutDish | DishLeft) -> str:
    """Name a dish as the crew does."""
    return name_dish(dish.name, state.names, state.settings.dish_names)


def open_sold_out_list(state: BoardState) -> Step:
    """Open the list of what is sold out or counted."""
    return replace(state, open_list=OpenList(SOLD_OUT_LIST)), ()


def chosen_dish(state: BoardState) -> SoldOutDish | None:
    """Return the dish in the chosen row; None when the list is empty or not open."""
    panel = state.open_list
    if panel is None or panel.name != SOLD_OUT_LIST or not state.sold_out:
        return None
    return state.sold_out[min(panel.chosen, len(state.sold_out) - 1)]


def bring_back(state: BoardState, press: Pressed) -> Step:
    """Have the chosen dish be available again; a dish that is only counted stays as it is."""
    dish, panel = chosen_dish(state), state.open_list
    if dish is None or panel is None:
        return replace(state, open_list=None), ()
    if panel.since is not None and press.now - panel.since < MOVED_MS:
        return refuse(state, press, NoticeCode.LIST_CHANGED)
    if dish.available:
        return refuse(state, press, NoticeCode.NOT_SOLD_OUT, name=crew_name(state, dish))
    request = SetAvailable(press_id=press.press_id, menu_item_id=dish.id, available=True)
    closed = replace(state, open_list=None)
    after = notify(closed, NoticeCode.BROUGHT_BACK, press.now, name=crew_name(state, dish))
    return send(after, press, None, request)


def with_sold_out_marks(state: BoardState, orders: Sequence[Order]) -> list[Order]:
    """Return tickets with a mark on each unfinished line of a dish that is sold out by now."""
    gone = {dish.id for dish in state.sold_out if not dish.available}
    return [_with_marks(order, gone) for order in orders] if gone else list(orders)


def _with_marks(order: Order, gone: set[str]) -> Order:
    items = tuple(
        replace(item, flags=(*(item.flags or ()), _FLAG))
        if item.menu_item_id in gone and is_unfinished(item) and _FLAG not in (item.flags or ())
        else item
        for item in order.items
    )
    return order if items == order.items else replace(order, items=items)
