"""Long work on the loop, a little at a time, so that everything else is answered meanwhile."""

import asyncio
import time
from collections.abc import Generator
from typing import TypeVar

AT_ONCE = 0.002
"""Seconds for which work goes on before others get their turn; a step more on a slow machine."""

T = TypeVar("T")


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
