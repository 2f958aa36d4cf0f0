"""A disk for a container's folder that can be made to hang, as a worn SD card does (root)."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.containers import Container

_SIZE = 64 << 20


class FreezingDisk:
    """Whoever writes to it waits for as long as it is frozen; nothing can end that wait.

    Args:
        machine: where it is mounted.
        place: the folder there.
    """

    def __init__(self, machine: Container, place: str) -> None:
        self._machine = machine
        self._place = place

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let it hang for as long as the context lasts."""
        self._machine.run("fsfreeze", "--freeze", self._place)
        try:
            yield
        finally:
            self._machine.run("fsfreeze", "--unfreeze", self._place)


@contextmanager
def freezing_disk(
    machine: Container, place: str, unit: str, folder: Path
) -> Iterator[FreezingDisk]:
    """Mount a new, empty disk in a container.

    Args:
        machine: where.
        place: the folder there.
        unit: uses it; stopped before the disk is taken away.
        folder: of this machine, for the disk's image.
    """
    image = folder / "disk.img"
    with image.open("wb") as file:
        file.truncate(_SIZE)
    _must("mkfs.ext4", "-q", str(image))
    device = _must("losetup", "--find", "--show", str(image)).strip()
    try:
        number = re.sub(r"\D", "", device)
        machine.run("mknod", device, "b", "7", number)
        machine.run("mkdir", "--parents", place)
        machine.run("mount", device, place)
        try:
            yield FreezingDisk(machine, place)
        finally:
            machine.run("systemctl", "stop", unit)
            machine.run("umount", place)
            machine.run("rm", device)
    finally:
        _must("losetup", "--detach", device)


def _must(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout
