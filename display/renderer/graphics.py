"""What this machine has to draw with: the monitors that the kernel sees, and shared libraries.

It knows without a desktop, without pygame, and while SDL holds the screen.
"""

import ctypes
import re
from pathlib import Path

CONNECTORS = Path("/sys/class/drm")


def connectors(folder: Path = CONNECTORS) -> dict[str, bool]:
    """List the sockets for monitors, and whether a monitor is connected to each.

    Args:
        folder: the kernel's list; empty on machines without graphics.
    """
    return {
        status.parent.name.partition("-")[2]: status.read_text().strip() == "connected"
        for status in sorted(folder.glob("card*-*/status"))
    }


def find_edid(
    output: int, name: str, folder: Path = CONNECTORS, *, in_order: bool
) -> tuple[str, bytes]:
    """Find what the monitor on an output says of itself, and the socket that it is plugged into.

    Args:
        output: which one, from 0, as SDL counts them.
        name: what SDL calls it; a desktop puts the socket's name into that.
        folder: the kernel's list.
        in_order: whether SDL counts monitors as the kernel does, which it does without a desktop.

    Returns:
        the socket's name and the bytes; both empty where it is not certain which one it is.
    """
    there = _list_monitors(folder)
    named = [each for each in there if _is_named(each.name.partition("-")[2], name)]
    if len(named) == 1:
        found = named[0]
    elif output < len(there) and (in_order or len(there) == 1):
        found = there[output]
    else:
        return "", b""
    try:
        return found.name.partition("-")[2], (found / "edid").read_bytes()
    except OSError:
        return "", b""


def _list_monitors(folder: Path) -> list[Path]:
    """List the sockets with a monitor, in the order in which the kernel made them."""

    def number(socket: Path) -> int:
        try:
            return int((socket / "connector_id").read_text())
        except (OSError, ValueError):
            # Older kernels have no such file; the order of the names is the next best.
            return 0

    names = sorted(status.parent for status in folder.glob("card*-*/status") if _is_plugged(status))
    return sorted(names, key=number)


def _is_plugged(status: Path) -> bool:
    try:
        return status.read_text().strip() == "connected"
    except OSError:
        return False


def _is_named(socket: str, name: str) -> bool:
    """Whether a desktop means this socket: the X server leaves a letter out of some names."""
    words = re.split(r"[\s()]+", name)
    return socket in words or socket.replace("-A-", "-") in words


class MonitorWatch:
    """Notices when a monitor is plugged in or out.

    Args:
        folder: the kernel's list.
    """

    def __init__(self, folder: Path = CONNECTORS) -> None:
        self._folder = folder
        self._before = self._list_connected()

    def find_change(self) -> str | None:
        """Say what has changed since this was made; None while nothing has."""
        now = self._list_connected()
        # What was drawn on without the kernel seeing a monitor can't be missed.
        if not self._before or now == self._before:
            return None
        if not now:
            return f"no monitor is connected any more ({', '.join(sorted(self._before))})"
        return f"monitors were changed: {', '.join(sorted(now))}"

    def _list_connected(self) -> frozenset[str]:
        try:
            return frozenset(name for name, there in connectors(self._folder).items() if there)
        except OSError:
            # A graphics card has gone, or come, at this very moment.
            return frozenset()


def has_library(file: str) -> bool:
    """Return whether a shared library can be loaded, by its file name."""
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True
