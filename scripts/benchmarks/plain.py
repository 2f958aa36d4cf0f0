"""The plain way, to compare with: aiohttp and aiosqlite, one transaction for each request.

It does what the hub's PATCH does at the least: check the step, write item, order and event, and
answer when it is durable (WAL, synchronous=FULL). It checks no token and tells nobody.
"""

import asyncio
import json
import sys
import uuid
from pathlib import Path

import aiosqlite
from aiohttp import web

NEXT = {"pending": "preparing", "preparing": "ready", "ready": "served"}
SCHEMA = """
CREATE TABLE orders (id TEXT PRIMARY KEY, status TEXT, version INTEGER);
CREATE TABLE items (id TEXT PRIMARY KEY, order_id TEXT, name TEXT, quantity INTEGER, status TEXT);
CREATE TABLE events (seq INTEGER PRIMARY KEY, type TEXT, payload TEXT);
"""
LINES = 4


class Plain:
    """The handler, with its connection and the lock that keeps transactions apart."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._db = connection
        self._lock = asyncio.Lock()

    async def fill(self, request: web.Request) -> web.Response:
        """Make orders; answers the ids of their items."""
        orders = int(request.match_info["orders"])
        ids = [str(uuid.uuid4()) for _ in range(orders * LINES)]
        # Somebody whose load has just ended may still be at work.
        async with self._lock:
            await self._db.execute("BEGIN")
            await self._db.executemany(
                "INSERT INTO items VALUES (?, ?, 'Dish', 1, 'pending')",
                [(each, ids[index // LINES * LINES]) for index, each in enumerate(ids)],
            )
            await self._db.executemany(
                "INSERT INTO orders VALUES (?, 'pending', 1)", [(each,) for each in ids[::LINES]]
            )
            await self._db.execute("COMMIT")
        return web.json_response(ids)

    async def patch(self, request: web.Request) -> web.Response:
        """Move one item one step."""
        wanted = (await request.json())["status"]
        async with self._lock:
            await self._db.execute("BEGIN IMMEDIATE")
            try:
                rows = await self._db.execute_fetchall(
                    "SELECT id, order_id, name, quantity, status FROM items WHERE id = ?",
                    (request.match_info["id"],),
                )
                found = next(iter(rows), None)
                if found is None or NEXT.get(found[4]) != wanted:
                    return web.json_response({"success": False}, status=400)
                item = {"id": found[0], "name": found[2], "quantity": found[3], "status": wanted}
                await self._db.execute(
                    "UPDATE items SET status = ? WHERE id = ?", (wanted, found[0])
                )
                await self._db.execute(
                    "UPDATE orders SET version = version + 1 WHERE id = ?", (found[1],)
                )
                await self._db.execute(
                    "INSERT INTO events (type, payload) VALUES ('order:item_status', ?)",
                    (json.dumps({"orderId": found[1], "item": item}),),
                )
                await self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    await self._db.execute("ROLLBACK")
        return web.json_response({"success": True, "data": item})


async def serve(data: Path) -> None:
    """Serve until terminated."""
    async with aiosqlite.connect(data / "plain.db", isolation_level=None) as connection:
        await connection.execute_fetchall("PRAGMA journal_mode = WAL")
        await connection.execute_fetchall("PRAGMA synchronous = FULL")
        await connection.executescript(SCHEMA)
        plain = Plain(connection)
        app = web.Application()
        app.router.add_post("/fill/{orders}", plain.fill)
        app.router.add_patch("/api/kitchen/items/{id}/status", plain.patch)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(f"ready at http://127.0.0.1:{site.port}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir()
    asyncio.run(serve(Path(sys.argv[1])))
