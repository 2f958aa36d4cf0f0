"""What a screen does when its memory has run out: it ends, and says so.

A program that was refused memory does not know what of it is left: a board that reports no more
what it shows, or draws half of a card, would look well from outside. The presses that were made are
on disk. The service manager starts the screen again, and it takes a new snapshot of the hub.
"""

import asyncio
import os
from typing import Any, NoReturn

import pygame

from hub.common import out_of_memory

_LAST_WORDS = (
    b"ERROR: the screen is out of memory, and ends so that it is started anew. Its presses are on "
    b"disk. See what else runs on this machine.\n"
)

_SDL_SAYS = "out of memory"


def ran_out(error: BaseException | None) -> bool:
    """Say whether something failed for want of memory; of several things, whether any did."""
    return out_of_memory.ran_out(error, _of_sdl)


def end_at_once() -> NoReturn:
    """End the process, whatever still runs in it."""
    os.write(2, _LAST_WORDS)
    os._exit(os.EX_OSERR)


def end_if_memory_ran_out(error: BaseException | None) -> None:
    """End the process at once if something failed for want of memory; asked before clean-up is.

    Cleaning up takes memory as well, and may wait for what never comes.
    """
    if ran_out(error):
        end_at_once()


def mind_memory(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Take what went wrong in the loop; want of memory is the end, all else is logged."""
    end_if_memory_ran_out(context.get("exception"))
    loop.default_exception_handler(context)


def _of_sdl(error: BaseException) -> bool:
    return isinstance(error, pygame.error) and _SDL_SAYS in str(error).lower()
