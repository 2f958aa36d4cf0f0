"""A hub whose disk fails, or is full, under devices that write and a screen that looks on."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from hub.wire.socket_messages import STORAGE_TROUBLE
from tests.support.audit import read_log, replayed
from tests.support.cut_disk import cut_disk
from tests.support.disk_shim import Shim
from tests.support.process import GALLEY, Client, HubProcess
from tests.support.restarts import UNMEASURED
from tests.support.screen import Listener, listening

_GIVEN_UP_AFTER = 20.0
_TOLD_WITHIN = 1.0
_GLANCE = 0.02
_AT_ONCE = 4
_SMALL = 24
_CHUNK = bytes(1 << 20)


class Outcome(NamedTuple):
    """What came of it.

    Attributes:
        answers: which there were while the disk was in trouble, as (status, code).
        read: whether orders could be read meanwhile, and the screen's line stood.
        alarmed: in how many rounds the screen showed an alarm.
        quiet_after: how long it took, at most, until the alarm had ended, in seconds.
        written_after: and from then until a change was taken again.
        lost: acknowledged orders that were not there in the end, after a SIGKILL.
        untold: orders in the end that no event tells of, or that it tells of otherwise.
        reopened: how often the file was opened anew.
    """

    answers: set[tuple[int, str]]
    read: bool
    alarmed: int
    quiet_after: float
    written_after: float
    lost: int
    untold: int
    reopened: int


async def fsync_failing(folder: Path, rounds: int, program: Sequence[str] = GALLEY) -> Outcome:
    """Let every fsync fail for a while, again and again.

    Args:
        folder: for all files.
        rounds: how often.
        program: the hub.
    """
    data = folder / "data"
    shim = Shim(folder, data / "galley.db")
    hub = HubProcess(data, environment=UNMEASURED | shim.environment, program=program)

    def healed() -> None:
        assert shim.mend() > 0

    return await _in_trouble(hub, [(shim.fail, healed)] * rounds)


async def full(folder: Path, rounds: int, program: Sequence[str] = GALLEY) -> Outcome:
    """Fill the disk to its last block, and make room again (root).

    Args:
        folder: for all files.
        rounds: how often.
        program: the hub.
    """
    with cut_disk(folder, _SMALL) as disk:
        hub = HubProcess(disk.place / "data", environment=UNMEASURED, program=program)
        hub.log = folder / "hub.log"
        rest = disk.place / "rest"
        return await _in_trouble(hub, [(lambda: _fill(rest), rest.unlink)] * rounds)


Trouble = tuple[Callable[[], None], Callable[[], None]]


async def _in_trouble(hub: HubProcess, rounds: Sequence[Trouble]) -> Outcome:
    hub.start()
    try:
        kitchen = hub.make_token("kitchen", "screen")
        async with hub.client() as client, listening(hub.url, kitchen, hub.log.parent) as screen:
            await _until(screen.live)
            test = _Test(client, screen)
            for begin, end in rounds:
                await test.round(begin, end)
            before = hub.log_text().count("open again")
        hub.kill()
        hub.start()
        async with hub.client() as client:
            status, board = await client.get("/api/orders?limit=500")
            assert status == 200, board
            log = await read_log(client)
        there = {order["id"]: order for order in board["data"]}
        told = replayed(log)
        return Outcome(
            answers=test.answers,
            read=test.read,
            alarmed=test.alarmed,
            quiet_after=test.quiet_after,
            written_after=test.written_after,
            lost=len(test.acknowledged - there.keys()),
            untold=sum(told.get(name) != order for name, order in there.items()),
            reopened=before,
        )
    finally:
        hub.kill()


class _Test:
    def __init__(self, client: Client, screen: Listener) -> None:
        self._client = client
        self._screen = screen
        self.acknowledged: set[str] = set()
        self.answers: set[tuple[int, str]] = set()
        self.read = True
        self.alarmed = 0
        self.quiet_after = self.written_after = 0.0

    async def round(self, begin: Callable[[], None], end: Callable[[], None]) -> None:
        assert await self._place() == (201, "")
        # All is on the disk then, also of a hub that answers before it is.
        await _took(self._tells)
        begin()
        refused = False
        deadline = time.monotonic() + _GIVEN_UP_AFTER
        # A full disk may still have room for a change or two.
        while not (refused or self._alarmed()) and time.monotonic() < deadline:
            answers = await asyncio.gather(*(self._place() for _ in range(_AT_ONCE)))
            refused = any(status != 201 for status, _ in answers)
            self.answers.update(answers)
        status, _ = await self._client.get("/api/kitchen/orders")
        with suppress(AssertionError):
            await _until(self._alarmed)
            self.alarmed += 1
        self.read = self.read and status == 200 and self._screen.live()
        end()
        # The alarm first: a change that is taken would end it.
        self.quiet_after = max(self.quiet_after, await _took(self._is_quiet))
        self.written_after = max(self.written_after, await _took(self._can_place))

    async def _place(self) -> tuple[int, str]:
        body: dict[str, Any] = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
        status, answer = await self._client.post("/api/orders", json=body)
        if status != 201:
            return status, answer["error"]["code"]
        self.acknowledged.add(answer["data"]["id"])
        return status, ""

    async def _can_place(self) -> bool:
        return await self._place() == (201, "")

    async def _tells(self) -> bool:
        """Place an order, and say whether the hub tells of it, as it does when it is durable."""
        before = set(self.acknowledged)
        if not await self._can_place():
            return False
        new = self.acknowledged - before
        with suppress(TimeoutError):
            async with asyncio.timeout(_TOLD_WITHIN):
                await _until(lambda: new <= self._screen.orders.keys())
        return new <= self._screen.orders.keys()

    def _alarmed(self) -> bool:
        """Whether the screen says that the disk fails; that it paints nothing is said too."""
        return any(each.code == STORAGE_TROUBLE for each in self._screen.state.alarms)

    async def _is_quiet(self) -> bool:
        return not self._alarmed()


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as handle:
        for size in (len(_CHUNK), 4096, 1):
            with suppress(OSError):
                while handle.write(_CHUNK[:size]):
                    pass
        os.fsync(handle.fileno())


async def _took(holds: Callable[[], Any]) -> float:
    began = time.monotonic()
    while not await holds():
        assert time.monotonic() - began < _GIVEN_UP_AFTER, "it never came to hold"
        await asyncio.sleep(_GLANCE)
    return time.monotonic() - began


async def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _GIVEN_UP_AFTER
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(_GLANCE)
