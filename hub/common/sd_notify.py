"""What a program tells the service manager that started it: systemd's ``sd_notify``.

Both programs of a branch say the same few things, each a datagram.
"""

import logging
import socket
from collections.abc import Mapping

import msgspec

_log = logging.getLogger(__name__)

READY = b"READY=1"
"""It does its work; what waits for it may start."""

STOPPING = b"STOPPING=1"
"""It is on its way down."""

ALIVE = b"WATCHDOG=1"
"""It is well; said in time, again and again, or the manager starts it anew."""

_MICROSECONDS = 1_000_000
_SENT_WITHIN = 1.0


class ServiceManager(msgspec.Struct, frozen=True, kw_only=True):
    """Who watches over this process; without one, nothing is said.

    Attributes:
        address: of the manager's socket, as ``socket.sendto`` takes it; empty when nobody listens.
        watchdog: seconds of silence after which the manager starts it anew; None for no limit.
    """

    address: str = ""
    watchdog: float | None = None

    def say(self, *messages: bytes) -> None:
        """Tell the manager something, in one message; never fails, and never waits for long."""
        if not self.address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            way.settimeout(_SENT_WITHIN)
            try:
                way.sendto(b"\n".join(messages), self.address)
            except OSError as error:
                _log.warning("the service manager was not told: %s", error.strerror or error)


def find_service_manager(environment: Mapping[str, str], pid: int) -> ServiceManager:
    """Read who watches over this process, as sd_notify(3) and sd_watchdog_enabled(3) tell it.

    Args:
        environment: the process's variables.
        pid: its own id: the variables may have been meant for the parent.
    """
    named = environment.get("NOTIFY_SOCKET", "")
    if not named.startswith(("/", "@")):
        return ServiceManager()
    address = f"\0{named[1:]}" if named.startswith("@") else named
    limit = environment.get("WATCHDOG_USEC", "")
    meant = environment.get("WATCHDOG_PID", str(pid)) == str(pid)
    if meant and limit.isdecimal() and int(limit):
        return ServiceManager(address=address, watchdog=int(limit) / _MICROSECONDS)
    return ServiceManager(address=address)


def status_message(text: str) -> bytes:
    """Say in one line how things stand, for whoever asks ``systemctl status``."""
    return f"STATUS={' '.join(text.split())}".encode()


def more_time_message(seconds: float) -> bytes:
    """Ask for more time to start in, from now on.

    Args:
        seconds: within which it says so again, or is ready.
    """
    return f"EXTEND_TIMEOUT_USEC={round(seconds * _MICROSECONDS)}".encode()


def reloading_message(monotonic_ns: int) -> bytes:
    """Say that it starts anew by itself; READY ends that.

    Args:
        monotonic_ns: the time of CLOCK_MONOTONIC.
    """
    return f"RELOADING=1\nMONOTONIC_USEC={monotonic_ns // 1000}".encode()
