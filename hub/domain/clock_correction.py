"""Moving an order's times when the hub's clock was wrong. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.orders import Item, Order, OrderStatus, StationStep
from hub.domain.times import Instant, instant, milliseconds

_GONE = frozenset({OrderStatus.COMPLETED, OrderStatus.CANCELLED})
_ORDER_TIMES = ("confirmed_at", "completed_at", "released_at", "empty_until")
_LINE_TIMES = ("created_at", "started_at", "ready_at", "served_at", "cancelled_at")
_STEP_TIMES = ("started_at", "ready_at")


def move_times(order: Order, by: int, now: Instant) -> Order:
    """Move every time of an order that was taken by the wrong clock; it is as old as before.

    Args:
        order: as it is.
        by: milliseconds to add.
        now: the hub's time after the correction.
    """
    if by == 0:
        return order
    fields = _shift(order, by, None, by)
    fields["created_at"] = _plus(order.created_at, by)
    if order.counted_from != order.created_at:
        fields["age_from"] = _plus(order.counted_from, by)
    return _change(order, fields, now)


def keep_age(
    order: Order, *, by: int, ages_by: int, at_least: bool, since: int, now: Instant
) -> Order:
    """Keep the age of an order that was taken by another clock, the true one for all we know.

    The time at which it was taken stays. What its age counts from is moved instead, unless it can
    never come back to the kitchen; so are those times that were written down by the wrong clock.

    Args:
        order: as it is.
        by: milliseconds to add to times not before ``since``.
        ages_by: milliseconds to add to what its age counts from.
        at_least: whether its age is a lower bound from now on.
        since: Unix milliseconds from which on times are by the wrong clock.
        now: the hub's time after the correction.
    """
    open_ = order.status not in _GONE
    fields = _shift(order, by, since, ages_by if open_ else 0)
    if open_:
        start = _plus(order.counted_from, ages_by)
        if start != order.counted_from:
            fields["age_from"] = UNSET if start == order.created_at else start
        if at_least and order.age_at_least is not True:
            fields["age_at_least"] = True
    return _change(order, fields, now) if fields else order


def _change(order: Order, fields: Mapping[str, Any], now: Instant) -> Order:
    return replace(order, **fields, updated_at=now, version=order.version + 1)


def _shift(order: Order, by: int, since: int | None, ages_by: int) -> dict[str, Any]:
    fields: dict[str, Any] = _times(order, _ORDER_TIMES, by, since) if by else {}
    for name in ("items", "held"):
        lines = getattr(order, name) or ()
        moved = tuple(_line(item, by, since, ages_by) for item in lines)
        if moved != lines:
            fields[name] = moved
    return fields


def _line(item: Item, by: int, since: int | None, ages_by: int) -> Item:
    times: dict[str, Any] = _times(item, _LINE_TIMES, by, since) if by else {}
    if item.fired_at and ages_by:
        # A line's age counts from it, as the order's does from ``age_from``.
        times["fired_at"] = _plus(item.fired_at, ages_by)
    if item.at and by:
        times["at"] = tuple(
            replace(step, **_times(step, _STEP_TIMES, by, since)) for step in item.at
        )
    return replace(item, **times) if times else item


def _times(
    thing: Item | Order | StationStep, names: tuple[str, ...], by: int, since: int | None
) -> dict[str, Any]:
    found = {name: getattr(thing, name) for name in names}
    return {
        name: _plus(at, by)
        for name, at in found.items()
        if at and (since is None or milliseconds(at) >= since)
    }


def _plus(at: Instant, by: int) -> Instant:
    return instant(milliseconds(at) + by)
