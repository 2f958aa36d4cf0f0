"""The rules by which orders change. Pure: time comes in, a :class:`Transition` goes out.

Which steps there are stands in ``hub.domain.status``; what a change reports in
``hub.domain.orders``.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.errors import Code, Refusal
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
from hub.domain.status import (
    CANCELLABLE,
    ITEM_STEPS,
    ITEM_STEPS_BACK,
    ORDER_STEPS,
    RANK,
    STAMP,
)
from hub.domain.times import Instant
from hub.domain.transitions import cancel_line as _cancel
from hub.domain.transitions import check_lines as _check_lines
from hub.domain.transitions import find_line as _find
from hub.domain.transitions import finish as _finish
from hub.domain.transitions import no_step as _no_step
from hub.domain.transitions import takes_changes
from hub.domain.transitions import with_line as _with

CANCELLED_WITH_ORDER = "order cancelled"
"""The reason on each line of an order that was cancelled without one."""


def place(order: Order) -> Transition:
    """Take a new order in.

    Raises:
        Refusal: BAD_REQUEST when it has no lines and does not wait for one, too many, or the same
            line twice.
    """
    if order.items or not order.empty_until:
        _check_lines(order.items)
    return Transition(order, (OrderPlaced() if order.on_board else OrderWaiting(),))


def place_cancelled(order: Order, reason: str, now: Instant) -> Transition:
    """Take a new order in that was cancelled before it came: no kitchen hears of its lines.

    Raises:
        Refusal: BAD_REQUEST as for any other.
    """
    items = tuple(_cancel(item, reason, now, order.version) for item in place(order).order.items)
    gone = {"items": items, "status": OrderStatus.CANCELLED}
    cancelled = replace(order, **gone, release_at=UNSET, empty_until=UNSET)
    return Transition(cancelled, (OrderChanged(),))


def move_item(order: Order, item_id: str, to: ItemStatus, now: Instant) -> Transition:
    """Move one line one step forward.

    Raises:
        Refusal: NOT_FOUND, or INVALID_TRANSITION for anything but the next step.
    """
    item = _find(order, item_id)
    if order.status is OrderStatus.COMPLETED or ITEM_STEPS.get(item.status) is not to:
        raise _no_step(item.status, to, _steps_from(item))
    moved = _step(item, to, now)
    return _finish(order, _with(order, moved), [ItemMoved(moved)], now)


def bump(
    order: Order,
    to: ItemStatus,
    station: str | None,
    now: Instant,
    only: Collection[str] | None = None,
) -> Transition:
    """Move every live line (of that station) that is behind ``to`` up to it, step by step.

    Args:
        order: as it is.
        to: preparing, ready or served.
        station: whose lines; None for all.
        now: the time to stamp.
        only: ids of the lines that are meant; None for all.

    Raises:
        Refusal: INVALID_TRANSITION when no line is behind, NOT_FOUND for a line of another order.
    """
    for item_id in only or ():
        _find(order, item_id)
    behind = [
        item
        for item in _live_at(order, station)
        if RANK[item.status] < RANK[to] and (only is None or item.id in only)
    ]
    if not behind or to not in STAMP:
        allowed = [step for step in ITEM_STEPS.values() if _any_behind(order, station, step)]
        raise _no_step(order.status, to, allowed)
    return _advance(order, behind, to, now)


def recall_item(order: Order, item_id: str, now: Instant) -> Transition:
    """Take one line one step back.

    Raises:
        Refusal: NOT_FOUND, or INVALID_TRANSITION when there is no step back.
    """
    item = _find(order, item_id)
    back = ITEM_STEPS_BACK.get(item.status)
    if back is None or order.status is OrderStatus.COMPLETED:
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"An item that is {item.status} cannot be recalled.",
            {"current": item.status, "requested": "recall", "allowed": []},
        )
    return _recall(order, {item.id: back}, now)


def recall(order: Order, station: str | None, now: Instant) -> Transition:
    """Take back the last step of an order (of that station).

    The lines that have come furthest go one step back: what a cook undoes is the latest bump, and
    lines that are still behind it were not part of that.

    Raises:
        Refusal: INVALID_TRANSITION when no line has taken a step yet, or the order is closed.
    """
    mine = _live_at(order, station)
    furthest = max((RANK[item.status] for item in mine), default=0)
    if furthest == 0 or order.status is OrderStatus.COMPLETED:
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"Nothing of this {order.status} order can be recalled.",
            {"current": order.status, "requested": "recall", "allowed": []},
        )
    chosen = {
        item.id: ITEM_STEPS_BACK[item.status] for item in mine if RANK[item.status] == furthest
    }
    return _recall(order, chosen, now)


class TakenBack(NamedTuple):
    """A line to take back: the status it must have, and the one it goes back to."""

    item_id: str
    current: ItemStatus
    to: ItemStatus


def take_back(order: Order, lines: Sequence[TakenBack], now: Instant) -> Transition:
    """Undo one bump: each line goes back, step by step, to what it was before it.

    A line that was cancelled meanwhile is left as it is; for any other that has gone on nothing is
    taken back at all, because somebody may be carrying it out.

    Raises:
        Refusal: NOT_FOUND for a line of another order, INVALID_TRANSITION when a line is no longer
            where the bump left it, or none is left to take back.
    """
    chosen: dict[str, ItemStatus] = {}
    for item_id, current, to in lines:
        item = _find(order, item_id)
        if not item.live:
            continue
        if item.status is not current or RANK[to] >= RANK[current]:
            raise _no_step(item.status, to, [])
        chosen[item_id] = to
    if not chosen or order.status is OrderStatus.COMPLETED:
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"Nothing of this {order.status} order can be taken back.",
            {"current": order.status, "requested": "recall", "allowed": []},
        )
    return _recall(order, chosen, now)


def cancel_item(order: Order, item_id: str, reason: str, now: Instant) -> Transition:
    """Take one line off. It stays on the ticket, struck through, with its reason.

    Raises:
        Refusal: NOT_FOUND, or INVALID_TRANSITION when it was served or cancelled before.
    """
    item = _find(order, item_id)
    if item.status not in CANCELLABLE:
        raise _no_step(item.status, ItemStatus.CANCELLED, [])
    gone = _cancel(item, reason, now, order.version + 1)
    return _finish(order, _with(order, gone), [ItemCancelled(gone)], now, refills=True)


def add_items(order: Order, items: Sequence[Item], now: Instant) -> Transition:
    """Add another round to an order; a served order comes back to the kitchen with it.

    Raises:
        Refusal: INVALID_TRANSITION on a closed order, BAD_REQUEST on too many or doubled lines.
    """
    if not takes_changes(order, now):
        raise Refusal(
            Code.INVALID_TRANSITION,
            f"An order that is {order.status} takes no more items.",
            {"current": order.status, "requested": "add items", "allowed": []},
        )
    everything = (*order.items, *items)
    _check_lines(everything)
    return _finish(order, everything, [OrderChanged()], now)


def move_order(order: Order, to: OrderStatus, now: Instant, reason: str | None) -> Transition:
    """Move an order along its own table, and its live lines with it.

    Args:
        order: as it is.
        to: its next status.
        now: the time to stamp.
        reason: why it is cancelled; one must be given once the food is ready.

    Raises:
        Refusal: INVALID_TRANSITION for a step that the table does not have, or without a reason
            that is needed.
    """
    allowed = ORDER_STEPS[order.status]
    if to not in allowed:
        raise _no_step(order.status, to, allowed)
    if to is OrderStatus.CONFIRMED:
        return _finish(order, order.items, [], now, confirmed_at=now)
    if to is OrderStatus.COMPLETED:
        return _finish(order, order.items, [], now, completed_at=now)
    if to is OrderStatus.CANCELLED:
        if order.status is OrderStatus.READY and not reason:
            raise Refusal(
                Code.INVALID_TRANSITION,
                "reason: an order that is ready is cancelled with a reason only.",
                {"current": order.status, "requested": to, "allowed": [OrderStatus.SERVED]},
            )
        return _cancel_all(order, reason or CANCELLED_WITH_ORDER, now)
    target = ItemStatus(to.value)
    behind = [item for item in _live_at(order, None) if RANK[item.status] < RANK[target]]
    return _advance(order, behind, target, now)


def close(order: Order, reason: str, now: Instant) -> Transition:
    """Take an open order off the board, however far it is, because the hub has to.

    What was served stays served, and the order is completed with it; otherwise it is cancelled.
    The whole of it is told at once, and not line by line: many may have to go.
    """
    version = order.version + 1
    items = tuple(
        _cancel(item, reason, now, version) if item.status in CANCELLABLE else item
        for item in order.items
    )
    completed_at = now if any(item.live for item in items) else None
    return _finish(
        order, items, [OrderChanged()], now, completed_at=completed_at, empty_until=UNSET
    )


def _advance(order: Order, behind: Sequence[Item], to: ItemStatus, now: Instant) -> Transition:
    events: list[DomainEvent] = []
    items = {item.id: item for item in order.items}
    for item in behind:
        current = item
        while current.status is not to:
            current = _step(current, ITEM_STEPS[current.status], now)
            events.append(ItemMoved(current))
        items[item.id] = current
    return _finish(order, tuple(items.values()), events, now)


def _recall(order: Order, chosen: Mapping[str, ItemStatus], now: Instant) -> Transition:
    items = {item.id: item for item in order.items}
    events: list[DomainEvent] = []
    for item_id, to in chosen.items():
        while (item := items[item_id]).status is not to:
            undone = {STAMP[item.status]: None}
            back = replace(item, status=ITEM_STEPS_BACK[item.status], **undone)
            items[item_id] = back
            events.append(ItemMoved(back, recalled=True))
    return _finish(order, tuple(items.values()), events, now)


def _cancel_all(order: Order, reason: str, now: Instant) -> Transition:
    items: list[Item] = []
    events: list[DomainEvent] = []
    for item in order.items:
        if item.live:
            gone = _cancel(item, reason, now, order.version + 1)
            events.append(ItemCancelled(gone))
            items.append(gone)
        else:
            items.append(item)
    return _finish(order, tuple(items), events, now, empty_until=UNSET)


def _step(item: Item, to: ItemStatus, now: Instant) -> Item:
    stamp = {STAMP[to]: now}
    return replace(item, status=to, **stamp)


def _live_at(order: Order, station: str | None) -> list[Item]:
    return [item for item in order.items if item.live and item.belongs_to(station)]


def _steps_from(item: Item) -> list[ItemStatus]:
    step = ITEM_STEPS.get(item.status)
    return [] if step is None else [step]


def _any_behind(order: Order, station: str | None, to: ItemStatus) -> bool:
    return any(RANK[item.status] < RANK[to] for item in _live_at(order, station))
