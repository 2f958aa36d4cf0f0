"""How far each station is with an order, and which one the others wait for. Pure."""

from collections.abc import Iterable

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.orders import Item, ItemStatus, Order, OrderType, Priority
from hub.domain.ready_numbers import ready_since
from hub.domain.times import Instant


class StationShare(msgspec.Struct, frozen=True, kw_only=True):
    """How far one station is with an order: lines by their status, and since when it has the first.

    ``station`` is null for lines that every station sees.
    """

    station: str | None
    pending: int = 0
    preparing: int = 0
    ready: int = 0
    served: int = 0
    since: Instant


class PassOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as the pass looks at it.

    Attributes:
        since: from when its age counts.
        ready_since: since when all of it is ready; left out while it is not.
        held: how many lines wait for their course.
        stations: in the order in which the order names them.
        holds_up: those that still make something while another one is done with all of its part.
        not_on_screen: those none of whose screens shows it, although its time is up.
        only_chip: those whose screens have shown it only as a chip for long.
    """

    id: str
    order_number: str
    display_number: str | None
    table_number: str | None
    type: OrderType
    priority: Priority
    since: Instant
    ready_since: Instant | UnsetType = UNSET
    held: int = 0
    stations: tuple[StationShare, ...]
    holds_up: tuple[str | None, ...] = ()
    not_on_screen: tuple[str | None, ...] = ()
    only_chip: tuple[str | None, ...] = ()


def view_from_pass(
    order: Order,
    not_on_screen: tuple[str | None, ...] = (),
    only_chip: tuple[str | None, ...] = (),
) -> PassOrder:
    """Show an order to whoever sends out.

    Args:
        order: as it is.
        not_on_screen: stations none of whose screens shows it.
        only_chip: those whose screens show it only as a chip.
    """
    shares = _share_out(order)
    unfinished = [each.station for each in shares if each.pending or each.preparing]
    some_are_done = len(unfinished) < len(shares)
    return PassOrder(
        id=order.id,
        order_number=order.order_number,
        display_number=order.display_number or None,
        table_number=order.table_number,
        type=order.type,
        priority=order.priority,
        since=order.counted_from,
        ready_since=ready_since(order) or UNSET,
        held=len(order.held or ()),
        stations=shares,
        holds_up=tuple(unfinished) if some_are_done else (),
        not_on_screen=not_on_screen,
        only_chip=only_chip,
    )


def order_for_pass(orders: Iterable[Order]) -> list[Order]:
    """Put orders in the order in which they should go out: rushes first, then by age."""
    return sorted(
        orders,
        key=lambda each: (
            each.priority is not Priority.RUSH,
            each.counted_from,
            each.order_number,
        ),
    )


def _share_out(order: Order) -> tuple[StationShare, ...]:
    counts: dict[str | None, dict[str, int]] = {}
    since: dict[str | None, Instant] = {}
    for line in order.items:
        if not line.live or not line.attended:
            continue
        for station, status in _steps(line):
            mine = counts.setdefault(station, {})
            mine[status] = mine.get(status, 0) + 1
            fired = line.fired_at or line.created_at
            since[station] = min(fired, since.get(station, fired))
    return tuple(
        StationShare(station=station, since=since[station], **by_status)
        for station, by_status in counts.items()
    )


def _steps(line: Item) -> Iterable[tuple[str | None, str]]:
    if not line.at:
        return [(line.station, line.status)]
    served = line.status is ItemStatus.SERVED
    return [(each.station, line.status if served else each.status) for each in line.at]
