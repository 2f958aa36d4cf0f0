"""The rules by which orders change. Pure: time comes in, a :class:`Transition` goes out.

Steps back stand in ``hub.domain.recalls``, which steps there are in ``hub.domain.status``, and what
a change reports in ``hub.domain.orders``.
"""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.errors import Code, Refusal
from hub.domain.order_details import Combo
from hub.domain.orders import (
    DomainEvent,
    Item,
    ItemCancelled,
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
from hub.domain.status import (
    CANCELLABLE,
    ITEM_STEPS,
    ORDER_STEPS,
    RANK,
    STAMP,
    status_of,
)
from hub.domain.times import Instant
from hub.domain.transitions import (
    cancel_line,
    check_lines,
    find_line,
    find_lines,
    finish,
    lines_at,
    no_step,
    settle,
    takes_changes,
    whose_step,
    with_line,
)

CANCELLED_WITH_ORDER = "order cancelled"
"""The reason on each line of an order that was cancelled without one."""


def place(order: Order) -> Transition:
    """Take a new order in. One that is held whole is not told as new before it is fired.

    Raises:
        Refusal: BAD_REQUEST when it has no lines and does not wait for one, too many, or the same
            line twice.
    """
    if order.items or not order.empty_until:
        check_lines(order)
    held = order.held or ()
    status = status_of(order.items, held=held, empty=bool(order.empty_until))
    if status is not OrderStatus.PENDING or order.status is not status:
        items, _ = settle(order.items, status, order.created_at)
        order = replace(order, items=items, status=status)
    waits = order.active and not order.on_board
    return Transition(order, (OrderWaiting() if waits else OrderPlaced(),))


def place_cancelled(order: Order, reason: str, now: Instant) -> Transition:
    """Take a new order in that was cancelled before it came: no kitchen hears of its lines.

    Raises:
        Refusal: BAD_REQUEST as for any other.
    """
    taken = place(order).order
    items, held = (
        tuple(cancel_line(item, reason, now, order.version) for item in lines)
        for lines in (taken.items, taken.held or ())
    )
    gone = {"items": items, "held": held or UNSET, "status": OrderStatus.CANCELLED}
    cancelled = replace(order, **gone, release_at=UNSET, empty_until=UNSET)
    return Transition(cancelled, (OrderChanged(),))


def move_item(
    order: Order,
    item_id: str,
    to: ItemStatus,
    now: Instant,
    *,
    station: str | None = None,
    own: str | None = None,
) -> Transition:
    """Move one line one step forward.

    Args:
        order: as it is.
        item_id: which line.
        to: its next status.
        now: the time to stamp.
        station: whose step it is, if several make it; None for all of them.
        own: the station of whoever asks, in place of ``station`` where that makes it.

    Raises:
        Refusal: NOT_FOUND, BAD_REQUEST for a station that does not make it, or INVALID_TRANSITION
            for anything but the next step.
    """
    item = find_line(order, item_id)
    mine = whose_step(item, station, own)
    current = item.status_at(mine)
    if order.status is OrderStatus.COMPLETED or ITEM_STEPS.get(current) is not to:
        raise no_step(current, to, _steps_from(current))
    for moved in climb(item, to, now, mine):
        item = moved
    return finish(order, with_line(order, item), [ItemMoved(item)], now)


def bump(
    order: Order,
    to: ItemStatus,
    station: str | None,
    now: Instant,
    only: Collection[str] | None = None,
    own: str | None = None,
) -> Transition:
    """Move every live line (of that station) that is behind ``to`` up to it, step by step.

    Of a line that several stations make, it moves the step of ``station``, or else of ``own`` where
    that is one of them, or else the steps of all.

    Args:
        order: as it is.
        to: preparing, ready or served.
        station: whose lines; None for all.
        now: the time to stamp.
        only: ids of the lines, or of combos, that are meant; None for all.
        own: the station of whoever asks.

    Raises:
        Refusal: INVALID_TRANSITION when no line is behind, NOT_FOUND for a line of another order.
    """
    only = None if only is None else find_lines(order, only)
    mine = station or own
    behind = [
        item
        for item in lines_at(order, station)
        if RANK[item.status_at(mine)] < RANK[to] and (only is None or item.id in only)
    ]
    if not behind or to not in STAMP:
        allowed = [step for step in ITEM_STEPS.values() if _any_behind(order, station, step)]
        raise no_step(order.status, to, allowed)
    return _advance(order, behind, to, now, mine)


def cancel_item(order: Order, item_id: str, reason: str, now: Instant) -> Transition:
    """Take one line off, or with a combo's id all that is left of it.

    It stays on the ticket, struck through, with its reason; what was held stays with what is held.

    Raises:
        Refusal: NOT_FOUND, or INVALID_TRANSITION when it was served or cancelled before.
    """
    chosen = find_lines(order, [item_id])
    lines = [item for item in order.lines if item.id in chosen]
    going = [item for item in lines if item.status in CANCELLABLE]
    if not going:
        raise no_step(lines[0].status, ItemStatus.CANCELLED, [])
    return _take_off(order, going, reason, now, refills=True)


def add_items(
    order: Order,
    items: Sequence[Item],
    now: Instant,
    *,
    held: Sequence[Item] = (),
    groups: Sequence[Combo] = (),
) -> Transition:
    """Add another round to an order; a served order comes back to the kitchen with it.

    Args:
        order: as it is.
        items: lines to cook.
        now: the time to stamp.
        held: lines that wait until they are fired.
        groups: headings of the combos among all of them.

    Raises:
        Refusal: INVALID_TRANSITION on a closed order, BAD_REQUEST on too many or doubled lines.
    """
    if not takes_changes(order, now):
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"An order that is {order.status} takes no more items.",
            {"current": order.status, "requested": "add items", "allowed": []},
        )
    fields: dict[str, Any] = {}
    if held:
        fields["held"] = (*(order.held or ()), *held)
    if groups:
        fields["groups"] = (*(order.groups or ()), *groups)
    after = replace(order, items=(*order.items, *items), **fields)
    check_lines(after)
    return finish(order, after.items, [OrderChanged()], now, **fields)


def move_order(order: Order, to: OrderStatus, now: Instant, reason: str | None) -> Transition:
    """Move an order along its own table, and its live lines with it.

    Args:
        order: as it is.
        to: its next status.
        now: the time to stamp.
        reason: why it is cancelled; one must be given once the food is ready.

    Raises:
        Refusal: INVALID_TRANSITION for a step that the table does not have, or without a reason
            that is needed, or to ready while a line is held.
    """
    allowed = ORDER_STEPS[order.status]
    if to not in allowed:
        raise no_step(order.status, to, allowed)
    if to is OrderStatus.CONFIRMED:
        return finish(order, order.items, [], now, confirmed_at=now)
    if to is OrderStatus.COMPLETED:
        return finish(order, order.items, [], now, completed_at=now)
    if to is OrderStatus.CANCELLED:
        if order.status is OrderStatus.READY and not reason:
            raise Refusal(
                Code.INVALID_TRANSITION,
                "reason: an order that is ready is cancelled with a reason only.",
                {"current": order.status, "requested": to, "allowed": [OrderStatus.SERVED]},
            )
        going = [item for item in order.lines if item.live]
        return _take_off(order, going, reason or CANCELLED_WITH_ORDER, now, empty_until=UNSET)
    target = ItemStatus(to.value)
    behind = [item for item in lines_at(order, None) if RANK[item.status] < RANK[target]]
    moved = _advance(order, behind, target, now)
    if moved.order.status is not to:
        # What is held is never ready, let alone served.
        raise no_step(order.status, to, [OrderStatus.CANCELLED])
    return moved


def close(order: Order, reason: str, now: Instant) -> Transition:
    """Take an open order off the board, however far it is, because the hub has to.

    What was served stays served, and the order is completed with it; otherwise it is cancelled.
    The whole of it is told at once, and not line by line: many may have to go.
    """
    going = [item for item in order.lines if item.status in CANCELLABLE]
    gone = _take_off(order, going, reason, now).order
    done = now if any(item.live for item in gone.items) else None
    fields: dict[str, Any] = {"held": gone.held, "completed_at": done, "empty_until": UNSET}
    return finish(order, gone.items, [OrderChanged()], now, **fields)


def _advance(
    order: Order, behind: Sequence[Item], to: ItemStatus, now: Instant, station: str | None = None
) -> Transition:
    events: list[DomainEvent] = []
    items = {item.id: item for item in order.items}
    for item in behind:
        for moved in climb(item, to, now, station):
            items[item.id] = moved
            events.append(ItemMoved(moved))
    return finish(order, tuple(items.values()), events, now)


def _take_off(
    order: Order,
    going: Sequence[Item],
    reason: str,
    now: Instant,
    **fields: Any,  # noqa: ANN401 - handed on to finish
) -> Transition:
    gone = {item.id: cancel_line(item, reason, now, order.version + 1) for item in going}
    events: list[DomainEvent] = list(map(ItemCancelled, gone.values()))
    if order.held and any(item.id in gone for item in order.held):
        fields["held"] = tuple(gone.get(item.id, item) for item in order.held)
        events.append(OrderChanged())
    items = tuple(gone.get(item.id, item) for item in order.items)
    return finish(order, items, events, now, **fields)


def _steps_from(status: ItemStatus) -> list[ItemStatus]:
    step = ITEM_STEPS.get(status)
    return [] if step is None else [step]


def _any_behind(order: Order, station: str | None, to: ItemStatus) -> bool:
    return any(RANK[item.status] < RANK[to] for item in lines_at(order, station))
