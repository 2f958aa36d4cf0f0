"""(a) Durable ``PATCH /items/{id}/status`` at 32 connections against the plain way."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from scripts.benchmarks.harness import ServerUnderTest, alternative, compared, hub, wrk
from scripts.benchmarks.kitchen import FULL_BOARD, LINES, place_orders

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
    server: ServerUnderTest, items: Sequence[str], seconds: int, folder: Path, url: str = ""
) -> float:
    """Take items through their steps, as fast as 32 connections can.

    Args:
        server: the hub, or what it is compared with.
        items: their ids; each has all its steps before it.
        seconds: how long.
        folder: where to leave what wrk reads.
        url: where to reach the server; its plain door by default.

    Returns:
        changes a second.

    Raises:
        RefusedError: some were not made; if the items ran out of steps, for one.
    """
    token = server.token if (server.data / "manager.token").exists() else ""
    listed, script = folder / "load.items", folder / "load.lua"
    listed.write_text("\n".join(items), "utf-8")
    script.write_text(_SCRIPT % (listed, token), "utf-8")
    return wrk(url or server.url, seconds, script)


def run(folder: Path, arguments: argparse.Namespace) -> None:
    """Print how many times as many changes a second the hub makes durable."""
    rounds, seconds = arguments.rounds, arguments.seconds
    with (
        hub(folder / "hub") as ours,
        alternative("plain", folder / "plain", str(FULL_BOARD * rounds)) as theirs,
    ):
        filled = (theirs.data / "items").read_text().split()
        rates: tuple[list[float], list[float]] = ([], [])
        for turn in range(rounds):
            placed = asyncio.run(place_orders(ours, FULL_BOARD))
            share = filled[turn * FULL_BOARD * LINES :][: FULL_BOARD * LINES]
            rates[0].append(changes(ours, placed, seconds, folder))
            rates[1].append(changes(theirs, share, seconds, folder))
    print(compared(*rates, "changes/s", ("hub", "one transaction a request")))
