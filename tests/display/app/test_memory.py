"""What counts as want of memory: the screen ends of it, and of nothing else."""

import pygame
import pytest

from display.app.memory import ran_out


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        SystemError("error return without exception set"),
        pygame.error("Out of memory"),
        ExceptionGroup("link", [OSError(), ExceptionGroup("inner", [MemoryError()])]),
    ],
    ids=["Python's own", "what Python makes of it", "SDL's", "one of several"],
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
