"""An aiohttp handler that returns constant bytes, to compare a GET with."""

import asyncio
import sys
from pathlib import Path

from aiohttp import web


async def serve(data: Path) -> None:
    """Serve the bytes of a file until terminated."""
    body = await asyncio.to_thread(data.read_bytes)

    async def constant(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_get("/api/kitchen/orders", constant)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"ready at http://127.0.0.1:{site.port}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
