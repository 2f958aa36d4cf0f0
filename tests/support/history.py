"""A branch with a past: closed orders and their events, written straight into its file."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from hub.domain.times import instant
from hub.store import journal
from hub.store.tables import ORDERS

DAY = 24 * 3600 * 1000
_LINES = 3
_STATUSES = ("preparing", "ready", "served")


class Past(NamedTuple):
    """How much of a past there is."""

    orders: int
    events: int


def live_through(database: Path, count: int, *, since: int, until: int) -> Past:
    """Give a branch closed orders, evenly spread over a time, behind those that it has.

    Args:
        database: of a branch that no hub runs on.
        count: orders.
        since: Unix milliseconds of the first one.
        until: Unix milliseconds that none reaches.
    """
    with closing(sqlite3.connect(database)) as file:
        number, seq = file.execute(
            "SELECT (SELECT coalesce(max(number), 0) FROM orders), "
            "(SELECT coalesce(max(seq), 0) FROM events)"
        ).fetchone()
        first = seq
        # What the branch has been through already is no younger.
        file.execute("UPDATE events SET at = ? WHERE at > ?", (since, since))
        for each in range(count):
            at = since + (until - since) * each // count
            number += 1
            order = _closed(number, at)
            body = json.dumps(order)
            file.execute(
                "INSERT INTO orders (number, id, active, status, created_at, body) "
                "VALUES (?, ?, 0, 'served', ?, ?)",
                (number, order["id"], order["created_at"], body),
            )
            file.executemany(
                "INSERT INTO items VALUES (?, ?)", [(item["id"], number) for item in order["items"]]
            )
            for kind, payload in _events(order, body):
                seq += 1
                file.execute(
                    "INSERT INTO events (seq, type, at, order_id, actor, payload) "
                    "VALUES (?, ?, ?, ?, 'till', ?)",
                    (seq, kind, at + seq - first, order["id"], payload),
                )
        file.commit()
    return Past(count, seq - first)


def ids_on_disk(database: Path) -> list[str]:
    """List the ids of the orders in a file that no hub has, or in an archive."""
    with closing(sqlite3.connect(database)) as file:
        ids = [row[0] for row in file.execute("SELECT id FROM orders ORDER BY created_at")]
        left = journal.read_journal(file)
    assert left.whole
    waiting = {row.id: None for rows in left.commits for row in rows.of(ORDERS)}
    # What is there twice is listed twice.
    return [*ids, *(each for each in waiting if each not in ids)]


def seqs_on_disk(database: Path) -> list[int]:
    """List the seqs of the events in a closed branch's file or in an archive."""
    with closing(sqlite3.connect(database)) as file:
        return [row[0] for row in file.execute("SELECT seq FROM events ORDER BY seq")]


def _closed(number: int, at: int) -> dict[str, Any]:
    made = instant(at)
    return {
        "id": str(UUID(int=(number << 64) + at, version=4)),
        "order_number": f"ORD-{number:05d}",
        "type": "dine_in",
        "status": "served",
        "table_number": "12",
        "session_id": None,
        "customer_name": None,
        "notes": None,
        "priority": "normal",
        "created_at": made,
        "updated_at": made,
        "confirmed_at": made,
        "completed_at": None,
        "version": 8,
        "items": [_item(number, at, line) for line in range(_LINES)],
    }


def _item(number: int, at: int, line: int) -> dict[str, Any]:
    made = instant(at)
    return {
        "id": str(UUID(int=(number << 64) + (line + 1 << 56) + at, version=4)),
        "menu_item_id": None,
        "name": f"Steak frites {line}",
        "quantity": 1,
        "status": "served",
        "notes": "no salt" if line == 1 else None,
        "modifiers": [{"id": None, "name": "rare"}] if line == 0 else [],
        "allergens": ["gluten"],
        "station": "grill",
        "course": None,
        "created_at": made,
        "started_at": made,
        "ready_at": made,
        "served_at": made,
        "cancelled_at": None,
        "cancel_reason": None,
    }


def _events(order: dict[str, Any], body: str) -> Iterator[tuple[str, str]]:
    head = f'"orderId": "{order["id"]}", "orderNumber": "{order["order_number"]}"'
    yield "order:new", f'{{{head}, "status": "pending", "items": [], "order": {body}}}'
    for status in _STATUSES:
        for item in order["items"]:
            line = json.dumps(item | {"status": status})
            yield "order:item_status", f'{{{head}, "item": {line}, "recalled": false}}'
        yield "order:updated", f'{{{head}, "status": "{status}", "order": {body}}}'
