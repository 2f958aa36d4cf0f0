"""What counts as want of memory: the screen ends of it, and of nothing else."""

import os
import subprocess
import sys

import pygame
import pytest

from display.app.process import ran_out

WITHOUT_MEMORY = """
import asyncio
import resource

from display.app.process import mind_memory


def take_all(taken, size):
    try:
        while True:
            taken = (taken, bytes(size))
    except MemoryError:
        return taken


loop = asyncio.new_event_loop()
loop.set_exception_handler(mind_memory)
context = {"message": "a callback failed", "exception": MemoryError()}
resource.setrlimit(resource.RLIMIT_DATA, (1, -1))
taken = None
for size in (2**20, 2**16, 2**12, *range(480, 0, -16)):
    taken = take_all(taken, size)
loop.call_exception_handler(context)
"""


class Untold(pygame.error):
    """SDL's, at a moment at which not even its words can be had."""

    def __str__(self) -> str:
        raise MemoryError


def failed_after(first: BaseException, then: BaseException) -> BaseException:
    """Return an error that came up while another one was dealt with."""
    then.__context__ = first
    return then


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        SystemError("error return without exception set"),
        pygame.error("Out of memory"),
        ExceptionGroup("link", [OSError(), ExceptionGroup("inner", [MemoryError()])]),
        failed_after(MemoryError(), RuntimeError("another loop is running")),
        Untold(),
    ],
    ids=[
        "Python's own",
        "what Python makes of it",
        "SDL's",
        "one of several",
        "an earlier one",
        "one that takes memory to tell",
    ],
)
def test_want_of_memory_is_seen(error: BaseException) -> None:
    assert ran_out(error)


@pytest.mark.parametrize(
    "error",
    [None, OSError(), SystemExit(2), pygame.error("video system not initialized")],
    ids=["nothing", "a fault", "an end", "another one of SDL's"],
)
def test_nothing_else_is(error: BaseException | None) -> None:
    assert not ran_out(error)


@pytest.mark.smoke
def test_the_end_takes_no_memory() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_MEMORY], capture_output=True, timeout=60, check=False
    )

    assert ended.returncode == os.EX_OSERR
    assert b"the screen is out of memory" in ended.stderr
