"""The hub under a service manager: says when it is ready, and is started anew when it hangs.

The watchdog is fed while two things hold. The loop turns: the feeding is a task of it. And the
writer has come round not long ago (:meth:`hub.commit.writer.Writer.pulse`), which takes its task,
the connection's thread and the disk. A disk that is full, or fails, answers: a hub that was started
anew would find it just as full, and the screens would lose the reads that still go on.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from hub.common.sd_notify import ALIVE, Supervision, status

_log = logging.getLogger(__name__)

PATIENCE = 4
"""How many times the watchdog's limit the writer may be at one round: a worn SD card takes many
seconds for an fsync now and then, and starting anew would not make it faster."""

_FED = 3
"""Times within the watchdog's limit that it is fed."""

_SENT_WITHIN = 1.0
_HANGS = "The writer hangs: the disk does not answer."


class ServiceManager:
    """The service manager; without one, nothing is said."""

    def __init__(self, supervision: Supervision) -> None:
        self.watchdog = supervision.watchdog
        self._address = supervision.address

    def say(self, *messages: bytes) -> None:
        """Tell the manager something, in one message; never fails, and never waits for long."""
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            way.settimeout(_SENT_WITHIN)
            try:
                way.sendto(b"\n".join(messages), self._address)
            except OSError as error:
                _log.warning("the service manager was not told: %s", error.strerror or error)


@asynccontextmanager
async def watched(
    manager: ServiceManager, pulse: Callable[[], Awaitable[None]], standing: Callable[[], str]
) -> AsyncIterator[None]:
    """Feed the manager's watchdog for as long as the context lasts and all is well.

    Args:
        manager: with or without a watchdog.
        pulse: returns when the writer has come round.
        standing: how things stand, in a line.
    """
    if manager.watchdog is None:
        yield
        return
    feeding = asyncio.create_task(
        _feed(manager, manager.watchdog, pulse, standing), name="watchdog"
    )
    try:
        yield
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)


async def _feed(
    manager: ServiceManager,
    limit: float,
    pulse: Callable[[], Awaitable[None]],
    standing: Callable[[], str],
) -> None:
    now = asyncio.get_running_loop().time
    every, patience = limit / _FED, limit * PATIENCE
    round_, began, said = asyncio.ensure_future(pulse()), now(), False
    try:
        while True:
            if round_.done():
                round_.result()
                round_, began, said = asyncio.ensure_future(pulse()), now(), False
            if now() - began < patience:
                manager.say(ALIVE, status(standing()))
            else:
                manager.say(status(_HANGS))
                if not said:
                    _log.error("%s The hub is to be started anew.", _HANGS)
                said = True
            await asyncio.sleep(every)
    finally:
        round_.cancel()
