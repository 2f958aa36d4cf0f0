"""What a press means, given what stands on the glass. The hub decides; the screen only asks.

A press counts for what the cook saw: slots are looked up in what has been painted, and a position
that has just changed refuses the press instead of passing it on to another ticket.
"""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from display.state import chime
from display.state.allergies import must_be_acknowledged
from display.state.in_flight import send
from display.state.late_edits import acknowledge, must_be_seen
from display.state.lists import choose_row, recall_chosen, toggle_all_day, toggle_recall_list, undo
from display.state.messages import Action, BumpOrder, Pressed, UndoneLine
from display.state.model import MOVED_MS, BoardState, Step, Undo, notify, refuse
from display.state.settings import EXPO, NumberKeys
from display.state.sold_out import ask_about_another, mark_sold_out
from hub.domain.orders import ItemStatus, Order

UNDO_MS = 8_000
"""For how long the last bump can be undone."""


def press_key(state: BoardState, press: Pressed) -> Step:
    """Carry a press out, or say why not."""
    if state.question is not None:
        if press.slot is None and press.action in _WHILE_ASKED:
            return _WHILE_ASKED[press.action](state, press)
        state = replace(state, question=None)
    if state.open_list is not None:
        if press.slot is not None:
            return _close_list(state, press)
        if press.action in _IN_PANEL:
            return _IN_PANEL[press.action](state, press)
    if press.slot is not None:
        return _slot(state, press, press.slot)
    return _PRESSES[press.action](state, press)


def _close_list(state: BoardState, press: Pressed) -> Step:
    """A ticket that lies under a list was not what the cook meant."""
    return refuse(
        replace(state, open_list=None), press, "The list is closed. Look and press again."
    )


def _slot(state: BoardState, press: Pressed, slot: int) -> Step:
    slots = state.painted.slots
    seen = slots[slot] if 0 <= slot < len(slots) else None
    if seen is None or seen.order_id is None:
        return refuse(state, press, f"There is no ticket at {slot + 1}.")
    if press.now - seen.since < MOVED_MS:
        return refuse(state, press, f"Ticket {slot + 1} has just changed. Look and press again.")
    keys = state.settings.number_keys
    if keys is NumberKeys.SELECT or (
        keys is NumberKeys.CONFIRM and state.selected != seen.order_id
    ):
        return replace(state, selected=seen.order_id), ()
    return _bump(state, press, seen.order_id, None)


def _on_target(to: ItemStatus | None) -> Callable[[BoardState, Pressed], Step]:
    """Bump the chosen ticket; without a choice, the first one on the glass."""

    def step(state: BoardState, press: Pressed) -> Step:
        if state.selected is not None:
            return _bump(state, press, state.selected, to)
        first = next((slot for slot in state.painted.slots if slot.order_id is not None), None)
        if first is None or first.order_id is None:
            return refuse(state, press, "There is no ticket to bump.")
        if press.now - first.since < MOVED_MS:
            return refuse(state, press, "The first ticket has just changed. Press again.")
        return _bump(state, press, first.order_id, to)

    return step


def _bump(state: BoardState, press: Pressed, order_id: str, to: ItemStatus | None) -> Step:
    order = state.replica.orders.get(order_id)
    if order is not None and must_be_seen(state, order):
        return _see_first(state, press, order)
    state = replace(state, selected=None)
    if order is None:
        return refuse(state, press, "This ticket has left the board.")
    if any(each.order_id == order_id for each in state.in_flight):
        return refuse(state, press, f"{order.order_number} is on its way to the hub already.")
    status = to or state.settings.next_step(order)
    lines = [] if status is None else state.settings.behind(order, status)
    if status is None or not lines:
        return refuse(state, press, _nothing_left(state, order, to))
    request = BumpOrder(
        press_id=press.press_id,
        order_id=order_id,
        status=status,
        station=state.settings.hub_station,
        items=tuple(item.id for item in lines),
    )
    undo = Undo(
        press.press_id,
        order_id,
        order.order_number,
        press.now + UNDO_MS,
        tuple(UndoneLine(item.id, status, item.status) for item in lines),
    )
    return send(replace(state, undo=undo), press, order_id, request)


def _see_first(state: BoardState, press: Pressed, order: Order) -> Step:
    """A ticket that was changed, or has an allergy, is bumped when that was seen: the next time."""
    if state.is_struck(order):
        words = "taken off the board."
    elif must_be_acknowledged(state, order):
        words = "the allergy is seen. Press again to bump."
    else:
        words = "the change is seen. Press again to bump."
    after, effects = acknowledge(state, press, order.id)
    return notify(after, f"{order.order_number}: {words}", press.now), effects


def _nothing_left(state: BoardState, order: Order, to: ItemStatus | None) -> str:
    if to is not None:
        return f"{order.order_number} has nothing left to make {to}."
    if state.settings.station == EXPO:
        return f"{order.order_number}: nothing of it is ready to be served yet."
    return f"{order.order_number} has nothing left to bump."


def _move(by: int) -> Callable[[BoardState, Pressed], Step]:
    def step(state: BoardState, _: Pressed) -> Step:
        seen = list(
            dict.fromkeys(
                slot.order_id for slot in state.painted.slots if slot.order_id is not None
            )
        )
        if not seen:
            return state, ()
        if state.selected not in seen:
            return replace(state, selected=seen[0 if by > 0 else -1]), ()
        return replace(state, selected=seen[(seen.index(state.selected) + by) % len(seen)]), ()

    return step


def _page(state: BoardState, _: Pressed) -> Step:
    pages = max(1, state.painted.pages)
    return replace(state, page=(state.page + 1) % pages, selected=None), ()


def _acknowledge(state: BoardState, press: Pressed) -> Step:
    after, effects = acknowledge(replace(state, invitation=None), press, state.selected)
    return chime.stop(after), effects


def _rush(state: BoardState, press: Pressed) -> Step:
    after = replace(state, rush_first=not state.rush_first, page=0, selected=None)
    text = "Rush tickets come first." if after.rush_first else "Oldest tickets come first."
    return notify(after, text, press.now), ()


_WHILE_ASKED: Mapping[Action, Callable[[BoardState, Pressed], Step]] = {
    Action.SOLD_OUT: mark_sold_out,
    Action.NEXT: ask_about_another(1),
    Action.PREVIOUS: ask_about_another(-1),
}
_IN_PANEL: Mapping[Action, Callable[[BoardState, Pressed], Step]] = {
    Action.BUMP: recall_chosen,
    Action.NEXT: choose_row(1),
    Action.PREVIOUS: choose_row(-1),
    Action.START: _close_list,
    Action.READY: _close_list,
    Action.PAGE: _close_list,
    Action.RUSH: _close_list,
    Action.SOLD_OUT: _close_list,
}
_PRESSES: Mapping[Action, Callable[[BoardState, Pressed], Step]] = {
    Action.BUMP: _on_target(None),
    Action.START: _on_target(ItemStatus.PREPARING),
    Action.READY: _on_target(ItemStatus.READY),
    Action.NEXT: _move(1),
    Action.PREVIOUS: _move(-1),
    Action.PAGE: _page,
    Action.RECALL: toggle_recall_list,
    Action.UNDO: undo,
    Action.ALL_DAY: toggle_all_day,
    Action.ACKNOWLEDGE: _acknowledge,
    Action.RUSH: _rush,
    Action.SOLD_OUT: mark_sold_out,
}
