"""(j) What a hub costs its machine: processor time to the first answer, bytes on the card."""

import asyncio
from pathlib import Path

from scripts.benchmarks.processes import memory, processor_seconds
from scripts.benchmarks.report import Options, Quantity
from tests.support.counting_hub import COUNTING_HUB, JOURNAL
from tests.support.process import HubProcess
from tests.support.service import Cost, cost

_COOKS = {1: 2_000, 8: 8_000, 32: 16_000, 128: 16_000}
"""How many work at the same time, and how many changes they make."""


_STARTS = 5


def run(folder: Path, options: Options) -> None:
    """Say the processor time of a start, and what is written for the bytes of the changes.

    Beside it stands what a hub writes that enters every change in its tables at once.
    """
    report = options.report
    doors = {"without the door for the network": False, "with it": True}
    starts = {
        name: [asyncio.run(_started(folder / f"start-{lan}", lan=lan)) for _ in range(_STARTS)]
        for name, lan in doors.items()
    }
    for number, quantity in enumerate(
        (
            Quantity("", "first answer: processor time", "s", digits=2),
            Quantity("", "first answer: resident then", "MiB", digits=1),
        )
    ):
        series = {name: [each[number] for each in found] for name, found in starts.items()}
        report.series(quantity, series)
    for cooks, changes in _COOKS.items():
        written, durable = (
            Quantity("", f"{cooks} at work: bytes {what} for a change", "bytes")
            for what in ("written", "durable")
        )
        found = {}
        for name, journal in (("with the journal", "yes"), ("without", "no")):
            data = folder / f"load-{cooks}-{journal}"
            with HubProcess(data, program=COUNTING_HUB, environment={JOURNAL: journal}) as hub:
                found[name] = asyncio.run(cost(hub, cooks, changes))
            report.note(f"{cooks} at work, {name}: {_told(found[name])}")
        if all(each.written for each in found.values()):
            report.series(
                written,
                {name: [each.written / each.changes] for name, each in found.items()},
                [("with the journal", "without")],
            )
            report.series(
                durable,
                {name: [each.durable.content / each.changes] for name, each in found.items()},
            )


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
