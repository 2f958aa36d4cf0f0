"""A disk whose power can be cut: ext4 on a loop device, shut down by its own ioctl (root).

From that moment on nothing reaches it any more, its journal included; what had not been synced is
gone when it is mounted again.
"""

import array
import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32)."""

_NO_LOG_FLUSH = 2


class CutDisk:
    """A mounted disk.

    Args:
        device: the loop device.
        place: where it is mounted.
    """

    def __init__(self, device: str, place: Path) -> None:
        self._device = device
        self.place = place

    def cut(self) -> None:
        """Cut its power."""
        handle = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _SHUTDOWN, array.array("I", [_NO_LOG_FLUSH]))
        finally:
            os.close(handle)

    def power_up(self) -> None:
        """Mount it anew. Nobody may have a file of it open."""
        must("umount", self.place)
        must("mount", self._device, self.place)


@contextmanager
def cut_disk(folder: Path, megabytes: int = 64) -> Iterator[CutDisk]:
    """Make a new, empty disk and mount it.

    Args:
        folder: for its image, and the place where it is mounted.
        megabytes: how large it is.
    """
    image, place = folder / "disk.img", folder / "disk"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    must("mkfs.ext4", "-q", "-m", "0", image)
    device = must("losetup", "--find", "--show", image).strip()
    try:
        must("mount", device, place)
        try:
            yield CutDisk(device, place)
        finally:
            must("umount", place)
    finally:
        must("losetup", "--detach", device)


def must(*command: str | Path) -> str:
    """Run a command that has to succeed; returns what it says."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout
