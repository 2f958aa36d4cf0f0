"""How rows are written: many of one table in one statement.

Every row that SQLite steps through on its own hands the interpreter's lock back and forth between
the connection's thread and the loop, and waits for it while the loop is busy. Rows that go in
together cost that once.
"""

from collections.abc import Awaitable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

import aiosqlite

from hub.store.checksums import Sums
from hub.store.rows import Rows

AT_ONCE = 32
"""Rows of one statement at the most; keeps the variables far below SQLite's limit of 999."""


_COLUMNS = 8
"""What is written of an order as it is; its sum is reckoned."""


class _Table(NamedTuple):
    """How rows of one table go in: ``INSERT`` ... ``VALUES`` (one), (another) ... ``then``."""

    insert: str
    one: str
    then: str = ""


_ORDERS = _Table(
    "INSERT INTO orders "
    "(number, id, active, status, created_at, session_id, request, body, sum, sender)",
    "(?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?)",
    "ON CONFLICT (number) DO UPDATE SET active = excluded.active, status = excluded.status, "
    "body = excluded.body, sum = excluded.sum",
)
_ITEMS = _Table("INSERT INTO items (id, number)", "(?, ?)")
_EVENTS = _Table(
    "INSERT INTO events (seq, type, at, order_id, session_id, actor, payload, live)",
    "(?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)",
)
_ANSWERS = _Table(
    "INSERT INTO answers (token, key, request, status, version, at, body)",
    "(?, ?, ?, ?, ?, ?, CAST(? AS TEXT))",
)
_MENU = _Table("INSERT OR REPLACE INTO menu (kind, id, body)", "(?, ?, CAST(? AS TEXT))")
_DEVICES = _Table(
    "INSERT OR REPLACE INTO tokens (id, digest, name, role, session_id, created_at, revoked_at)",
    "(?, ?, ?, ?, ?, ?, ?)",
)
_SESSIONS = _Table(
    "INSERT OR REPLACE INTO sessions (id, table_number, created_at, closed_at)", "(?, ?, ?, ?)"
)
_SEEN = _Table("INSERT OR REPLACE INTO seen (token, at, address)", "(?, ?, ?)")
_META = _Table("INSERT OR REPLACE INTO meta (name, value)", "(?, ?)")
# An order that changes without an event; nothing else writes to an event again.
_LIVE = "UPDATE events SET live = ? WHERE seq = (SELECT max(seq) FROM events)"
# A statement of its own: other changes of an order leave the history's index of times alone.
_RETIME = "UPDATE orders SET created_at = ?2 WHERE number = ?1"
_FORGET_ANSWER = "DELETE FROM answers WHERE at = ?1 AND token = ?2 AND key = ?3"
_FORGET_KEY = "DELETE FROM old_keys WHERE at = ?1 AND token = ?2 AND key = ?3"
# Where a key was used once more after it had been forgotten, the later answer counts.
_KEEP_KEYS = (
    "INSERT OR REPLACE INTO old_keys (token, key, at) "
    "SELECT token, key, at FROM answers WHERE at >= ? AND at < ? ORDER BY at"
)
# An order that was changed since it was read for the archive stays, and its lines with it.
_MOVE_ORDER = "DELETE FROM orders WHERE number = ? AND active = 0 AND body = CAST(? AS TEXT)"
_MOVE_ITEM = (
    "DELETE FROM items WHERE id = ?1 AND number = ?2 "
    "AND NOT EXISTS (SELECT 1 FROM orders WHERE number = ?2)"
)
_MOVE_EVENTS = "DELETE FROM events WHERE seq BETWEEN ? AND ?"
_DROP_MENU = "DELETE FROM menu WHERE kind = ? AND id = ?"


def written(
    connection: aiosqlite.Connection, rows: Rows, sums: Sums
) -> Iterator[Awaitable[object]]:
    """Say what to ask of the connection, in this order, to write everything.

    Args:
        connection: where to write; the caller has the transaction.
        rows: what to write.
        sums: of the orders.
    """
    last = len(rows.events) - 1
    orders = (
        (*row[:_COLUMNS], sums.of_rows[number], row.sender) for number, row in rows.orders.items()
    )
    events = ((*row, sums.live if place == last else None) for place, row in enumerate(rows.events))
    live = [(sums.live,)] if rows.orders and not rows.events else []
    menu = ((*key, body) for key, body in rows.menu.items() if body is not None)
    yield from _inserted(connection, _ORDERS, orders)
    yield from _each(connection, _RETIME, list(rows.retimed.values()))
    yield from _inserted(connection, _ITEMS, rows.items)
    yield from _inserted(connection, _EVENTS, events)
    yield from _each(connection, _LIVE, live)
    yield from _inserted(connection, _ANSWERS, rows.answers)
    yield from _each(connection, _KEEP_KEYS, rows.old_keys)
    yield from _each(connection, _FORGET_ANSWER, rows.forgotten)
    yield from _each(connection, _FORGET_KEY, rows.forgotten)
    yield from _each(
        connection, _DROP_MENU, [key for key, body in rows.menu.items() if body is None]
    )
    yield from _inserted(connection, _MENU, menu)
    yield from _inserted(connection, _DEVICES, rows.tokens.values())
    yield from _inserted(connection, _SESSIONS, rows.sessions.values())
    yield from _inserted(connection, _SEEN, rows.seen.values())
    yield from _inserted(connection, _META, list(rows.meta.items()))
    yield from _each(
        connection, _MOVE_ORDER, [(each.number, each.body) for each in rows.moved_orders]
    )
    yield from _each(
        connection,
        _MOVE_ITEM,
        [(item, each.number) for each in rows.moved_orders for item in each.items],
    )
    yield from _each(connection, _MOVE_EVENTS, rows.moved_events)


def _inserted(
    connection: aiosqlite.Connection, table: _Table, rows: Iterable[Sequence[Any]]
) -> Iterable[Awaitable[object]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield connection.execute(_statement(table, len(some)), list(chain.from_iterable(some)))


def _each(
    connection: aiosqlite.Connection, sql: str, rows: Sequence[Sequence[Any]]
) -> Iterable[Awaitable[object]]:
    if rows:
        yield connection.executemany(sql, rows)


@lru_cache(maxsize=512)
def _statement(table: _Table, count: int) -> str:
    # Few different lengths come up, so that sqlite3's own cache of prepared statements holds them.
    return f"{table.insert} VALUES {', '.join([table.one] * count)} {table.then}"
