"""Changes that are committed and not in their tables yet, and a hub that is killed over them."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hub.store.row_types import AnswerRow, EventRow, ItemRow, OrderRow
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import ANSWERS, EVENTS, ITEMS, ORDERS

_AT = "2024-01-15T10:30:00.000Z"
ORDERS_IN_TABLE = "SELECT number FROM orders ORDER BY number"


def order_row(number: int, body: bytes = b'{"version":1}') -> OrderRow:
    return OrderRow(number, f"order-{number}", True, "pending", _AT, None, None, body)


def commit(number: int, *, seq: int | None = None, body: bytes = b'{"version":1}') -> Rows:
    """Make what a new order commits: a row of each kind."""
    rows = Rows()
    order_id = f"order-{number}"
    rows.put(ORDERS, order_row(number, body))
    rows.put(ITEMS, ItemRow(f"item-{number}", number))
    rows.put(EVENTS, EventRow(seq or number, "order:new", 0, order_id, None, None, body))
    rows.put(ANSWERS, AnswerRow("till", f"key-{number}", b"digest", 201, 1, number, body))
    return rows


async def committed(store: Store, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Read rows as if everything were in its tables, and leave nothing of it there."""
    async with store._turn:
        connection = store._get_connection()
        try:
            await store._write_tables(connection, store.unflushed.combine(Rows()))
            return await store._fetch(sql, values)
        finally:
            await store._roll_back(connection)


async def in_tables(store: Store) -> list[int]:
    return [row[0] for row in await store.fetch_flushed(ORDERS_IN_TABLE)]


def killed(store: Store, folder: Path) -> Path:
    """Copy a store's files as they lie there now, as after a kill or a power cut."""
    folder.mkdir()
    for file in store.path.parent.glob("galley.db*"):
        shutil.copy(file, folder)
    return folder / store.path.name
