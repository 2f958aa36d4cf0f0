"""A whole screen whose memory is taken away again and again while orders come in.

What ends is started again, and what hangs is ended, as systemd does both: Python itself may go
round in a circle for want of memory, and SDL may wait for a lock that nobody lets go. See
:mod:`tests.support.squeezed`.
"""

import asyncio
import math
import re
import signal
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, Self

from tests.support.process import Client, HubProcess, clean_environment
from tests.support.service_manager import listening
from tests.support.squeezed import BACK_WITHIN, ENOUGH_BITES, MOST_SQUEEZES, squeeze, started_again
from tests.support.waiting import GLANCE, seconds

_SAID = "the screen is out of memory"
_BEGINS = "INFO display: galley "
_FELL_OVER = "Fatal Python error"

COMES_WITHIN = 60.0
"""Seconds until a screen that was started shows its board, on a machine that does a lot else."""

_ORDER_EVERY = 0.2
_LINES = 40
_NAME = "Soup of the day, as hot as it goes, with bread and butter beside it "


ALIVE = "WATCHDOG=1"
_UNIT = Path(__file__).parents[2] / "systemd" / "galley-display@.service"


def watchdog() -> float:
    """Return the seconds of silence after which a screen's service is ended and started again."""
    [limit] = re.findall(r"^WatchdogSec=(\d+)s$", _UNIT.read_text("utf-8"), re.MULTILINE)
    return float(limit)


class Outcome(NamedTuple):
    """What came of it.

    Attributes:
        bites: how often the screen had no memory, and said so or ended.
        ends: its exit code, each time that it ended.
        unsaid: how many of its ends its log does not explain. Where Python or SDL themselves fall
            over for want of memory, it says where they stood.
        back_after: the most seconds from when there was memory until the newest order of that
            moment stood on the glass.
    """

    bites: int
    ends: list[int]
    unsaid: int
    back_after: float


class SupervisedScreen:
    """``galley-display``, drawing where nobody looks, under a watchdog.

    Args:
        hub: its hub.
        folder: for its files.
        watchdog: seconds of silence after which it is ended.
    """

    def __init__(self, hub: HubProcess, folder: Path, watchdog: float) -> None:
        folder.mkdir(parents=True)
        token = folder / "screen.token"
        token.write_text(hub.make_token("kitchen", "screen"))
        self.log = folder / "screen.log"
        self._command = [
            *(sys.executable, "-m", "display", "--hub", hub.url, "--size", "1280x720"),
            *("--token-file", str(token), "--data", str(folder / "data")),
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog = watchdog
        self._open = ExitStack()
        # A file's name may be too long for a socket.
        self._ear = self._open.enter_context(listening(f"@galley-{uuid.uuid4().hex}"))
        self._heard, self._due = 0, math.inf

    @property
    def pid(self) -> int:
        return 0 if self._process is None else self._process.pid

    def start(self) -> Self:
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                self._command,
                env=clean_environment()
                | {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"}
                # As its service sets it.
                | {
                    "PYTHONFAULTHANDLER": "1",
                    "NOTIFY_SOCKET": self._ear.address,
                    "WATCHDOG_USEC": str(int(self._watchdog * 1_000_000)),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        # A start takes as long as it takes.
        self._heard, self._due = self._ear.heard(ALIVE), math.inf
        return self

    def ended(self) -> int | None:
        """Return its exit code once, if it has ended by itself or was ended because it hung."""
        self._watch()
        code = None if self._process is None else self._process.poll()
        if code is not None:
            self._process = None
        return code

    def _watch(self) -> None:
        heard = self._ear.heard(ALIVE)
        hangs = time.monotonic() > self._due
        if heard > self._heard or hangs:
            self._heard, self._due = heard, time.monotonic() + self._watchdog
        if hangs and self._process is not None:
            self._process.send_signal(signal.SIGABRT)
            self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._open.close()


async def squeezed_screen(
    folder: Path, *, within: float = BACK_WITHIN, supervised: bool = True
) -> Outcome:
    """Take a screen's memory away until that has bitten three times.

    Args:
        folder: for all that it leaves.
        within: seconds after which it is given up.
        supervised: whether a screen that has ended is started again.
    """
    with HubProcess(folder / "data") as hub:
        screen = SupervisedScreen(hub, folder / "screen", watchdog()).start()
        try:
            async with (
                hub.client() as client,
                started_again(screen.ended, screen.start, supervised=supervised) as ends,
            ):
                assert await shown_after(client, COMES_WITHIN) <= COMES_WITHIN
                return await _bitten(screen, client, ends, within)
        finally:
            screen.stop()


async def _bitten(
    screen: SupervisedScreen, client: Client, ends: list[int], within: float
) -> Outcome:
    bites, slowest = 0, 0.0
    for _ in range(MOST_SQUEEZES):
        before = _complaints(screen) + len(ends)
        coming = asyncio.create_task(_orders_come(client))
        await squeeze(screen.pid)
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        slowest = max(slowest, await shown_after(client, within))
        bites += _complaints(screen) + len(ends) > before
        if bites == ENOUGH_BITES or slowest > within:
            break
    runs = screen.log.read_text("utf-8").split(_BEGINS)[1:]
    unsaid = sum(not (_SAID in run or _FELL_OVER in run) for run in runs[: len(ends)])
    return Outcome(bites, ends, unsaid, slowest)


def _complaints(screen: SupervisedScreen) -> int:
    said = screen.log.read_text("utf-8")
    return sum(said.count(each) for each in (_SAID, "MemoryError", "Out of memory"))


async def shown_after(client: Client, within: float) -> float:
    """Return after how many seconds the newest order stands on the glass; infinity if never."""
    _, screens = await client.get("/api/kitchen/screens")
    newest, painted = screens["seq"], -1

    async def look() -> None:
        nonlocal painted
        while True:
            _, screens = await client.get("/api/kitchen/screens")
            shown = [each["painted_seq"] for each in screens["data"]]
            painted = max((each for each in shown if each is not None), default=-1)
            await asyncio.sleep(GLANCE)

    looking = asyncio.create_task(look())
    try:
        return await seconds(lambda: painted >= newest, within)
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def _orders_come(client: Client) -> None:
    """Fill the board, until cancelled. A screen that comes back has to catch up with no more."""
    lines = [{"name": f"{_NAME}{number}", "quantity": 1} for number in range(_LINES)]
    body = {"type": "takeout", "items": lines}
    while True:
        status, answer = await client.post("/api/orders", json=body)
        assert status == 201, answer
        await asyncio.sleep(_ORDER_EVERY)
