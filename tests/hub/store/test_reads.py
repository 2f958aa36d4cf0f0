"""History is read through its indexes: what a page costs does not grow with what lies behind it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from hub.domain.times import instant
from hub.store import order_reads, reads
from hub.store.row_types import AnswerRow, EventRow, ItemRow, OrderRow
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import ANSWERS, EVENTS, ITEMS, ORDERS

_CLOSED = 4000
_LIVE = 30
_PAGE = 20
_EVER = ("0000", "9999")
_Read = Callable[[Store], Awaitable[object]]


def _history() -> Rows:
    rows = Rows()
    for number in range(1, _CLOSED + _LIVE + 1):
        live = number > _CLOSED
        status = "pending" if live else ("served", "completed", "cancelled")[number % 3]
        # Seven orders to each instant: a page ends in the middle of one.
        at = instant(1_705_329_000_000 + number // 7 * 1000)
        session = f"session-{number % 100}"
        rows.put(ORDERS, OrderRow(number, str(number), live, status, at, session, None, b"{}"))
        rows.put(ITEMS, ItemRow(f"item-{number}", number))
        rows.put(EVENTS, EventRow(number, "order:new", number, str(number), None, None, b"{}"))
        rows.put(ANSWERS, AnswerRow("t", str(number), b"", 200, None, number, b"{}"))
    return rows


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the history once, into a file that every test gets a copy of."""
    path = tmp_path_factory.mktemp("history") / "galley.db"

    async def write() -> None:
        store = await Store.open(path)
        await store.commit(_history())
        await store.flush()
        await store.close()

    asyncio.run(write())
    return path


@pytest.fixture
async def history(written: Path, path: Path) -> AsyncIterator[Store]:
    shutil.copy(written, path)
    opened = await Store.open(path)
    yield opened
    await opened.close()


def _list(statuses: str | None) -> list[str]:
    return [] if statuses is None else statuses.split(",")


async def _page(
    store: Store, status: str | None = None, before: tuple[str, int] | None = None
) -> list[OrderRow]:
    since, until = _EVER
    return await order_reads.orders_page(
        store, statuses=_list(status), since=since, until=until, before=before, limit=_PAGE
    )


async def _plan(store: Store, read: _Read) -> list[str]:
    asked: list[str] = []
    connection = store._get_connection()
    await connection.set_trace_callback(asked.append)
    await read(store)
    await connection.set_trace_callback(lambda *_: None)
    assert asked
    return [
        row[3] for sql in asked for row in await store.fetch_flushed(f"EXPLAIN QUERY PLAN {sql}")
    ]


async def _steps(store: Store, read: _Read) -> int:
    """Count how often SQLite's machine went ten steps."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    connection = store._get_connection()
    await connection.set_progress_handler(step, 10)
    await read(store)
    await connection.set_progress_handler(lambda: 0, 10)
    return count


_MIDDLE = (instant(1_705_329_000_000 + 200 * 1000), 1404)

_INDEXED: dict[str, tuple[_Read, str]] = {
    "first page": (_page, "SEARCH orders USING INDEX orders_created"),
    "next page": (lambda s: _page(s, None, _MIDDLE), "SEARCH orders USING INDEX orders_created"),
    "served": (lambda s: _page(s, "served"), "SEARCH orders USING INDEX orders_closed (status=?"),
    "served, next page": (
        lambda s: _page(s, "served", _MIDDLE),
        "SEARCH orders USING INDEX orders_closed (status=?",
    ),
    "served or cancelled, next page": (
        lambda s: _page(s, "served,cancelled", _MIDDLE),
        "SEARCH orders USING INDEX orders_closed (status=?",
    ),
    "changed": (
        lambda s: order_reads.changed_orders(s, _MIDDLE, _PAGE),
        "SEARCH orders USING INDEX orders_updated (<expr>>?)",
    ),
    "of a session": (
        lambda s: order_reads.orders_of_session(s, "session-7", 200),
        "SEARCH orders USING INDEX orders_session (session_id=? AND number>?)",
    ),
    "by id": (
        lambda s: order_reads.order_by_id(s, "12"),
        "SEARCH orders USING INDEX sqlite_autoindex",
    ),
    "by line": (
        lambda s: order_reads.order_by_item(s, "item-12"),
        "SEARCH items USING PRIMARY KEY",
    ),
    "lines that are taken": (
        lambda s: order_reads.find_known_items(s, ["item-1", "item-2"]),
        "SEARCH items USING PRIMARY KEY",
    ),
    "event log": (
        lambda s: reads.log_page(s, 2000, 100),
        "SEARCH events USING INTEGER PRIMARY KEY (rowid>?)",
    ),
    "old answers": (
        lambda s: reads.old_answers(s, 50, 10),
        "SEARCH answers USING INDEX answers_at (at<?)",
    ),
    "one answer": (
        lambda s: reads.answer_of(s, "t", "7", 7),
        "SEARCH answers USING INDEX answers_at (at=?)",
    ),
    "an old key": (
        lambda s: reads.answer_by_key(s, "t", "7", 0),
        "SEARCH old_keys USING PRIMARY KEY (token=? AND key=?)",
    ),
    "the answer under it": (
        lambda s: reads.answer_by_key(s, "t", "7", 0),
        "SEARCH answers USING INDEX answers_at (at=?)",
    ),
    "old keys": (
        lambda s: reads.old_keys(s, ("t", "7"), 10),
        "SEARCH old_keys USING PRIMARY KEY ((token,key)>(?,?))",
    ),
    "live orders": (order_reads.active_orders, "SCAN orders USING INDEX orders_active"),
    "live orders by status": (
        lambda s: _page(s, "pending"),
        "SCAN orders USING INDEX orders_active",
    ),
}


@pytest.mark.parametrize("what", _INDEXED)
async def test_a_read_uses_its_index(history: Store, what: str) -> None:
    read, expected = _INDEXED[what]

    assert any(step.startswith(expected) for step in await _plan(history, read))


_SORTED = {"live orders by status", "changed"}
"""What sorts the live orders, which are few."""


@pytest.mark.parametrize("what", [what for what in _INDEXED if what not in _SORTED])
async def test_a_read_sorts_nothing(history: Store, what: str) -> None:
    read, _ = _INDEXED[what]

    assert not [step for step in await _plan(history, read) if "TEMP B-TREE" in step]


async def test_the_counters_are_read_from_the_ends(history: Store) -> None:
    assert await reads.heads(history) == (_CLOSED + _LIVE, _CLOSED + _LIVE)
    assert await _steps(history, reads.heads) < _LIVE


async def test_how_many_answers_there_are_is_not_counted(history: Store) -> None:
    assert await reads.count_before(history, 3000) == 2999
    assert await reads.count_before(history, _CLOSED + _LIVE + 1) == _CLOSED + _LIVE
    assert await _steps(history, lambda store: reads.count_before(store, 3000)) < _LIVE


@pytest.mark.parametrize("status", [None, "served", "served,cancelled"])
async def test_a_late_page_costs_no_more_than_the_first(history: Store, status: str | None) -> None:
    first = await _steps(history, lambda store: _page(store, status))
    late = (instant(1_705_329_000_000 + 20 * 1000), 141)

    cost = await _steps(history, lambda store: _page(store, status, late))

    assert cost < 2 * first


async def test_live_orders_by_status_are_not_looked_for_in_the_history(history: Store) -> None:
    cost = await _steps(history, lambda store: _page(store, "preparing"))

    assert cost < _CLOSED / 10


async def test_start_reads_the_youngest_closed_orders_without_going_through_all(
    history: Store,
) -> None:
    closed = await order_reads.closed_orders(history, 50)
    assert [row.number for row in closed] == list(range(_CLOSED, _CLOSED - 50, -1))

    assert await _steps(history, lambda store: order_reads.closed_orders(store, 50)) < _CLOSED / 10


@pytest.mark.parametrize("status", [None, "served", "pending", "cancelled,pending,served"])
async def test_pages_follow_each_other_without_gap_or_double(
    history: Store, status: str | None
) -> None:
    seen: list[OrderRow] = []
    before = None
    while page := await _page(history, status, before):
        seen += page
        before = (page[-1].created_at, page[-1].number)

    everything = _history().of(ORDERS)
    expected = [row for row in everything if status is None or row.status in _list(status)]
    assert [row.number for row in seen] == [row.number for row in reversed(expected)]


async def test_what_was_changed_last_is_not_looked_for_in_the_history(history: Store) -> None:
    late = (instant(1_705_329_000_000 + 570 * 1000), 0)

    found = await order_reads.changed_orders(history, late, 500)

    assert [row.number for row in found] == list(range(3990, _CLOSED + _LIVE + 1))
    cost = await _steps(history, lambda store: order_reads.changed_orders(store, late, 10))
    assert cost < _CLOSED / 10


async def test_a_cursor_from_outside_the_range_reads_nothing_from_outside(history: Store) -> None:
    since, until = instant(1_705_329_000_000 + 5000), instant(1_705_329_000_000 + 9000)

    rows = await order_reads.orders_page(
        history, since=since, until=until, before=("9999", 1), limit=500
    )

    assert [row.number for row in rows] == list(range(62, 34, -1))
