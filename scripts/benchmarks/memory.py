"""(d) Resident memory: at rest, and with 200 sockets on a branch at work."""

import argparse
import asyncio
from pathlib import Path

import aiohttp

from scripts.benchmarks.harness import ServerUnderTest, hub
from scripts.benchmarks.kitchen import place_orders

SOCKETS = 200
ORDERS = 50


def run(folder: Path, _: argparse.Namespace) -> None:
    """Print the resident memory of the hub's process."""
    with hub(folder / "hub") as server:
        idle = _resident(server.pid)
        busy = asyncio.run(_with_sockets(server))
    told = f"with {SOCKETS} sockets and {ORDERS} orders told to each"
    print(f"  idle {idle:.1f} MiB; {told} {busy:.1f} MiB")


async def _with_sockets(server: ServerUnderTest) -> float:
    headers = {"Authorization": f"Bearer {server.token}"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(server.url, headers=headers, connector=connector) as session:
        sockets = [await session.ws_connect("/ws") for _ in range(SOCKETS)]
        await place_orders(server, ORDERS)
        for socket in sockets:
            told = 0
            while told < ORDERS:
                told += '"type":"order:new"' in await socket.receive_str()
        resident = await asyncio.to_thread(_resident, server.pid)
        for socket in sockets:
            await socket.close()
    return resident


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel does not tell the resident memory")
