"""What guests at a table are shown of their own orders: what comes, and how far it is. Pure.

Nothing of what the house says to itself is in it: no notes, no reasons, no names of devices, and
what only stands on a bill is left out.
"""

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.earlier import AckKind
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, OrderType
from hub.domain.times import Instant

HELD = "held"
"""How far a line is that the kitchen has not been told to make yet."""

_NOBODY = "none"
_MADE = frozenset({ItemStatus.READY, ItemStatus.SERVED})


class GuestLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as its guests see it.

    ``status`` is that of the line, or ``held``. ``group`` is the combo that it is a part of.
    """

    id: str
    name: str
    quantity: int
    amount: float | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    variant: str | UnsetType = UNSET
    modifiers: tuple[str, ...] = ()
    seat: int | str | UnsetType = UNSET
    course: int | str | None = None
    group: str | UnsetType = UNSET
    status: str


class GuestOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its guests see it.

    Attributes:
        number: what they were told, or the hub's own.
        allergies: of the guests, as they were written down.
        allergy_known: whether a person in the kitchen has said that it was seen; the page must not
            say so before.
    """

    id: str
    number: str
    type: OrderType
    status: OrderStatus
    created_at: Instant
    items: tuple[GuestLine, ...]
    allergies: tuple[str, ...] = ()
    allergy_known: bool = False


def show_to_guests(order: Order) -> GuestOrder:
    """Show an order to the guests whose it is."""
    held = {line.id for line in order.held or ()}
    names = {combo.id: combo.name for combo in order.groups or ()}
    lines = [line for line in order.lines if line.station != _NOBODY]
    allergies = [*(order.allergies or ()), *(each for ln in lines for each in ln.allergies or ())]
    return GuestOrder(
        id=order.id,
        number=order.display_number or order.order_number,
        type=order.type,
        status=order.status,
        created_at=order.created_at,
        items=tuple(
            _show_line(line, names, HELD if line.id in held else line.status) for line in lines
        ),
        allergies=tuple(dict.fromkeys(allergies)),
        allergy_known=bool(allergies) and _is_known(order),
    )


def _is_known(order: Order) -> bool:
    """Whether each station that still makes something has taken note of it as it is now."""
    waiting = [line for line in order.items if line.live and line.status not in _MADE]
    version = order.was.version if order.was and order.was.allergies is not UNSET else 0
    since = ""
    for line in waiting:
        since = max(since, line.created_at)
        if line.was and line.was.allergies is not UNSET:
            version = max(version, line.was.version)
    seen = {
        ack.station
        for ack in order.acks or ()
        if ack.what is AckKind.ALLERGY and ack.version >= version and ack.at >= since
    }
    if not waiting or None in seen:
        return bool(seen)
    return all(seen.issuperset(line.stations or (line.station,)) for line in waiting)


def _show_line(line: Item, groups: dict[str, str], status: str) -> GuestLine:
    return GuestLine(
        id=line.id,
        name=line.name,
        quantity=line.quantity,
        amount=line.amount,
        unit=line.unit,
        variant=line.variant,
        modifiers=tuple(each.name for each in line.modifiers),
        seat=line.seat,
        course=line.course,
        group=groups.get(line.parent_id, UNSET) if line.parent_id else UNSET,
        status=status,
    )
