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
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from hub.common.out_of_memory import end_at_once, is_out_of_memory
from hub.common.sd_notify import ALIVE, ServiceManager, more_time_message, status_message

_log = logging.getLogger(__name__)

PATIENCE = 4
"""How many times the watchdog's limit the writer may be at one round: a worn SD card takes many
seconds for an fsync now and then, and starting anew would not make it faster."""

STARTS_WITHIN = 60.0
"""Seconds without progress after which a hub that starts is given up. Bringing a long history up to
date takes minutes on a worn card; whoever watches is told how far it is."""

_REPORTED = 5.0
_MIB = 1 << 20
# Looking reads something too.
_A_STEP = 1 << 14

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


@asynccontextmanager
async def report_start(
    manager: ServiceManager,
    moved: Callable[[], int] | None = None,
    every: float = _REPORTED,
) -> AsyncIterator[None]:
    """Ask the manager for time for as long as the context lasts and something goes on.

    Args:
        manager: that waits until the hub is ready.
        moved: returns how many bytes have been read and written so far; None for this process.
        every: seconds between two looks.
    """
    reporting = asyncio.create_task(_report(manager, moved or _count_bytes, every), name="start")
    try:
        yield
    finally:
        reporting.cancel()
        await asyncio.gather(reporting, return_exceptions=True)


async def _report(manager: ServiceManager, moved: Callable[[], int], every: float) -> None:
    before = moved()
    while True:
        await asyncio.sleep(every)
        now = moved()
        if now - before >= _A_STEP:
            state = f"Starting: {now / _MIB:.1f} MB read and written so far."
            manager.say(more_time_message(STARTS_WITHIN), status_message(state))
        before = now


def _count_bytes() -> int:
    """Return what this process has read and written, as Linux counts it; 0 where it does not."""
    with suppress(OSError):
        told = dict(
            line.split(": ") for line in Path("/proc/self/io").read_text("ascii").splitlines()
        )
        return int(told["rchar"]) + int(told["wchar"])
    return 0


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
