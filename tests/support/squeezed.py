"""A hub whose memory is taken away again and again while it works.

The limit is the process's own (RLIMIT_DATA): whatever it asks the system for is refused from then
on. RLIMIT_AS would refuse its stack to grow as well, which no program survives. What ends is
started again, as systemd does it.
"""

import asyncio
import random
import resource
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import aiohttp

from tests.support.audit import Effect, Findings, audit, read_log, read_orders, replayed
from tests.support.process import Client, HubProcess
from tests.support.waiting import seconds
from tests.support.writers import Writer

BACK_WITHIN = 5.0
"""Seconds from when there is memory again until all goes on."""

ENOUGH_BITES = 3
MOST_SQUEEZES = 40
"""Times that it was found to be wanting, after which it is enough; and that it is taken away."""

_SQUEEZED = 1.0
_WRITERS = 4
_HUNGRY = 4
_GLANCE = 0.01
_LARGE = {"type": "x" * 60_000}


class Squeezed(NamedTuple):
    """What came of it.

    Attributes:
        bites: how often the hub had no memory, and said so in its log or by ending.
        ends: its exit code, each time that it ended.
        back_after: the most seconds from when there was memory until a write was acknowledged.
        findings: acknowledged changes that are lost or doubled; None when it never came back.
        whole: whether its log and its open orders tell the same.
    """

    bites: int
    ends: list[int]
    back_after: float
    findings: Findings | None = None
    whole: bool = False


async def squeezed_hub(
    folder: Path, seed: int, *, within: float = BACK_WITHIN, supervised: bool = True
) -> Squeezed:
    """Take a hub's memory away under writers until that has bitten three times.

    Args:
        folder: for all that it leaves.
        seed: of what the writers do.
        within: seconds after which it is given up.
        supervised: whether a hub that has ended is started again.
    """
    thrown = random.Random(seed)
    hub = HubProcess(folder / "data").start()
    # It keeps its port from now on, or the writers would not find it again.
    hub._arguments += ["--port", str(hub.port)]
    took, stop = asyncio.Event(), asyncio.Event()
    try:
        async with (
            hub.client() as client,
            started_again(lambda: _ended(hub), hub.start, supervised=supervised) as ends,
        ):
            writers = [
                Writer(f"device-{each}", lambda: client, random.Random(thrown.random()), took)
                for each in range(_WRITERS)
            ]
            work = [each.work(stop) for each in writers]
            work += [_hungry(client, stop) for _ in range(_HUNGRY)]
            tasks = [asyncio.create_task(each) for each in work]
            bites, back = await _until_bitten(hub, ends, took, within)
            stop.set()
            if back > within:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                return Squeezed(bites, ends, back)
            await asyncio.gather(*tasks)
            promised: Counter[Effect] = sum((each.effects for each in writers), Counter())
            log = await read_log(client)
            whole = replayed(log) == await read_orders(client)
            return Squeezed(bites, ends, back, audit(promised, log), whole)
    finally:
        hub.stop()


async def _until_bitten(
    hub: HubProcess, ends: list[int], took: asyncio.Event, within: float
) -> tuple[int, float]:
    bites, slowest = 0, 0.0
    for _ in range(MOST_SQUEEZES):
        before = _complaints(hub) + len(ends)
        await squeeze(hub.pid)
        took.clear()
        slowest = max(slowest, await seconds(took.is_set, within))
        bites += _complaints(hub) + len(ends) > before
        if bites == ENOUGH_BITES or slowest > within:
            break
    return bites, slowest


async def squeeze(pid: int, spare: int = 0) -> None:
    """Take a process's memory away for a second; it may end of that.

    Args:
        pid: its id.
        spare: bytes that it may still have.
    """
    with suppress(ProcessLookupError, FileNotFoundError, StopIteration):
        used = _used(pid)
        before, most = resource.prlimit(pid, resource.RLIMIT_DATA)
        resource.prlimit(pid, resource.RLIMIT_DATA, (used + spare, most))
        await asyncio.sleep(_SQUEEZED)
        resource.prlimit(pid, resource.RLIMIT_DATA, (before, most))


def _used(pid: int) -> int:
    """Return the bytes that a process has; raises StopIteration for one that has ended."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))


def _complaints(hub: HubProcess) -> int:
    return hub.log_text().count("out of memory") + hub.log_text().count("MemoryError")


async def _hungry(client: Client, stop: asyncio.Event) -> None:
    """Ask for what takes much memory to refuse."""
    while not stop.is_set():
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            await client.post("/api/orders", json=_LARGE)
        await asyncio.sleep(_GLANCE)


def _ended(hub: HubProcess) -> int | None:
    process = hub._process
    return None if process is None or process.poll() is None else hub.wait()


@asynccontextmanager
async def started_again(
    ended: Callable[[], int | None], start: Callable[[], object], *, supervised: bool
) -> AsyncIterator[list[int]]:
    """Start a program again whenever it ends; gives the exit codes so far.

    Args:
        ended: returns its exit code once it has ended by itself.
        start: starts it.
        supervised: whether it is started again at all.
    """
    ends: list[int] = []

    async def watch() -> None:
        while True:
            await asyncio.sleep(_GLANCE)
            code = ended()
            if code is not None:
                ends.append(code)
                if not supervised:
                    return
                await asyncio.to_thread(start)

    watching = asyncio.create_task(watch())
    try:
        yield ends
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
