"""Orders made by hand, for tests that need one in a certain state."""

from hub.domain.orders import Item, ItemStatus, Order, OrderType
from hub.domain.status import status_of
from hub.domain.times import Instant, instant

START = 1_705_314_600_000
"""When every made-up order was placed: 2024-01-15T10:30:00Z, in Unix milliseconds."""

_STAMPS = {
    ItemStatus.PREPARING: "started_at",
    ItemStatus.READY: "ready_at",
    ItemStatus.SERVED: "served_at",
}


def minute(number: float) -> Instant:
    """Return the time that many minutes after an order was placed."""
    return instant(START + round(number * 60_000))


def a_line(line_id: str, status: ItemStatus | str = "pending", station: str | None = None) -> Item:
    """Make a line that has come to ``status``, one step a minute."""
    status = ItemStatus(status)
    fields: dict[str, object] = {}
    if status is ItemStatus.CANCELLED:
        fields |= {"cancelled_at": minute(1), "cancel_reason": "out of stock"}
    else:
        for number, step in enumerate(_STAMPS, start=1):
            if list(ItemStatus).index(step) <= list(ItemStatus).index(status):
                fields[_STAMPS[step]] = minute(number)
    return Item(
        id=line_id,
        name=f"dish {line_id}",
        quantity=1,
        status=status,
        station=station,
        created_at=minute(0),
        **fields,  # type: ignore[arg-type]
    )


def an_order(*lines: Item | str) -> Order:
    """Make an order of the given lines; a word makes a line in that status, called by its place."""
    items = tuple(
        a_line(str(number), line) if isinstance(line, str) else line
        for number, line in enumerate(lines, start=1)
    )
    return Order(
        id="00000000-0000-4000-8000-000000000001",
        order_number="ORD-00001",
        type=OrderType.DINE_IN,
        status=status_of(items),
        created_at=minute(0),
        updated_at=minute(0),
        items=items,
    )


def statuses(order: Order) -> list[str]:
    """List the status of each line."""
    return [item.status.value for item in order.items]


HUB_MS = 1_700_000_000_000
"""The hub's time at which the orders below were taken, in Unix milliseconds."""


def takeout_order(number: int) -> Order:
    """Make an order of one soup."""
    at = instant(HUB_MS)
    return Order(
        id=f"o{number}",
        order_number=f"ORD-{number:05d}",
        type=OrderType.TAKEOUT,
        created_at=at,
        updated_at=at,
        items=(Item(id=f"i{number}", name="Soup", quantity=1, created_at=at),),
    )
