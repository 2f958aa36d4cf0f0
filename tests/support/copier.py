"""The process that copies for a hub, caught in the act."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_DEADLINE = 20.0


@contextmanager
def caught(hub: int) -> Iterator[int]:
    """Stop the copying process of a hub as soon as there is one, until the context ends.

    Args:
        hub: the process id of the hub.

    Yields:
        the copying process's id.
    """
    copier = _found(hub)
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


def _found(hub: int) -> int:
    deadline = time.monotonic() + _DEADLINE
    while time.monotonic() < deadline:
        for child in _children(hub):
            with suppress(OSError):
                if b"hub.store.backup_copy" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(child, signal.SIGSTOP)
                    return child
    raise AssertionError("nothing was copied")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return found


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
