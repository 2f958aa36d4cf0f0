"""Orders that no kitchen sees yet: those that wait for their time, or have no line. Pure."""

from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.orders import (
    DomainEvent,
    Order,
    OrderChanged,
    OrderPlaced,
    OrderStatus,
    OrderWaiting,
    Transition,
)
from hub.domain.times import Instant


def describe_change(order: Order) -> DomainEvent:
    """Say what is told of an order that was changed as a whole."""
    return OrderChanged() if order.on_board or not order.active else OrderWaiting()


def release(order: Order, now: Instant) -> Transition:
    """Put an order that waited for its time on the board; its age counts from now."""
    after = replace(
        order,
        release_at=UNSET,
        released_at=now,
        age_from=now,
        updated_at=now,
        version=order.version + 1,
    )
    return Transition(after, (OrderPlaced() if after.on_board else OrderWaiting(),))


def close_empty(order: Order, now: Instant) -> Transition:
    """Cancel an order that was left without a line."""
    after = replace(
        order,
        empty_until=UNSET,
        status=OrderStatus.CANCELLED,
        updated_at=now,
        version=order.version + 1,
    )
    return Transition(after, (OrderChanged(),))
