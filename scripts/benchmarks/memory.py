"""(d) Resident memory: at rest, and with 200 sockets on a branch at work."""

import asyncio
import itertools
from functools import partial
from pathlib import Path

import aiohttp

from scripts.benchmarks.harness import ServerUnderTest, hub
from scripts.benchmarks.kitchen import place_orders
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.turns import Values

SOCKETS = 200
ORDERS = 50

_ENOUGH = 8
"""Turns: memory hardly differs from one to the next."""


_QUANTITIES = (
    Quantity("idle", "resident at rest", "MiB", digits=1),
    Quantity(
        "busy", f"resident with {SOCKETS} sockets and {ORDERS} orders told to each", "MiB", digits=1
    ),
)


def run(folder: Path, options: Options) -> None:
    """Say the resident memory of the hub's process, made anew for each turn."""
    numbers = itertools.count()

    def measure(tree: Path | None) -> Values:
        with hub(folder / f"hub-{next(numbers)}", tree=tree) as server:
            idle = _resident(server.pid)
            return {"idle": idle, "busy": asyncio.run(_with_sockets(server))}

    sides = {name: partial(measure, tree) for name, tree in options.trees().items()}
    effort = options.effort._replace(rounds=min(options.rounds, _ENOUGH))
    options.report.turns(_QUANTITIES, sides, effort=effort)


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
