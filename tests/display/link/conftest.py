"""What stands between a screen and its hub, for tests of how the screen bears it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpRawServer

Said = dict[str, Any]
Rewrite = Callable[[Said], Said]
"""From what the hub says, as JSON, to what the screen hears."""

StandBefore = Callable[..., Awaitable[str]]
"""Stands before the hub at a port of this machine, and gives the address to be taken for its own;
takes a :class:`GoBetween`'s ``rewrite`` and ``sockets`` as well."""


class GoBetween:
    """Passes on what a screen asks a hub.

    Args:
        url: of the hub.
        session: to ask it with.
        rewrite: what becomes of each thing that the hub says; None leaves it.
        sockets: whether it lets a WebSocket through.
    """

    def __init__(
        self,
        url: str,
        session: aiohttp.ClientSession,
        rewrite: Rewrite | None = None,
        *,
        sockets: bool = True,
    ) -> None:
        self._url = url
        self._session = session
        self._rewrite = rewrite
        self._sockets = sockets

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/ws":
            return await self._socket(request) if self._sockets else web.Response(status=502)
        kept = ("Authorization", "Content-Type", "Idempotency-Key")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        async with self._session.request(
            request.method, self._url + request.path_qs, data=await request.read(), headers=headers
        ) as answer:
            body = self._said(await answer.text())
            shown = {"Content-Type": "application/json", "Date": answer.headers["Date"]}
            return web.Response(status=answer.status, text=body, headers=shown)

    async def _socket(self, request: web.BaseRequest) -> web.StreamResponse:
        screen = web.WebSocketResponse()
        await screen.prepare(request)
        token = {"Authorization": request.headers["Authorization"]}
        async with self._session.ws_connect(f"{self._url}/ws", headers=token) as hub:
            heard = asyncio.create_task(self._tell(hub, screen))
            async for said in screen:
                await hub.send_str(said.data)
            heard.cancel()
            await asyncio.gather(heard, return_exceptions=True)
        return screen

    async def _tell(
        self, hub: aiohttp.ClientWebSocketResponse, screen: web.WebSocketResponse
    ) -> None:
        async for said in hub:
            await screen.send_str(self._said(said.data))

    def _said(self, text: str) -> str:
        return text if self._rewrite is None else json.dumps(self._rewrite(json.loads(text)))


@pytest.fixture
async def stand_before(aiohttp_raw_server: AiohttpRawServer) -> AsyncIterator[StandBefore]:
    async with aiohttp.ClientSession() as session:

        async def stand(port: int, rewrite: Rewrite | None = None, *, sockets: bool = True) -> str:
            between = GoBetween(f"http://127.0.0.1:{port}", session, rewrite, sockets=sockets)
            server = await aiohttp_raw_server(between.answer)
            return f"http://127.0.0.1:{server.port}"

        yield stand
