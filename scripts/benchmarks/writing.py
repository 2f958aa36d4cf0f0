"""(a) Durable ``PATCH /items/{id}/status`` at 32 connections against the plain way."""

import argparse
import asyncio
from pathlib import Path

from scripts.benchmarks.harness import Load, Server, alternative, compared, hub, wrk
from scripts.benchmarks.kitchen import placed

ORDERS = 12_000
"""Enough items that no turn runs out of steps to take."""

_SCRIPT = """
local file = io.open("%s"); local items = {}
for line in file:lines() do items[#items + 1] = line end
local start, count = %d, %d
local steps = {"preparing", "ready", "served"}
local headers = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer %s"}
local asked = -1
-- wrk asks for one request before it begins, and never sends it.
request = function()
  asked = asked + 1
  local n = math.max(asked - 1, 0)
  local item = items[start + n %% count + 1]
  local body = '{"status":"' .. steps[math.floor(n / count) + 1] .. '"}'
  return wrk.format("PATCH", "/api/kitchen/items/" .. item .. "/status", headers, body)
end
"""


def script(path: Path, server: Server, start: int, count: int) -> Path:
    """Write what wrk does: take ``count`` items from ``start`` on through all their steps."""
    token = server.token if (server.data / "manager.token").exists() else ""
    path.write_text(_SCRIPT % (server.data / "items", start, count, token), "utf-8")
    return path


def run(folder: Path, arguments: argparse.Namespace) -> None:
    """Print how many times as many changes a second the hub makes durable."""
    rounds, seconds = arguments.rounds, arguments.seconds
    with (
        hub(folder / "hub") as ours,
        alternative("plain", folder / "plain", str(ORDERS)) as theirs,
    ):
        (ours.data / "items").write_text("\n".join(asyncio.run(placed(ours, ORDERS))))
        loads: dict[str, list[Load]] = {"ours": [], "theirs": []}
        share = ORDERS * 4 // rounds
        for turn in range(rounds):
            for name, server in (("ours", ours), ("theirs", theirs)):
                lua = script(folder / "load.lua", server, turn * share, share)
                loads[name].append(wrk(server.url, seconds, lua))
    refused = sum(load.refused for each in loads.values() for load in each)
    print(
        compared(
            [load.per_second for load in loads["ours"]],
            [load.per_second for load in loads["theirs"]],
            "changes/s",
            ("hub", "one transaction a request"),
        )
    )
    print(f"  answers that were not 200: {refused}")
