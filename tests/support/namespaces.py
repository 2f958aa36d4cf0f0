"""Networks of their own for tests: machines with cables to a switch, as network namespaces (root).

with Switch() as switch, switch.machine("hub", "198.18.0.1/24") as hub:
    hub.run("ip", "address")
    hub.unplug()
"""

import ctypes
import itertools
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

CABLE = "eth0"
"""The interface of every machine."""

_DEADLINE = 20.0
_GLANCE = 0.02
_serial = itertools.count()
_libc = ctypes.CDLL(None, use_errno=True)


def wait_until(holds: Callable[[], bool], what: str, within: float = _DEADLINE) -> None:
    """Wait until a condition holds.

    Raises:
        AssertionError: it did not within that many seconds; ``what`` says what was waited for.
    """
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"not within {within} s: {what}"
        time.sleep(_GLANCE)


class Namespace:
    """A network namespace; gone, with all that is in it, when the context ends.

    Args:
        name: for people who look at ``ip netns`` while a test hangs.
    """

    def __init__(self, name: str) -> None:
        self.name = f"galley-{os.getpid()}-{next(_serial)}-{name}"
        self.path = Path("/run/netns") / self.name
        self._running = ExitStack()

    def __enter__(self) -> Self:
        _must("ip", "netns", "add", self.name)
        self.ip("link", "set", "lo", "up")
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()
        _must("ip", "netns", "delete", self.name)

    @property
    def prefix(self) -> tuple[str, ...]:
        """What stands before a command that is to run inside."""
        return ("ip", "netns", "exec", self.name)

    def ip(self, *arguments: str) -> str:
        """Run ``ip`` inside, and return what it says."""
        return _must("ip", "-n", self.name, *arguments)

    def run(self, *command: str | Path, timeout: float = _DEADLINE) -> str:
        """Run a command inside until it ends, and return what it says; it has to succeed."""
        return _must(*self.prefix, *map(str, command), timeout=timeout)

    def start(
        self,
        *command: str | Path,
        stdout: int | None = None,
        log: Path | None = None,
    ) -> "subprocess.Popen[str]":
        """Start a program inside; it is ended with SIGTERM, at the latest with the namespace.

        Args:
            command: its process has the id of the program itself.
            stdout: as :class:`subprocess.Popen` takes it.
            log: a file for what it says on stderr.
        """
        with ExitStack() as files:
            stderr = None if log is None else files.enter_context(log.open("a"))
            program = subprocess.Popen(
                [*self.prefix, *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                text=True,
            )
        self._running.callback(_end, program)
        return program

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be inside with this thread: sockets that it makes meanwhile belong there.

        Only the main thread sees the right ``/proc/net`` as well.
        """
        with Path("/proc/thread-self/ns/net").open() as before:
            with self.path.open() as inside:
                _enter(inside.fileno())
            try:
                yield
            finally:
                _enter(before.fileno())


class Machine(Namespace):
    """A machine at a switch.

    Args:
        switch: where its cable ends.
        port: the name of that end.
        addresses: with their prefix lengths, such as ``198.18.0.1/24``; none for one that gets them
            later.
    """

    def __init__(self, name: str, switch: "Switch", port: str, addresses: Sequence[str]) -> None:
        super().__init__(name)
        self._switch = switch
        self._port = port
        self._addresses = addresses

    def __enter__(self) -> Self:
        super().__enter__()
        switch = self._switch.name
        self.ip("link", "add", CABLE, "type", "veth", "peer", "name", self._port, "netns", switch)
        self._switch.ip("link", "set", self._port, "master", "switch", "up")
        # Otherwise every address of IPv6 is tentative for two seconds.
        self.run("sysctl", "-qw", f"net.ipv6.conf.{CABLE}.accept_dad=0")
        self.ip("link", "set", CABLE, "up")
        for address in self._addresses:
            self.add(address)
        wait_until(self._connected, f"{self.name} has a link")
        return self

    def add(self, address: str) -> None:
        """Give it an address, as a DHCP server would."""
        self.ip("address", "add", address, "dev", CABLE)

    def remove(self, address: str) -> None:
        """Take an address from it."""
        self.ip("address", "delete", address, "dev", CABLE)

    def unplug(self) -> None:
        """Pull the cable out."""
        self._switch.ip("link", "set", self._port, "down")
        wait_until(lambda: not self._connected(), f"{self.name} has lost its link")

    def plug(self) -> None:
        """Put the cable in again."""
        self._switch.ip("link", "set", self._port, "up")
        wait_until(self._connected, f"{self.name} has a link again")

    def _connected(self) -> bool:
        return "state UP" in self.ip("link", "show", CABLE)


class Switch(Namespace):
    """What the machines are connected to."""

    def __init__(self, name: str = "switch") -> None:
        super().__init__(name)
        self._ports = itertools.count(1)

    def __enter__(self) -> Self:
        super().__enter__()
        # With snooping, a switch without a router forgets who wants to hear multicast.
        self.ip("link", "add", "switch", "type", "bridge", "mcast_snooping", "0")
        self.ip("link", "set", "switch", "up")
        return self

    def machine(self, name: str, *addresses: str) -> Machine:
        """Make a machine that is connected to this switch; it is a context manager."""
        return Machine(name, self, f"port{next(self._ports)}", addresses)

    def join(self, other: "Switch") -> None:
        """Put a cable between two switches."""
        mine, theirs = (f"uplink{next(each._ports)}" for each in (self, other))
        self.ip("link", "add", mine, "type", "veth", "peer", "name", theirs, "netns", other.name)
        self.ip("link", "set", mine, "master", "switch", "up")
        other.ip("link", "set", theirs, "master", "switch", "up")


def _must(*command: str, timeout: float = _DEADLINE) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout


def _end(program: "subprocess.Popen[str]") -> None:
    program.terminate()
    try:
        program.wait(_DEADLINE)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
    if program.stdout is not None:
        program.stdout.close()


def _enter(namespace: int) -> None:
    clone_newnet = 0x40000000
    assert _libc.setns(namespace, clone_newnet) == 0, os.strerror(ctypes.get_errno())
