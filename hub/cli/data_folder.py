"""The data folder: taking turns at it, and root at work in another user's.

Only one process can have the database. Whoever is about to open it, or to look whether somebody
has, holds a lock on the folder meanwhile: so two commands wait for each other, and a command that
comes while the hub starts finds it listening.

What root writes there stays the owner's. A file of root's in it would be one that the hub, which
runs as its own user, cannot open any more. What root asks for may lie where that user cannot go,
though: a menu in root's home, or the program. So a command keeps root's right to open files
(CAP_DAC_OVERRIDE); what it makes is the owner's.
"""

import asyncio
import ctypes
import fcntl
import os
import pwd
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

from hub.cli.output import CommandError
from hub.paths import DATABASE, OWNER_SOCKET

_CAPABILITIES_V3 = 0x20080522
_CAP_DAC_OVERRIDE = 1 << 1

PATIENCE = 10.0
"""Seconds for which a command waits for another one to finish."""

_GLANCE = 0.05
_SOCKET_PATH_MAX = 107


class _User(NamedTuple):
    uid: int
    gid: int
    groups: tuple[int, ...]


@contextmanager
def as_owner_of(folder: Path) -> Iterator[None]:
    """Work as the user whose folder it is, for as long as the context lasts; only root has to.

    Args:
        folder: need not exist; then it would be made in the nearest folder above that does.
    """
    owner = _foreign_owner(folder)
    if owner is None:
        yield
        return
    before = _User(os.geteuid(), os.getegid(), tuple(os.getgroups()))
    os.setgroups(owner.groups)
    os.setegid(owner.gid)
    os.seteuid(owner.uid)
    _open_files_all_the_same()
    try:
        yield
    finally:
        os.seteuid(before.uid)
        os.setegid(before.gid)
        os.setgroups(before.groups)


def become_owner_of(folder: Path) -> None:
    """Be the user whose folder it is, for good and with none of root's rights.

    Raises:
        CommandError: that user cannot read this program.
    """
    owner = _foreign_owner(folder)
    if owner is None:
        return
    os.setgroups(owner.groups)
    os.setgid(owner.gid)
    os.setuid(owner.uid)
    if not (os.access(os.__file__, os.R_OK) and os.access(__file__, os.R_OK)):
        raise CommandError(
            f"--data {folder}: the folder is of user {owner.uid}, who cannot read this program. "
            "Install it where everybody can (scripts/install), or give a folder of root's."
        )


def _open_files_all_the_same() -> None:
    """Take back the right to open any file, which went with root's user id."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0)
    # Effective, permitted and inheritable; the lower half of each, then the upper.
    sets = (ctypes.c_uint32 * 6)()
    if libc.capget(header, sets) == 0:
        sets[0] |= sets[1] & _CAP_DAC_OVERRIDE
        # A container may have taken it away. Then files are opened as the owner opens them.
        libc.capset(header, sets)


def _foreign_owner(folder: Path) -> _User | None:
    """Return who owns a folder, if that is not root, and root is at work."""
    if os.geteuid() != 0:
        return None
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    found = place.stat()
    if found.st_uid == 0:
        return None
    try:
        user = pwd.getpwuid(found.st_uid)
    except KeyError:
        # A user of a container, perhaps, that this machine has no name for.
        return _User(found.st_uid, found.st_gid, (found.st_gid,))
    groups = tuple(os.getgrouplist(user.pw_name, user.pw_gid))
    return _User(user.pw_uid, user.pw_gid, groups)


def check_data_folder(data: Path, *, create: bool) -> None:
    """See that the data folder can be used.

    Args:
        data: the data folder.
        create: make it when there is none yet; otherwise it must have been a hub's before.

    Raises:
        CommandError: it cannot be used.
    """
    if len(os.fsencode(data / OWNER_SOCKET)) > _SOCKET_PATH_MAX:
        raise CommandError(
            f"--data {data}: the path is too long for the hub's socket; "
            f"{OWNER_SOCKET} has to fit into {_SOCKET_PATH_MAX} bytes with it."
        )
    if create:
        try:
            with as_owner_of(data):
                data.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(
                f"--data {data}: the folder cannot be made: {error.strerror}."
            ) from None
    elif not (data / DATABASE).is_file():
        raise CommandError(
            f"--data {data}: no hub has used this folder yet (it has no {DATABASE}). "
            "Is it the right one?"
        )


@asynccontextmanager
async def take_turn(data: Path) -> AsyncIterator[None]:
    """Wait for one's turn at the data folder, and keep it for as long as the context lasts.

    Raises:
        CommandError: somebody else's turn does not end.
    """
    try:
        handle = os.open(data, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise CommandError(f"--data {data}: cannot be opened: {error.strerror}.") from None
    try:
        deadline = time.monotonic() + PATIENCE
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                raise CommandError(
                    f"--data {data}: another galley-hub command is at work there; try again when "
                    "it has finished."
                )
            await asyncio.sleep(_GLANCE)
        yield
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
