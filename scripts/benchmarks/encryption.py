"""(i) What TLS costs: the same hub at both of its doors, in turns."""

import argparse
import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from hub.wire.pinning import pinned_context
from scripts.benchmarks.fanout import event_of
from scripts.benchmarks.harness import ServerUnderTest, compared, hub, percentile, wrk
from scripts.benchmarks.kitchen import FULL_BOARD, LINES, place_orders
from scripts.benchmarks.writing import changes

SHOWN = 25
SOCKETS = 20
PRESSES = 400
CONNECTIONS = 300
_NAMES = ("TLS", "plain")


def run(folder: Path, arguments: argparse.Namespace) -> None:
    """Print throughput, the way of an event, and a new connection, with and without TLS."""
    with hub(folder / "reading", lan=True) as server:
        asyncio.run(place_orders(server, SHOWN))
        _reading(server, arguments)
        asyncio.run(_connecting(server))
    with hub(folder / "writing", lan=True) as server:
        asyncio.run(_listening(server, asyncio.run(place_orders(server, 2 * PRESSES // LINES))))
        _writing(server, folder, arguments)


def _reading(server: ServerUnderTest, arguments: argparse.Namespace) -> None:
    rates: dict[str, list[float]] = {name: [] for name in _NAMES}
    for _ in range(arguments.rounds):
        for name, url in _doors(server):
            board = f"{url}/api/kitchen/orders"
            rates[name].append(wrk(board, arguments.seconds, token=server.token))
    print(
        "  GET of a board: " + compared(rates["TLS"], rates["plain"], "answers/s", _NAMES).strip()
    )


def _writing(server: ServerUnderTest, folder: Path, arguments: argparse.Namespace) -> None:
    rates: dict[str, list[float]] = {name: [] for name in _NAMES}
    for _ in range(arguments.rounds):
        for name, url in _doors(server):
            items = asyncio.run(place_orders(server, FULL_BOARD))
            rates[name].append(changes(server, items, arguments.seconds, folder, url))
    print("  durable PATCH: " + compared(rates["TLS"], rates["plain"], "changes/s", _NAMES).strip())


async def _listening(server: ServerUnderTest, items: list[str]) -> None:
    """Press items in turns at both doors, each press heard by that door's sockets."""
    taken: dict[str, list[float]] = {name: [] for name in _NAMES}
    async with AsyncExitStack() as stack:
        sessions = {}
        for name, url in _doors(server):
            session = await stack.enter_async_context(_session(server, url))
            sockets = [await session.ws_connect("/ws") for _ in range(SOCKETS)]
            for socket in sockets:
                await socket.receive()
            sessions[name] = (session, sockets)
        for turn, item in enumerate(items):
            name = _NAMES[turn % 2]
            session, sockets = sessions[name]
            others = sessions[_NAMES[(turn + 1) % 2]][1]
            arrivals = [asyncio.create_task(event_of(socket, item)) for socket in sockets]
            started = time.perf_counter()
            url = f"/api/kitchen/items/{item}/status"
            async with session.patch(url, json={"status": "preparing"}) as answer:
                answer.raise_for_status()
                taken[name].append(max(await asyncio.gather(*arrivals)) - started)
            # The other door's sockets hear it as well; that must not wait for their own turn.
            await asyncio.gather(*(event_of(socket, item) for socket in others))
    for name in _NAMES:
        print(
            f"  PATCH to the last of {SOCKETS} sockets, {name}: "
            f"p50 {percentile(taken[name], 0.5) * 1000:.2f} ms, "
            f"p99 {percentile(taken[name], 0.99) * 1000:.2f} ms ({len(taken[name])} presses)"
        )


async def _connecting(server: ServerUnderTest) -> None:
    taken: dict[str, list[float]] = {name: [] for name in _NAMES}
    for _ in range(CONNECTIONS):
        for name, url in _doors(server):
            async with _session(server, url) as session:
                started = time.perf_counter()
                async with session.get("/healthz") as answer:
                    await answer.read()
                taken[name].append(time.perf_counter() - started)
    shown = ", ".join(
        f"{name} p50 {percentile(taken[name], 0.5) * 1000:.2f} ms, "
        f"p99 {percentile(taken[name], 0.99) * 1000:.2f} ms"
        for name in _NAMES
    )
    print(f"  a new connection and its first answer: {shown}")


def _session(server: ServerUnderTest, url: str) -> aiohttp.ClientSession:
    pem = (server.data / "tls" / "authority.pem").read_text()
    connector = aiohttp.TCPConnector(limit=0, ssl=pinned_context(pem))
    headers = {"Authorization": f"Bearer {server.token}"}
    return aiohttp.ClientSession(url, headers=headers, connector=connector)


def _doors(server: ServerUnderTest) -> Iterator[tuple[str, str]]:
    return zip(_NAMES, (server.secure_url, server.url), strict=True)
