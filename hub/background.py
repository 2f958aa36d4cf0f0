"""Work beside the requests: what goes on for as long as the hub runs, and long work in slices.

The first must not fail unheard, and the second must not keep others waiting.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Generator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

CRITICAL = "critical"
"""What the loop's exception handler finds in its context, true, when the hub can't do without."""

AT_ONCE = 0.002
"""Seconds for which work goes on before others get their turn; a step more on a slow machine."""

T = TypeVar("T")


@asynccontextmanager
async def run_in_background(
    work: Coroutine[Any, Any, None], name: str, *, critical: bool = False
) -> AsyncIterator[None]:
    """Do work beside the context's body, and cancel it when the context ends.

    Args:
        work: ends by itself only when it fails.
        name: of it, for the log.
        critical: as for :func:`report_failure`.
    """
    task = asyncio.create_task(work, name=name)
    report_failure(task, critical=critical)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def report_failure(task: asyncio.Task[None], *, critical: bool) -> None:
    """Have the loop's exception handler called if a task fails, at once.

    A task that nobody awaits dies in silence otherwise, and the hub would seem well.

    Args:
        task: what must not fail.
        critical: whether the hub is of no use without it, and should be started anew.
    """
    task.add_done_callback(partial(_report, critical))


def _report(critical: bool, task: asyncio.Task[None]) -> None:  # noqa: FBT001 - bound by position
    error = None if task.cancelled() else task.exception()
    if error is not None:
        context = {
            "message": f"{task.get_name()} has failed",
            "exception": error,
            CRITICAL: critical,
        }
        task.get_loop().call_exception_handler(context)


async def in_slices(steps: Generator[None, None, T]) -> T:
    """Carry out work that comes in small steps, letting others have the loop every few ms.

    What it reads must not change meanwhile, and nothing that must not be seen half done may be
    done by it.

    Args:
        steps: yields after each small step, and returns what came of them.
    """
    until = time.perf_counter() + AT_ONCE
    try:
        while True:
            next(steps)
            if time.perf_counter() >= until:
                await asyncio.sleep(0)
                until = time.perf_counter() + AT_ONCE
    except StopIteration as end:
        result: T = end.value
        return result
