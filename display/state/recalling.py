"""The recall list: tickets that have left this screen, and may be brought back."""

from collections.abc import Sequence

from msgspec.structs import replace

from display.state.in_flight import sent
from display.state.messages import Effect, FetchRecent, Pressed, RecallOrder
from display.state.model import Panel, State
from display.state.notices import refused
from hub.domain.orders import Order

RECALL_PANEL = "recall"

RECALLABLE = 50
"""Tickets that the list holds (FIELD: 50)."""

Step = tuple[State, tuple[Effect, ...]]


def listed(state: State, orders: Sequence[Order], now: int) -> State:
    """Fill the list, youngest first; a choice stays on the ticket that it was made for."""
    after = replace(state, bumped=tuple(orders[:RECALLABLE]))
    panel = state.panel
    if panel is None or panel.name != RECALL_PANEL:
        return after
    chosen = chosen_order(state)
    ids = [order.id for order in after.bumped]
    if chosen is not None and chosen.id in ids:
        return replace(after, panel=replace(panel, chosen=ids.index(chosen.id)))
    return replace(after, panel=replace(panel, chosen=0, since=now))


def left(state: State, gone: Sequence[Order], back: set[str], now: int) -> State:
    """Take in tickets that have left the board, and let go of those that are on it again."""
    ids = {order.id for order in gone} | back
    if not gone and not any(order.id in back for order in state.bumped):
        return state
    return listed(state, (*gone, *(each for each in state.bumped if each.id not in ids)), now)


def chosen_order(state: State) -> Order | None:
    """Return the ticket in the chosen row; None when the list is empty or not open."""
    if state.panel is None or state.panel.name != RECALL_PANEL or not state.bumped:
        return None
    return state.bumped[min(state.panel.chosen, len(state.bumped) - 1)]


def toggled(state: State, _: Pressed) -> Step:
    """Open the list, asking the hub for the newest one, or close it."""
    if state.panel is not None and state.panel.name == RECALL_PANEL:
        return replace(state, panel=None), ()
    return replace(state, panel=Panel(RECALL_PANEL)), (FetchRecent(),)


def recall_chosen(state: State, press: Pressed) -> Step:
    """Bring the chosen ticket back; closes the list, whichever it is."""
    order = chosen_order(state)
    if order is None or state.panel is None:
        return replace(state, panel=None), ()
    since = state.panel.since
    if since is not None and press.now - since < state.settings.moved_ms:
        return refused(state, press, "The list has just changed. Look and press again.")
    return recall(replace(state, panel=None), press, order.id)


def recall(state: State, press: Pressed, order_id: str) -> Step:
    """Ask the hub to take back a ticket's last step."""
    request = RecallOrder(
        press_id=press.press_id, order_id=order_id, station=state.settings.hub_station
    )
    return sent(state, press, order_id, request)


def undo(state: State, press: Pressed) -> Step:
    """Take the last bump back, while that is still possible."""
    if state.undo is None or state.undo.until <= press.now:
        return refused(state, press, "There is nothing to undo. Use recall for older tickets.")
    last = state.undo
    request = RecallOrder(
        press_id=press.press_id,
        order_id=last.order_id,
        station=state.settings.hub_station,
        items=last.lines,
    )
    return sent(replace(state, undo=None), press, last.order_id, request)
