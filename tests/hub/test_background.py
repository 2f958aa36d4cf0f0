"""Work beside the requests: a failure is heard at once, and others get their turn."""

import asyncio
import time
from collections.abc import AsyncIterator, Generator
from typing import Any

import pytest

from hub.background import CRITICAL, in_slices, run_in_background
from tests.support.branch import until

Heard = list[dict[str, Any]]
STEPS = 20
STEP = 0.005
"""Seconds: longer than work may go on for."""


@pytest.fixture
async def heard() -> AsyncIterator[Heard]:
    contexts: Heard = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: contexts.append(context))
    yield contexts
    loop.set_exception_handler(None)


async def failing() -> None:
    raise LookupError("no such thing")


async def waiting() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("critical", [False, True])
async def test_a_failure_is_heard_while_the_body_goes_on(heard: Heard, critical: bool) -> None:
    async with run_in_background(failing(), "the cook", critical=critical):
        await until(lambda: len(heard) > 0)

    [context] = heard
    assert context["message"] == "the cook has failed"
    assert isinstance(context["exception"], LookupError)
    assert context[CRITICAL] is critical


async def test_the_end_of_the_context_is_no_failure(heard: Heard) -> None:
    async with run_in_background(waiting(), "the cook"):
        tasks = asyncio.all_tasks()

    assert "the cook" in {task.get_name() for task in tasks}
    assert "the cook" not in {task.get_name() for task in asyncio.all_tasks()}
    assert heard == []


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
