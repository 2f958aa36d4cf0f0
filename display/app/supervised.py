"""The screen under a service manager: says that it runs and how it is, and is ended when it hangs.

The watchdog is fed by the loop that draws. A screen that waits for a monitor or for its hub is
well, and says what it waits for.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from hub.common.sd_notify import ALIVE, READY, STOPPING, Supervision, status

_log = logging.getLogger(__name__)

_FED = 5
"""Times within the watchdog's limit that it is fed."""

_SHOWN_EVERY = 5.0
_SENT_WITHIN = 1.0


class Standing:
    """How things stand, in a line; whoever knows better than before puts ``tell`` in its place."""

    def __init__(self) -> None:
        self.tell: Callable[[], str] = lambda: "Starting."


@asynccontextmanager
async def supervised(by: Supervision, standing: Standing) -> AsyncIterator[None]:
    """Be watched over for as long as the context lasts; without a manager, nothing happens.

    Args:
        by: who watches.
        standing: what is said to whoever asks the manager.
    """
    if not by.address:
        yield
        return
    feeding = asyncio.create_task(_feed(by, standing))
    try:
        yield
    finally:
        feeding.cancel()
        with suppress(asyncio.CancelledError):
            await feeding
        _say(by, STOPPING)


async def _feed(by: Supervision, standing: Standing) -> None:
    _say(by, READY)
    every = _SHOWN_EVERY if by.watchdog is None else min(_SHOWN_EVERY, by.watchdog / _FED)
    while True:
        _say(by, ALIVE, status(standing.tell()))
        await asyncio.sleep(every)


def _say(by: Supervision, *messages: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
        way.settimeout(_SENT_WITHIN)
        try:
            way.sendto(b"\n".join(messages), by.address)
        except OSError as error:
            _log.warning("the service manager was not told: %s", error.strerror or error)
