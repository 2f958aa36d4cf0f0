"""The machine's clocks, in one place so that tests can hold them still."""

import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> int:
        """Return the time in Unix milliseconds."""
        ...


class Machine(Protocol):
    """The clocks of a machine."""

    @property
    def boot(self) -> str:
        """Names this run of the machine; empty when it can't be told from others."""
        ...

    def wall(self) -> int:
        """Return the wall clock, which anybody may set, in Unix milliseconds."""
        ...

    def running(self) -> int:
        """Return for how long the machine has been running, in milliseconds; nobody sets it."""
        ...

    def synchronized(self) -> bool:
        """Whether the wall clock was set by the network in this run of the machine."""
        ...


class SystemMachine:
    """This machine. ``synchronized`` is known where systemd-timesyncd sets the clock."""

    # The clock that counts sleep as well, where there is one: a laptop's lid is no power cut.
    _RUNNING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def __init__(self) -> None:
        self.boot = ""
        with suppress(OSError):
            self.boot = _BOOT.read_text("ascii").strip()

    def wall(self) -> int:
        """Return the wall clock in Unix milliseconds."""
        return time.time_ns() // 1_000_000

    def running(self) -> int:
        """Return for how long the machine has been running, in milliseconds."""
        return time.clock_gettime_ns(self._RUNNING) // 1_000_000

    def synchronized(self) -> bool:
        """Whether systemd-timesyncd has set the clock since the machine started."""
        return _SYNCHRONIZED.exists()


class WallClock:
    """A machine's wall clock, for what is asked before there is a hub.

    Args:
        machine: whose; None is this one's.
    """

    def __init__(self, machine: Machine | None = None) -> None:
        self._machine = machine or SystemMachine()

    def now(self) -> int:
        """Return the wall time in Unix milliseconds."""
        return self._machine.wall()
