"""What the hub reads back from disk: all of it at start, history and single rows later."""

import logging
from collections.abc import Iterable
from typing import NamedTuple

from hub.domain.menu import Entry
from hub.domain.orders import order_number
from hub.store.errors import Damaged
from hub.store.rows import (
    ORDER_COLUMNS,
    OldAnswer,
    OrderRow,
    SeenRow,
    SessionRow,
    TokenRow,
    menu_entries,
)
from hub.store.store import Store
from hub.store.sums import is_whole

_log = logging.getLogger(__name__)

_ORDER = f"SELECT {ORDER_COLUMNS}, sender FROM orders "  # noqa: S608 - constants


class Heads(NamedTuple):
    """Where the counters stand: the last event and the last order number on disk."""

    seq: int
    number: int


class LastKnown(NamedTuple):
    """What the file says of the time when it was last written to.

    ``event`` is when the last event happened, ``answer`` when the newest remembered answer was
    given, both in Unix ms; ``seq`` and ``number`` are the last event's and the last order's.
    """

    seq: int = 0
    number: int = 0
    event: int | None = None
    answer: int | None = None


class LogRow(NamedTuple):
    """One line of the event log, read back."""

    seq: int
    type: str
    at: int
    order_id: str | None
    session_id: str | None
    actor: str | None
    payload: bytes


async def heads(store: Store) -> Heads:
    """Read the counters."""
    rows = await store.fetch(
        "SELECT (SELECT coalesce(max(seq), 0) FROM events), "
        "(SELECT coalesce(max(number), 0) FROM orders)"
    )
    return Heads(*rows[0])


async def last_known(store: Store) -> LastKnown:
    """Read what the file says of the time when it was last written to."""
    rows = await store.fetch(
        "SELECT (SELECT coalesce(max(seq), 0) FROM events), "
        "(SELECT coalesce(max(number), 0) FROM orders), "
        "(SELECT at FROM events ORDER BY seq DESC LIMIT 1), (SELECT max(at) FROM answers)"
    )
    return LastKnown(*rows[0])


async def meta(store: Store) -> dict[str, str]:
    """Read the branch's own facts: its id and epoch."""
    return dict(await store.fetch("SELECT name, value FROM meta"))


async def put_meta(store: Store, name: str, value: str) -> None:
    """Write one of the branch's own facts."""
    await store.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


async def active_orders(store: Store) -> list[OrderRow]:
    """Read every order that a kitchen still has to do with, oldest first.

    They are what was written: opening the store has seen to it.
    """
    return _orders(await store.fetch(f"{_ORDER} WHERE active = 1 ORDER BY number"))


async def closed_orders(store: Store, limit: int) -> list[OrderRow]:
    """Read the youngest orders that have left the kitchen, youngest first; whole ones only."""
    sql = f"{_ORDER} WHERE active = 0 ORDER BY number DESC LIMIT ?"
    return whole(_orders(await store.fetch(sql, (limit,))))


async def order_by_id(store: Store, order_id: str) -> OrderRow | None:
    """Read one order.

    Raises:
        Damaged: it is not what was written.
    """
    posted = await store.fetch_posted(f"{_ORDER} WHERE id = ?", (order_id,))
    return store.unposted.order(order_id) or _one(posted)


async def order_by_item(store: Store, item_id: str) -> OrderRow | None:
    """Read the order that holds a line.

    Raises:
        Damaged: it is not what was written.
    """
    sql = f"{_ORDER} WHERE number = (SELECT number FROM items WHERE id = ?)"  # noqa: S608 - constants
    posted = await store.fetch_posted(sql, (item_id,))
    number = posted[0][0] if posted else store.unposted.items.get(item_id, 0)
    return store.unposted.orders.get(number) or _one(posted)


async def known_items(store: Store, item_ids: list[str]) -> set[str]:
    """Say which of these line ids are taken."""
    marks = ", ".join("?" * len(item_ids))
    sql = f"SELECT id FROM items WHERE id IN ({marks})"  # noqa: S608 - marks
    posted = await store.fetch_posted(sql, item_ids)
    return {row[0] for row in posted} | (store.unposted.items.keys() & item_ids)


async def orders_page(
    store: Store,
    *,
    status: str | None,
    since: str,
    until: str,
    before: tuple[str, int] | None,
    limit: int,
) -> list[OrderRow]:
    """Read a page of orders, newest first; not all of them need be :func:`whole`.

    Args:
        store: where to read.
        status: only orders in this one; served, completed and cancelled use the history's index.
        since: first instant to include.
        until: first instant to leave out.
        before: (created_at, number) of the last order of the page before.
        limit: rows at most.
    """
    sql, values = _orders_page_sql(status=status, since=since, until=until, before=before)
    return _orders(await store.fetch(sql, [*values, limit]))


def _orders_page_sql(
    *, status: str | None, since: str, until: str, before: tuple[str, int] | None
) -> tuple[str, list[object]]:
    # Given two upper bounds SQLite takes `until`, and would walk through every page before.
    if before is not None and before[0] < until:
        wanted, values = ["created_at >= ?", "created_at <= ?"], [since, before[0]]
    else:
        wanted, values = ["created_at >= ?", "created_at < ?"], [since, until]
    bound: list[object] = [*values]
    table = ""
    if status is not None:
        wanted.append("status = ?")
        bound.append(status)
        wanted.append("active = 1" if status in _ACTIVE else "active = 0")
        # Left alone, SQLite looks for the few live orders among all that ever were.
        table = "INDEXED BY orders_active" if status in _ACTIVE else ""
    if before is not None:
        wanted.append("(created_at, number) < (?, ?)")
        bound += before
    where = " AND ".join(wanted)
    return f"{_ORDER}{table} WHERE {where} ORDER BY created_at DESC, number DESC LIMIT ?", bound


async def orders_of_session(store: Store, session_id: str, limit: int) -> list[OrderRow]:
    """Read the orders of one table session, oldest first; whole ones only."""
    sql = f"{_ORDER} WHERE session_id = ? ORDER BY number LIMIT ?"
    return whole(_orders(await store.fetch(sql, (session_id, limit))))


async def log_page(store: Store, after: int, limit: int) -> list[LogRow]:
    """Read the event log, in order, from behind ``after``."""
    rows = await store.fetch(
        "SELECT seq, type, at, order_id, session_id, actor, CAST(payload AS BLOB) FROM events "
        "WHERE seq > ? ORDER BY seq LIMIT ?",
        (after, limit),
    )
    return [LogRow(*row) for row in rows]


async def log_times(store: Store, after: int, limit: int) -> list[tuple[int, int]]:
    """Read of each event from behind ``after`` its seq and when it happened, in Unix ms."""
    return await store.fetch(
        "SELECT seq, at FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
    )


async def closed_before(
    store: Store, until: str, after: tuple[str, int], limit: int
) -> list[OrderRow]:
    """Read orders that have left the kitchen long ago, oldest first.

    Not all of them need be :func:`whole`.

    The last order of all is never among them, for the running number is read off it.

    Args:
        store: where to read.
        until: first instant of creation to leave out.
        after: (created_at, number) of the last order that was read before.
        limit: rows at most.
    """
    sql = (
        f"{_ORDER} WHERE created_at >= ? AND created_at < ? AND (created_at, number) > (?, ?) "  # noqa: S608 - constants
        "AND active = 0 AND number < (SELECT max(number) FROM orders) "
        "ORDER BY created_at, number LIMIT ?"
    )
    return _orders(await store.fetch(sql, (after[0], until, *after, limit)))


async def first_seq(store: Store) -> int:
    """Read the first event that the log has not given to an archive; 1 in an empty log."""
    rows = await store.fetch("SELECT coalesce(min(seq), 1) FROM events")
    return int(rows[0][0])


async def answer_of(
    store: Store, token: str, key: str, at: int
) -> tuple[int, int | None, bytes] | None:
    """Read the answer that a key got at that time: (status, version, body)."""
    rows = await store.fetch(
        "SELECT status, version, CAST(body AS BLOB) FROM answers "
        "WHERE at = ? AND token = ? AND key = ?",
        (at, token, key),
    )
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else None


async def answer_keys(store: Store, since: int) -> list[tuple[str, str, bytes, int]]:
    """Read which answers are remembered: (token, key, request digest, at), oldest first."""
    rows = await store.fetch(
        "SELECT token, key, request, at FROM answers WHERE at >= ? ORDER BY at", (since,)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def old_answers(store: Store, before: int, limit: int) -> list[OldAnswer]:
    """Read which answers are too old to be asked for again, a few."""
    rows = await store.fetch(
        "SELECT at, token, key FROM answers WHERE at < ? ORDER BY at LIMIT ?", (before, limit)
    )
    return [OldAnswer(*row) for row in rows]


async def menu(store: Store) -> list[Entry]:
    """Read the whole menu."""
    rows = await store.fetch("SELECT kind, body FROM menu")
    return menu_entries((row[0], row[1]) for row in rows)


async def valid_tokens(store: Store) -> list[TokenRow]:
    """Read every token that has not been revoked."""
    rows = await store.fetch(
        "SELECT id, digest, name, role, session_id, created_at, revoked_at FROM tokens "
        "WHERE revoked_at IS NULL"
    )
    return [TokenRow(*row) for row in rows]


async def sightings(store: Store) -> list[SeenRow]:
    """Read when and from where each device with a valid token was last heard."""
    rows = await store.fetch(
        "SELECT token, at, address FROM seen JOIN tokens ON id = token WHERE revoked_at IS NULL"
    )
    return [SeenRow(*row) for row in rows]


async def open_sessions(store: Store) -> list[SessionRow]:
    """Read every table session that has not ended."""
    rows = await store.fetch(
        "SELECT id, table_number, created_at, closed_at FROM sessions WHERE closed_at IS NULL"
    )
    return [SessionRow(*row) for row in rows]


_ACTIVE = {"pending", "confirmed", "preparing", "ready"}


def whole(rows: Iterable[OrderRow]) -> list[OrderRow]:
    """Leave out, and log, the rows that are not what was written."""
    kept = []
    for row in rows:
        if is_whole(row):
            kept.append(row)
        else:
            _log.error("%s is damaged on the disk and left out", order_number(row.number))
    return kept


def _one(rows: list[tuple[object, ...]]) -> OrderRow | None:
    for row in _orders(rows):
        if not is_whole(row):
            raise Damaged(f"{order_number(row.number)} is damaged: it is not what was written.")
        return row
    return None


def _orders(rows: list[tuple[object, ...]]) -> list[OrderRow]:
    return [OrderRow(*row) for row in rows]  # type: ignore[arg-type]
