"""The memory image of a branch's orders: what is committed, and what is on its way to disk.

Readers see committed entries only. Commands build on the latest one, staged or not, so that many
changes of one order can share a commit.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import msgspec

from hub.commit.change import Change
from hub.domain.eviction import Holdings
from hub.domain.orders import Order
from hub.store import order_reads, reads
from hub.store.row_types import KeyRow, OrderRow
from hub.store.rows import decode_order
from hub.store.store import Store
from hub.store.tables import ORDER_KEYS, ORDERS

RECENT = 50
"""Closed orders that stay in memory, for the recall list (FIELD: the last 50)."""

_encode = msgspec.json.Encoder().encode


class OrderEntry(NamedTuple):
    """One order as it stands in memory: ``body`` is its JSON, made once.

    ``sender`` is whose token it came with; None when nobody knows.
    """

    number: int
    order: Order
    body: bytes
    request: bytes | None
    sender: str | None = None

    @classmethod
    def of(
        cls, number: int, order: Order, request: bytes | None, sender: str | None = None
    ) -> "OrderEntry":
        """Enter an order; its JSON is made here and nowhere else."""
        return cls(number, order, _encode(order), request, sender)

    def replace(self, order: Order) -> "OrderEntry":
        """Enter the same order as it stands after a change."""
        return OrderEntry.of(self.number, order, self.request, self.sender)

    @classmethod
    def read(cls, row: OrderRow) -> "OrderEntry":
        """Read an entry back from its row."""
        return cls(row.number, decode_order(row.body), row.body, row.request, row.sender)

    def row(self) -> OrderRow:
        """Write the entry for disk."""
        order = self.order
        return OrderRow(
            self.number,
            order.id,
            order.active,
            order.status,
            order.created_at,
            order.session_id,
            self.request,
            self.body,
            sender=self.sender,
        )


class LiveOrders:
    """All live orders and the last few closed ones; older ones are fetched when they are needed.

    Attributes:
        holdings: who holds how much of the board, with what is staged.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._committed: dict[str, OrderEntry] = {}
        self._staged: dict[str, OrderEntry] = {}
        self._order_of_item: dict[str, str] = {}
        self._order_of_key: dict[tuple[str, str], str] = {}
        self._closed: OrderedDict[str, None] = OrderedDict()
        self._hidden: set[str] = set()
        self._last_number = 0
        self._last_committed_number = 0
        self.loads = 0
        self.holdings = Holdings()

    async def load(self) -> None:
        """Read the image from disk, in place of whatever was in memory."""
        _, number = await reads.heads(self._store)
        active = await order_reads.active_orders(self._store)
        closed = await order_reads.closed_orders(self._store, RECENT)
        self.loads += 1
        self._staged.clear()
        self._committed.clear()
        self._order_of_item.clear()
        self._order_of_key.clear()
        self._closed.clear()
        self.holdings = Holdings()
        self._last_number = self._last_committed_number = number
        for row in (*active, *reversed(closed)):
            entry = OrderEntry.read(row)
            self._index(entry)
            self._admit(entry)
            self._hold(entry)

    # Reading what is committed.

    def list_active(self) -> list[OrderEntry]:
        """List the committed orders that are open, in no order."""
        return [entry for entry in self._committed.values() if entry.order.active]

    def list_on_board(self) -> list[OrderEntry]:
        """List the committed orders that kitchens see, the oldest first."""
        shown = [entry for entry in self._committed.values() if entry.order.on_board]
        shown.sort(key=_place)
        return shown

    def iter_committed(self) -> Iterator[OrderEntry]:
        """Go through every committed order in memory, the recently closed ones included."""
        return iter(self._committed.values())

    def iter_closed(self) -> Iterator[OrderEntry]:
        """Go through the last few orders that were closed, the last one first."""
        return (self._committed[order_id] for order_id in reversed(self._closed))

    def get_committed(self, order_id: str) -> OrderEntry | None:
        """Return a committed order if it is in memory."""
        return self._committed.get(order_id)

    # Building a change: from `get_latest` to `stage` nothing may be awaited.

    async def fetch(self, order_id: str) -> OrderEntry | None:
        """Return the latest state of an order, from disk when it is not in memory."""
        return self.get_latest(order_id) or await self._read(
            order_reads.order_by_id(self._store, order_id)
        )

    async def fetch_by_item(self, item_id: str) -> OrderEntry | None:
        """Return the latest state of the order that holds a line."""
        if item_id not in self._order_of_item:
            await self._read(order_reads.order_by_item(self._store, item_id))
        # It may have gone to another order while it was read.
        order_id = self._order_of_item.get(item_id)
        return None if order_id is None else self.get_latest(order_id)

    async def fetch_by_number(self, number: int) -> OrderEntry | None:
        """Return the latest state of an order, by its running number."""
        return await self._read(order_reads.order_by_number(self._store, number))

    async def find_taken_items(self, item_ids: list[str]) -> set[str]:
        """Say which ids lines on disk have already."""
        return await order_reads.find_known_items(self._store, item_ids)

    def get_latest(self, order_id: str) -> OrderEntry | None:
        """Return the latest state of an order that is in memory, committed or not."""
        return self._staged.get(order_id) or self._committed.get(order_id)

    def get_by_key(self, key: tuple[str, str]) -> OrderEntry | None:
        """Return the latest state of the order in memory that another system knows under a key."""
        order_id = self._order_of_key.get(key)
        return None if order_id is None else self.get_latest(order_id)

    def list_latest(self) -> list[OrderEntry]:
        """List the latest state of every order in memory, committed or not, oldest first."""
        entries = {**self._committed, **self._staged}
        return sorted(entries.values(), key=lambda entry: entry.number)

    def holds_item(self, item_id: str) -> bool:
        """Whether a line of that id is in memory."""
        return item_id in self._order_of_item

    def list_new_lines(self, order: Order) -> list[str]:
        """List the ids of what an order holds that no order in memory has held before."""
        known = self._order_of_item
        return [each for each in order.line_ids if each not in known]

    def next_number(self) -> int:
        """Say which running number the next new order gets; staging it takes the number."""
        return self._last_number + 1

    def stage(self, entry: OrderEntry) -> None:
        """Note a change that is on its way to disk."""
        self._staged[entry.order.id] = entry
        self._last_number = max(self._last_number, entry.number)
        self._index(entry)
        self._hold(entry)

    def change(self, change: Change, entry: OrderEntry) -> None:
        """Have a change write an order, staged from now on and committed once it is durable."""
        change.put(ORDERS, entry.row())
        self._put_keys(change, entry)
        self.stage(entry)
        change.then(partial(self.commit, entry))

    def commit(self, entry: OrderEntry) -> None:
        """Make a staged change the committed one: it is durable now."""
        order_id = entry.order.id
        if self._staged.get(order_id) is entry:
            del self._staged[order_id]
        self._last_committed_number = max(self._last_committed_number, entry.number)
        self._admit(entry)

    def forget_staged(self) -> None:
        """Drop every change that did not reach the disk."""
        for entry in self._staged.values():
            self._forget_items(entry)
        for order_id, entry in self._staged.items():
            before = self._committed.get(order_id)
            if before is None:
                self.holdings.drop(entry.number)
            else:
                self._index(before)
                self._hold(before)
        self._staged.clear()
        self._last_number = self._last_committed_number

    # Moving old orders to an archive.

    def hide(self, order_ids: Iterable[str]) -> list[str]:
        """Take orders out of reach that are about to be moved; those in memory are not.

        Returns:
            the ids of the orders that are out of reach now, until :meth:`unhide`.
        """
        hidden = [each for each in order_ids if self.get_latest(each) is None]
        self._hidden.update(hidden)
        return hidden

    def unhide(self, order_ids: Iterable[str]) -> None:
        """Note that orders have been moved, or could not be."""
        self._hidden.difference_update(order_ids)

    # Keys of other systems.

    def _put_keys(self, change: Change, entry: OrderEntry) -> None:
        """Have a change write down the keys that an order has from now on."""
        keys = entry.order.sender_keys
        if not keys:
            return
        before = self.get_latest(entry.order.id)
        if before is not None:
            known = before.order.sender_keys
            keys = tuple(key for key in keys if key not in known)
        keys = tuple(key for key in keys if self._takes_key(entry.order, key))
        # The keys of an order that was merged are written by the one that has them now.
        if not entry.order.merged_into:
            change.put(ORDER_KEYS, *(KeyRow(*key, entry.number, change.at) for key in keys))

    def _index_keys(self, entry: OrderEntry) -> None:
        order = entry.order
        for key in order.sender_keys if not order.merged_into else ():
            if self._takes_key(order, key):
                self._order_of_key[key] = order.id

    def _takes_key(self, order: Order, key: tuple[str, str]) -> bool:
        """Whether a key finds this order from now on, and not the one that it found before."""
        entry = self.get_by_key(key)
        if entry is None or entry.order.id == order.id or not entry.order.active:
            return True
        own = (entry.order.source, entry.order.external_id)
        # What was split off an order is found by way of it.
        return order.active and (own != key or (order.source, order.external_id) == key)

    # Keeping memory small.

    def _admit(self, entry: OrderEntry) -> None:
        order_id = entry.order.id
        self._committed[order_id] = entry
        self._closed.pop(order_id, None)
        if not entry.order.active:
            self._closed[order_id] = None
            self._evict()

    def _hold(self, entry: OrderEntry) -> None:
        self.holdings.put(entry.number, entry.order, entry.sender, len(entry.body) + 1)

    def _index(self, entry: OrderEntry) -> None:
        self._order_of_item.update(dict.fromkeys(entry.order.line_ids, entry.order.id))
        self._index_keys(entry)

    def _forget_items(self, entry: OrderEntry) -> None:
        for line_id in entry.order.line_ids:
            # The heading of a combo may stand on two orders: its parts were split.
            if self._order_of_item.get(line_id) == entry.order.id:
                del self._order_of_item[line_id]
        for key in entry.order.sender_keys:
            if self._order_of_key.get(key) == entry.order.id:
                del self._order_of_key[key]

    def _evict(self) -> None:
        for order_id in list(self._closed)[: max(0, len(self._closed) - RECENT)]:
            if order_id in self._staged:
                continue
            del self._closed[order_id]
            self._forget_items(self._committed.pop(order_id))

    async def _read(self, row: Awaitable[OrderRow | None]) -> OrderEntry | None:
        # The row is never older than memory: a read ends in the same step of the loop in which it
        # gives the connection back, so no commit can have come between.
        read = await row
        if read is None or read.id in self._hidden:
            return None
        found = self.get_latest(read.id)
        if found is None:
            found = OrderEntry.read(read)
            self._index(found)
            self._admit(found)
        return found


def _place(entry: OrderEntry) -> tuple[str, int]:
    return entry.order.counted_from, entry.number
