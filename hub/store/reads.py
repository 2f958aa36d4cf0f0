"""What is read back from disk, other than orders: the log, answers, the menu, who may come in.

What is committed and not in its tables yet (:class:`hub.store.journal.Unflushed`) is read along:
events and answers come behind those of their tables. So a read is as good as if all had been
flushed before, and costs the card nothing.
"""

from typing import Any, NamedTuple, TypeVar

from hub.domain.menu import Entry
from hub.store.row_types import (
    CursorRow,
    EpochRow,
    EventRow,
    FormerEntry,
    OldAnswer,
    PersonRow,
    ScreenSettingsRow,
    SeenRow,
    SessionRow,
    StockRow,
    TimerRow,
    TokenRow,
)
from hub.store.rows import decode_menu
from hub.store.store import Store
from hub.store.tables import CURSORS, STOCK, TIMERS, Table

_R = TypeVar("_R", bound=tuple[Any, ...])

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


class Remembered(NamedTuple):
    """An answer that was found by its key: ``request`` is the digest of what was asked."""

    request: bytes
    status: int
    version: int | None
    body: bytes


async def heads(store: Store) -> Heads:
    """Read the counters."""
    [(seq, number)] = await store.fetch_flushed(
        "SELECT (SELECT coalesce(max(seq), 0) FROM events), "
        "(SELECT coalesce(max(number), 0) FROM orders)"
    )
    unflushed = store.unflushed
    return Heads(max(seq, unflushed.last), max((number, *unflushed.orders)))


async def last_known(store: Store) -> LastKnown:
    """Read what the file says of the time when it was last written to."""
    [(event, answer)] = await store.fetch_flushed(
        "SELECT (SELECT at FROM events ORDER BY seq DESC LIMIT 1), (SELECT max(at) FROM answers)"
    )
    seq, number = await heads(store)
    for later in store.unflushed.events():
        event = later.at
    answers = [each.at for each in store.unflushed.answers]
    return LastKnown(
        seq, number, event, max(answers if answer is None else [answer, *answers], default=None)
    )


async def meta(store: Store) -> dict[str, str]:
    """Read the branch's own facts: its id and epoch."""
    return dict(await store.fetch_flushed("SELECT name, value FROM meta"))


async def put_meta(store: Store, name: str, value: str) -> None:
    """Write one of the branch's own facts."""
    await store.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))


async def log_page(store: Store, after: int, limit: int) -> list[EventRow]:
    """Read the event log, in order, from behind ``after``; its newest events ask no disk."""
    if store.tail.reaches(after):
        return store.tail.page(after, limit)
    rows = await store.fetch_flushed(
        "SELECT seq, type, at, order_id, session_id, actor, CAST(payload AS BLOB) FROM events "
        "WHERE seq > ? ORDER BY seq LIMIT ?",
        (after, limit),
    )
    page = [EventRow(*row) for row in rows]
    return [*page, *store.unflushed.events(page[-1].seq if page else after, limit - len(page))]


async def log_times(store: Store, after: int, limit: int) -> list[tuple[int, int]]:
    """Read of each event from behind ``after`` its seq and when it happened, in Unix ms."""
    times: list[tuple[Any, ...]] = await store.fetch_flushed(
        "SELECT seq, at FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
    )
    last = times[-1][0] if times else after
    later = store.unflushed.events(last, limit - len(times))
    return [(seq, at) for seq, at in times] + [(each.seq, each.at) for each in later]


async def first_seq(store: Store) -> int:
    """Read the first event that the log has not given to an archive; 1 in an empty log."""
    [(first,)] = await store.fetch_flushed("SELECT min(seq) FROM events")
    later = store.unflushed.events(0, 1)
    if first is None:
        return later[0].seq if later else 1
    return int(first)


async def answer_of(
    store: Store, token: str, key: str, at: int
) -> tuple[int, int | None, bytes] | None:
    """Read the answer that a key got at that time: (status, version, body)."""
    rows = await store.fetch_flushed(
        "SELECT status, version, CAST(body AS BLOB) FROM answers "
        "WHERE at = ? AND token = ? AND key = ?",
        (at, token, key),
    )
    later = store.unflushed.answer(token, key)
    if later is not None and later.at == at:
        return later.status, later.version, later.body
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else None


async def answer_keys(store: Store, since: int) -> list[tuple[str, str, bytes, int]]:
    """Read which answers are remembered: (token, key, request digest, at), oldest first."""
    rows = await store.fetch_flushed(
        "SELECT token, key, request, at FROM answers WHERE at >= ? ORDER BY at", (since,)
    )
    keys = [(row[0], row[1], row[2], row[3]) for row in rows]
    later = store.unflushed.answers
    keys += [(each.token, each.key, each.request, each.at) for each in later if each.at >= since]
    return sorted(keys, key=lambda each: each[3])


async def old_answers(store: Store, before: int, limit: int) -> list[OldAnswer]:
    """Read which answers are too old to be asked for again, a few."""
    rows = await store.fetch_flushed(
        "SELECT at, token, key FROM answers WHERE at < ? ORDER BY at LIMIT ?", (before, limit)
    )
    old = [OldAnswer(*row) for row in rows]
    later = store.unflushed.answers
    old += [OldAnswer(each.at, each.token, each.key) for each in later if each.at < before]
    return sorted(old, key=lambda each: each.at)[:limit]


async def answer_by_key(store: Store, token: str, key: str, since: int) -> Remembered | None:
    """Read the answer under a key that memory has let go of, if it is not older than a time."""
    rows = await store.fetch_flushed(
        "SELECT request, status, version, CAST(body AS BLOB) FROM old_keys "
        "JOIN answers USING (at, token, key) WHERE token = ? AND key = ? AND at >= ?",
        (token, key, since),
    )
    return Remembered(*rows[0]) if rows else None


async def old_keys(store: Store, after: tuple[str, str], limit: int) -> list[tuple[str, str]]:
    """Read which keys memory has let go of: (token, key), a few, from behind one."""
    rows = await store.fetch_flushed(
        "SELECT token, key FROM old_keys WHERE (token, key) > (?, ?) ORDER BY token, key LIMIT ?",
        (*after, limit),
    )
    return [(row[0], row[1]) for row in rows]


async def count_before(store: Store, at: int) -> int:
    """Say how many answers in their table were given before a time.

    Reckoned from their numbers, for to count a million takes a while: they are given in order, and
    the oldest go first.
    """
    [(count,)] = await store.fetch_flushed(
        "SELECT coalesce((SELECT number FROM answers WHERE at >= ? ORDER BY at LIMIT 1), "
        "(SELECT max(number) + 1 FROM answers)) - (SELECT min(number) FROM answers)",
        (at,),
    )
    return int(count or 0)


async def menu(store: Store) -> list[Entry]:
    """Read the whole menu."""
    rows = await store.fetch_flushed("SELECT kind, body FROM menu")
    return decode_menu((row[0], row[1]) for row in rows)


async def menu_bodies(store: Store) -> dict[tuple[str, str], bytes]:
    """Read the entries of the menu as they stand in the file, by kind and id."""
    rows = await store.fetch_flushed("SELECT kind, id, CAST(body AS BLOB) FROM menu")
    return {(kind, entry): body for kind, entry, body in rows}


async def document(store: Store, name: str) -> bytes | None:
    """Read something that the branch keeps whole; None where there is nothing of that name."""
    rows = await store.fetch_flushed(
        "SELECT CAST(body AS BLOB) FROM documents WHERE name = ?", (name,)
    )
    return rows[0][0] if rows else None


async def stock(store: Store) -> list[StockRow]:
    """Read how many of each counted dish are left."""
    return await _read_all(store, STOCK, "SELECT dish, remaining FROM stock")


async def former_menu(store: Store) -> list[FormerEntry]:
    """Read what the last import of a menu changed."""
    rows = await store.fetch_flushed("SELECT kind, id, body, available FROM former_menu")
    return [FormerEntry(row[0], row[1], row[2].encode(), row[3]) for row in rows]


async def former_keys(store: Store) -> list[tuple[str, str]]:
    """Read which entries the last import of a menu changed."""
    rows = await store.fetch_flushed("SELECT kind, id FROM former_menu")
    return [(row[0], row[1]) for row in rows]


async def valid_tokens(store: Store) -> list[TokenRow]:
    """Read every token that has not been revoked."""
    rows = await store.fetch_flushed(
        "SELECT id, digest, name, role, session_id, created_at, revoked_at FROM tokens "
        "WHERE revoked_at IS NULL"
    )
    return [TokenRow(*row) for row in rows]


async def people(store: Store) -> list[PersonRow]:
    """Read the people of the house."""
    rows = await store.fetch_flushed("SELECT id, name, role, pin, created_at FROM people")
    return [PersonRow(*row) for row in rows]


async def last_seen(store: Store) -> list[SeenRow]:
    """Read when and from where each device with a valid token was last heard, and as whose."""
    rows = await store.fetch_flushed(
        "SELECT token, at, address, stations FROM seen JOIN tokens ON id = token "
        "WHERE revoked_at IS NULL"
    )
    return [SeenRow(*row) for row in rows]


async def screen_settings(store: Store) -> list[ScreenSettingsRow]:
    """Read what is set at each screen whose token is valid, and what it goes by."""
    rows = await store.fetch_flushed(
        "SELECT token, wanted, told FROM screen_settings JOIN tokens ON id = token "
        "WHERE revoked_at IS NULL"
    )
    return [ScreenSettingsRow(*row) for row in rows]


async def epochs(store: Store) -> list[EpochRow]:
    """Read the runs of the event log, the first one first."""
    rows = await store.fetch_flushed(
        "SELECT epoch, after, at, why, machine FROM epochs ORDER BY at, after"
    )
    return [EpochRow(*row) for row in rows]


async def cursors(store: Store) -> list[CursorRow]:
    """Read how far each follower has come."""
    return await _read_all(store, CURSORS, "SELECT name, seq FROM cursors")


async def timers(store: Store) -> list[TimerRow]:
    """Read everything that is due at some time."""
    sql = "SELECT kind, id, due, made, CAST(body AS BLOB) FROM timers"
    return await _read_all(store, TIMERS, sql)


async def device_names(store: Store) -> dict[str, str]:
    """Read what every device is called by its id, also of those that were sent away."""
    return dict(await store.fetch_flushed("SELECT id, name FROM tokens WHERE session_id IS NULL"))


async def readable_sessions(store: Store) -> list[SessionRow]:
    """Read every table session that has not ended, or of which somebody's token still counts."""
    rows = await store.fetch_flushed(
        "SELECT id, table_number, created_at, closed_at FROM sessions WHERE closed_at IS NULL "
        "OR id IN (SELECT session_id FROM tokens WHERE revoked_at IS NULL) ORDER BY created_at, id"
    )
    return [SessionRow(*row) for row in rows]


async def _read_all(store: Store, table: Table[_R], sql: str) -> list[_R]:
    """Read a whole table that is journalled, with what is not in it yet."""
    key_of = table.key_of
    if key_of is None:
        raise ValueError(f"the rows of {table.name} have no keys")
    flushed = [table.row(*row) for row in await store.fetch_flushed(sql)]
    latest = {key_of(row): row for row in flushed} | {**store.unflushed.rows.by_key(table)}
    return [row for row in latest.values() if row is not None]
