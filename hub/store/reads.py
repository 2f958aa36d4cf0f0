"""What the hub reads back from disk: all of it at start, history and single rows later.

What is committed and not in its tables yet (:class:`hub.store.journal.Unposted`) is read along: an
order that waits there takes the place of its row, and events and answers come behind those of their
tables. So a read is as good as if all had been posted before, and costs the card nothing.
"""

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from hub.domain.menu import Entry
from hub.domain.orders import order_number
from hub.store.checksums import is_whole
from hub.store.errors import Damaged
from hub.store.rows import menu_entries
from hub.store.store import Store
from hub.store.tables import (
    CURSORS,
    ORDER_COLUMNS,
    TIMERS,
    CursorRow,
    EpochRow,
    EventRow,
    OrderRow,
    SeenRow,
    SessionRow,
    Table,
    TimerRow,
    TokenRow,
)

_log = logging.getLogger(__name__)

_R = TypeVar("_R", bound=tuple[Any, ...])

_ORDER = f"SELECT {ORDER_COLUMNS}, sender FROM orders "  # noqa: S608 - constants
_IN_PLACE = "number NOT IN (SELECT value FROM json_each(?))"
"""Rows that no order takes the place of which is not in its table yet."""
_ALL = 2**63 - 1

AT_ONCE = 32
"""Rows of a long read that are read at once; each may be as long as an order can be, and a commit
waits for no more of them than these."""


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


async def heads(store: Store) -> Heads:
    """Read the counters."""
    [(seq, number)] = await store.fetch_posted(
        "SELECT (SELECT coalesce(max(seq), 0) FROM events), "
        "(SELECT coalesce(max(number), 0) FROM orders)"
    )
    unposted = store.unposted
    return Heads(max(seq, unposted.last), max((number, *unposted.orders)))


async def last_known(store: Store) -> LastKnown:
    """Read what the file says of the time when it was last written to."""
    [(event, answer)] = await store.fetch_posted(
        "SELECT (SELECT at FROM events ORDER BY seq DESC LIMIT 1), (SELECT max(at) FROM answers)"
    )
    seq, number = await heads(store)
    for later in store.unposted.events():
        event = later.at
    answers = [each.at for each in store.unposted.answers]
    return LastKnown(
        seq, number, event, max(answers if answer is None else [answer, *answers], default=None)
    )


async def meta(store: Store) -> dict[str, str]:
    """Read the branch's own facts: its id and epoch."""
    return dict(await store.fetch_posted("SELECT name, value FROM meta"))


async def put_meta(store: Store, name: str, value: str) -> None:
    """Write one of the branch's own facts."""
    await store.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


async def active_orders(store: Store) -> list[OrderRow]:
    """Read every order that a kitchen still has to do with, oldest first.

    They are what was written: opening the store has seen to it.
    """
    sql = f"{_ORDER} WHERE active = 1 AND {_IN_PLACE} ORDER BY number LIMIT ?"
    return await _listed(store, sql, (), lambda row: row.active, by=_number, limit=_ALL)


async def closed_orders(store: Store, limit: int) -> list[OrderRow]:
    """Read the youngest orders that have left the kitchen, youngest first; whole ones only."""
    sql = f"{_ORDER} WHERE active = 0 AND {_IN_PLACE} ORDER BY number DESC LIMIT ?"
    rows = await _listed(
        store, sql, (), lambda row: not row.active, by=_number, limit=limit, newest_first=True
    )
    return whole(rows)


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

    It is read in slices, between which changes are committed.

    Args:
        store: where to read.
        status: only orders in this one; served, completed and cancelled use the history's index.
        since: first instant to include.
        until: first instant to leave out.
        before: (created_at, number) of the last order of the page before.
        limit: rows at most.
    """
    page: list[OrderRow] = []
    while len(page) < limit:
        most = min(limit - len(page), AT_ONCE)
        some = await _orders_slice(
            store, status=status, since=since, until=until, before=before, limit=most
        )
        page += some
        if len(some) < most:
            break
        before = _place(some[-1])
    return page


async def _orders_slice(
    store: Store,
    *,
    status: str | None,
    since: str,
    until: str,
    before: tuple[str, int] | None,
    limit: int,
) -> list[OrderRow]:
    sql, values = _orders_page_sql(status=status, since=since, until=until, before=before)

    def wanted(row: OrderRow) -> bool:
        return (
            since <= row.created_at < until
            and (before is None or _place(row) < before)
            and (status is None or (row.status == status and row.active == (status in _ACTIVE)))
        )

    return await _listed(store, sql, values, wanted, by=_place, limit=limit, newest_first=True)


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
    where = " AND ".join([*wanted, _IN_PLACE])
    return f"{_ORDER}{table} WHERE {where} ORDER BY created_at DESC, number DESC LIMIT ?", bound


async def orders_of_session(store: Store, session_id: str, limit: int) -> list[OrderRow]:
    """Read the orders of one table session, oldest first; not all of them need be :func:`whole`.

    They are read in slices, between which changes are committed.
    """
    sql = f"{_ORDER} WHERE session_id = ? AND number > ? AND {_IN_PLACE} ORDER BY number LIMIT ?"
    found: list[OrderRow] = []
    while len(found) < limit:
        last = found[-1].number if found else 0
        most = min(limit - len(found), AT_ONCE)

        def is_wanted(row: OrderRow, last: int = last) -> bool:
            return row.session_id == session_id and row.number > last

        some = await _listed(store, sql, (session_id, last), is_wanted, by=_number, limit=most)
        found += some
        if len(some) < most:
            break
    return found


async def log_page(store: Store, after: int, limit: int) -> list[EventRow]:
    """Read the event log, in order, from behind ``after``; its newest events ask no disk."""
    if store.tail.reaches(after):
        return store.tail.page(after, limit)
    rows = await store.fetch_posted(
        "SELECT seq, type, at, order_id, session_id, actor, CAST(payload AS BLOB) FROM events "
        "WHERE seq > ? ORDER BY seq LIMIT ?",
        (after, limit),
    )
    page = [EventRow(*row) for row in rows]
    return [*page, *store.unposted.events(page[-1].seq if page else after, limit - len(page))]


async def log_times(store: Store, after: int, limit: int) -> list[tuple[int, int]]:
    """Read of each event from behind ``after`` its seq and when it happened, in Unix ms."""
    times: list[tuple[Any, ...]] = await store.fetch_posted(
        "SELECT seq, at FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
    )
    last = times[-1][0] if times else after
    later = store.unposted.events(last, limit - len(times))
    return [(seq, at) for seq, at in times] + [(each.seq, each.at) for each in later]


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
    _, newest = await heads(store)
    sql = (
        f"{_ORDER} WHERE created_at >= ? AND created_at < ? AND (created_at, number) > (?, ?) "
        f"AND active = 0 AND number < ? AND {_IN_PLACE} ORDER BY created_at, number LIMIT ?"
    )

    def wanted(row: OrderRow) -> bool:
        past = not row.active and row.created_at < until and row.number < newest
        return past and _place(row) > after

    values = (after[0], until, *after, newest)
    return await _listed(store, sql, values, wanted, by=_place, limit=limit)


async def first_seq(store: Store) -> int:
    """Read the first event that the log has not given to an archive; 1 in an empty log."""
    [(first,)] = await store.fetch_posted("SELECT min(seq) FROM events")
    later = store.unposted.events(0, 1)
    if first is None:
        return later[0].seq if later else 1
    return int(first)


async def menu(store: Store) -> list[Entry]:
    """Read the whole menu."""
    rows = await store.fetch_posted("SELECT kind, body FROM menu")
    return menu_entries((row[0], row[1]) for row in rows)


async def valid_tokens(store: Store) -> list[TokenRow]:
    """Read every token that has not been revoked."""
    rows = await store.fetch_posted(
        "SELECT id, digest, name, role, session_id, created_at, revoked_at FROM tokens "
        "WHERE revoked_at IS NULL"
    )
    return [TokenRow(*row) for row in rows]


async def sightings(store: Store) -> list[SeenRow]:
    """Read when and from where each device with a valid token was last heard."""
    rows = await store.fetch_posted(
        "SELECT token, at, address FROM seen JOIN tokens ON id = token WHERE revoked_at IS NULL"
    )
    return [SeenRow(*row) for row in rows]


async def epochs(store: Store) -> list[EpochRow]:
    """Read the runs of the event log, the first one first."""
    rows = await store.fetch_posted(
        "SELECT epoch, after, at, why, machine FROM epochs ORDER BY at, after"
    )
    return [EpochRow(*row) for row in rows]


async def cursors(store: Store) -> list[CursorRow]:
    """Read how far each follower has come."""
    return await _all_of(store, CURSORS, "SELECT name, seq FROM cursors")


async def timers(store: Store) -> list[TimerRow]:
    """Read everything that is due at some time."""
    sql = "SELECT kind, id, due, made, CAST(body AS BLOB) FROM timers"
    return await _all_of(store, TIMERS, sql)


async def open_sessions(store: Store) -> list[SessionRow]:
    """Read every table session that has not ended."""
    rows = await store.fetch_posted(
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


async def _all_of(store: Store, table: Table[_R], sql: str) -> list[_R]:
    """Read a whole table that is journalled, with what is not in it yet."""
    key_of = table.key_of
    if key_of is None:
        raise ValueError(f"the rows of {table.name} have no keys")
    posted = [table.row(*row) for row in await store.fetch_posted(sql)]
    latest = {key_of(row): row for row in posted} | {**store.unposted.rows.by_key(table)}
    return [row for row in latest.values() if row is not None]


async def _listed(
    store: Store,
    sql: str,
    values: Sequence[object],
    wanted: Callable[[OrderRow], bool],
    *,
    by: Callable[[OrderRow], Any],
    limit: int,
    newest_first: bool = False,
) -> list[OrderRow]:
    """Read orders in their order, with those that are not in their table yet.

    Args:
        store: where to read.
        sql: what to read of the table; its last marks are for :data:`_IN_PLACE` and the limit.
        values: for the marks before those.
        wanted: whether an order that is not in the table is one of these.
        by: what they are sorted by, as ``sql`` sorts them.
        limit: rows at most.
        newest_first: whether they are sorted downwards.
    """

    def asked() -> Sequence[Any]:
        return [*values, json.dumps([*store.unposted.orders]), limit]

    rows = _orders(await store.fetch_posted(sql, asked))
    rows += filter(wanted, store.unposted.orders.values())
    rows.sort(key=by, reverse=newest_first)
    return rows[:limit]


def _number(row: OrderRow) -> int:
    return row.number


def _place(row: OrderRow) -> tuple[str, int]:
    return row.created_at, row.number


def _orders(rows: list[tuple[object, ...]]) -> list[OrderRow]:
    return [OrderRow(*row) for row in rows]  # type: ignore[arg-type]
