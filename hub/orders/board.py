"""What a kitchen looks at: open orders, counts over all of them, what can be brought back.

All of it comes from memory and reflects committed changes only.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Generator, Iterable, Sequence

import msgspec
from msgspec import UNSET

from hub.background import in_slices
from hub.clock.wall_clock import Clock
from hub.commit.command import Listing
from hub.commit.event_log import EventLog
from hub.domain.cancelled_tickets import is_cancel_unseen
from hub.domain.menu import Menu
from hub.domain.order_details import Modifier
from hub.domain.orders import Item, ItemStatus, Order
from hub.domain.times import Instant, milliseconds
from hub.orders.live_orders import LiveOrders, OrderEntry
from hub.wire.responses import AllDayCount, UpcomingOrder

RECALL_WITHIN = 30 * 60 * 1000
"""Milliseconds for which a bumped order stands in the recall list (FIELD: 30 minutes)."""

VIEWS_AT_MOST = 16 * 1024 * 1024
"""Bytes of single stations' views of orders that are kept: more than a board can hold."""

_VIEWS_COUNT = 10_000
_BUMPED = frozenset({ItemStatus.READY, ItemStatus.SERVED})
_COUNTED = (ItemStatus.PENDING, ItemStatus.PREPARING, ItemStatus.READY)
_encode = msgspec.json.Encoder().encode

_ROOM_FOR_CANCELLED = 256 * 1024
"""Bytes of cancelled orders that each screen is told of when it joins: 50 orders of a kitchen."""


class Board:
    """The read side of the kitchen.

    Every view takes a station, or None for the whole kitchen, and refuses one that there is not.

    Args:
        live_orders: the memory image.
        log: says which event it reflects.
        clock: the hub's time.
        menu: returns the menu as it is committed, which knows the stations.
    """

    def __init__(
        self, live_orders: LiveOrders, log: EventLog, clock: Clock, menu: Callable[[], Menu]
    ) -> None:
        self._live_orders = live_orders
        self._log = log
        self._clock = clock
        self._menu = menu
        self._listed: dict[tuple[str | None, str | None, str | None], Listing[Order]] = {}
        self._snapshots: dict[tuple[str | None, str | None, str | None], tuple[bytes, ...]] = {}
        self._upcoming: dict[str | None, bytes] = {}
        self._shown_at = (-1, -1)
        self._views = _Views()

    @property
    def seq(self) -> int:
        """The last event that everything here reflects."""
        return self._log.committed

    def orders(
        self, status: str | None, station: str | None, own: str | None = None
    ) -> Listing[Order]:
        """List the orders a kitchen has to do with, oldest first.

        Args:
            status: only orders in this status.
            station: only orders with a line there, and only those lines.
            own: of whole orders, whose lines those are that several stations make; or ANYWHERE.
        """
        self.check_station(station)
        self._forget_views()
        key = (status, station, own)
        listing, cancelled = self._listed.get(key), self.cancelled(station)
        if listing is None or listing.cancelled != cancelled:
            entries = [
                e
                for e in self._live_orders.list_on_board()
                if status is None or e.order.status == status
            ]
            rows = tuple(self._views.of(entries, station, own))
            upcoming = self.upcoming(station)
            listing = Listing(rows, self.seq, upcoming=upcoming, cancelled=cancelled)
            self._listed[key] = listing
        return listing

    def snapshot(
        self, station: str | None, session_id: str | None, own: str | None = None
    ) -> tuple[bytes, ...]:
        """Return the open orders, as JSON, that a joining screen starts from.

        Until the next commit everybody who asks for the same gets the same.

        Args:
            station: only orders with a line there, and only those lines.
            session_id: only the orders of a table's guests.
            own: of whole orders, whose lines those are that several stations make.
        """
        self.check_station(station)
        self._forget_views()
        key = (station, session_id, own)
        orders = self._snapshots.get(key)
        if orders is None:
            entries = self._live_orders.list_on_board()
            if session_id is not None:
                entries = [entry for entry in entries if entry.order.session_id == session_id]
            orders = self._snapshots[key] = tuple(self._views.of(entries, station, own))
        return orders

    def upcoming(self, station: str | None) -> bytes:
        """Return the orders that wait for their time, the next one first, as a JSON list.

        Until the next commit everybody who asks for the same gets the same.
        """
        self._forget_views()
        upcoming = self._upcoming.get(station)
        if upcoming is None:
            waiting = [(each.release_at, each) for each in self._waiting(station)]
            waiting.sort(key=lambda pair: (pair[0], pair[1].order_number))
            shown = [_show_upcoming(each, at) for at, each in waiting if at]
            upcoming = self._upcoming[station] = _encode(shown)
        return upcoming

    def cancelled(self, station: str | None) -> bytes:
        """Return the cancelled orders that cooks have yet to see, as a JSON list, oldest first.

        They were cancelled less than 15 minutes ago, and nobody has acknowledged it. The last 50
        that were closed are looked through; of long ones no more are told than there is room for,
        those that were closed last.
        """
        now, room = self._clock.now(), _ROOM_FOR_CANCELLED
        entries: list[OrderEntry] = []
        for entry in self._live_orders.iter_closed():
            if is_cancel_unseen(entry.order, station, now):
                room -= len(entry.body)
                if room < 0:
                    break
                entries.append(entry)
        entries.sort(key=lambda entry: entry.number)
        return b"[%b]" % b",".join(self._views.of(entries, station))

    def _waiting(self, station: str | None) -> Iterable[Order]:
        for entry in self._live_orders.iter_committed():
            order = entry.order
            mine = station is None or order.part_for(station) is not None
            if order.release_at and order.active and mine:
                yield order

    def snapshot_of_shared(self, station: str) -> tuple[bytes, ...]:
        """Return the open orders, whole, with lines that several stations make as one sees them.

        It is for a screen that has whole orders and then says whose it is.

        Returns:
            their JSON; none at all when there is no such line, so that nothing looks different.
        """
        self.check_station(station)
        entries = self._live_orders.list_on_board()
        if not any(entry.order.shared for entry in entries):
            return ()
        return tuple(self._views.of(entries, None, station))

    def _forget_views(self) -> None:
        """Let go of what was put together before the last commit."""
        now_at = (self._log.committed, self._live_orders.loads)
        if self._shown_at != now_at:
            self._listed.clear()
            self._snapshots.clear()
            self._upcoming.clear()
            self._shown_at = now_at

    async def all_day(self, station: str | None) -> Listing[AllDayCount]:
        """Count each dish, by how it is made, over all open orders."""
        self.check_station(station)
        # Orders are never changed in place: what is counted is what was open at this moment.
        orders, seq = [entry.order for entry in self._live_orders.list_on_board()], self.seq
        return Listing(tuple(await in_slices(_count_all_day(orders, station))), seq)

    def recent(self, station: str | None, limit: int) -> Listing[Order]:
        """List the orders whose last bump can be taken back, the latest bump first."""
        self.check_station(station)
        oldest = self._clock.now() - RECALL_WITHIN
        found: list[tuple[int, int, bytes]] = []
        for entry in self._live_orders.iter_committed():
            seen = entry.order.part_for(station)
            at = None if seen is None else _find_last_bump(seen)
            if at is not None and at >= oldest:
                found.append((at, entry.number, _encode_part(entry, seen)))
        found.sort(reverse=True)
        return Listing(tuple(body for _, _, body in found[:limit]), self.seq)

    def check_station(self, station: str | None) -> None:
        """Refuse a station that there is not.

        Raises:
            Refusal: BAD_REQUEST.
        """
        self._menu().check_station(station)

    def stations_in_use(self) -> set[str | None]:
        """List the stations that lines of open orders are for, held ones as well."""
        return {
            station
            for entry in self._live_orders.list_active()
            for item in entry.order.lines
            for station in (item.station, *(item.stations or ()))
        }


class _Views:
    """What stations see of orders, as JSON: made once for each state of an order.

    Boards of different moments share most of it, so those that wait for slow readers do too. No
    more than VIEWS_AT_MOST of it is kept for the next one.
    """

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[int, str, bool], tuple[OrderEntry, bytes]] = OrderedDict()
        self._size = 0

    def of(
        self, entries: Iterable[OrderEntry], station: str | None, own: str | None = None
    ) -> list[bytes]:
        """Return the JSON of each order that a station has to do with, its own lines only.

        Args:
            entries: the orders.
            station: which station; None is the whole kitchen.
            own: of whole orders, whose lines those are that several stations make; or ANYWHERE.
        """
        whole = station is None
        place = own if station is None else station
        if place is None:
            return [entry.body for entry in entries]
        found = (self._view(entry, place, whole=whole) for entry in entries)
        return [body for body in found if body]

    def _view(self, entry: OrderEntry, station: str, *, whole: bool) -> bytes:
        if whole and not entry.order.shared:
            return entry.body
        key = (entry.number, station, whole)
        known = self._made.pop(key, None)
        if known is not None and known[0] is entry:
            self._made[key] = known
            return known[1]
        seen = entry.order.seen_at(station) if whole else entry.order.part_for(station)
        body = b"" if seen is None else _encode_part(entry, seen)
        self._size += len(body) - (0 if known is None else len(known[1]))
        self._made[key] = entry, body
        while self._size > VIEWS_AT_MOST or len(self._made) > _VIEWS_COUNT:
            _, (_, oldest) = self._made.popitem(last=False)
            self._size -= len(oldest)
        return body


def _count_all_day(
    orders: Sequence[Order], station: str | None
) -> Generator[None, None, list[bytes]]:
    counts: dict[tuple[object, ...], Counter[ItemStatus]] = {}
    sample: dict[tuple[object, ...], Item] = {}
    for order in orders:
        for item in order.items:
            if not (item.attended if station is None else item.belongs_to(station)):
                continue
            seen = item.seen_at(station)
            if seen.status in _COUNTED:
                made = _sort(seen.modifiers)
                how: tuple[object, ...] = (seen.name, seen.variant, made, seen.station)
                counts.setdefault(how, Counter())[seen.status] += seen.quantity
                sample.setdefault(how, seen)
        yield
    rows: list[AllDayCount] = []
    for way, counted in counts.items():
        rows.append(_count(sample[way], counted))
        yield
    rows.sort(key=lambda row: (-row.quantity, row.name))
    written: list[bytes] = []
    for row in rows:
        written.append(_encode(row))
        yield
    return written


def _show_upcoming(order: Order, release_at: Instant) -> UpcomingOrder:
    live = [item for item in order.items if item.live and item.attended]
    places = (each for item in live for each in item.stations or (item.station,))
    stations = dict.fromkeys(each for each in places if each)
    return UpcomingOrder(
        id=order.id,
        order_number=order.order_number,
        display_number=order.display_number or None,
        due_at=order.due_at or None,
        release_at=release_at,
        prep_minutes=None if order.prep_minutes is UNSET else order.prep_minutes,
        stations=tuple(stations),
        type=order.type,
    )


def _sort(modifiers: tuple[Modifier, ...]) -> tuple[Modifier, ...]:
    """Put modifiers in one order, whatever order they were sent in: they make the same dish."""
    return tuple(sorted(modifiers, key=_encode)) if len(modifiers) > 1 else modifiers


def _encode_part(entry: OrderEntry, seen: Order | None) -> bytes:
    return entry.body if seen is entry.order else _encode(seen)


def _find_last_bump(order: Order) -> int | None:
    if order.completed_at is not None:
        return None
    times = [item.served_at or item.ready_at for item in order.items if item.status in _BUMPED]
    latest = max((each for each in times if each is not None), default=None)
    return None if latest is None else milliseconds(latest)


def _count(item: Item, counted: Counter[ItemStatus]) -> AllDayCount:
    return AllDayCount(
        name=item.name,
        menu_item_id=item.menu_item_id,
        modifiers=_sort(item.modifiers),
        variant=item.variant,
        station=item.station,
        quantity=counted.total(),
        pending=counted[ItemStatus.PENDING],
        preparing=counted[ItemStatus.PREPARING],
        ready=counted[ItemStatus.READY],
    )
