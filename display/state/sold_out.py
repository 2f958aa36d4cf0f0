"""86: the first press names a dish and asks, the second one within 5 s sells it out.

Next and previous, while it asks, go to another dish of the chosen ticket. A bar without a key for
86 asks by its list of help, and BUMP says yes.
Without a chosen ticket it lists what is sold out.
"""

from collections.abc import Callable

from msgspec.structs import replace

from display.state.in_flight import send
from display.state.messages import Action, Pressed, SetAvailable
from display.state.model import BoardState, SoldOutQuestion, Step, notify, refuse
from display.state.notices import NoticeCode
from display.state.sold_out_list import open_sold_out_list
from display.state.unknown_words import is_unfinished
from hub.domain.orders import Item

CONFIRM_MS = 5_000


def confirming_key(state: BoardState) -> Action:
    """Return the key that says yes."""
    return Action.SOLD_OUT if state.keys.has(Action.SOLD_OUT) else Action.BUMP


def mark_sold_out(state: BoardState, press: Pressed) -> Step:
    """Ask about the first unfinished dish of the chosen ticket, or take the answer."""
    asked = state.question
    if asked is not None and press.now < asked.until:
        dish = asked.item.menu_item_id or ""
        request = SetAvailable(press_id=press.press_id, menu_item_id=dish, available=False)
        # Every screen says that it is sold out once the hub has it so.
        answered = replace(state, question=None)
        after = notify(answered, NoticeCode.SOLD_OUT_SENT, press.now, item=asked.item)
        return send(after, press, None, request)
    if state.selected is None:
        return open_sold_out_list(state)
    left, dishes = _unfinished_dishes(state, state.selected)
    if dishes:
        return _ask(state, press, dishes, 0)
    if left:
        return refuse(state, press, NoticeCode.NOT_ON_MENU, item=left[0])
    return refuse(state, press, NoticeCode.NOTHING_TO_MAKE)


def ask_about_another(by: int) -> Callable[[BoardState, Pressed], Step]:
    """Ask about the dish after, or before, the one that was asked about."""

    def step(state: BoardState, press: Pressed) -> Step:
        asked = state.question
        _, dishes = (
            ([], []) if state.selected is None else _unfinished_dishes(state, state.selected)
        )
        ids = [each.menu_item_id for each in dishes]
        if asked is None or asked.item.menu_item_id not in ids:
            return replace(state, question=None), ()
        return _ask(state, press, dishes, (ids.index(asked.item.menu_item_id) + by) % len(ids))

    return step


def _ask(state: BoardState, press: Pressed, dishes: list[Item], chosen: int) -> Step:
    dish = dishes[chosen]
    code = NoticeCode.SOLD_OUT_ASKED
    if len(dishes) > 1:
        code = NoticeCode.SOLD_OUT_ASKED_OF_SEVERAL
    if state.question is not None:
        # One question at a time: the one before it has been answered with another.
        before = [each for each in state.notices if each.until != state.question.until]
        state = replace(state, notices=tuple(before))
    after = replace(state, question=SoldOutQuestion(dish, press.now + CONFIRM_MS))
    asked = notify(
        after,
        code,
        press.now,
        grave=True,
        for_ms=CONFIRM_MS,
        item=dish,
        key=confirming_key(state),
        other=Action.NEXT,
        place=chosen + 1,
        dishes=len(dishes),
    )
    return asked, ()


def _unfinished_dishes(state: BoardState, order_id: str) -> tuple[list[Item], list[Item]]:
    """List what is still to be made: all of it, and one line of each dish of the menu."""
    order = state.replica.orders.get(order_id)
    lines = [] if order is None else state.settings.mine(order)
    left = [item for item in lines if is_unfinished(item)]
    dishes = {item.menu_item_id: item for item in left if item.menu_item_id is not None}
    return left, list(dishes.values())
