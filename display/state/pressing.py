"""What a press means, given what stands on the glass. The hub decides; the screen only asks.

A press counts for what the cook saw: slots are looked up in what has been painted, and a position
that has just changed refuses the press instead of passing it on to another ticket.
"""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from display.state import chime
from display.state.counts import all_day
from display.state.in_flight import sent
from display.state.late_edits import acknowledged
from display.state.messages import Action, Back, BumpOrder, Effect, Pressed
from display.state.model import Panel, State, Undo
from display.state.notices import refused, told
from display.state.recalling import RECALL_PANEL, recall_chosen, toggled, undo
from display.state.settings import EXPO, NumberKeys
from display.state.sold_out import another, sold_out
from hub.domain.orders import ItemStatus, Order

__all__ = ["ALL_DAY_PANEL", "RECALL_PANEL", "pressed"]

ALL_DAY_PANEL = "all-day"

Step = tuple[State, tuple[Effect, ...]]


def pressed(state: State, press: Pressed) -> Step:
    """Carry a press out, or say why not."""
    if state.asked is not None:
        if press.slot is None and press.action in _WHILE_ASKED:
            return _WHILE_ASKED[press.action](state, press)
        state = replace(state, asked=None)
    if state.panel is not None:
        if press.slot is not None:
            return _covered(state, press)
        if press.action in _IN_PANEL:
            return _IN_PANEL[press.action](state, press)
    if press.slot is not None:
        return _slot(state, press, press.slot)
    return _PRESSES[press.action](state, press)


def _covered(state: State, press: Pressed) -> Step:
    """A ticket that lies under a list was not what the cook meant."""
    return refused(replace(state, panel=None), press, "The list is closed. Look and press again.")


def _slot(state: State, press: Pressed, slot: int) -> Step:
    slots = state.glass.slots
    seen = slots[slot] if 0 <= slot < len(slots) else None
    if seen is None or seen.order_id is None:
        return refused(state, press, f"There is no ticket at {slot + 1}.")
    if press.now - seen.since < state.settings.moved_ms:
        return refused(state, press, f"Ticket {slot + 1} has just changed. Look and press again.")
    keys = state.settings.number_keys
    if keys is NumberKeys.SELECT or (
        keys is NumberKeys.CONFIRM and state.selected != seen.order_id
    ):
        return replace(state, selected=seen.order_id), ()
    return _bump(replace(state, selected=None), press, seen.order_id, None)


def _on_target(to: ItemStatus | None) -> Callable[[State, Pressed], Step]:
    """Bump the chosen ticket; without a choice, the first one on the glass."""

    def step(state: State, press: Pressed) -> Step:
        if state.selected is not None:
            return _bump(replace(state, selected=None), press, state.selected, to)
        first = next((slot for slot in state.glass.slots if slot.order_id is not None), None)
        if first is None or first.order_id is None:
            return refused(state, press, "There is no ticket to bump.")
        if press.now - first.since < state.settings.moved_ms:
            return refused(state, press, "The first ticket has just changed. Press again.")
        return _bump(state, press, first.order_id, to)

    return step


def _bump(state: State, press: Pressed, order_id: str, to: ItemStatus | None) -> Step:
    order = state.replica.orders.get(order_id)
    if order is None:
        return refused(state, press, "This ticket has left the board.")
    if any(each.order_id == order_id for each in state.in_flight):
        return refused(state, press, f"{order.order_number} is on its way to the hub already.")
    status = to or state.settings.next_step(order)
    lines = [] if status is None else state.settings.behind(order, status)
    if status is None or not lines:
        return refused(state, press, _nothing_left(state, order, to))
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
        press.now + state.settings.undo_ms,
        tuple(Back(item.id, status, item.status) for item in lines),
    )
    return sent(replace(state, undo=undo), press, order_id, request)


def _nothing_left(state: State, order: Order, to: ItemStatus | None) -> str:
    if to is not None:
        return f"{order.order_number} has nothing left to make {to}."
    if state.settings.station == EXPO:
        return f"{order.order_number}: nothing of it is ready to be served yet."
    return f"{order.order_number} has nothing left to bump."


def _move(by: int) -> Callable[[State, Pressed], Step]:
    def step(state: State, _: Pressed) -> Step:
        seen = list(
            dict.fromkeys(slot.order_id for slot in state.glass.slots if slot.order_id is not None)
        )
        if not seen:
            return state, ()
        if state.selected not in seen:
            return replace(state, selected=seen[0 if by > 0 else -1]), ()
        return replace(state, selected=seen[(seen.index(state.selected) + by) % len(seen)]), ()

    return step


def _page(state: State, _: Pressed) -> Step:
    pages = max(1, state.glass.pages)
    return replace(state, page=(state.page + 1) % pages, selected=None), ()


def _acknowledge(state: State, _: Pressed) -> Step:
    seen = replace(state, invitation=None)
    return chime.silenced(acknowledged(seen, state.selected)), ()


def _rush(state: State, press: Pressed) -> Step:
    after = replace(state, rush_first=not state.rush_first, page=0, selected=None)
    text = "Rush tickets come first." if after.rush_first else "Oldest tickets come first."
    return told(after, text, press.now), ()


def _all_day(state: State, _: Pressed) -> Step:
    is_open = state.panel is not None and state.panel.name == ALL_DAY_PANEL
    return replace(state, panel=None if is_open else Panel(ALL_DAY_PANEL)), ()


def _choose(by: int) -> Callable[[State, Pressed], Step]:
    def step(state: State, _: Pressed) -> Step:
        panel = state.panel
        rows = len(state.bumped if panel and panel.name == RECALL_PANEL else all_day(state))
        if panel is None or not rows:
            return state, ()
        chosen = (min(panel.chosen, rows - 1) + by) % rows
        return replace(state, panel=replace(panel, chosen=chosen, since=None)), ()

    return step


_WHILE_ASKED: Mapping[Action, Callable[[State, Pressed], Step]] = {
    Action.SOLD_OUT: sold_out,
    Action.NEXT: another(1),
    Action.PREVIOUS: another(-1),
}
_IN_PANEL: Mapping[Action, Callable[[State, Pressed], Step]] = {
    Action.BUMP: recall_chosen,
    Action.NEXT: _choose(1),
    Action.PREVIOUS: _choose(-1),
    Action.START: _covered,
    Action.READY: _covered,
    Action.PAGE: _covered,
    Action.RUSH: _covered,
    Action.SOLD_OUT: _covered,
}
_PRESSES: Mapping[Action, Callable[[State, Pressed], Step]] = {
    Action.BUMP: _on_target(None),
    Action.START: _on_target(ItemStatus.PREPARING),
    Action.READY: _on_target(ItemStatus.READY),
    Action.NEXT: _move(1),
    Action.PREVIOUS: _move(-1),
    Action.PAGE: _page,
    Action.RECALL: toggled,
    Action.UNDO: undo,
    Action.ALL_DAY: _all_day,
    Action.ACKNOWLEDGE: _acknowledge,
    Action.RUSH: _rush,
    Action.SOLD_OUT: sold_out,
}
