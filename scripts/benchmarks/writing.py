"""(a) Durable ``PATCH /items/{id}/status`` at 32 connections against the plain way."""

import asyncio
import json
import math
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from scripts.benchmarks.harness import CONNECTIONS, Load, ServerUnderTest, alternative, hubs, wrk
from scripts.benchmarks.kitchen import FULL_BOARD, LINES, place_orders
from scripts.benchmarks.processes import processor_seconds, tree
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.turns import Values

PLAIN = "one transaction a request"

_STEPS = 3
_FIRST_GUESS = 12_000
"""Changes a second that no server here reaches; its first turn says how many it does."""

_SPARE = 2.5
"""Times as many steps as the last turn took: a turn after one that was disturbed may take more."""

_FEWEST_ORDERS = 50

_SCRIPT = """
local items = {}
for line in io.lines("%s") do items[#items + 1] = line end
local steps = {"preparing", "ready", "served"}
local headers = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer %s"}
local asked = -1
-- wrk asks for one request before it begins, and never sends it.
request = function()
  asked = asked + 1
  local n = math.max(asked - 1, 0)
  local item = items[n %% #items + 1]
  -- Beyond the last step there is none; it is refused, and that ends the benchmark.
  local body = '{"status":"' .. (steps[math.floor(n / #items) + 1] or "none") .. '"}'
  return wrk.format("PATCH", "/api/kitchen/items/" .. item .. "/status", headers, body)
end
"""


def changes(
    server: ServerUnderTest,
    items: Sequence[str],
    seconds: int,
    folder: Path,
    url: str = "",
    connections: int = CONNECTIONS,
) -> Load:
    """Take items through their steps, as fast as some connections can.

    Args:
        server: the hub, or what it is compared with.
        items: their ids; each has all its steps before it.
        seconds: how long.
        folder: where to leave what wrk reads.
        url: where to reach the server; its plain door by default.
        connections: how many.

    Raises:
        RefusedError: some were not made; if the items ran out of steps, for one.
    """
    token = server.token if server.is_hub else ""
    listed, script = folder / "load.items", folder / "load.lua"
    listed.write_text("\n".join(items), "utf-8")
    script.write_text(_SCRIPT % (listed, token), "utf-8")
    return wrk(url or server.url, seconds, script, connections=connections)


def changing(
    server: ServerUnderTest,
    seconds: int,
    folder: Path,
    url: str = "",
    connections: int = CONNECTIONS,
    beside: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Callable[[], Values]:
    """Make a side whose turn is ``changes`` on new orders.

    Its figures are ``rate``, ``p50`` and ``p99`` (milliseconds), and ``cost``: microseconds of
    processor time a change.

    Args:
        server: the hub, or what it is compared with.
        seconds: that a turn takes.
        folder: where to leave what wrk reads.
        url: where to reach the server; its plain door by default.
        connections: how many.
        beside: what goes on meanwhile.
    """
    expected = _FIRST_GUESS / _SPARE

    def turn() -> Values:
        nonlocal expected
        wanted = math.ceil(expected * _SPARE * seconds / (LINES * _STEPS))
        items = new_items(server, min(max(wanted, _FEWEST_ORDERS), FULL_BOARD))
        pids = tree(server.pid)
        before = processor_seconds(pids)
        with beside():
            load = changes(server, items, seconds, folder, url, connections)
        spent = processor_seconds(pids) - before
        # A turn that others have slowed down says little of the next one.
        expected = max(load.rate, 0.8 * expected)
        return load._asdict() | {"cost": 1e6 * spent / (load.rate * seconds)}

    return turn


def new_items(server: ServerUnderTest, orders: int) -> list[str]:
    """Make new orders on a hub, or on what it is compared with; returns the ids of their items."""
    if server.is_hub:
        return asyncio.run(place_orders(server, orders))
    asked = urllib.request.Request(f"{server.url}/fill/{orders}", method="POST")  # noqa: S310 - our own server
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        filled: list[str] = json.load(answer)
    return filled


def run(folder: Path, options: Options) -> None:
    """Say how many times as many changes a second the hub makes durable."""
    with hubs(folder, options) as servers, alternative("plain", folder / "plain") as plain:
        sides = {
            name: changing(server, options.seconds, folder)
            for name, server in (servers | {PLAIN: plain}).items()
        }
        options.report.turns(
            (
                Quantity("rate", "durable PATCH, 32 connections", "changes/s", more_is_better=True),
                Quantity("cost", "processor time of a PATCH, 32 connections", "us"),
                Quantity(
                    "p50", "answer to a PATCH, 32 connections, p50", "ms", digits=2, decides=False
                ),
                Quantity(
                    "p99", "answer to a PATCH, 32 connections, p99", "ms", digits=2, decides=False
                ),
            ),
            sides,
        )
