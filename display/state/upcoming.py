"""Orders that wait off the board for their time: how many are to come, and when the next is due."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from display.state.messages import UpcomingTicket
from display.state.model import BoardState
from hub.domain.orders import Order


def take_listed(state: BoardState, rows: Iterable[UpcomingTicket]) -> BoardState:
    """Take what a snapshot says is upcoming in place of what was known."""
    own = set(state.settings.own_stations)
    mine = (
        each
        for each in rows
        if each.type not in state.settings.leave_out
        and (None in own or not each.stations or not own.isdisjoint(each.stations))
    )
    return _with(state, {each.id: each.due_at for each in mine})


def take_order(state: BoardState, order: Order) -> BoardState:
    """Note of an order whether it waits for its time."""
    waits = order.active and order.release_at and state.settings.has_part_in(order)
    if waits:
        return _with(state, {**state.upcoming, order.id: order.due_at or None})
    if order.id not in state.upcoming:
        return state
    return _with(state, {each: at for each, at in state.upcoming.items() if each != order.id})


def _with(state: BoardState, upcoming: Mapping[str, str | None]) -> BoardState:
    return replace(state, upcoming=MappingProxyType({**upcoming}))
