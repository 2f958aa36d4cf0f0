"""The screen's copy of the open orders: a snapshot, and the events after it, each once."""

from collections.abc import Container, Mapping
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from display.state.course_order import in_courses
from display.state.messages import ItemSeen, OrderSeen, OtherSeen, Snapshot
from display.state.stand_ins import take_on
from display.state.unknown_words import is_open
from hub.domain.course_words import DEFAULT_ORDER
from hub.domain.orders import Order, OrderStatus, running_number

_NONE: Mapping[str, Order] = MappingProxyType({})
_NOBODY: Mapping[int, tuple[str, ...]] = MappingProxyType({})


class Replica(msgspec.Struct, frozen=True, kw_only=True):
    """The open orders as of ``seq``; ``epoch`` is None until the first snapshot.

    Attributes:
        epoch: the run of the hub's event log.
        seq: the last event that is in here.
        orders: by id, oldest first.
        lost: whether an event is missing, so that only a snapshot helps.
        courses: those that are words, in the house's order.
        stands_in: the other stations whose lines this screen shows as well, by an order's number.
        whole: the orders of which it does, by id, as the hub has them.
    """

    epoch: str | None = None
    seq: int = 0
    orders: Mapping[str, Order] = _NONE
    lost: bool = False
    courses: tuple[str, ...] = DEFAULT_ORDER
    stands_in: Mapping[int, tuple[str, ...]] = _NOBODY
    whole: Mapping[str, Order] = _NONE


def from_snapshot(
    snapshot: Snapshot,
    before: Replica,
    station: str | None = None,
    bumped: Container[str] = (),
) -> Replica:
    """Start over from what the hub has.

    What was cancelled is not among the open orders. A hub says what of that is to be seen yet, also
    to a screen that has just started; of one that does not, what was known stays for now.

    Args:
        snapshot: what it has.
        before: what was known.
        station: whose own steps a line has that several make; None for a screen of everything.
        bumped: ids of the orders that this screen is done with.
    """
    words = snapshot.courses or before.courses
    orders = {
        order.id: in_courses(order.seen_at(station), words)
        for order in snapshot.orders
        if is_open(order)
    }
    for order in snapshot.cancelled or ():
        if order.id in before.orders or order.id not in bumped:
            orders.setdefault(order.id, in_courses(order.seen_at(station), words))
    if snapshot.cancelled is None and before.epoch == snapshot.epoch:
        for order in before.orders.values():
            if _is_closed(order):
                orders.setdefault(order.id, order)
    after = Replica(epoch=snapshot.epoch, seq=snapshot.seq, orders=_sort(orders), courses=words)
    return stand_in(after, before.stands_in, station)


def stand_in(
    replica: Replica, numbers: Mapping[int, tuple[str, ...]], station: str | None
) -> Replica:
    """Show lines of other stations as this screen's own, and those of before no more.

    Args:
        replica: as it was.
        numbers: of the orders, and whose lines.
        station: this screen's own; one of everything shows all lines as they are.
    """
    if station is None or (not numbers and not replica.stands_in):
        return replica
    orders, whole = dict(replica.orders) | dict(replica.whole), {}
    for order in list(orders.values()):
        others = numbers.get(running_number(order) or 0)
        if others:
            whole[order.id] = order
            orders[order.id] = take_on(order, others, station)
    shown = {each: orders[each] for each in replica.orders}
    return replace(
        replica,
        orders=MappingProxyType(shown),
        stands_in=MappingProxyType(dict(numbers)),
        whole=MappingProxyType(whole),
    )


def is_old(replica: Replica, snapshot: Snapshot) -> bool:
    """Whether a snapshot shows less than what is known already, and nothing is amiss."""
    same = replica.epoch == snapshot.epoch
    return same and not replica.lost and snapshot.seq < replica.seq


def with_event(
    replica: Replica, event: OrderSeen | ItemSeen | OtherSeen, station: str | None = None
) -> Replica:
    """Take one event in. What has been seen is ignored; a gap marks the replica as lost.

    Args:
        replica: as it was.
        event: the next one.
        station: whose own steps a line has that several make; None for a screen of everything.
    """
    if replica.epoch is None or replica.lost or event.seq <= replica.seq:
        return replica
    if event.seq != replica.seq + 1:
        return replace(replica, lost=True)
    orders = dict(replica.orders) | {
        each: order for each, order in replica.whole.items() if each in replica.orders
    }
    if isinstance(event, OrderSeen):
        if is_open(event.order) or (event.order.id in orders and _was_cancelled(event.order)):
            seen = event.order.seen_at(station)
            orders[event.order.id] = in_courses(seen, replica.courses)
        else:
            orders.pop(event.order.id, None)
    elif isinstance(event, ItemSeen):
        before = orders.get(event.order_id)
        # An order that had left the screen comes back whole: order:updated follows.
        if before is not None:
            orders[event.order_id] = _with_item(before, event, station)
    after = replace(replica, seq=event.seq, orders=_sort(orders), whole=_NONE)
    return stand_in(after, replica.stands_in, station)


def drop_closed(replica: Replica, kept: Container[str]) -> Replica:
    """Drop what was cancelled as a whole, but for some by their ids."""
    orders = replica.orders
    closed = [each.id for each in orders.values() if _is_closed(each) and each.id not in kept]
    if not closed:
        return replica
    left = {each: order for each, order in orders.items() if each not in closed}
    return replace(replica, orders=MappingProxyType(left))


def _is_closed(order: Order) -> bool:
    return order.status is OrderStatus.CANCELLED


def _was_cancelled(order: Order) -> bool:
    """Whether the hub tells how far a cancelled order had come."""
    return _is_closed(order) and any(item.was for item in order.items)


def _with_item(order: Order, event: ItemSeen, station: str | None) -> Order:
    seen = event.item.seen_at(station)
    items = tuple(seen if item.id == seen.id else item for item in order.items)
    return replace(order, items=items, version=event.version, updated_at=event.updated_at)


def _sort(orders: dict[str, Order]) -> Mapping[str, Order]:
    # The number behind ORD-00042 counts on; it is longer, never smaller, in later orders.
    ranked = sorted(
        orders.values(),
        key=lambda order: (order.counted_from, len(order.order_number), order.order_number),
    )
    return MappingProxyType({order.id: order for order in ranked})
