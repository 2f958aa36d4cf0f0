"""Whatever waits for its tables, a read finds what it would find if all of it had been flushed."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hub.store import journal, log_tail, order_reads, reads
from hub.store.log_tail import Tail
from hub.store.row_types import (
    AnswerRow,
    EventRow,
    ItemRow,
    MenuRow,
    MovedEvents,
    MovedOrder,
    OrderRow,
)
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import (
    ANSWERS,
    EVENTS,
    FORGOTTEN,
    ITEMS,
    MENU,
    MOVED_EVENTS,
    MOVED_ITEMS,
    MOVED_ORDERS,
    ORDERS,
)
from tests.support.unflushed import in_tables

_T = TypeVar("_T")
_Read = Callable[[Store], Awaitable[object]]

_STATUSES = ("pending", "ready", "served", "cancelled")
_ACTIVE = {"pending", "ready"}
_SESSIONS = (None, "table-1", "table-2")
_FEW = 3
_EVENTS_HELD = 4
_FLUSH_AT, _SLICE = 1_500, 200
"""So small that a commit mostly enters some others along with it, or is the last to be entered."""

_chosen = st.integers(0, 1_000_000)


def _time(number: int) -> str:
    # Several orders to an instant, and the later ones not always the younger ones.
    return f"2024-01-15T10:{number * 7 % 5:02}:00.000Z"


class Beside(RuleBasedStateMachine):
    """The same changes in two files; one has them in its tables at once, and holds no tail."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._runner = asyncio.Runner()
        self._held = log_tail.EVENTS, journal.FLUSH_AT, journal.SLICE
        log_tail.EVENTS = _EVENTS_HELD
        journal.FLUSH_AT, journal.SLICE = _FLUSH_AT, _SLICE
        self._orders: dict[int, OrderRow] = {}
        self._seq = 0
        self._number = 0
        self._first = 1

    @initialize()
    def open_both(self) -> None:
        folder = Path(self._folder.name)
        self._store = self._run(Store.open(folder / "one.db"))
        self._model = self._run(Store.open(folder / "other.db"))

    @rule(count=st.integers(1, _FEW), status=st.sampled_from(_STATUSES), session=_chosen)
    def take(self, count: int, status: str, session: int) -> None:
        rows = Rows()
        for _ in range(count):
            self._number += 1
            self._change(rows, self._number, status, _SESSIONS[session % len(_SESSIONS)])
            rows.put(ITEMS, ItemRow(f"item-{self._number}", self._number))
        self._commit(rows)

    @rule(which=_chosen, status=st.sampled_from(_STATUSES))
    def move(self, which: int, status: str) -> None:
        if self._orders:
            number = sorted(self._orders)[which % len(self._orders)]
            rows = Rows()
            self._change(rows, number, status, self._orders[number].session_id)
            self._commit(rows)

    @rule()
    def edit_the_menu(self) -> None:
        rows = Rows()
        rows.put(MENU, MenuRow("station", "grill", b'{"id":"grill","name":"Grill"}'))
        self._commit(rows)

    @rule()
    def flush(self) -> None:
        self._run(self._store.flush())

    @rule()
    def flush_slice(self) -> None:
        self._run(self._store.flush(whole=False))

    @rule()
    def open_anew(self) -> None:
        self._run(self._store.reopen())

    @rule(count=st.integers(1, _FEW))
    def archive_orders(self, count: int) -> None:
        found = self._run(order_reads.old_orders(self._store, "9999", ("", 0), count))
        rows = Rows()
        for row in found:
            del self._orders[row.number]
            rows.put(MOVED_ORDERS, MovedOrder(row.number, row.body))
            rows.put(MOVED_ITEMS, ItemRow(f"item-{row.number}", row.number))
        if found:
            self._commit(rows)

    @rule(count=st.integers(1, _FEW))
    def archive_events(self, count: int) -> None:
        last = min(self._first + count - 1, self._seq - 1)
        if last >= self._first:
            rows = Rows()
            rows.put(MOVED_EVENTS, MovedEvents(self._first, last))
            self._first = last + 1
            self._commit(rows)

    @rule(before=_chosen)
    def forget_answers(self, before: int) -> None:
        rows = Rows()
        limit = before % (self._seq + 1)
        old = self._run(reads.old_answers(self._store, limit, _FEW))
        rows.put(FORGOTTEN, *old)
        if old:
            self._commit(rows)

    @invariant()
    def the_counters_are_the_same(self) -> None:
        for read in (
            reads.heads,
            reads.last_known,
            reads.first_seq,
            order_reads.active_orders,
            lambda store: reads.answer_keys(store, self._seq // 2),
            lambda store: reads.old_answers(store, self._seq // 2, _FEW),
        ):
            self._same(read)

    @rule(
        statuses=st.lists(st.sampled_from(_STATUSES), unique=True),
        since=st.integers(0, 5),
        until=st.integers(0, 5),
        before=st.none() | st.tuples(st.integers(0, 5), st.integers(0, 30)),
        limit=st.integers(1, 6),
    )
    def list_orders(
        self,
        statuses: list[str],
        since: int,
        until: int,
        before: tuple[int, int] | None,
        limit: int,
    ) -> None:
        bounds = [f"2024-01-15T10:{minute:02}:00.000Z" for minute in (since, until)]
        place = None
        if before is not None:
            place = (f"2024-01-15T10:{before[0]:02}:00.000Z", before[1])
        self._same(
            lambda store: order_reads.orders_page(
                store,
                statuses=statuses,
                since=bounds[0],
                until=bounds[1],
                before=place,
                limit=limit,
            )
        )

    @rule(limit=st.integers(1, 6), after=st.integers(0, 30), session=st.sampled_from(_SESSIONS[1:]))
    def list_more_orders(self, limit: int, after: int, session: str) -> None:
        self._same(lambda store: order_reads.closed_orders(store, limit))
        self._same(lambda store: order_reads.orders_of_session(store, session, limit))
        place = (_time(after), after)
        self._same(lambda store: order_reads.old_orders(store, _time(4), place, limit))
        self._same(lambda store: order_reads.changed_orders(store, place, limit))

    @rule(after=_chosen, limit=st.integers(1, 8))
    def follow_the_log(self, after: int, limit: int) -> None:
        after %= self._seq + 2
        self._same(lambda store: reads.log_page(store, after, limit))
        self._same(lambda store: reads.log_times(store, after, limit))

    @rule(which=_chosen)
    def ask_for_one(self, which: int) -> None:
        number = which % (self._number + 1)
        self._same(lambda store: order_reads.order_by_id(store, f"order-{number}"))
        self._same(lambda store: order_reads.order_by_item(store, f"item-{number}"))
        self._same(lambda store: order_reads.find_known_items(store, [f"item-{number}", "item-1"]))
        seq = which % (self._seq + 1)
        self._same(lambda store: reads.answer_of(store, "till", f"key-{seq}", seq))

    def teardown(self) -> None:
        log_tail.EVENTS, journal.FLUSH_AT, journal.SLICE = self._held
        self._run(self._store.close())
        self._run(self._model.close())
        self._runner.close()
        self._folder.cleanup()

    def _change(self, rows: Rows, number: int, status: str, session: str | None) -> None:
        self._seq += 1
        body = b'{"seq":%d,"updated_at":"%b"}' % (self._seq, _time(self._seq).encode())
        order_id = f"order-{number}"
        row = OrderRow(
            number, order_id, status in _ACTIVE, status, _time(number), session, None, body
        )
        self._orders[number] = row
        rows.put(ORDERS, row)
        rows.put(
            EVENTS, EventRow(self._seq, "order:updated", self._seq, order_id, session, "till", body)
        )
        rows.put(
            ANSWERS,
            AnswerRow("till", f"key-{self._seq}", b"digest", 200, self._seq, self._seq, body),
        )

    def _commit(self, rows: Rows) -> None:
        self._run(self._store.commit(rows))
        self._run(self._model.commit(rows))
        self._run(self._model.flush())
        self._model.tail = Tail(self._model.unflushed.last)

    def _same(self, read: _Read) -> None:
        waiting = self._run(in_tables(self._store))
        assert _plain(self._run(read(self._store))) == _plain(self._run(read(self._model)))
        assert self._run(in_tables(self._store)) == waiting

    def _run(self, running: Awaitable[_T]) -> _T:
        async def whole() -> _T:
            return await running

        coroutine: Coroutine[Any, Any, _T] = whole()
        return self._runner.run(coroutine)


def _plain(found: object) -> object:
    """Leave out what only a row in its table has."""
    if isinstance(found, OrderRow):
        return found._replace(sum=None, active=bool(found.active))
    return [_plain(each) for each in found] if isinstance(found, list) else found


Beside.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=35,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
test_a_read_finds_what_it_would_find_if_all_were_flushed = Beside.TestCase
