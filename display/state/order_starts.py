"""When each order was taken, on the screen's own monotonic clock.

The hub says an order's time by its wall clock, and a wall clock can jump: a Raspberry Pi has no
battery for it. So an order is placed on the screen's monotonic clock once, by a difference of two
times that the hub gave together, and stays there for as long as the screen knows it.

Of an order that lived through a power cut the hub may know only that it is at least so old. The
screen says so, unless it has seen the order come itself. It says the same of an order whose time
it can't read.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from display.state.model import BoardState
from hub.domain.orders import Order
from hub.domain.times import milliseconds


def place_by_snapshot(
    state: BoardState, hub_ms: int, now: int, *, known: Mapping[str, int]
) -> BoardState:
    """Place the orders of a snapshot that was taken at ``hub_ms`` by the hub's clock."""
    ages = {
        order.id: _between(order.counted_from, hub_ms)
        for order in state.replica.orders.values()
        if order.id not in known
    }
    return _place(state, ages, now, known)


def place_by_event(state: BoardState, order: Order, now: int) -> BoardState:
    """Place an order that an event brought: it was last changed just now."""
    if order.id in state.taken_at:
        return state
    age = _between(order.counted_from, _read(order.updated_at))
    return _place(state, {order.id: age}, now, state.taken_at)


def _place(
    state: BoardState, ages: Mapping[str, int], now: int, known: Mapping[str, int]
) -> BoardState:
    kept = _ids(state.replica.orders.values()) | _ids(state.bumped)
    taken_at = {each: at for each, at in known.items() if each in kept}
    taken_at |= {each: now - max(0, age) for each, age in ages.items()}
    fresh = {each for each in ages if _is_at_least(state.replica.orders.get(each))}
    at_least = (state.at_least & kept & known.keys()) | fresh
    return replace(state, taken_at=MappingProxyType(taken_at), at_least=frozenset(at_least))


def _is_at_least(order: Order | None) -> bool:
    if order is None:
        return False
    return order.age_at_least is True or _read(order.counted_from) is None


def _between(start: str, end: int | None) -> int:
    """Say how many ms lie between two times; none when one of them can't be read."""
    since = _read(start)
    return 0 if since is None or end is None else end - since


def _read(time: str) -> int | None:
    try:
        return milliseconds(time)
    except ValueError:
        return None


def _ids(orders: Iterable[Order]) -> set[str]:
    return {order.id for order in orders}
