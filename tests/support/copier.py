"""The process that copies for a hub, caught in the act."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_DEADLINE = 20.0
_MODULE = "hub.store.backup_copy"
_STOP = """
import os, signal, sys
if {module!r} in sys.orig_argv and os.path.exists({flag!r}):
    os.kill(os.getpid(), signal.SIGSTOP)
"""


class Copier:
    """Has the next process that copies stop before it does anything.

    It stops itself: whoever looks for it from outside comes too late on a machine that has much to
    do. A hub whose copier is to be caught has to be started with :attr:`path` in PYTHONPATH.

    Args:
        path: a folder for what every Python loads that is started with it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._flag = path / "wanted"
        self._flag.touch()
        text = _STOP.format(module=_MODULE, flag=str(self._flag))
        (path / "sitecustomize.py").write_text(text, "utf-8")

    @contextmanager
    def caught(self, hub: int) -> Iterator[int]:
        """Wait until a hub's copying process has stopped; it goes on when the context ends.

        Args:
            hub: the process id of the hub.

        Yields:
            the copying process's id.
        """
        copier = _find_stopped(hub)
        self._flag.unlink()
        try:
            yield copier
        finally:
            with suppress(ProcessLookupError):
                os.kill(copier, signal.SIGCONT)


def wait_until_gone(pid: int) -> None:
    """Wait until a process has ended."""
    deadline = time.monotonic() + _DEADLINE
    while _alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.01)


def _find_stopped(hub: int) -> int:
    deadline = time.monotonic() + _DEADLINE
    while time.monotonic() < deadline:
        for child in _children(hub):
            with suppress(OSError):
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                if _MODULE.encode() in command and _state(child) == "T":
                    return child
        time.sleep(0.005)
    raise AssertionError("nothing was copied")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return found


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _alive(pid: int) -> bool:
    try:
        return _state(pid) != "Z"
    except OSError:
        return False
