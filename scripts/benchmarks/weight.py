"""(j) What a hub costs its machine: processor time to the first answer, bytes on the card."""

import argparse
import asyncio
import statistics
from pathlib import Path

from scripts.benchmarks.processes import memory, processor_seconds
from tests.support.counting_hub import COUNTING_HUB, JOURNAL
from tests.support.process import HubProcess
from tests.support.service import Cost, cost

_COOKS = {1: 2_000, 8: 8_000, 32: 16_000, 128: 16_000}
"""How many work at the same time, and how many changes they make."""


def run(folder: Path, arguments: argparse.Namespace) -> None:
    """Print the processor time of a start, and what is written for the bytes of the changes.

    Beside it stands what a hub writes that enters every change in its tables at once.
    """
    for lan in (False, True):
        data = folder / f"start-{lan}"
        starts = [asyncio.run(_started(data, lan=lan)) for _ in range(arguments.rounds)]
        spent, held = zip(*starts, strict=True)
        print(
            f"  first answer, {'with' if lan else 'without'} the door for the network: processor "
            f"{statistics.median(spent):.2f} s; resident then {statistics.median(held):.1f} MiB"
        )
    for cooks, changes in _COOKS.items():
        for journal in ("yes", "no"):
            data = folder / f"load-{cooks}-{journal}"
            with HubProcess(data, program=COUNTING_HUB, environment={JOURNAL: journal}) as hub:
                found = asyncio.run(cost(hub, cooks, changes))
            name = "with" if journal == "yes" else "without"
            print(f"  {cooks} at work, {name} the journal: {_told(found)}", flush=True)


async def _started(data: Path, *, lan: bool) -> tuple[float, float]:
    with HubProcess(data, lan=lan) as hub:
        async with hub.client() as client:
            await client.get("/api/kitchen/orders")
        return processor_seconds([hub.pid]), memory([hub.pid]).resident


def _told(what: Cost) -> str:
    durable = what.durable
    if not what.written:
        return "the folder is on a disk of which the kernel counts nothing; see --folder"
    return (
        f"{what.changes / what.seconds:,.0f} changes/s, {what.changes / durable.commits:.1f} in a "
        f"commit; bytes of a change: asked {what.sent / what.changes:,.0f}, durable "
        f"{durable.content / what.changes:,.0f}, written {what.written / what.changes:,.0f}; "
        f"ratio {what.written / durable.content:.2f}"
    )
