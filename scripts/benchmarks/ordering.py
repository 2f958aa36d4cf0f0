"""(q) Durable ``POST /api/orders`` of four lines at 32 connections."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from scripts.benchmarks.harness import ServerUnderTest, hubs, wrk
from scripts.benchmarks.kitchen import clear_board, order
from scripts.benchmarks.processes import processor_seconds, tree
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.turns import Values

_SCRIPT = """
local body = [==[%s]==]
local headers = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer %s"}
request = function() return wrk.format("POST", "/api/orders", headers, body) end
"""

_QUANTITIES = (
    Quantity("rate", "durable POST of four lines, 32 connections", "orders/s", more_is_better=True),
    Quantity("cost", "processor time of a POST", "us"),
    Quantity("p50", "answer to a POST, p50", "ms", digits=2, decides=False),
    Quantity("p99", "answer to a POST, p99", "ms", digits=2, decides=False),
)


def run(folder: Path, options: Options) -> None:
    """Say how many orders a second the hub takes."""
    with hubs(folder, options) as servers:
        sides = {
            name: _ordering(server, options.seconds, folder) for name, server in servers.items()
        }
        options.report.turns(_QUANTITIES, sides)


def _ordering(server: ServerUnderTest, seconds: int, folder: Path) -> Callable[[], Values]:
    script = folder / "orders.lua"

    def turn() -> Values:
        # On a full board each new order would have an old one give way.
        asyncio.run(clear_board(server))
        script.write_text(_SCRIPT % (json.dumps(order(1)), server.token), "utf-8")
        pids = tree(server.pid)
        before = processor_seconds(pids)
        load = wrk(server.url, seconds, script)
        spent = processor_seconds(pids) - before
        return load._asdict() | {"cost": 1e6 * spent / (load.rate * seconds)}

    return turn
