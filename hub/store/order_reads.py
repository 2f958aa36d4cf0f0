"""Orders that are read back from disk, with those that are not in their table yet.

What is committed and not in its tables yet (:class:`hub.store.journal.Unflushed`) is read along: an
order that waits there takes the place of its row. So a read is as good as if all had been flushed
before, and costs the card nothing.
"""

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hub.domain.orders import ACTIVE_STATUSES, order_number
from hub.store.checksums import is_whole
from hub.store.errors import Damaged
from hub.store.reads import AT_ONCE, heads
from hub.store.row_types import ORDER_COLUMNS, KeyRow, OrderRow
from hub.store.rows import read_change
from hub.store.store import Store
from hub.store.tables import ORDER_KEYS, RAW_NOTES

_log = logging.getLogger(__name__)

_ORDER = f"SELECT {ORDER_COLUMNS}, sender FROM orders "  # noqa: S608 - constants

_CHANGE = "coalesce(updated_at, created_at)"
_DATED = f"SELECT {ORDER_COLUMNS}, sender, {_CHANGE} FROM orders "  # noqa: S608 - constants
_IN_PLACE = "number NOT IN (SELECT value FROM json_each(?))"
"""Rows that no order takes the place of which is not in its table yet."""

_ALL = 2**63 - 1


async def active_orders(store: Store) -> list[OrderRow]:
    """Read every order that a kitchen still has to do with, oldest first.

    They are what was written: opening the store has seen to it.
    """
    sql = f"{_ORDER} WHERE active = 1 AND {_IN_PLACE} ORDER BY number LIMIT ?"
    return await _list_orders(store, sql, (), lambda row: row.active, by=_number, limit=_ALL)


async def closed_orders(store: Store, limit: int) -> list[OrderRow]:
    """Read the youngest orders that have left the kitchen, youngest first; whole ones only."""
    sql = f"{_ORDER} WHERE active = 0 AND {_IN_PLACE} ORDER BY number DESC LIMIT ?"
    rows = await _list_orders(
        store, sql, (), lambda row: not row.active, by=_number, limit=limit, newest_first=True
    )
    return keep_whole(rows)


async def order_by_id(store: Store, order_id: str) -> OrderRow | None:
    """Read one order.

    Raises:
        Damaged: it is not what was written.
    """
    flushed = await store.fetch_flushed(f"{_ORDER} WHERE id = ?", (order_id,))
    return store.unflushed.order(order_id) or _check_one(flushed)


async def order_by_item(store: Store, item_id: str) -> OrderRow | None:
    """Read the order that holds a line.

    Raises:
        Damaged: it is not what was written.
    """
    # A line may be in its table before the order: that one waits for as long as it changes.
    lines = await store.fetch_flushed("SELECT number FROM items WHERE id = ?", (item_id,))
    # One that went to another order since is in the table with the one before.
    number = store.unflushed.order_of_line(item_id) or (lines[0][0] if lines else 0)
    flushed = await store.fetch_flushed(f"{_ORDER} WHERE number = ?", (number,))
    return store.unflushed.orders.get(number) or _check_one(flushed)


async def order_by_number(store: Store, number: int) -> OrderRow | None:
    """Read one order by its running number.

    Raises:
        Damaged: it is not what was written.
    """
    flushed = await store.fetch_flushed(f"{_ORDER} WHERE number = ?", (number,))
    return store.unflushed.orders.get(number) or _check_one(flushed)


async def key_row(store: Store, key: tuple[str, str]) -> KeyRow | None:
    """Read which order another system knows under a key: its source and its external id."""
    sql = (
        "SELECT source, external_id, number, at, reason FROM order_keys "
        "WHERE source = ? AND external_id = ?"
    )
    flushed = await store.fetch_flushed(sql, key)
    later = store.unflushed.rows.by_key(ORDER_KEYS)
    if key in later:
        return later[key]
    return KeyRow(*flushed[0]) if flushed else None


async def raw_notes(store: Store, number: int) -> list[str]:
    """Read the whole of the texts of an order that were cut, the first one first."""
    rows = await store.fetch_flushed(
        "SELECT number, version, text FROM raw_notes WHERE number = ?", (number,)
    )
    found = {row[1]: str(row[2]) for row in rows}
    for row in store.unflushed.rows.of(RAW_NOTES):
        if row.number == number:
            found[row.version] = row.text
    return [found[version] for version in sorted(found)]


async def list_numbers_without_order(store: Store) -> list[int]:
    """Read which orders are not there, of those of which keys or whole texts are."""
    known = "number > 0 AND number NOT IN (SELECT number FROM orders)"
    rows = await store.fetch_flushed(
        f"SELECT number FROM order_keys WHERE {known} "  # noqa: S608 - constants
        f"UNION SELECT number FROM raw_notes WHERE {known}"
    )
    return [number for (number,) in rows if number not in store.unflushed.orders]


async def list_ahead(store: Store, before: int, limit: int) -> list[tuple[str, str]]:
    """List keys of orders that were cancelled before they came, and have not come since.

    Args:
        store: where to read.
        before: only those that were cancelled before this time, in Unix milliseconds.
        limit: keys at most.
    """
    flushed = await store.fetch_flushed(
        "SELECT source, external_id FROM order_keys WHERE number = 0 AND at < ? LIMIT ?",
        (before, limit),
    )
    later = store.unflushed.rows.by_key(ORDER_KEYS)
    return [(row[0], row[1]) for row in flushed if (row[0], row[1]) not in later]


async def find_known_items(store: Store, item_ids: list[str]) -> set[str]:
    """Say which of these line ids are taken."""
    marks = ", ".join("?" * len(item_ids))
    sql = f"SELECT id FROM items WHERE id IN ({marks})"  # noqa: S608 - marks
    flushed = await store.fetch_flushed(sql, item_ids)
    return {row[0] for row in flushed} | (store.unflushed.items.keys() & item_ids)


async def orders_page(
    store: Store,
    *,
    since: str,
    until: str,
    before: tuple[str, int] | None,
    limit: int,
    statuses: Sequence[str] = (),
) -> list[OrderRow]:
    """Read a page of orders, newest first; not all of them need be whole.

    It is read in slices, between which changes are committed.

    Args:
        store: where to read.
        since: first instant to include.
        until: first instant to leave out.
        before: (created_at, number) of the last order of the page before.
        limit: rows at most.
        statuses: only orders in one of these; served, completed and cancelled use the history's
            index.
    """
    page: list[OrderRow] = []
    while len(page) < limit:
        most = min(limit - len(page), AT_ONCE)
        some = await _orders_slice(
            store, statuses=statuses, since=since, until=until, before=before, limit=most
        )
        page += some
        if len(some) < most:
            break
        before = place_of(some[-1])
    return page


async def _orders_slice(
    store: Store,
    *,
    statuses: Sequence[str],
    since: str,
    until: str,
    before: tuple[str, int] | None,
    limit: int,
) -> list[OrderRow]:
    def is_wanted(row: OrderRow) -> bool:
        return (
            since <= row.created_at < until
            and (before is None or place_of(row) < before)
            and (
                not statuses
                or (row.status in statuses and row.active == (row.status in ACTIVE_STATUSES))
            )
        )

    parts = [
        _orders_page_sql(status=status, since=since, until=until, before=before)
        for status in statuses or (None,)
    ]
    return await _list_parts(store, parts, is_wanted, by=place_of, limit=limit, newest_first=True)


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
        wanted.append("active = 1" if status in ACTIVE_STATUSES else "active = 0")
        # Left alone, SQLite looks for the few live orders among all that ever were.
        table = "INDEXED BY orders_active" if status in ACTIVE_STATUSES else ""
    if before is not None:
        wanted.append("(created_at, number) < (?, ?)")
        bound += before
    where = " AND ".join([*wanted, _IN_PLACE])
    return f"{_ORDER}{table} WHERE {where} ORDER BY created_at DESC, number DESC LIMIT ?", bound


async def changed_orders(store: Store, after: tuple[str, int], limit: int) -> list[OrderRow]:
    """Read a slice of the orders behind a change, in the order in which they were changed last.

    Each has ``updated_at``. One that was closed by a version that did not note it counts as
    changed when it was taken. Not all of them need be whole.

    Args:
        store: where to read.
        after: when it was (an instant), and the number of the order that was changed.
        limit: rows at most.
    """
    # The index takes the first bound only; it is sorted by both.
    behind = f"{_CHANGE} >= ? AND ({_CHANGE}, number) > (?, ?)"
    rest = f"AND {behind} AND {_IN_PLACE} ORDER BY {_CHANGE}, number LIMIT ?"
    parts = [
        (f"{_DATED} INDEXED BY {index} WHERE {where} {rest}", (after[0], *after))
        for index, where in (("orders_active", "active = 1"), ("orders_updated", "active = 0"))
    ]
    return await _list_parts(
        store,
        parts,
        lambda row: changed_place(row) > after,
        by=changed_place,
        limit=limit,
        complete=_with_change,
    )


async def orders_of_session(store: Store, session_id: str, limit: int) -> list[OrderRow]:
    """Read the orders of one table session, oldest first; not all of them need be whole.

    They are read in slices, between which changes are committed.
    """
    sql = f"{_ORDER} WHERE session_id = ? AND number > ? AND {_IN_PLACE} ORDER BY number LIMIT ?"
    found: list[OrderRow] = []
    while len(found) < limit:
        last = found[-1].number if found else 0
        most = min(limit - len(found), AT_ONCE)

        def is_wanted(row: OrderRow, last: int = last) -> bool:
            return row.session_id == session_id and row.number > last

        some = await _list_orders(store, sql, (session_id, last), is_wanted, by=_number, limit=most)
        found += some
        if len(some) < most:
            break
    return found


async def old_orders(
    store: Store, until: str, after: tuple[str, int], limit: int
) -> list[OrderRow]:
    """Read orders that have left the kitchen long ago, oldest first.

    Not all of them need be whole.

    The last order of all is never among them, for the running number is read off it.

    Args:
        store: where to read.
        until: first instant of creation to leave out.
        after: (created_at, number) of the last order that was read before.
        limit: rows at most.
    """
    _, newest = await heads(store)
    sql = (
        f"{_ORDER} WHERE created_at >= ? AND created_at < ? AND (created_at, number) > (?, ?) "
        f"AND active = 0 AND number < ? AND {_IN_PLACE} ORDER BY created_at, number LIMIT ?"
    )

    def is_wanted(row: OrderRow) -> bool:
        past = not row.active and row.created_at < until and row.number < newest
        return past and place_of(row) > after

    values = (after[0], until, *after, newest)
    return await _list_orders(store, sql, values, is_wanted, by=place_of, limit=limit)


def keep_whole(rows: Iterable[OrderRow]) -> list[OrderRow]:
    """Leave out, and log, the rows that are not what was written."""
    kept = []
    for row in rows:
        if is_whole(row):
            kept.append(row)
        else:
            _log.error("%s is damaged on the disk and left out", order_number(row.number))
    return kept


def _check_one(rows: list[tuple[object, ...]]) -> OrderRow | None:
    for row in _orders(rows):
        if not is_whole(row):
            raise Damaged(f"{order_number(row.number)} is damaged: it is not what was written.")
        return row
    return None


async def _list_orders(
    store: Store,
    sql: str,
    values: Sequence[object],
    wanted: Callable[[OrderRow], bool],
    *,
    by: Callable[[OrderRow], Any],
    limit: int,
    newest_first: bool = False,
) -> list[OrderRow]:
    """Read orders as :func:`_list_parts` does, with one statement that has no parts."""
    return await _list_parts(
        store, [(sql, values)], wanted, by=by, limit=limit, newest_first=newest_first
    )


async def _list_parts(
    store: Store,
    parts: Sequence[tuple[str, Sequence[object]]],
    wanted: Callable[[OrderRow], bool],
    *,
    by: Callable[[OrderRow], Any],
    limit: int,
    newest_first: bool = False,
    complete: Callable[[OrderRow], OrderRow] = lambda row: row,
) -> list[OrderRow]:
    """Read orders in their order, with those that are not in their table yet.

    Args:
        store: where to read.
        parts: what to read of the table, as of one moment, with the values for its marks; the last
            two marks of each are for :data:`_IN_PLACE` and the limit.
        wanted: whether an order that is not in the table is one of these.
        by: what they are sorted by, as the parts sort them.
        limit: rows at most.
        newest_first: whether they are sorted downwards.
        complete: adds to an order that is not in the table what the parts read besides.
    """

    def make_values() -> Sequence[Any]:
        last = (json.dumps([*store.unflushed.orders]), limit)
        return [each for _, values in parts for each in (*values, *last)]

    sql = parts[0][0]
    if len(parts) > 1:
        sql = " UNION ALL ".join(f"SELECT * FROM ({part})" for part, _ in parts)  # noqa: S608 - marks
    rows = _orders(await store.fetch_flushed(sql, make_values))
    rows += filter(wanted, map(complete, store.unflushed.orders.values()))
    rows.sort(key=by, reverse=newest_first)
    return rows[:limit]


def _number(row: OrderRow) -> int:
    return row.number


def place_of(row: OrderRow) -> tuple[str, int]:
    """Say where an order stands among those that are sorted by when they were taken."""
    return row.created_at, row.number


def changed_place(row: OrderRow) -> tuple[str, int]:
    """Say where an order stands among those that :func:`changed_orders` reads."""
    return row.updated_at or row.created_at, row.number


def _with_change(row: OrderRow) -> OrderRow:
    return row._replace(updated_at=read_change(row.body) or row.created_at)


def _orders(rows: list[tuple[object, ...]]) -> list[OrderRow]:
    return [OrderRow(*row) for row in rows]  # type: ignore[arg-type]
