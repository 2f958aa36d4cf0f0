"""Which steps there are, for a line and for an order, and how an order's status follows its lines.

Everything else about orders follows from these two tables. An order's status is never set by hand:
it is read off its items (:func:`status_of`), so the two cannot disagree.
"""

from collections.abc import Iterable, Mapping, Sequence

from hub.domain.orders import Item, ItemStatus, OrderStatus

ITEM_STEPS: Mapping[ItemStatus, ItemStatus] = {
    ItemStatus.PENDING: ItemStatus.PREPARING,
    ItemStatus.PREPARING: ItemStatus.READY,
    ItemStatus.READY: ItemStatus.SERVED,
}
"""The one step forward from each status. Served is terminal; a cancelled line has no steps."""

ITEM_STEPS_BACK: Mapping[ItemStatus, ItemStatus] = {to: at for at, to in ITEM_STEPS.items()}

CANCELLABLE = frozenset(ITEM_STEPS)
"""A line can be taken off until it has been served."""

ORDER_STEPS: Mapping[OrderStatus, tuple[OrderStatus, ...]] = {
    OrderStatus.PENDING: (OrderStatus.CONFIRMED, OrderStatus.PREPARING, OrderStatus.CANCELLED),
    OrderStatus.CONFIRMED: (OrderStatus.PREPARING, OrderStatus.CANCELLED),
    OrderStatus.PREPARING: (OrderStatus.READY, OrderStatus.CANCELLED),
    OrderStatus.READY: (OrderStatus.SERVED, OrderStatus.CANCELLED),
    OrderStatus.SERVED: (OrderStatus.COMPLETED,),
    OrderStatus.COMPLETED: (),
    OrderStatus.CANCELLED: (),
}

RANK: Mapping[ItemStatus, int] = {
    ItemStatus.PENDING: 0,
    ItemStatus.PREPARING: 1,
    ItemStatus.READY: 2,
    ItemStatus.SERVED: 3,
    ItemStatus.CANCELLED: 9,
}
"""How far along a status is; a cancelled line is beyond every step."""

STAMP: Mapping[ItemStatus, str] = {
    ItemStatus.PREPARING: "started_at",
    ItemStatus.READY: "ready_at",
    ItemStatus.SERVED: "served_at",
}
"""The field that remembers when a line reached a status."""


UNTOUCHED = frozenset({OrderStatus.PENDING, OrderStatus.CONFIRMED})
"""The statuses of an open order that nobody has begun with."""


def any_live(items: Iterable[Item]) -> bool:
    """Whether a line still counts."""
    for item in items:  # noqa: SIM110 - the first one tells; a generator takes longer
        if item.live:
            return True
    return False


def status_of(
    items: Sequence[Item],
    *,
    held: Sequence[Item] = (),
    confirmed: bool = False,
    completed: bool = False,
    empty: bool = False,
) -> OrderStatus:
    """Read an order's status off its items.

    The first item preparing makes it preparing; all live items ready makes it ready; all served
    makes it served; all cancelled makes it cancelled (the Kitchen API's rule).

    Args:
        items: its lines.
        held: its lines that wait until they are fired: they count as pending.
        confirmed: whether a person has accepted it.
        completed: whether it was closed for good.
        empty: whether it waits for its first line, as long as it has none.
    """
    ranks: set[int] = set()
    is_live = False
    for item in items:
        if item.live:
            is_live = True
            if item.attended:
                ranks.add(RANK[item.status])
    if held and any_live(held):
        ranks.add(RANK[ItemStatus.PENDING])
    if is_live and not ranks:
        # Nobody waits for what is on no screen.
        ranks.add(RANK[ItemStatus.SERVED])
    if not ranks and (items or held or completed or not empty):
        return OrderStatus.COMPLETED if completed else OrderStatus.CANCELLED
    if ranks == {RANK[ItemStatus.SERVED]}:
        return OrderStatus.COMPLETED if completed else OrderStatus.SERVED
    if min(ranks, default=0) >= RANK[ItemStatus.READY]:
        return OrderStatus.READY
    if max(ranks, default=0) >= RANK[ItemStatus.PREPARING]:
        return OrderStatus.PREPARING
    return OrderStatus.CONFIRMED if confirmed else OrderStatus.PENDING
