"""(c) From sending a PATCH until all of 50 sockets have the event."""

import argparse
import asyncio
import json
import os
import time
from pathlib import Path

import aiohttp

from scripts.benchmarks.harness import hub, percentile
from scripts.benchmarks.kitchen import place_orders

SOCKETS = 50
PRESSES = 400


def run(folder: Path, _: argparse.Namespace) -> None:
    """Print the latency, and the bare sum of what it cannot be faster than."""
    with hub(folder / "hub") as server:
        items = asyncio.run(place_orders(server, PRESSES // 4))
        taken, echo = asyncio.run(_press(server.url, server.token, items))
    fsync = _fsync(folder)
    ours = (percentile(taken, 0.5), percentile(taken, 0.99))
    bare = (percentile(fsync, 0.5) + percentile(echo, 0.5)) * 1000
    print(
        f"  PATCH to the last of {SOCKETS} sockets: "
        f"p50 {ours[0] * 1000:.2f} ms, p99 {ours[1] * 1000:.2f} ms ({len(taken)} presses)"
    )
    print(
        f"  bare sum of one fsync ({percentile(fsync, 0.5) * 1000:.2f} ms) and one echo round trip "
        f"({percentile(echo, 0.5) * 1000:.2f} ms): {bare:.2f} ms; "
        f"ratio p50 {ours[0] * 1000 / bare:.1f}, p99 {ours[1] * 1000 / bare:.1f}"
    )


async def _press(url: str, token: str, items: list[str]) -> tuple[list[float], list[float]]:
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(url, headers=headers) as session:
        sockets = [await session.ws_connect("/ws") for _ in range(SOCKETS)]
        for socket in sockets:
            await socket.receive()
        echo = [await _echo(sockets[0]) for _ in range(PRESSES)]
        taken = []
        for item in items:
            arrivals = [asyncio.create_task(event_of(socket, item)) for socket in sockets]
            started = time.perf_counter()
            press = session.patch(f"/api/kitchen/items/{item}/status", json={"status": "preparing"})
            async with press as answer:
                answer.raise_for_status()
                taken.append(max(await asyncio.gather(*arrivals)) - started)
        for socket in sockets:
            await socket.close()
    return taken, echo


async def event_of(socket: aiohttp.ClientWebSocketResponse, item: str) -> float:
    """Wait until a socket hears of an item's step; return when that was, in seconds."""
    while True:
        text = await socket.receive_str()
        at = time.perf_counter()
        event = json.loads(text)
        if event["type"] == "order:item_status" and event["payload"]["item"]["id"] == item:
            return at


async def _echo(socket: aiohttp.ClientWebSocketResponse) -> float:
    started = time.perf_counter()
    await socket.send_str('{"type":"ping"}')
    await socket.receive_str()
    return time.perf_counter() - started


def _fsync(folder: Path) -> list[float]:
    handle = os.open(folder / "fsync", os.O_RDWR | os.O_CREAT, 0o600)
    taken = []
    for turn in range(PRESSES):
        os.pwrite(handle, b"x" * 4096, turn * 4096)
        started = time.perf_counter()
        os.fsync(handle)
        taken.append(time.perf_counter() - started)
    os.close(handle)
    return taken
