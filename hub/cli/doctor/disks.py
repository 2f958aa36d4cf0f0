"""The folders that the hub writes to: whether they can be written, and how much room is left."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from hub.common.checks import Finding, ok, problem, warning
from hub.store.backup_folder import in_words

LOW, TOO_LOW = 1_000_000_000, 200_000_000
"""Bytes that should be free, and without which a busy evening may end with a full disk."""

MOUNTS = Path("/proc/self/mounts")
_OCTAL = re.compile(r"\\([0-7]{3})")


def room(about: str, folder: Path) -> Iterator[Finding]:
    """Say how much is free where a folder is.

    Args:
        about: what the folder is for.
        folder: need not exist.
    """
    try:
        found = os.statvfs(folder)
    except OSError as error:
        yield problem(about, f"{folder}: {error.strerror}. Is the stick plugged in?")
        return
    yield judged(about, folder, found.f_bavail * found.f_frsize)


def judged(about: str, folder: Path, free: int) -> Finding:
    """Judge how much is free; see :func:`room`. ``free`` is in bytes."""
    text = f"{in_words(free)} are free in {folder}"
    cure = "delete what is not needed there, or move it to a larger card"
    if free < TOO_LOW:
        return problem(about, f"only {text}: {cure}, before it is full and no order can be taken")
    return warning(about, f"only {text}: {cure}") if free < LOW else ok(about, text)


def read_only(folder: Path, mounts: Path = MOUNTS) -> Iterator[Finding]:
    """Say when a folder is on a disk that is only read: the kernel does that when a card fails.

    Args:
        folder: that the hub writes to.
        mounts: the kernel's table.
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return
    place = folder.resolve()
    on: tuple[Path, set[str]] | None = None
    for device_and_more in lines:
        _, where, _, options, *_ = device_and_more.split(" ")
        mounted = Path(_OCTAL.sub(lambda each: chr(int(each[1], 8)), where))
        # Later ones lie over earlier ones.
        if mounted in (place, *place.parents) and (
            on is None or on[0] in (mounted, *mounted.parents)
        ):
            on = mounted, set(options.split(","))
    if on is not None and "ro" in on[1]:
        yield problem(
            "disk",
            f"{on[0]} can only be read, so no order can be taken. The kernel does that when a card "
            "fails: make a copy of what is there, and replace the card",
        )
