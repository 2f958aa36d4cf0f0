"""Who holds how much of the board, and whose order gives way when it holds too much. Pure.

Every open order was sent with somebody's token. When there are more than a board can hold, whoever
holds most gives way, so that one sender never costs another its orders: first what nobody works
on, oldest first; when all of it is being worked on, what has gone untouched the longest.
"""

from collections.abc import Collection
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from hub.domain.orders import Order
from hub.domain.status import UNTOUCHED

_SPARE = 64


class BoardBounds(NamedTuple):
    """How much a board may hold: open orders, and bytes of them as JSON."""

    orders: int = 3_000
    size: int = 12 * 1024 * 1024


class _Idle:
    """Numbers of orders that nobody works on; the lowest is found without a look at all of them."""

    __slots__ = ("_heap", "_numbers")

    def __init__(self) -> None:
        self._numbers: set[int] = set()
        # Whoever is in it and not among the numbers is passed over, and taken out now and then.
        self._heap: list[int] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, number: int) -> None:
        self._numbers.add(number)
        heappush(self._heap, number)
        if len(self._heap) > 2 * len(self._numbers) + _SPARE:
            self._heap = [*self._numbers]
            heapify(self._heap)

    def discard(self, number: int) -> None:
        self._numbers.discard(number)

    def first(self, kept: Collection[int]) -> int | None:
        found: int | None = None
        passed: list[int] = []
        while self._heap and found is None:
            number = self._heap[0]
            if number not in self._numbers:
                heappop(self._heap)
            elif number in kept:
                passed.append(heappop(self._heap))
            else:
                found = number
        for number in passed:
            heappush(self._heap, number)
        return found


class _Holder:
    """What one sender holds: orders that nobody works on, and when the others were touched last."""

    __slots__ = ("begun", "idle", "size")

    def __init__(self) -> None:
        self.idle = _Idle()
        self.begun: dict[int, str] = {}
        self.size = 0

    def __len__(self) -> int:
        return len(self.idle) + len(self.begun)

    def first(self, kept: Collection[int]) -> int | None:
        idle = self.idle.first(kept)
        if idle is not None:
            return idle
        begun = [(touched, number) for number, touched in self.begun.items() if number not in kept]
        return min(begun)[1] if begun else None


class _Held:
    """One order of a holder's."""

    __slots__ = ("is_idle", "order_id", "sender", "size")

    def __init__(self, order_id: str, sender: str | None, size: int, *, is_idle: bool) -> None:
        self.order_id = order_id
        self.sender = sender
        self.size = size
        self.is_idle = is_idle


class Holdings:
    """All open orders by who sent them.

    Attributes:
        size: bytes of all of them.
    """

    def __init__(self) -> None:
        self.size = 0
        self._held: dict[int, _Held] = {}
        self._holders: dict[str | None, _Holder] = {}

    def __len__(self) -> int:
        """How many open orders there are."""
        return len(self._held)

    def put(self, number: int, order: Order, sender: str | None, size: int) -> None:
        """Take in how an order stands; one that is no longer open is let go.

        Args:
            number: its running number.
            order: as it is now.
            sender: whose token it came with; None when nobody knows.
            size: bytes of its JSON.
        """
        is_idle = order.status in UNTOUCHED
        held = self._held.get(number)
        if held is not None:
            if held.is_idle is is_idle and held.sender == sender and order.active:
                self._touch(number, held, order, size)
                return
            self.drop(number)
        if not order.active:
            return
        self._held[number] = _Held(order.id, sender, size, is_idle=is_idle)
        self.size += size
        holder = self._holders.setdefault(sender, _Holder())
        holder.size += size
        if is_idle:
            holder.idle.add(number)
        else:
            holder.begun[number] = order.updated_at

    def _touch(self, number: int, held: _Held, order: Order, size: int) -> None:
        """Take in that an order has another size, and was touched."""
        holder = self._holders[held.sender]
        self.size += size - held.size
        holder.size += size - held.size
        held.size = size
        if not held.is_idle:
            holder.begun[number] = order.updated_at

    def drop(self, number: int) -> None:
        """Let an order go, if it is here."""
        held = self._held.pop(number, None)
        if held is None:
            return
        self.size -= held.size
        holder = self._holders[held.sender]
        holder.size -= held.size
        holder.idle.discard(number)
        holder.begun.pop(number, None)
        if not holder:
            del self._holders[held.sender]

    def exceed(self, bounds: BoardBounds) -> bool:
        """Whether this is more than a board may hold."""
        return len(self) > bounds.orders or self.size > bounds.size

    def first_to_go(self, bounds: BoardBounds, kept: Collection[int] = ()) -> str | None:
        """Choose the order that gives way next.

        Args:
            bounds: what a board may hold.
            kept: numbers of orders that stay in any case.

        Returns:
            its id; None when nothing has to give way, or nothing can.
        """
        if not self.exceed(bounds):
            return None
        by_count = len(self) > bounds.orders
        holders = self._holders.values()
        for holder in sorted(holders, key=lambda each: -(len(each) if by_count else each.size)):
            number = holder.first(kept)
            if number is not None:
                return self._held[number].order_id
        return None
