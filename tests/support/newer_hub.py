"""A hub that is one version ahead: this one's, with what it says put into words of a later one."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

Said = dict[str, Any]
Rewrite = Callable[[Said], Said]
"""From what the hub says, as JSON, to what the newer one would say."""


def ahead(said: Said) -> Said:
    """Put all that a hub says into the words of one that knows more, at any depth."""
    newer = {name: _ahead(each) for name, each in said.items()}
    if "order_number" in newer and newer.get("customer_name") == "odd":
        newer |= {"status": "parked", "type": "kerbside", "priority": "vip", "seats": [1, 2]}
        newer["items"] = [
            each | {"status": "plating", "quantity": 1.5, "allergens": [{"name": "nuts"}]}
            for each in newer["items"]
        ]
    return newer


def _ahead(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_ahead(each) for each in value]
    return ahead(value) if isinstance(value, dict) else value


@asynccontextmanager
async def newer_hub(port: int, rewrite: Rewrite = ahead) -> AsyncIterator[str]:
    """Stand before a hub, for as long as the context lasts.

    Args:
        port: of the hub on 127.0.0.1.
        rewrite: what becomes of each thing it says.

    Yields:
        the URL that a screen may take for the newer hub's.
    """
    async with aiohttp.ClientSession() as session:
        door = _Door(f"http://127.0.0.1:{port}", session, rewrite)
        app = web.Application()
        app.router.add_get("/ws", door.socket)
        app.router.add_route("*", "/{path:.*}", door.pass_on)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, own = runner.addresses[0][:2]
        try:
            yield f"http://{host}:{own}"
        finally:
            await runner.cleanup()


class _Door:
    def __init__(self, url: str, session: aiohttp.ClientSession, rewrite: Rewrite) -> None:
        self._url = url
        self._session = session
        self._rewrite = rewrite

    async def pass_on(self, request: web.Request) -> web.StreamResponse:
        kept = ("Authorization", "Content-Type", "Idempotency-Key")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        async with self._session.request(
            request.method, self._url + request.path_qs, data=await request.read(), headers=headers
        ) as answer:
            body = json.dumps(self._rewrite(await answer.json())).encode()
            shown = {"Content-Type": "application/json", "Date": answer.headers["Date"]}
            return web.Response(status=answer.status, body=body, headers=shown)

    async def socket(self, request: web.Request) -> web.StreamResponse:
        screen = web.WebSocketResponse()
        await screen.prepare(request)
        token = {"Authorization": request.headers["Authorization"]}
        async with self._session.ws_connect(f"{self._url}/ws", headers=token) as hub:
            heard = asyncio.create_task(self._told(hub, screen))
            async for said in screen:
                await hub.send_str(said.data)
            heard.cancel()
            await asyncio.gather(heard, return_exceptions=True)
        return screen

    async def _told(
        self, hub: aiohttp.ClientWebSocketResponse, screen: web.WebSocketResponse
    ) -> None:
        async for said in hub:
            await screen.send_str(json.dumps(self._rewrite(json.loads(said.data))))
