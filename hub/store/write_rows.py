"""How rows are written: many of one table in one statement.

Every row that SQLite steps through on its own hands the interpreter's lock back and forth between
the connection's thread and the loop, and waits for it while the loop is busy. Rows that go in
together cost that once.
"""

from collections.abc import Awaitable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

import aiosqlite

from hub.store.checksums import Sums
from hub.store.rows import Rows
from hub.store.tables import EVENTS, ORDERS, TABLES, Table

AT_ONCE = 32
"""Rows of one statement at the most; keeps the variables far below SQLite's limit of 999."""

# An order that changes without an event; nothing else writes to an event again.
_LIVE = "UPDATE events SET live = ? WHERE seq = (SELECT max(seq) FROM events)"


def statements(
    connection: aiosqlite.Connection, rows: Rows, sums: Sums
) -> Iterator[Awaitable[object]]:
    """Say what to ask of the connection, in this order, to write everything.

    Args:
        connection: where to write; the caller has the transaction.
        rows: what to write.
        sums: of the orders.
    """
    for table in TABLES:
        if table not in rows.tables:
            continue
        if gone := rows.removed(table):
            keys = [key if isinstance(key, tuple) else (key,) for key in gone]
            yield connection.executemany(table.delete, keys)
        some = rows.of(table)
        if table.instead and some:
            for sql in table.instead:
                yield connection.executemany(sql, some)
        elif some:
            yield from _insert(connection, table, _with_sums(table, some, sums))
    if rows.of(ORDERS) and not rows.of(EVENTS):
        yield connection.executemany(_LIVE, [(sums.live,)])


def _with_sums(table: Table[Any], rows: Iterable[Any], sums: Sums) -> Iterable[Any]:
    if table is ORDERS:
        return (row._replace(sum=sums.of_rows[row.number]) for row in rows)
    if table is EVENTS:
        *others, last = rows
        return [*others, last._replace(live=sums.live)]
    return rows


def _insert(
    connection: aiosqlite.Connection, table: Table[Any], rows: Iterable[Any]
) -> Iterable[Awaitable[object]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield connection.execute(table.insert(len(some)), list(chain.from_iterable(some)))
