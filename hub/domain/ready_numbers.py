"""What a board of ready numbers shows of an order: a number, perhaps a first name, how far it is.

Never what was ordered, what it costs, or how to reach the guest. Pure.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, OrderType
from hub.domain.times import Instant, milliseconds

MINUTE = 60 * 1000

MOST = 400
"""Rows of a board; nobody reads more."""

_LONGEST_NAME = 24
_DONE = frozenset({ItemStatus.READY, ItemStatus.SERVED})


class GuestNames(StrEnum):
    """What a board shows of a guest's name."""

    OFF = "off"
    FIRST = "first"
    INITIAL = "initial"
    """The first name, and the first letter of the last one."""


class ReadyRules(NamedTuple):
    """What a house shows on its board.

    Attributes:
        names: of guests.
        dine_in: whether what is eaten at a table is shown as well.
        stays: milliseconds for which a number stands there once it is ready.
        aloud: whether one that has become ready is said.
    """

    names: GuestNames = GuestNames.OFF
    dine_in: bool = False
    stays: int = 10 * MINUTE
    aloud: bool = False


class ReadyNumber(msgspec.Struct, frozen=True, kw_only=True):
    """What a board of ready numbers shows of an order: what the guest holds, and how far it is.

    Attributes:
        id: the order's; it tells two orders with one number apart.
        number: the one that the guest or the courier was told; the hub's own where there is none.
        name: of the guest, as far as the house shows it.
        type: of the order; what couriers fetch is ``delivery``.
        status: preparing or ready.
        since: when it was ready, or was ordered.
    """

    id: str
    number: str
    name: str | UnsetType = UNSET
    type: OrderType
    status: OrderStatus
    since: Instant


def list_ready_numbers(orders: Iterable[Order], rules: ReadyRules, now: int) -> list[ReadyNumber]:
    """List what stands on the board: what is ready, the newest first, then the rest, oldest first.

    Args:
        orders: that kitchens see, the oldest first.
        rules: what the house shows.
        now: Unix milliseconds.
    """
    rows = [_describe(each, rules) for each in orders if _is_for_guests(each, rules)]
    ready = [row for row in rows if row.status is OrderStatus.READY]
    standing = [row for row in ready if now < milliseconds(row.since) + rules.stays]
    standing.sort(key=lambda row: row.since, reverse=True)
    return [*standing, *(row for row in rows if row.status is not OrderStatus.READY)][:MOST]


def find_next_leave(rows: Iterable[ReadyNumber], rules: ReadyRules) -> int | None:
    """Say when the next number leaves the board by itself, in Unix milliseconds; None for never."""
    ready = (milliseconds(row.since) for row in rows if row.status is OrderStatus.READY)
    return min((since + rules.stays for since in ready), default=None)


def ready_since(order: Order) -> Instant | None:
    """Say since when everything of an order is ready and waits; None while it is not."""
    live = [line for line in order.items if line.live and line.attended]
    if order.held or not live or not all(line.status in _DONE for line in live):
        return None
    times = [_done_at(line) for line in live if line.status is ItemStatus.READY]
    return max(times) if times else None


def shown_number(order: Order) -> str:
    """Say what guest or courier calls an order."""
    return order.display_number or order.order_number


def shorten_name(name: str | None, how: GuestNames) -> str | None:
    """Say what of a guest's name may be read by everybody in the room; None for nothing.

    Args:
        name: as the till has it: "Ana Maria Silva" or "Silva, Ana".
        how: what the house shows.
    """
    if name is None or how is GuestNames.OFF:
        return None
    last, comma, first = name.partition(",")
    words = f"{first} {last}".split() if comma else name.split()
    # A till that has no field for it writes the telephone number or the address beside the name.
    if not words or not _is_name(words[0]):
        return None
    shown = words[0][:_LONGEST_NAME]
    if how is GuestNames.INITIAL and len(words) > 1 and _is_name(words[-1]):
        return f"{shown} {words[-1][0]}."
    return shown


def _is_name(word: str) -> bool:
    return word[0].isalpha() and not any(each.isdigit() or each in "@/:" for each in word)


def _is_for_guests(order: Order, rules: ReadyRules) -> bool:
    return (rules.dine_in or order.type is not OrderType.DINE_IN) and not order.test


def _describe(order: Order, rules: ReadyRules) -> ReadyNumber:
    since = ready_since(order)
    return ReadyNumber(
        id=order.id,
        number=shown_number(order),
        name=shorten_name(order.customer_name, rules.names) or UNSET,
        type=order.type,
        status=OrderStatus.PREPARING if since is None else OrderStatus.READY,
        since=since or order.counted_from,
    )


def _done_at(line: Item) -> Instant:
    return line.ready_at or line.created_at
