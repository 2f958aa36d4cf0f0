"""What is ready and stands there: dishes that nobody serves, and orders that nobody comes for."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from hub.domain.orders import ItemStatus, Order, OrderType
from hub.domain.permissions import Role
from hub.domain.ready_numbers import MINUTE, ready_since, shown_number
from hub.domain.times import Instant, milliseconds
from hub.wire.attention import Attention, describe

SERVED_WITHIN = 2 * MINUTE
"""Milliseconds in which a dish that is ready should be on its way to a table."""

_NO_MORE = 60 * MINUTE
"""After which nobody needs to be told: a house that says of nothing that it is served has its own
way, and what is open for long is closed by the hub."""

_NAMED = 5
_SERVERS = (Role.WAITER, Role.CASHIER, Role.PASS)


class _Waiting(NamedTuple):
    since: Instant
    order: Order


class WaitingDishes:
    """Knows what waits to be served or fetched.

    Nobody is told in a house that has no device with which somebody would say that it is served.

    Args:
        has_role: whether there is a device of a role.
        stays: milliseconds for which a number stands on the board of ready numbers.
    """

    def __init__(self, has_role: Callable[[Role], bool], stays: int) -> None:
        self._has_role = has_role
        self._stays = stays

    def report(self, orders: Iterable[Order], now: int) -> Iterator[Attention]:
        """Say what waits.

        Args:
            orders: that kitchens see.
            now: Unix milliseconds.
        """
        eaten: list[_Waiting] = []
        fetched: list[_Waiting] = []
        for order in (each for each in orders if not each.test):
            at_table = order.type is OrderType.DINE_IN
            since = _first_ready(order) if at_table else ready_since(order)
            if since is not None:
                waited = now - milliseconds(since)
                if (SERVED_WITHIN if at_table else self._stays) <= waited < _NO_MORE:
                    (eaten if at_table else fetched).append(_Waiting(since, order))
        if eaten and any(map(self._has_role, _SERVERS)):
            yield _tell("READY_WAITS", eaten)
        if fetched and self._has_role(Role.READY):
            yield _tell("NOT_COLLECTED", fetched)


def _first_ready(order: Order) -> Instant | None:
    """Say since when the first line waits that is ready and not served."""
    ready = (line for line in order.items if line.status is ItemStatus.READY and line.attended)
    return min((line.ready_at for line in ready if line.ready_at), default=None)


def _tell(code: str, found: list[_Waiting]) -> Attention:
    found.sort(key=lambda each: each.since)
    orders = [each.order for each in found]
    names = [order.table_number or shown_number(order) for order in orders]
    shown = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
    ids = [order.id for order in orders]
    return describe(code, found[0].since, names=shown, orders=len(orders), order_ids=ids)
