"""The hub under a service manager: says when it is ready, and is started anew when it hangs.

Also when its memory has run out: then it ends at once. A program that was refused memory does not
know what of it is left: a loop that accepts nobody, or a board of which half a change is missing,
would look well from outside. What was acknowledged is on disk, whatever the end; screens and
clients come back by themselves.

The watchdog is fed while two things hold. The loop turns: the feeding is a task of it. And the
writer has come round not long ago (:meth:`hub.commit.writer.Writer.pulse`), which takes its task,
the connection's thread and the disk. A disk that is full, or fails, answers: a hub that was started
anew would find it just as full, and the screens would lose the reads that still go on.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from hub.common.out_of_memory import end_at_once, is_out_of_memory
from hub.common.sd_notify import ALIVE, ServiceManager, status_message

_log = logging.getLogger(__name__)

PATIENCE = 4
"""How many times the watchdog's limit the writer may be at one round: a worn SD card takes many
seconds for an fsync now and then, and starting anew would not make it faster."""

_FED = 3
"""Times within the watchdog's limit that it is fed."""

_HANGS = "The writer hangs: the disk does not answer."
OUT_OF_MEMORY = (
    b"ERROR: the hub is out of memory, and ends so that it is started anew. All that was "
    b"acknowledged is on disk. See what else runs on this machine.\n"
)
"""The last words of a hub whose memory has run out."""


@asynccontextmanager
async def feed_watchdog(
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
                manager.say(ALIVE, status_message(standing()))
            else:
                manager.say(status_message(_HANGS))
                if not said:
                    _log.error("%s The hub is to be started anew.", _HANGS)
                said = True
            await asyncio.sleep(every)
    finally:
        round_.cancel()


def handle_thread_error(failed: threading.ExceptHookArgs) -> None:
    """Take what ended a thread. One that had no memory left leaves whoever waits for it waiting."""
    if is_out_of_memory(failed.exc_value):
        end_at_once(OUT_OF_MEMORY)
    threading.__excepthook__(failed)


def handle_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Take what went wrong in the loop; want of memory is the end, all else is logged."""
    if is_out_of_memory(context.get("exception")):
        end_at_once(OUT_OF_MEMORY)
    loop.default_exception_handler(context)
