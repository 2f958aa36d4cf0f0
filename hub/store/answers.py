"""What is remembered under idempotency keys, read back: in its table, and not there yet."""

from hub.store.rows import OldAnswer
from hub.store.store import Store


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
