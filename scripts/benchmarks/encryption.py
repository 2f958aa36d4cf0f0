"""(i) What TLS costs: the same hub at both of its doors, in turns."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp

from hub.wire.pinning import pinned_context
from scripts.benchmarks.harness import ServerUnderTest, hub, percentile
from scripts.benchmarks.kitchen import LINES, place_orders
from scripts.benchmarks.reading import reading
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.turns import Values
from scripts.benchmarks.writing import changing

SHOWN = 25
SOCKETS = 20
PRESSES = 40
CONNECTIONS = 30
_NAMES = ("TLS", "plain")


_READING = (
    Quantity("rate", "GET of a board, 32 connections", "answers/s", more_is_better=True),
    Quantity("cost", "processor time of a GET", "us", digits=1),
)
_CONNECTING = (Quantity("p50", "a new connection and its first answer, p50", "ms", digits=2),)
_LISTENING = (
    Quantity("p50", f"PATCH to the last of {SOCKETS} sockets, p50", "ms", digits=2),
    Quantity("p99", f"PATCH to the last of {SOCKETS} sockets, p99", "ms", digits=2, decides=False),
)
_WRITING = (
    Quantity("rate", "durable PATCH, 32 connections", "changes/s", more_is_better=True),
    Quantity("cost", "processor time of a PATCH", "us"),
)


def run(folder: Path, options: Options) -> None:
    """Say throughput, the way of an event, and a new connection, with and without TLS."""
    report, seconds = options.report, options.seconds
    with hub(folder / "reading", lan=True) as server:
        asyncio.run(place_orders(server, SHOWN))
        readers = {n: reading(server, seconds, server.token, url) for n, url in _doors(server)}
        report.turns(_READING, readers)
        report.turns(_CONNECTING, {n: _connecting(server, url) for n, url in _doors(server)})
    with hub(folder / "writing", lan=True) as server:
        report.turns(_LISTENING, {n: _listening(server, url) for n, url in _doors(server)})
        writers = {n: changing(server, seconds, folder, url) for n, url in _doors(server)}
        report.turns(_WRITING, writers)


def _listening(server: ServerUnderTest, url: str) -> Callable[[], Values]:
    def turn() -> Values:
        items = asyncio.run(place_orders(server, PRESSES // LINES))
        taken = asyncio.run(_press(server, url, items))
        return {"p50": percentile(taken, 0.5), "p99": percentile(taken, 0.99)}

    return turn


async def _press(server: ServerUnderTest, url: str, items: list[str]) -> list[float]:
    """Press items at a door, each press heard by that door's sockets."""
    taken = []
    async with _session(server, url) as session:
        sockets = [await session.ws_connect("/ws") for _ in range(SOCKETS)]
        for socket in sockets:
            await socket.receive()
        for item in items:
            arrivals = [asyncio.create_task(_event_of(socket, item)) for socket in sockets]
            began = time.perf_counter()
            path = f"/api/kitchen/items/{item}/status"
            async with session.patch(path, json={"status": "preparing"}) as answer:
                answer.raise_for_status()
                taken.append(1000 * (max(await asyncio.gather(*arrivals)) - began))
        for socket in sockets:
            await socket.close()
    return taken


async def _event_of(socket: aiohttp.ClientWebSocketResponse, item: str) -> float:
    """Wait until a socket hears of an item's step; return when that was, in seconds."""
    while True:
        text = await socket.receive_str()
        at = time.perf_counter()
        event = json.loads(text)
        if event["type"] == "order:item_status" and event["payload"]["item"]["id"] == item:
            return at


def _connecting(server: ServerUnderTest, url: str) -> Callable[[], Values]:
    async def connect() -> Values:
        taken = []
        for _ in range(CONNECTIONS):
            async with _session(server, url) as session:
                began = time.perf_counter()
                async with session.get("/healthz") as answer:
                    await answer.read()
                taken.append(1000 * (time.perf_counter() - began))
        return {"p50": percentile(taken, 0.5)}

    return lambda: asyncio.run(connect())


def _session(server: ServerUnderTest, url: str) -> aiohttp.ClientSession:
    pem = (server.data / "tls" / "authority.pem").read_text()
    connector = aiohttp.TCPConnector(limit=0, ssl=pinned_context(pem))
    headers = {"Authorization": f"Bearer {server.token}"}
    return aiohttp.ClientSession(url, headers=headers, connector=connector)


def _doors(server: ServerUnderTest) -> Iterator[tuple[str, str]]:
    return zip(_NAMES, (server.secure_url, server.url), strict=True)
