"""The limit of a test, so that nothing can swallow it.

pytest-timeout raises once, out of a signal. Inside a task of asyncio that is the end of the task
and not of the test; and from the moment that a test has failed, nothing bounds how long it takes
to clean up. So a test that was late fails, even if it comes to its end after all; and a process in
which one doesn't come to an end is ended, with the stacks of its threads. Beside other processes
(xdist), that costs one test.
"""

import faulthandler
import os
import threading
import time
from collections.abc import Generator

import pytest

GRACE = 30.0
"""Seconds beyond its limit that a test gets for a failure to be told, and then to clean up."""

_BEGAN = pytest.StashKey[float]()
_stderr: list[int] = []


def pytest_configure() -> None:
    """Keep the way to the terminal, before what tests write is caught."""
    _stderr.append(os.dup(2))


def pytest_unconfigure() -> None:
    os.close(_stderr.pop())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    item.stash[_BEGAN] = time.monotonic()
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    yield from _limited(item)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    yield from _limited(item)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    yield from _limited(item)


def _limited(item: pytest.Item) -> Generator[None]:
    limit = _limit(item)
    if not limit:
        yield
        return
    due = item.stash[_BEGAN] + limit
    left = max(due - time.monotonic(), 0.0) + GRACE
    name = f"\n{item.nodeid} comes to no end:\n".encode()
    naming = threading.Timer(left, os.write, (_stderr[-1], name))
    naming.daemon = True
    naming.start()
    # Needs no turn of the interpreter, so that a test can't keep it from what it does. A debugger
    # calls it off: pytest sees to that.
    faulthandler.dump_traceback_later(left + min(1.0, GRACE), exit=True, file=_stderr[-1])
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        naming.cancel()
    if time.monotonic() > due:
        pytest.fail(f"it took longer than its limit of {limit:g} s", pytrace=False)


def _limit(item: pytest.Item) -> float:
    marker = item.get_closest_marker("timeout")
    if marker is not None:
        return float(marker.args[0])
    asked = item.config.getoption("timeout")
    return float(item.config.getini("timeout") if asked is None else asked)
