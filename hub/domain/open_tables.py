"""What is going on at each table: what is being made, what is ready, whose it is. Pure."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.orders import ItemStatus, Order, OrderStatus
from hub.domain.times import Instant

_GONE = frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED})
_OPEN = frozenset({ItemStatus.PENDING, ItemStatus.PREPARING})


class OpenTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table with open orders, or with guests who were seated.

    Attributes:
        table: its name, as orders have it.
        zone: of its orders.
        since: when the first of them was taken, or the guests were seated.
        guests: how many, as far as orders say it.
        servers: who took them.
        session_id: of its guests, where they were seated.
        orders: ids of those that are not completed, the oldest first.
        open: dishes that are not ready yet; ready: that are, and wait; held: that wait for their
            course; served: that are on the table.
        ready_since: since when the first one waits that is ready.
        allergy: whether any of them says so of its guests.
    """

    table: str
    zone: str | UnsetType = UNSET
    since: Instant
    guests: int | UnsetType = UNSET
    servers: tuple[str, ...] = ()
    session_id: str | UnsetType = UNSET
    orders: tuple[str, ...] = ()
    open: int = 0
    ready: int = 0
    held: int = 0
    served: int = 0
    ready_since: Instant | UnsetType = UNSET
    allergy: bool = False


class Seated(msgspec.Struct, frozen=True):
    """Guests who were seated at a table: their session, and since when."""

    session_id: str
    since: Instant


def list_open_tables(orders: Iterable[Order], seated: Mapping[str, Seated]) -> list[OpenTable]:
    """List the tables at which something is going on, by their names.

    A table whose orders are all served is one of them only while its guests have a session.

    Args:
        orders: those in memory, of whatever status, the oldest first.
        seated: guests with a session, by the names of their tables.
    """
    by_table: dict[str, list[Order]] = {name: [] for name in seated}
    for order in orders:
        if order.table_number is not None and order.status not in _GONE:
            by_table.setdefault(order.table_number, []).append(order)
    return [
        _describe(name, found, seated.get(name))
        for name, found in sorted(by_table.items())
        if name in seated or any(order.active for order in found)
    ]


def _describe(name: str, orders: list[Order], seated: Seated | None) -> OpenTable:
    lines = [line for order in orders for line in order.items if line.live and line.attended]
    ready = [line for line in lines if line.status is ItemStatus.READY]
    waiting = [line.ready_at for line in ready if line.ready_at]
    began = [order.counted_from for order in orders]
    guests = [order.guests for order in orders if order.guests]
    zones = [order.zone for order in orders if order.zone]
    return OpenTable(
        table=name,
        zone=zones[0] if zones else UNSET,
        since=min([*began, *([seated.since] if seated else [])]),
        guests=max(guests) if guests else UNSET,
        servers=tuple(dict.fromkeys(order.server for order in orders if order.server)),
        session_id=seated.session_id if seated else UNSET,
        orders=tuple(order.id for order in orders),
        open=sum(line.quantity for line in lines if line.status in _OPEN),
        ready=sum(line.quantity for line in ready),
        held=sum(line.quantity for order in orders for line in order.held or () if line.live),
        served=sum(line.quantity for line in lines if line.status is ItemStatus.SERVED),
        ready_since=min(waiting) if waiting else UNSET,
        allergy=any(order.allergies or any(ln.allergies for ln in order.lines) for order in orders),
    )
