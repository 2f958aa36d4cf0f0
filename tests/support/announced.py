"""Hubs that advertise themselves on a network of a test, each a program of its own."""

import itertools
import re
import sys
from pathlib import Path

from tests.support.namespaces import Namespace, wait_until

FINGERPRINT = "0123456789abcdef" * 4
_NAMED = re.compile(r'findable as "(.*)" and as (\S+)|this hub is "(.*)" at (\S+)\. Give')
_serial = itertools.count()


class Announced:
    """One that runs; it ends with its machine.

    Args:
        machine: where.
        folder: for its log.
        options: as ``tests/support/announce.py`` takes them.
    """

    def __init__(self, machine: Namespace, folder: Path, **options: str) -> None:
        self._log = folder / f"announced-{next(_serial)}.log"
        self._log.touch()
        arguments = [f"--{key}={value}" for key, value in options.items()]
        self._program = machine.start(
            sys.executable,
            "-m",
            "tests.support.announce",
            *arguments,
            log=self._log,
        )

    @property
    def names(self) -> list[tuple[str, str]]:
        """The titles and host names that it has had, in order."""
        return [(a or b, c or d) for a, c, b, d in _NAMED.findall(self.log)]

    @property
    def log(self) -> str:
        """What it has logged."""
        return self._log.read_text("utf-8")

    def ready(self) -> "Announced":
        """Wait until it is on the network."""
        wait_until(lambda: bool(self.names), "it is findable")
        return self

    def wait_for_log(self, part: str) -> None:
        """Wait until its log holds ``part``."""
        wait_until(lambda: part in self.log, part)

    def stop(self) -> None:
        """End it with SIGTERM and wait until it is gone."""
        self._program.terminate()
        assert self._program.wait(20) == 0

    def kill(self) -> None:
        """End it as a power cut would."""
        self._program.kill()
        self._program.wait(20)
