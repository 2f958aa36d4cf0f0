"""Finds orders of any age by what is said of them, a page at a time."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from itertools import accumulate
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec

from hub.domain.errors import bad_field
from hub.domain.orders import Order
from hub.domain.sought_orders import mentions
from hub.domain.times import instant, milliseconds
from hub.store import order_reads
from hub.store.reads import AT_ONCE
from hub.store.row_types import OrderRow
from hub.store.rows import decode_order
from hub.store.store import Store
from hub.wire.order_requests import OrdersQuery

LOOKED_AT = 2000
"""Orders that one request looks at. Where few of them are wanted, its page is short and has a
cursor to go on from."""

_FIRST, _LAST = "0000", "9999"

_PAGE_BYTES = 1024 * 1024
"""Of the orders on one page."""

_Place = tuple[str, int]
_T = TypeVar("_T", bound=tuple[Any, ...])


class OrderPage(NamedTuple):
    """Orders, not all of which need be whole, and where to go on from."""

    rows: Sequence[OrderRow]
    cursor: str | None


async def find_orders(store: Store, query: OrdersQuery) -> OrderPage:
    """Find orders, newest first; with ``updated_since`` in the order of their last changes.

    They are read in slices, between which changes are committed.

    Args:
        store: where to read.
        query: which ones, and where to go on from.

    Raises:
        Refusal: BAD_REQUEST for a time or a cursor that is none.
    """
    if query.updated_since is not None:
        return await _find_changed(store, query)
    since, until = _read_bounds(query)

    async def read(before: _Place | None, limit: int) -> list[OrderRow]:
        return await order_reads.orders_page(
            store, statuses=query.statuses, since=since, until=until, before=before, limit=limit
        )

    start = None if query.cursor is None else _parse_cursor(query.cursor, tuple[str, int])
    wanted = make_filter(query) if query.asks_for_content else None
    rows, last = await _search(read, start, order_reads.place_of, query.limit, wanted)
    return OrderPage(rows, None if last is None else _make_cursor(*last))


async def _find_changed(store: Store, query: OrdersQuery) -> OrderPage:
    start = (_read_time("updated_since", query.updated_since, _FIRST), -1)
    if query.cursor is not None:
        at, number, _ = _parse_cursor(query.cursor, tuple[str, int, Literal["changed"]])
        start = max(start, (at, number))

    async def read(after: _Place | None, limit: int) -> list[OrderRow]:
        return await order_reads.changed_orders(store, after or start, limit)

    wanted = make_filter(query)
    rows, last = await _search(read, start, order_reads.changed_place, query.limit, wanted)
    return OrderPage(rows, None if last is None else _make_cursor(*last, "changed"))


async def _search(
    read: Callable[[_Place | None, int], Awaitable[list[OrderRow]]],
    place: _Place | None,
    place_of: Callable[[OrderRow], _Place],
    limit: int,
    wanted: Callable[[Order], bool] | None,
) -> tuple[Sequence[OrderRow], _Place | None]:
    """Fill a page -> its orders, and behind which place there may be more."""
    found: list[OrderRow] = []
    looked_at, more = 0, True
    while more and len(found) <= limit and looked_at < LOOKED_AT:
        most = AT_ONCE if wanted is not None else limit + 1
        rows = await read(place, most)
        found += rows if wanted is None else [row for row in rows if _is_wanted(row, wanted)]
        looked_at += len(rows)
        more = len(rows) == most
        place = place_of(rows[-1]) if rows else place
    page = found[: min(limit, _count_fitting(found))]
    if len(found) > len(page):
        return page, place_of(page[-1])
    return page, place if more else None


def _is_wanted(row: OrderRow, wanted: Callable[[Order], bool]) -> bool:
    try:
        return wanted(decode_order(row.body))
    except msgspec.MsgspecError:
        # It is damaged: whoever shows the page says so.
        return True


def make_filter(query: OrdersQuery) -> Callable[[Order], bool]:
    """Say which orders are wanted, as far as an order itself tells that.

    Raises:
        Refusal: BAD_REQUEST for a time that is none.
    """
    since, until = _read_bounds(query)
    changed = _read_time("updated_since", query.updated_since, _FIRST)
    statuses, station = query.statuses, query.station

    def is_wanted(order: Order) -> bool:
        return (
            (not statuses or order.status in statuses)
            and query.type in {None, order.type}
            and query.table in {None, order.table_number}
            and query.zone in {None, order.zone}
            and (query.source is None or _came_from(order, query.source))
            and (station is None or any(line.belongs_to(station) for line in order.lines))
            and since <= order.created_at < until
            and order.updated_at >= changed
            and (query.q is None or mentions(order, query.q))
        )

    return is_wanted


def _came_from(order: Order, source: str) -> bool:
    return order.source == source or any(key[0] == source for key in order.sender_keys)


def _count_fitting(rows: Sequence[OrderRow]) -> int:
    """Say how many orders a page has room for: one, however long it is."""
    sizes = accumulate(len(row.body) for row in rows)
    return max(1, sum(size <= _PAGE_BYTES for size in sizes))


def _read_bounds(query: OrdersQuery) -> tuple[str, str]:
    return _read_time("from", query.from_, _FIRST), _read_time("to", query.to, _LAST)


def _read_time(field: str, text: str | None, default: str) -> str:
    if text is None:
        return default
    try:
        # A plus sign that was not percent-encoded arrives as a space.
        return instant(milliseconds(text.replace(" ", "+") if "T" in text else text))
    except (ValueError, OverflowError):
        raise bad_field(field, "is not an ISO 8601 time with an offset") from None


def _make_cursor(*place: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _parse_cursor(cursor: str, kind: type[_T]) -> _T:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place: _T = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=kind)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise bad_field("cursor", "is not a cursor of this list") from None
    if not 0 <= place[1] < 2**63:
        raise bad_field("cursor", "is not a cursor of this list")
    return place
