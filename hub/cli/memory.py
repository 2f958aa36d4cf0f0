"""What the hub does when its memory has run out: it ends at once, and says so.

A program that was refused memory does not know what of it is left: a loop that accepts nobody, or
a board of which half a change is missing, would look well from outside. What was acknowledged is
on disk, whatever the end. The service manager starts the hub again within seconds, and screens and
clients come back by themselves.
"""

import asyncio
import os
from typing import Any, NoReturn

from hub.common.out_of_memory import ran_out

_LAST_WORDS = (
    b"ERROR: the hub is out of memory, and ends so that it is started anew. All that was "
    b"acknowledged is on disk. See what else runs on this machine.\n"
)


def end_at_once() -> NoReturn:
    """End the process, whatever still runs in it: Python would wait for SQLite's thread."""
    os.write(2, _LAST_WORDS)
    os._exit(os.EX_OSERR)


def mind_memory(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Take what went wrong in the loop; want of memory is the end, all else is logged."""
    if ran_out(context.get("exception")):
        end_at_once()
    loop.default_exception_handler(context)
