"""What a program tells the service manager that started it: systemd's ``sd_notify``, as bytes.

Both programs of a branch say the same few things. Sending them is theirs: one datagram a message,
to :attr:`Supervision.address`.
"""

from collections.abc import Mapping

import msgspec

READY = b"READY=1"
"""It does its work; what waits for it may start."""

STOPPING = b"STOPPING=1"
"""It is on its way down."""

ALIVE = b"WATCHDOG=1"
"""It is well; said in time, again and again, or the manager starts it anew."""

_MICROSECONDS = 1_000_000


class Supervision(msgspec.Struct, frozen=True, kw_only=True):
    """How this process is watched over.

    Attributes:
        address: of the manager's socket, as ``socket.sendto`` takes it; empty when nobody listens.
        watchdog: seconds of silence after which the manager starts it anew; None for no limit.
    """

    address: str = ""
    watchdog: float | None = None


def read_supervision(environment: Mapping[str, str], pid: int) -> Supervision:
    """Read how this process is watched over, as sd_notify(3) and sd_watchdog_enabled(3) tell it.

    Args:
        environment: the process's variables.
        pid: its own id: the variables may have been meant for the parent.
    """
    named = environment.get("NOTIFY_SOCKET", "")
    if not named.startswith(("/", "@")):
        return Supervision()
    address = f"\0{named[1:]}" if named.startswith("@") else named
    limit = environment.get("WATCHDOG_USEC", "")
    meant = environment.get("WATCHDOG_PID", str(pid)) == str(pid)
    if meant and limit.isdecimal() and int(limit):
        return Supervision(address=address, watchdog=int(limit) / _MICROSECONDS)
    return Supervision(address=address)


def status_message(text: str) -> bytes:
    """Say in one line how things stand, for whoever asks ``systemctl status``."""
    return f"STATUS={' '.join(text.split())}".encode()


def reloading_message(monotonic_ns: int) -> bytes:
    """Say that it starts anew by itself; READY ends that.

    Args:
        monotonic_ns: the time of CLOCK_MONOTONIC.
    """
    return f"RELOADING=1\nMONOTONIC_USEC={monotonic_ns // 1000}".encode()
