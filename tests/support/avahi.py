"""A real avahi-daemon of a machine of its own, beside whatever else runs there (root)."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.namespaces import Namespace, wait_until

# A bus and a /run of its own: the machine that runs the tests may have an avahi-daemon too.
_SCRIPT = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus
trap 'kill $(jobs -p); wait' EXIT
trap 'exit 0' TERM
dbus-daemon --system --nofork --nopidfile &
until [[ -S /run/dbus/system_bus_socket ]]; do
    kill -0 $!
    sleep 0.02
done
avahi-daemon --no-drop-root --no-chroot --no-rlimits --file "$1" &
wait $!
"""


class Avahi:
    """Asks the daemon, as a person at that machine would."""

    def __init__(self, machine: Namespace, pid: int) -> None:
        self._machine = machine
        inside = ("nsenter", "--mount", "--target", str(pid))
        self._inside = inside
        self._prefix = (*machine.prefix, *inside)

    def running(self) -> bool:
        """Say whether it answers."""
        asked = subprocess.run(
            [*self._prefix, "avahi-browse", "--all", "--terminate"],
            capture_output=True,
            check=False,
        )
        return asked.returncode == 0

    def run(self, *command: str) -> str:
        """Run one of Avahi's commands until it ends, and return what it says."""
        return self._machine.run(*self._inside, *command)

    def browse(self) -> list[list[str]]:
        """List the hubs that are resolved: interface, protocol, name, type and so on by column."""
        lines = self.run("avahi-browse", "--resolve", "--parsable", "--terminate", "_galley._tcp")
        return [line.split(";", 9)[1:] for line in lines.splitlines() if line.startswith("=")]

    def knows(self, host: str, family: str) -> bool:
        """Say whether there is an address of IPv4 (``-4``) or IPv6 (``-6``) for a host name."""
        asked = subprocess.run(
            [*self._prefix, "avahi-resolve", family, "--name", host],
            capture_output=True,
            text=True,
            check=True,
        )
        return host in asked.stdout

    def resolve(self, host: str, family: str = "-4") -> str:
        """Return the address of a host name, of IPv4 or (``-6``) of IPv6."""
        return self.run("avahi-resolve", family, "--name", host).split()[1]


@contextmanager
def avahi(machine: Namespace, folder: Path, host: str, *, ipv6: bool = True) -> Iterator[Avahi]:
    """Run an avahi-daemon.

    Args:
        machine: where.
        folder: for its settings and its log.
        host: what it calls the machine, without ``.local``.
        ipv6: whether it speaks over IPv6 as well.
    """
    settings = folder / f"avahi-{host}.conf"
    settings.write_text(
        f"[server]\nhost-name={host}\nuse-ipv4=yes\nuse-ipv6={'yes' if ipv6 else 'no'}\n"
    )
    daemon = machine.start(
        "unshare",
        "--mount",
        "bash",
        "-c",
        _SCRIPT,
        "avahi",
        settings,
        stdout=subprocess.DEVNULL,
        log=folder / f"avahi-{host}.log",
    )
    asked = Avahi(machine, daemon.pid)
    wait_until(asked.running, "avahi-daemon answers")
    yield asked
    daemon.terminate()
    daemon.wait(20)
