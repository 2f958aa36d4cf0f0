"""A long history, written straight into a database as the hub would have left it."""

import sqlite3
from pathlib import Path

from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, OrderType, order_number
from hub.domain.times import instant
from hub.orders.live_orders import OrderEntry

FIRST = 1_600_000_000_000
EVERY = 90_000
_COLUMNS = 8
"""What every order has; its sum and its sender are known of those that the hub has written."""


def write_history(database: Path, orders: int) -> int:
    """Write completed orders of two items each; returns the file's size in bytes."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
        connection.executemany(
            "INSERT INTO orders (number, id, active, status, created_at, session_id, request, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT))",
            (_entry(number).row()[:_COLUMNS] for number in range(1, orders + 1)),
        )
        connection.executemany(
            "INSERT INTO items VALUES (?, ?)",
            ((_id(number, line), number) for number in range(1, orders + 1) for line in (1, 2)),
        )
        connection.executemany(
            "INSERT INTO events (seq, type, at, order_id, payload)"
            " VALUES (?, 'order:updated', ?, ?, '{}')",
            ((last + n, FIRST + n * EVERY, _id(n, 0)) for n in range(1, orders + 1)),
        )
    connection.close()
    return database.stat().st_size


def _id(number: int, line: int) -> str:
    return f"00000000-{number >> 16:04x}-7000-8000-{number & 0xFFFF:04x}{line:08x}"


def _entry(number: int) -> OrderEntry:
    at = instant(FIRST + number * EVERY)
    items = tuple(
        Item(
            id=_id(number, line),
            name=name,
            quantity=1,
            status=ItemStatus.SERVED,
            created_at=at,
            started_at=at,
            ready_at=at,
            served_at=at,
        )
        for line, name in ((1, "Chicken Burrito"), (2, "Lemonade"))
    )
    order = Order(
        id=_id(number, 0),
        order_number=order_number(number),
        type=OrderType.DINE_IN,
        status=OrderStatus.COMPLETED,
        table_number=str(number % 40 + 1),
        created_at=at,
        updated_at=at,
        confirmed_at=at,
        completed_at=at,
        version=8,
        items=items,
    )
    return OrderEntry.of(number, order, None)
