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
        image: the file that it is kept in.
        place: where it is mounted.
    """

    def __init__(self, image: Path, place: Path) -> None:
        self._image = image
        self.place = place
        self._device = ""

    def cut(self) -> None:
        """Cut its power."""
        handle = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, _SHUTDOWN, array.array("I", [_NO_LOG_FLUSH]))
        finally:
            os.close(handle)

    def power_up(self) -> None:
        """Mount it anew. Nobody may have a file of it open."""
        self.take_away()
        self.plug_in()

    def plug_in(self) -> None:
        """Mount it, by a device of its own each time.

        A container that was started meanwhile keeps a copy of every mount: by the same device, the
        disk would be the one that has no power.
        """
        self._device = must("losetup", "--find", "--show", self._image).strip()
        must("mount", self._device, self.place)

    def take_away(self) -> None:
        """Unmount it, and let its device go as soon as nobody has it any more."""
        must("umount", self.place)
        must("losetup", "--detach", self._device)


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
    disk = CutDisk(image, place)
    disk.plug_in()
    try:
        yield disk
    finally:
        disk.take_away()


def must(*command: str | Path) -> str:
    """Run a command that has to succeed; returns what it says."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout
