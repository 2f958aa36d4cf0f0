"""Work that must not end: its failure is heard at once, and its end is orderly."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.background import VITAL, lasting
from tests.support.branch import until

Heard = list[dict[str, Any]]


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


@pytest.mark.parametrize("vital", [False, True])
async def test_a_failure_is_heard_while_the_body_goes_on(heard: Heard, vital: bool) -> None:
    async with lasting(failing(), "the cook", vital=vital):
        await until(lambda: len(heard) > 0)

    [context] = heard
    assert context["message"] == "the cook has failed"
    assert isinstance(context["exception"], LookupError)
    assert context[VITAL] is vital


async def test_the_end_of_the_context_is_no_failure(heard: Heard) -> None:
    async with lasting(waiting(), "the cook"):
        tasks = asyncio.all_tasks()

    assert "the cook" in {task.get_name() for task in tasks}
    assert "the cook" not in {task.get_name() for task in asyncio.all_tasks()}
    assert heard == []
