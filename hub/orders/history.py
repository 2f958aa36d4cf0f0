"""What is read from disk: orders of any age, and the durable log of events."""

import base64
import binascii
import json
from collections.abc import Generator, Iterable, Sequence
from itertools import accumulate

import msgspec

from hub.background import in_slices
from hub.commit.command import Json, Listing, Outcome
from hub.commit.event_log import EventLog
from hub.domain.errors import bad_field, not_found
from hub.domain.orders import Order
from hub.domain.permissions import Principal
from hub.domain.times import instant, milliseconds
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.store import order_reads
from hub.store.archives import Archives
from hub.store.row_types import OrderRow
from hub.store.rows import decode_order
from hub.store.store import Store
from hub.wire.events import NO_PAYLOAD, may_see_payload
from hub.wire.lenient_values import ELLIPSIS
from hub.wire.order_requests import OrdersQuery
from hub.wire.requests import EventsQuery
from hub.wire.responses import LoggedEvent, SessionView, TableSession, WholeOrder
from hub.wire.rooms import branch_room

_FIRST, _LAST = "0000", "9999"
_SESSION_ORDERS = 200

_CUT = ELLIPSIS.encode()
"""What every text that was cut has."""

_PAGE_BYTES = 1024 * 1024
"""Of the orders on one page."""

_encode = msgspec.json.Encoder().encode


class History:
    """Reads what may have left memory."""

    def __init__(
        self, store: Store, archives: Archives, live_orders: LiveOrders, log: EventLog
    ) -> None:
        self._store = store
        self._archives = archives
        self._live_orders = live_orders
        self._log = log

    async def order(self, order_id: str) -> Outcome[Json[WholeOrder]]:
        """Show one order of any age, an archived one too; with the whole of what was cut.

        Raises:
            Refusal: NOT_FOUND.
        """
        entry = self._live_orders.get_committed(order_id)
        if entry is None:
            row = await order_reads.order_by_id(self._store, order_id)
            if row is None:
                return await self._read_archived(order_id)
            entry = OrderEntry.read(row)
        body = entry.body
        if _CUT in body and (notes := await order_reads.raw_notes(self._store, entry.number)):
            body = b'%b,"raw_note":%b}' % (body[:-1], _encode("\n".join(notes)))
        return Outcome(Json(body), entry.order.version)

    async def _read_archived(self, order_id: str) -> Outcome[Json[WholeOrder]]:
        body = await self._archives.read_order(order_id)
        if body is None:
            raise not_found("order")
        return Outcome(Json(body), decode_order(body).version)

    async def orders(self, query: OrdersQuery) -> Listing[Order]:
        """List orders, newest first, a page at a time; a page of long orders has fewer of them.

        Raises:
            Refusal: BAD_REQUEST for a time or a cursor that is none.
        """
        since, until = (
            _parse_bound("from", query.from_, _FIRST),
            _parse_bound("to", query.to, _LAST),
        )
        before = None if query.cursor is None else _parse_cursor(query.cursor)
        rows = await order_reads.orders_page(
            self._store,
            status=query.status,
            since=since,
            until=until,
            before=before,
            limit=query.limit + 1,
        )
        page = rows[: min(query.limit, _count_fitting(rows))]
        cursor = _make_cursor(page[-1]) if len(rows) > len(page) else None
        # Reads and commits take turns, so the rows reflect exactly what is committed by now.
        bodies = tuple(row.body for row in order_reads.keep_whole(page))
        return Listing(bodies, self._log.committed, cursor)

    def list_entries(self, entries: Iterable[OrderEntry]) -> Listing[Order]:
        """List some orders as they are committed."""
        shown = []
        for entry in entries:
            committed = self._live_orders.get_committed(entry.order.id)
            if committed is not None:
                shown.append(committed.body)
        return Listing(tuple(shown), self._log.committed)

    async def events(self, who: Principal, query: EventsQuery) -> Listing[LoggedEvent]:
        """List the event log, in order, from behind a seq.

        ``seq`` of the answer is the last event it holds, and so where to go on from.

        Args:
            who: asks; sees the payloads that they may see.
            query: from where, and how many.
        """
        room = branch_room(self._log.branch_id)
        rows = await self._log.page(query.after, query.limit)
        events = tuple(
            _encode(
                LoggedEvent(
                    type=row.type,
                    room=room,
                    seq=row.seq,
                    timestamp=row.at,
                    actor=row.actor,
                    payload=msgspec.Raw(
                        row.payload if may_see_payload(who, row.type) else NO_PAYLOAD
                    ),
                )
            )
            for row in rows
        )
        seq = rows[-1].seq if rows else min(query.after, self._log.committed)
        return Listing(events, seq, epoch=self._log.epoch)

    async def session(self, session: TableSession) -> Outcome[Json[SessionView]]:
        """Show a table session and its orders."""
        rows = await order_reads.orders_of_session(self._store, session.id, _SESSION_ORDERS)
        orders = await in_slices(_list_bodies(rows))
        parts = (b'{"session":', _encode(session), b',"orders":[', *orders, b"]}")
        return Outcome(Json(b"".join(parts)))


def _list_bodies(rows: Sequence[OrderRow]) -> Generator[None, None, list[bytes]]:
    """List the orders that are whole, with what stands between them."""
    pieces: list[bytes] = []
    for row in rows:
        for each in order_reads.keep_whole([row]):
            pieces += (b",", each.body) if pieces else (each.body,)
        yield
    return pieces


def _count_fitting(rows: Sequence[OrderRow]) -> int:
    """Say how many orders a page has room for: one, however long it is."""
    sizes = accumulate(len(row.body) for row in rows)
    return max(1, sum(size <= _PAGE_BYTES for size in sizes))


def _parse_bound(field: str, text: str | None, default: str) -> str:
    if text is None:
        return default
    try:
        # A plus sign that was not percent-encoded arrives as a space.
        return instant(milliseconds(text.replace(" ", "+") if "T" in text else text))
    except (ValueError, OverflowError):
        raise bad_field(field, "is not an ISO 8601 time with an offset") from None


def _make_cursor(row: OrderRow) -> str:
    place = json.dumps([row.created_at, row.number])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _parse_cursor(cursor: str) -> tuple[str, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=tuple[str, int])
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise bad_field("cursor", "is not a cursor of this list") from None
    if not 0 <= place[1] < 2**63:
        raise bad_field("cursor", "is not a cursor of this list")
    return place
