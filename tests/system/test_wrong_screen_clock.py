"""A real screen whose own wall clock is set: nothing on it changes by that."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.faked_time import FakedTime
from tests.support.process import HubProcess, clean_environment

pytestmark = pytest.mark.system

_JUMP = 1_000
_PATIENCE = 20.0
_NOW = int(time.time())
_WALLS = [-3_600, 86_400, 60 - _NOW, 2**31 - 5 - _NOW]
"""By how many seconds its clock is wrong: an hour back, a day on, 1970, and 2038."""


class Watched:
    """What a screen says of itself."""

    def __init__(self, lines: asyncio.StreamReader) -> None:
        self._lines = lines

    async def next(self) -> dict[str, Any]:
        """Wait until it has looked once more."""
        line = await asyncio.wait_for(self._lines.readline(), _PATIENCE)
        assert line, "the screen has ended"
        return {**json.loads(line), "now": time.monotonic() * 1000}

    async def showing(self, tickets: int) -> dict[str, Any]:
        """Wait until it shows so many tickets."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            told = await self.next()
            if len(told["ages"]) == tickets:
                return told
            assert time.monotonic() < deadline, told

    async def set(self, wrong_by: int) -> dict[str, Any]:
        """Wait until its wall clock is wrong by so much."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            told = await self.next()
            if abs(told["wall"] - time.time() - wrong_by) < _PATIENCE:
                return told
            assert time.monotonic() < deadline, told


@asynccontextmanager
async def watched(hub: HubProcess, clock: FakedTime, folder: Path) -> AsyncIterator[Watched]:
    """Run a screen with a clock that is set from outside."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.telling_screen"),
        *(hub.url, hub.make_token("kitchen", "screen"), str(folder)),
        env=clean_environment() | dict(clock.environment) | {"PYTHONPATH": str(Path.cwd())},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield Watched(process.stdout)
    finally:
        process.kill()
        await process.wait()


def _age(told: dict[str, Any]) -> int:
    [words] = told["ages"].values()
    minutes, seconds = map(int, words.split(":"))
    return (minutes * 60 + seconds) * 1000


def _time_of_day() -> set[str]:
    """Say what a clock without an offset shows now, or showed a moment ago."""
    seconds = time.time()
    return {time.strftime("%H:%M", time.gmtime(each)) for each in (seconds, seconds - 2)}


@pytest.mark.parametrize("wrong_by", _WALLS, ids=["an hour back", "a day on", "1970", "2038"])
async def test_a_screens_own_clock_changes_nothing_on_it(
    hub_process: HubProcess, tmp_path: Path, wrong_by: int
) -> None:
    clock = FakedTime(tmp_path / "clock")
    body = {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}]}
    async with hub_process.client() as client:
        assert (await client.post("/api/orders", json=body))[0] == 201
        async with watched(hub_process, clock, tmp_path) as screen:
            before = await screen.showing(1)
            clock.set(wrong_by)
            after = await screen.set(wrong_by)
            assert abs(_age(after) - _age(before) - after["now"] + before["now"]) <= _JUMP
            assert after["top"][-1].split()[-1] in _time_of_day()
            assert (await client.post("/api/orders", json=body))[0] == 201
            await screen.showing(2)
