"""Two hundred screens on one hub that is started anew: their own links, behind TLS, in real time.

Each comes from an address of its own, and the hub lets in as many as it does in a branch.
"""

import asyncio
import functools
import math
import random
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from display.link import session
from display.state.messages import Snapshot
from tests.support.event_listener import addresses
from tests.support.live import eventually
from tests.support.process import HubProcess
from tests.support.screen import Listener, listening
from tests.support.stalled_sockets import LIMITS

SCREENS = 200
RESTARTS = 5
JOINED_WITHIN = 10.0
_AWAY_AT_MOST = 3.0
_GLANCE = 0.02


class Outcome(NamedTuple):
    """What came of one restart.

    Attributes:
        joined_after: seconds from when the hub was ready until the last screen had a snapshot of
            it; infinity when one never had.
        missing: how many had none within the time that is promised.
        troubles: what screens said was wrong once they had all joined, or had been given up.
    """

    joined_after: float
    missing: int
    troubles: set[str]


async def restarted(
    folder: Path, seed: int, restarts: int = RESTARTS, *, one_address: bool = False
) -> list[Outcome]:
    """Start a hub anew again and again, by turns in good order and after a SIGKILL.

    Args:
        folder: for all that it leaves.
        seed: of how long the hub is away.
        restarts: how many.
        one_address: all screens come from one address, which is one too many for the hub.
    """
    thrown = random.Random(seed)
    places = addresses(SCREENS)
    hub = HubProcess(folder / "data", lan=True, environment=LIMITS).start()
    hub._environment["GALLEY_LAN_PORT"] = str(hub.lan_port)
    try:
        async with _screens(hub, folder, places[:1] * SCREENS if one_address else places) as all_:
            if not one_address:
                await eventually(lambda: all(each.live() for each in all_))
            outcomes = []
            for number in range(restarts):
                for each in all_:
                    each.said.clear()
                if number % 2:
                    await asyncio.to_thread(hub.kill)
                else:
                    hub.tell(signal.SIGTERM)
                    await asyncio.to_thread(hub.wait)
                await eventually(lambda: not any(each.live() for each in all_))
                await asyncio.sleep(thrown.uniform(0, _AWAY_AT_MOST))
                await asyncio.to_thread(hub.start)
                outcomes.append(await _joined(all_))
            return outcomes
    finally:
        hub.stop()


async def _joined(screens: list[Listener]) -> Outcome:
    ready = time.monotonic()
    missing = SCREENS
    while missing and time.monotonic() - ready < JOINED_WITHIN:
        await asyncio.sleep(_GLANCE)
        missing = sum(not _has_joined(each) for each in screens)
    took = math.inf if missing else time.monotonic() - ready
    return Outcome(took, missing, {said for each in screens for said in each.troubles})


def _has_joined(screen: Listener) -> bool:
    return screen.live() and any(isinstance(each, Snapshot) for each in screen.said)


@asynccontextmanager
async def _screens(
    hub: HubProcess, folder: Path, places: list[str]
) -> AsyncIterator[list[Listener]]:
    anchor = (hub.data / "tls" / "authority.pem").read_text("ascii")
    url = f"https://127.0.0.1:{hub.lan_port}"
    token = hub.make_token("kitchen", "screen")
    async with AsyncExitStack() as stack:
        all_ = []
        for number, place in enumerate(places):
            with _coming_from(place):
                screen = listening(url, token, folder / f"screen-{number}", anchor=anchor)
                all_.append(await stack.enter_async_context(screen))
        yield all_


@contextmanager
def _coming_from(address: str) -> Iterator[None]:
    """Have the sessions that are made meanwhile connect from an address of this machine."""
    whole: Any = aiohttp.TCPConnector
    session.aiohttp.TCPConnector = functools.partial(  # type: ignore[attr-defined]
        whole, local_addr=(address, 0)
    )
    try:
        yield
    finally:
        session.aiohttp.TCPConnector = whole  # type: ignore[attr-defined]
