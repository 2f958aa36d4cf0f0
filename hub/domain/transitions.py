"""What every rule about orders ends in: a change after which the status follows the lines.

Also the few steps and refusals that rules in several modules share.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace

from hub.domain.earlier import EarlierLine
from hub.domain.errors import Code, Refusal, bad_field, not_found
from hub.domain.orders import (
    DomainEvent,
    Item,
    ItemMoved,
    ItemStatus,
    Order,
    OrderChanged,
    OrderPlaced,
    OrderStatus,
    OrderWaiting,
    Transition,
)
from hub.domain.station_steps import climb
from hub.domain.status import ORDER_STEPS, UNTOUCHED, any_live, status_of
from hub.domain.times import Instant, instant, milliseconds

MAX_LINES = 200
"""Lines an order may hold, cancelled ones included."""

REFILL_WITHIN = 10 * 60 * 1000
"""Milliseconds for which an order takes lines again after its last one was taken off."""


def finish(
    order: Order,
    items: tuple[Item, ...],
    events: Sequence[DomainEvent],
    now: Instant,
    *,
    refills: bool = False,
    **fields: Any,  # noqa: ANN401 - the order's own fields, checked by replace
) -> Transition:
    """Close a change: the status follows the items, the version grows, the order is told last.

    Args:
        order: before the change.
        items: after it.
        events: what happened to them.
        now: the time to stamp.
        refills: whether the order takes others for a while if no line is left.
        fields: the order's own that change.
    """
    held = fields.get("held", order.held) or ()
    if any_live(items) or any_live(held):
        fields.setdefault("empty_until", UNSET)
    elif refills:
        fields.setdefault("empty_until", instant(milliseconds(now) + REFILL_WITHIN))
    confirmed_at = fields.get("confirmed_at", order.confirmed_at)
    completed_at = fields.get("completed_at", order.completed_at)
    status = status_of(
        items,
        held=held,
        confirmed=confirmed_at is not None,
        completed=completed_at is not None,
        empty=bool(fields.get("empty_until", order.empty_until)),
    )
    if order.release_at and status not in UNTOUCHED:
        # Somebody has begun with it, or it is closed: it waits no longer.
        fields = {"release_at": UNSET, "released_at": now, **fields}
    if status in _DONE:
        items, followed = settle(items, status, now)
        whole = [each for each in events if isinstance(each, OrderChanged)]
        events = (*(each for each in events if each not in whole), *followed, *whole)
    after = replace(
        order, items=items, status=status, updated_at=now, version=order.version + 1, **fields
    )
    return Transition(after, tuple(_list_events(order, after, events)))


def _list_events(before: Order, after: Order, events: Sequence[DomainEvent]) -> list[DomainEvent]:
    """Say what is told of a change: kitchens hear of an order when it comes to their boards."""
    was_on_board, is_on_board = before.on_board, after.on_board
    if not was_on_board and after.active and before.active:
        return [OrderPlaced() if is_on_board else OrderWaiting()]
    is_other = after.status is not before.status or is_on_board is not was_on_board
    if is_other and OrderChanged() not in events:
        return [*events, OrderChanged()]
    return list(events)


_DONE = frozenset({OrderStatus.READY, OrderStatus.SERVED, OrderStatus.COMPLETED})


def settle(
    items: tuple[Item, ...], status: OrderStatus, now: Instant
) -> tuple[tuple[Item, ...], list[DomainEvent]]:
    """Have lines that are on no screen follow an order that is ready or served.

    Args:
        items: of the order.
        status: of the order, by its other lines.
        now: the time to stamp.

    Returns:
        the lines as they are then, and what happened to them.
    """
    to = ItemStatus.READY if status is OrderStatus.READY else ItemStatus.SERVED
    events: list[DomainEvent] = []
    settled: list[Item] = []
    for item in items:
        after = item
        if item.live and not item.attended:
            for after in climb(item, to, now):
                events.append(ItemMoved(after))
        settled.append(after)
    return (tuple(settled), events) if events else (items, events)


def takes_changes(order: Order, now: Instant) -> bool:
    """Whether lines can be added to an order, and what it says can be changed."""
    until = order.empty_until
    return bool(ORDER_STEPS[order.status]) or (not isinstance(until, UnsetType) and now < until)


def check_open(order: Order, now: Instant, requested: str) -> None:
    """Refuse to change a closed order.

    Raises:
        Refusal: INVALID_TRANSITION.
    """
    if not takes_changes(order, now):
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"An order that is {order.status} cannot be changed any more ({requested}).",
            {"current": order.status, "requested": requested, "allowed": []},
        )


def cancel_line(item: Item, reason: str, now: Instant, version: int) -> Item:
    """Take a line off; how far it had come is kept for whoever has not seen it yet.

    Args:
        item: as it is.
        reason: why.
        now: the time to stamp.
        version: of the order after the change.
    """
    earlier = {} if isinstance(item.was, UnsetType) else asdict(item.was)
    was = EarlierLine(**{**earlier, "version": version, "status": item.status.value})
    return replace(
        item, status=ItemStatus.CANCELLED, cancelled_at=now, cancel_reason=reason, was=was
    )


def find_lines(order: Order, ids: Iterable[str]) -> set[str]:
    """Say which lines are meant by ids of lines and of combos.

    Raises:
        Refusal: NOT_FOUND for an id that is on another order, or on none.
    """
    found: set[str] = set()
    for each in ids:
        parts = {item.id for item in order.lines if each in (item.id, item.parent_id)}
        if not parts:
            raise not_found("item in this order")
        found |= parts
    return found


def find_line(order: Order, item_id: str) -> Item:
    """Find a line of an order that the kitchen has been told to make.

    Raises:
        Refusal: NOT_FOUND, or INVALID_TRANSITION for one that is held.
    """
    item = order.item(item_id)
    if item is None:
        raise not_found("item in this order")
    if order.held and item in order.held:
        raise Refusal(
            Code.INVALID_TRANSITION,
            "The line is held; fire it first.",
            {"current": "held", "requested": "change", "allowed": []},
        )
    return item


def with_line(order: Order, changed: Item) -> tuple[Item, ...]:
    """Return the lines of an order with one of them changed."""
    return tuple([changed if item.id == changed.id else item for item in order.items])


def lines_at(order: Order, station: str | None) -> list[Item]:
    """List the lines (of that station) that count; what is on no screen follows by itself."""
    return [
        item
        for item in order.items
        if item.live and (item.attended if station is None else item.belongs_to(station))
    ]


def whose_step(item: Item, station: str | None, own: str | None) -> str | None:
    """Say whose step of a line is meant: of the station that was named, or else of who asks.

    Raises:
        Refusal: BAD_REQUEST for a station that does not make it.
    """
    if station is not None and not item.belongs_to(station):
        raise bad_field("station", "the line is not made there")
    return station or own


def check_lines(order: Order) -> None:
    """Refuse what an order cannot hold: no lines, too many, or one id twice.

    Raises:
        Refusal: BAD_REQUEST.
    """
    items = order.lines
    if not items:
        raise bad_field("items", "an order needs at least one line")
    if len(items) > MAX_LINES:
        raise Refusal(
            Code.BAD_REQUEST,
            f"items: an order holds at most {MAX_LINES} lines, this one would have {len(items)}",
            {"items": f"at most {MAX_LINES} lines an order"},
        )
    ids = order.line_ids
    if len(set(ids)) != len(ids):
        raise Refusal(
            Code.BAD_REQUEST, "items: the same item id twice", {"items": "the same item id twice"}
        )


def no_step(current: str, requested: str, allowed: Iterable[str]) -> Refusal:
    """Say that a status does not lead to another one."""
    steps = [str(step) for step in allowed]
    hint = f"It can become {' or '.join(steps)}." if steps else "No step leads on from there."
    return Refusal(
        Code.INVALID_TRANSITION,
        f"status: cannot go from {current} to {requested}. {hint}",
        {"current": str(current), "requested": str(requested), "allowed": steps},
    )
