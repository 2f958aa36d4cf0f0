"""The data folder, and taking turns at it.

Only one process can have the database. Whoever is about to open it, or to look whether somebody
has, holds a lock on the folder meanwhile: so two commands wait for each other, and a command that
comes while the hub starts finds it listening.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hub.cli.errors import CommandFailed
from hub.cli.owner import as_owner_of
from hub.paths import DATABASE, OWNER_SOCKET

PATIENCE = 10.0
"""Seconds for which a command waits for another one to finish."""

_GLANCE = 0.05
_SOCKET_PATH_MAX = 107


def ready(data: Path, *, create: bool) -> None:
    """See that the data folder can be used.

    Args:
        data: the data folder.
        create: make it when there is none yet; otherwise it must have been a hub's before.

    Raises:
        CommandFailed: it cannot be used.
    """
    if len(os.fsencode(data / OWNER_SOCKET)) > _SOCKET_PATH_MAX:
        raise CommandFailed(
            f"--data {data}: the path is too long for the hub's socket; "
            f"{OWNER_SOCKET} has to fit into {_SOCKET_PATH_MAX} bytes with it."
        )
    if create:
        try:
            with as_owner_of(data):
                data.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CommandFailed(
                f"--data {data}: the folder cannot be made: {error.strerror}."
            ) from None
    elif not (data / DATABASE).is_file():
        raise CommandFailed(
            f"--data {data}: no hub has used this folder yet (it has no {DATABASE}). "
            "Is it the right one?"
        )


@asynccontextmanager
async def turn(data: Path) -> AsyncIterator[None]:
    """Wait for one's turn at the data folder, and keep it for as long as the context lasts.

    Raises:
        CommandFailed: somebody else's turn does not end.
    """
    try:
        handle = os.open(data, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise CommandFailed(f"--data {data}: cannot be opened: {error.strerror}.") from None
    try:
        deadline = time.monotonic() + PATIENCE
        while not _locked(handle):
            if time.monotonic() > deadline:
                raise CommandFailed(
                    f"--data {data}: another galley-hub command is at work there; try again when "
                    "it has finished."
                )
            await asyncio.sleep(_GLANCE)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
