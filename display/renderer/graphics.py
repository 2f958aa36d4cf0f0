"""What this machine has to draw with: the monitors that the kernel sees, and shared libraries.

It knows without a desktop, without pygame, and while SDL holds the screen.
"""

import ctypes
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
