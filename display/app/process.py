"""The screen as a process: what the service manager is told, and what happens without memory.

The watchdog is fed by the loop that draws. A screen that waits for a monitor or for its hub is
well, and says what it waits for.

A program that was refused memory does not know what of it is left: a board that reports no more
what it shows, or draws half of a card, would look well from outside. So it ends, and says so. The
presses that were made are on disk. The service manager starts the screen again, and it takes a new
snapshot of the hub.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pygame

from hub.common import out_of_memory
from hub.common.sd_notify import ALIVE, READY, STOPPING, ServiceManager, status_message

_FED = 5
"""Times within the watchdog's limit that it is fed."""

_SHOWN_EVERY = 5.0


class StatusLine:
    """How things stand, in a line; whoever knows better than before replaces ``describe``."""

    def __init__(self) -> None:
        self.describe: Callable[[], str] = lambda: "Starting."


@asynccontextmanager
async def supervise(by: ServiceManager, status_line: StatusLine) -> AsyncIterator[None]:
    """Be watched over for as long as the context lasts; without a manager, nothing happens.

    Args:
        by: who watches.
        status_line: what is said to whoever asks the manager.
    """
    if not by.address:
        yield
        return
    feeding = asyncio.create_task(_feed(by, status_line))
    try:
        yield
    finally:
        feeding.cancel()
        with suppress(asyncio.CancelledError):
            await feeding
        by.say(STOPPING)


async def _feed(by: ServiceManager, status_line: StatusLine) -> None:
    by.say(READY)
    every = _SHOWN_EVERY if by.watchdog is None else min(_SHOWN_EVERY, by.watchdog / _FED)
    while True:
        by.say(ALIVE, status_message(status_line.describe()))
        await asyncio.sleep(every)


_LAST_WORDS = (
    b"ERROR: the screen is out of memory, and ends so that it is started anew. Its presses are on "
    b"disk. See what else runs on this machine.\n"
)

_SDL_SAYS = "out of memory"


def ran_out(error: BaseException | None) -> bool:
    """Say whether something failed for want of memory; of several things, whether any did."""
    return out_of_memory.is_out_of_memory(error, _of_sdl)


def end_if_memory_ran_out(error: BaseException | None) -> None:
    """End the process at once if something failed for want of memory; asked before clean-up is.

    Cleaning up takes memory as well, and may wait for what never comes.
    """
    if ran_out(error):
        out_of_memory.end_at_once(_LAST_WORDS)


def mind_memory(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Take what went wrong in the loop; want of memory is the end, all else is logged."""
    end_if_memory_ran_out(context.get("exception"))
    loop.default_exception_handler(context)


def _of_sdl(error: BaseException) -> bool:
    return isinstance(error, pygame.error) and _SDL_SAYS in str(error).lower()
