"""What is read from disk: orders of any age, and the durable log of events."""

from collections.abc import Generator, Iterable, Sequence

import msgspec

from hub.background import in_slices
from hub.commit.command import Json, Listing, Outcome
from hub.commit.event_log import EventLog
from hub.domain.errors import not_found
from hub.domain.guest_view import show_to_guests
from hub.domain.orders import Order
from hub.domain.permissions import Principal
from hub.orders.audit import Audit
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.orders.order_search import find_orders, make_filter
from hub.store import order_reads
from hub.store.archives import Archives
from hub.store.row_types import OrderRow
from hub.store.rows import decode_order
from hub.store.store import Store
from hub.wire.events import NO_PAYLOAD, may_see_payload
from hub.wire.lenient_values import ELLIPSIS
from hub.wire.order_requests import OrdersQuery
from hub.wire.requests import EventsQuery
from hub.wire.responses import (
    GuestSession,
    LoggedEvent,
    SessionView,
    TableSession,
    WholeOrder,
)
from hub.wire.rooms import branch_room

_SESSION_ORDERS = 200

_CUT = ELLIPSIS.encode()
"""What every text that was cut has."""

_encode = msgspec.json.Encoder().encode


class History:
    """Reads what may have left memory.

    Attributes:
        audit: the log as a manager reads it.
    """

    def __init__(
        self, store: Store, archives: Archives, live_orders: LiveOrders, log: EventLog
    ) -> None:
        self._store = store
        self._archives = archives
        self._live_orders = live_orders
        self._log = log
        self.audit = Audit(store, log)

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
        """List orders, a page at a time, as :func:`hub.orders.order_search.find_orders` finds them.

        Raises:
            Refusal: BAD_REQUEST for a time or a cursor that is none.
        """
        rows, cursor = await find_orders(self._store, query)
        # Reads and commits take turns, so the rows reflect exactly what is committed by now.
        bodies = tuple(row.body for row in order_reads.keep_whole(rows))
        return Listing(bodies, self._log.committed, cursor)

    def list_entries(self, entries: Iterable[OrderEntry], query: OrdersQuery) -> Listing[Order]:
        """List those of some orders that are asked for, as they are committed.

        Raises:
            Refusal: BAD_REQUEST for a time that is none.
        """
        wanted = make_filter(query)
        committed = [self._live_orders.get_committed(entry.order.id) for entry in entries]
        shown = [entry.body for entry in committed if entry is not None and wanted(entry.order)]
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
                    actor=None if row.actor is None else row.actor.rpartition("/")[2],
                    device=None if row.actor is None else row.actor.partition("/")[0],
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

    async def guest_session(self, session: TableSession) -> Outcome[Json[GuestSession]]:
        """Show a table session and its orders as its guests see them."""
        rows = await order_reads.orders_of_session(self._store, session.id, _SESSION_ORDERS)
        orders = b",".join(await in_slices(_show_to_guests(rows)))
        parts = (b'{"session":', _encode(session), b',"orders":[', orders, b"]}")
        return Outcome(Json(b"".join(parts)))


def _show_to_guests(rows: Sequence[OrderRow]) -> Generator[None, None, list[bytes]]:
    """List the orders that are whole as their guests see them."""
    shown: list[bytes] = []
    for row in rows:
        shown += [
            _encode(show_to_guests(decode_order(x.body))) for x in order_reads.keep_whole([row])
        ]
        yield
    return shown


def _list_bodies(rows: Sequence[OrderRow]) -> Generator[None, None, list[bytes]]:
    """List the orders that are whole, with what stands between them."""
    pieces: list[bytes] = []
    for row in rows:
        for each in order_reads.keep_whole([row]):
            pieces += (b",", each.body) if pieces else (each.body,)
        yield
    return pieces
