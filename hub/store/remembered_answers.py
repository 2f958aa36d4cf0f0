"""What is remembered under idempotency keys, read back: in its table, and not there yet."""

from typing import NamedTuple

from hub.store.store import Store
from hub.store.tables import OldAnswer


class Remembered(NamedTuple):
    """An answer that was found by its key: ``request`` is the digest of what was asked."""

    request: bytes
    status: int
    version: int | None
    body: bytes


async def answer_of(
    store: Store, token: str, key: str, at: int
) -> tuple[int, int | None, bytes] | None:
    """Read the answer that a key got at that time: (status, version, body)."""
    rows = await store.fetch_posted(
        "SELECT status, version, CAST(body AS BLOB) FROM answers "
        "WHERE at = ? AND token = ? AND key = ?",
        (at, token, key),
    )
    later = store.unposted.answer(token, key)
    if later is not None and later.at == at:
        return later.status, later.version, later.body
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else None


async def answer_keys(store: Store, since: int) -> list[tuple[str, str, bytes, int]]:
    """Read which answers are remembered: (token, key, request digest, at), oldest first."""
    rows = await store.fetch_posted(
        "SELECT token, key, request, at FROM answers WHERE at >= ? ORDER BY at", (since,)
    )
    keys = [(row[0], row[1], row[2], row[3]) for row in rows]
    later = store.unposted.answers
    keys += [(each.token, each.key, each.request, each.at) for each in later if each.at >= since]
    return sorted(keys, key=lambda each: each[3])


async def old_answers(store: Store, before: int, limit: int) -> list[OldAnswer]:
    """Read which answers are too old to be asked for again, a few."""
    rows = await store.fetch_posted(
        "SELECT at, token, key FROM answers WHERE at < ? ORDER BY at LIMIT ?", (before, limit)
    )
    old = [OldAnswer(*row) for row in rows]
    later = store.unposted.answers
    old += [OldAnswer(each.at, each.token, each.key) for each in later if each.at < before]
    return sorted(old, key=lambda each: each.at)[:limit]


async def answer_by_key(store: Store, token: str, key: str, since: int) -> Remembered | None:
    """Read the answer under a key that memory has let go of, if it is not older than a time."""
    rows = await store.fetch_posted(
        "SELECT request, status, version, CAST(body AS BLOB) FROM old_keys "
        "JOIN answers USING (at, token, key) WHERE token = ? AND key = ? AND at >= ?",
        (token, key, since),
    )
    return Remembered(*rows[0]) if rows else None


async def old_keys(store: Store, after: tuple[str, str], limit: int) -> list[tuple[str, str]]:
    """Read which keys memory has let go of: (token, key), a few, from behind one."""
    rows = await store.fetch_posted(
        "SELECT token, key FROM old_keys WHERE (token, key) > (?, ?) ORDER BY token, key LIMIT ?",
        (*after, limit),
    )
    return [(row[0], row[1]) for row in rows]


async def count_before(store: Store, at: int) -> int:
    """Say how many answers in their table were given before a time.

    Reckoned from their numbers, for to count a million takes a while: they are given in order, and
    the oldest go first.
    """
    [(count,)] = await store.fetch_posted(
        "SELECT coalesce((SELECT number FROM answers WHERE at >= ? ORDER BY at LIMIT 1), "
        "(SELECT max(number) + 1 FROM answers)) - (SELECT min(number) FROM answers)",
        (at,),
    )
    return int(count or 0)
