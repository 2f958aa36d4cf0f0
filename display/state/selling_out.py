"""86: the first press names a dish and asks, the second one within 5 s sells it out."""

from msgspec.structs import replace

from display.state.flights import sent
from display.state.messages import Effect, Pressed, SetAvailable
from display.state.model import Asked, State
from display.state.notices import refused, told
from hub.domain.orders import Item, ItemStatus

CONFIRM_MS = 5_000

_UNFINISHED = frozenset({ItemStatus.PENDING, ItemStatus.PREPARING})


def sold_out(state: State, press: Pressed) -> tuple[State, tuple[Effect, ...]]:
    """Ask about the first unfinished line of the chosen ticket, or take the answer."""
    asked = state.asked
    if asked is not None and press.now < asked.until:
        request = SetAvailable(
            press_id=press.press_id, menu_item_id=asked.menu_item_id, available=False
        )
        after = told(replace(state, asked=None), f"{asked.name} is marked sold out.", press.now)
        return sent(after, press, None, request)
    if state.selected is None:
        return refused(state, press, "86: choose a ticket first.")
    item = _first_unfinished(state, state.selected)
    if item is None:
        return refused(state, press, "86: this ticket has nothing left to make.")
    if item.menu_item_id is None:
        return refused(state, press, f"86: {item.name} is not on the menu.")
    asking = replace(state, asked=Asked(item.menu_item_id, item.name, press.now + CONFIRM_MS))
    text = f"86 {item.name}? Press 86 again to mark it sold out."
    return told(asking, text, press.now, grave=True, for_ms=CONFIRM_MS), ()


def _first_unfinished(state: State, order_id: str) -> Item | None:
    order = state.replica.orders.get(order_id)
    lines = [] if order is None else state.settings.mine(order)
    return next((item for item in lines if item.status in _UNFINISHED), None)
