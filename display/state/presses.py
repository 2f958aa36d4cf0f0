"""What a press means, given what stands on the glass. The hub decides; the screen only asks.

A press counts for what the cook saw, which is what has been painted. A number key means the ticket
that holds it, wherever that stands. A finger means what is under it, and a spot that has just
changed refuses it instead of passing it on to another ticket.
"""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from display.state import chime
from display.state.allergies import must_be_acknowledged
from display.state.in_flight import send
from display.state.key_names import TEN
from display.state.late_edits import acknowledge, must_be_seen
from display.state.lists import (
    SHOWN_ORDER,
    choose_row,
    chosen_help,
    recall_chosen,
    toggle_all_day,
    toggle_help,
    toggle_recall_list,
    undo,
)
from display.state.messages import Action, BumpOrder, Pressed, UndoneLine
from display.state.model import TOUCH_MS, BoardState, OpenList, Step, Undo, notify, refuse
from display.state.notices import NoticeCode
from display.state.places import KEY_REST_MS
from display.state.settings import EXPO, NumberKeys
from display.state.sold_out import ask_about_another, confirming_key, mark_sold_out
from display.state.stand_ins import station_of
from hub.domain.orders import ItemStatus, Order

SECOND_TEN_MS = 4_000
"""For how long a number key after the key for the second ten means ten more."""

UNDO_MS = 8_000
"""For how long the last bump can be undone."""


def press_key(state: BoardState, press: Pressed) -> Step:
    """Carry a press out, or say why not."""
    if press.slot is not None and press.slot < TEN and press.now < state.second_ten:
        press = replace(press, slot=press.slot + TEN)
    state = replace(state, last_key=press.now, second_ten=0)
    if press.action is Action.PAGE and press.order_id is not None:
        return _show_order(state, press, press.order_id)
    if press.slot is not None or press.order_id is not None:
        return _on_ticket(state, press)
    if state.question is not None:
        if press.action in _WHILE_ASKED:
            return _WHILE_ASKED[press.action](state, press)
        if press.action is confirming_key(state):
            return mark_sold_out(state, press)
        state = replace(state, question=None)
    if state.open_list is not None and press.action in _IN_PANEL:
        return _IN_PANEL[press.action](state, press)
    return _PRESSES[press.action](state, press)


def _show_order(state: BoardState, press: Pressed, order_id: str) -> Step:
    """Show an order that has no room for its ticket, or put it away; nothing is bumped by it."""
    shown = OpenList(SHOWN_ORDER, order_id=order_id)
    if state.open_list == shown:
        return replace(state, open_list=None), ()
    if _has_just_moved(state, press, order_id):
        return refuse(state, press, NoticeCode.SPOT_CHANGED)
    return replace(state, open_list=shown, question=None), ()


def _on_ticket(state: BoardState, press: Pressed) -> Step:
    state = replace(state, question=None)
    if state.open_list is not None:
        return _close_list(state, press)
    if press.slot is not None:
        return _by_key(state, press, press.slot)
    return _by_touch(state, press, press.order_id or "")


def _close_list(state: BoardState, press: Pressed) -> Step:
    """A ticket that lies under a list was not what the cook meant."""
    return refuse(replace(state, open_list=None), press, NoticeCode.LIST_CLOSED)


def _by_key(state: BoardState, press: Pressed, key: int) -> Step:
    if not state.painted.is_board:
        return refuse(replace(state, page=0), press, NoticeCode.FIRST_PAGE_ONLY)
    holder = state.painted.places.keys.get(key)
    if holder is None or (holder.freed is not None and press.now - holder.freed >= KEY_REST_MS):
        return refuse(state, press, NoticeCode.NOTHING_ON_KEY, key=key + 1)
    if not any(order.id == holder.order_id for order in state.board()):
        return refuse(state, press, NoticeCode.GONE, number=holder.called)
    return _choose_or_bump(state, press, holder.order_id)


def _by_touch(state: BoardState, press: Pressed, order_id: str) -> Step:
    if _has_just_moved(state, press, order_id):
        return refuse(state, press, NoticeCode.SPOT_CHANGED)
    return _choose_or_bump(state, press, order_id)


def _has_just_moved(state: BoardState, press: Pressed, order_id: str) -> bool:
    return press.now - state.painted.moved.get(order_id, press.now) < TOUCH_MS


def _choose_or_bump(state: BoardState, press: Pressed, order_id: str) -> Step:
    keys = state.settings.number_keys
    if keys is NumberKeys.SELECT or (keys is NumberKeys.CONFIRM and state.selected != order_id):
        return replace(state, selected=order_id), ()
    return _bump(state, press, order_id, None)


def _on_target(to: ItemStatus | None) -> Callable[[BoardState, Pressed], Step]:
    """Bump the ticket that is framed: the chosen one, or the first."""

    def step(state: BoardState, press: Pressed) -> Step:
        if state.selected is not None:
            return _bump(state, press, state.selected, to)
        framed = state.painted.places.framed if state.painted.is_board else None
        if framed is None:
            return refuse(state, press, NoticeCode.NO_TICKET)
        if press.now < state.painted.frame_until:
            return refuse(state, press, NoticeCode.FRAME_MOVED)
        return _bump(state, press, framed, to)

    return step


def _bump(state: BoardState, press: Pressed, order_id: str, to: ItemStatus | None) -> Step:
    order = state.replica.orders.get(order_id)
    if order is not None and must_be_seen(state, order):
        return _see_first(state, press, order)
    state = replace(state, selected=None)
    if order is None:
        called = _called(state, order_id)
        if called is None:
            return refuse(state, press, NoticeCode.THIS_IS_GONE)
        return refuse(state, press, NoticeCode.GONE, number=called)
    if any(each.order_id == order_id for each in state.in_flight):
        return refuse(state, press, NoticeCode.ON_ITS_WAY, order=order)
    status = to or state.settings.next_step(order)
    lines = [] if status is None else state.settings.behind(order, status)
    if status is None or not lines:
        return _refuse_as_done(state, press, order, to)
    request = BumpOrder(
        press_id=press.press_id,
        order_id=order_id,
        status=status,
        station=station_of(order, state.settings.hub_station),
        items=tuple(item.id for item in lines),
    )
    undo = Undo(
        press.press_id,
        order,
        press.now + UNDO_MS,
        tuple(UndoneLine(item.id, status, item.status) for item in lines),
        request.station,
    )
    return send(replace(state, undo=undo), press, order_id, request)


def _called(state: BoardState, order_id: str) -> str | None:
    """Return the number by which a ticket is called, if it was on the glass just now."""
    tickets = state.painted.places.tickets
    return next((each.called for each in tickets if each.order_id == order_id), None)


def _see_first(state: BoardState, press: Pressed, order: Order) -> Step:
    """A ticket that was changed, or has an allergy, is bumped when that was seen: the next time."""
    if state.is_struck(order):
        code = NoticeCode.TAKEN_OFF
    elif must_be_acknowledged(state, order):
        code = NoticeCode.ALLERGY_SEEN
    else:
        code = NoticeCode.CHANGE_SEEN
    after, effects = acknowledge(state, press, order.id)
    return notify(after, code, press.now, order=order), effects


def _refuse_as_done(state: BoardState, press: Pressed, order: Order, to: ItemStatus | None) -> Step:
    """Say why nothing of a ticket can be moved on."""
    if to is not None:
        starts = to is ItemStatus.PREPARING
        code = NoticeCode.NOTHING_TO_START if starts else NoticeCode.NOTHING_TO_READY
        return refuse(state, press, code, order=order)
    if state.settings.station != EXPO:
        return refuse(state, press, NoticeCode.NOTHING_TO_BUMP, order=order)
    ready = any(item.status == ItemStatus.READY for item in state.settings.mine(order))
    waiting = state.settings.unready(order)
    if ready and waiting:
        return refuse(state, press, NoticeCode.DISH_NOT_READY, order=order, item=waiting[0])
    return refuse(state, press, NoticeCode.NOTHING_TO_SERVE, order=order)


def _move(by: int) -> Callable[[BoardState, Pressed], Step]:
    def step(state: BoardState, _: Pressed) -> Step:
        seen = list(dict.fromkeys(part.order_id for part in state.painted.shown))
        if not seen:
            return state, ()
        framed = state.painted.places.framed if state.painted.is_board else None
        at = state.selected if state.selected in seen else framed
        if at not in seen:
            return replace(state, selected=seen[0 if by > 0 else -1]), ()
        return replace(state, selected=seen[(seen.index(at) + by) % len(seen)]), ()

    return step


def _page(state: BoardState, press: Pressed) -> Step:
    pages = state.painted.pages
    if pages <= 1:
        return notify(state, NoticeCode.ONE_PAGE, press.now), ()
    return replace(state, page=(state.page + 1) % pages, selected=None), ()


def _second_ten(state: BoardState, press: Pressed) -> Step:
    return replace(state, second_ten=press.now + SECOND_TEN_MS), ()


def _sort(state: BoardState, press: Pressed) -> Step:
    """Bring everything into the order of its age, which may move all tickets."""
    after = replace(state, page=0, selected=None, sorted_at=press.now)
    return notify(after, NoticeCode.SORTED, press.now), ()


def _acknowledge(state: BoardState, press: Pressed) -> Step:
    after, effects = acknowledge(replace(state, invitation=None), press, state.selected)
    return chime.stop(after), effects


def _rush(state: BoardState, press: Pressed) -> Step:
    after = replace(state, rush_first=not state.rush_first, page=0, selected=None)
    code = NoticeCode.RUSH_FIRST if after.rush_first else NoticeCode.OLDEST_FIRST
    return notify(after, code, press.now), ()


def _take_row(state: BoardState, press: Pressed) -> Step:
    """Do what the chosen row of the open list says."""
    wanted = chosen_help(state)
    if wanted is None:
        return recall_chosen(state, press)
    return press_key(replace(state, open_list=None), replace(press, action=wanted))


_WHILE_ASKED: Mapping[Action, Callable[[BoardState, Pressed], Step]] = {
    Action.SOLD_OUT: mark_sold_out,
    Action.NEXT: ask_about_another(1),
    Action.PREVIOUS: ask_about_another(-1),
}
_IN_PANEL: Mapping[Action, Callable[[BoardState, Pressed], Step]] = {
    Action.BUMP: _take_row,
    Action.NEXT: choose_row(1),
    Action.PREVIOUS: choose_row(-1),
    Action.START: _close_list,
    Action.READY: _close_list,
    Action.PAGE: _close_list,
    Action.RUSH: _close_list,
    Action.SORT: _close_list,
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
    Action.SORT: _sort,
    Action.SECOND_TEN: _second_ten,
    Action.SOLD_OUT: mark_sold_out,
    Action.HELP: toggle_help,
}
