"""Long work on the loop: others get their turn, and what it comes to is handed on."""

import asyncio
import time
from collections.abc import Generator

import pytest

from hub.time_slices import in_slices

STEPS = 20
STEP = 0.005
"""Seconds: longer than work may go on for."""


def slow() -> Generator[None, None, str]:
    for _ in range(STEPS):
        until = time.perf_counter() + STEP
        while time.perf_counter() < until:
            pass
        yield
    return "done"


async def test_others_get_their_turn_after_each_slice() -> None:
    turns = 0
    work = asyncio.create_task(in_slices(slow()))
    while not work.done():
        turns += 1
        await asyncio.sleep(0)

    assert work.result() == "done"
    assert turns >= STEPS


async def test_what_goes_wrong_on_the_way_is_heard() -> None:
    def failing() -> Generator[None, None, str]:
        yield
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        await in_slices(failing())
