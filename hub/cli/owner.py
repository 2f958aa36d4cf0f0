"""Root at work in another user's data folder: what is written there stays that user's.

A file of root's in it would be one that the hub, which runs as its own user, cannot open any more.
What root asks for may lie where that user cannot go, though: a menu in root's home, or the program.
So a command keeps root's right to open files (CAP_DAC_OVERRIDE); what it makes is the owner's.
"""

import ctypes
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from hub.cli.errors import CommandFailed

_CAPABILITIES_V3 = 0x20080522
_CAP_DAC_OVERRIDE = 1 << 1


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
        CommandFailed: that user cannot read this program.
    """
    owner = _foreign_owner(folder)
    if owner is None:
        return
    os.setgroups(owner.groups)
    os.setgid(owner.gid)
    os.setuid(owner.uid)
    if not (os.access(os.__file__, os.R_OK) and os.access(__file__, os.R_OK)):
        raise CommandFailed(
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
