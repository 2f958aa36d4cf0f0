"""Says what is done, and how long each step took."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_WIDTH = 66

Made = TypeVar("Made")


class Report:
    """Lines for whoever watches."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.claims = 0
        """How many of them held so far."""

    def part(self, title: str) -> None:
        """Begin a part."""
        print(f"\n{title} ({time.monotonic() - self._began:.0f} s)", flush=True)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Say what is done in the context, and how long it took."""
        began = time.monotonic()
        print(f"  {what:<{_WIDTH}}", end="", flush=True)
        try:
            yield
        except BaseException:
            print(f" FAILED after {time.monotonic() - began:.1f} s", flush=True)
            raise
        print(f" {time.monotonic() - began:6.1f} s", flush=True)

    def beside(self, what: str, make: Callable[[], Made]) -> Made:
        """Make something that others are made beside, in threads of their own; return it.

        Its line is printed once it is made, with how long that took.
        """
        began = time.monotonic()
        try:
            made = make()
        except BaseException:
            self._print(what, f" FAILED after {time.monotonic() - began:.1f} s")
            raise
        self._print(what, f" {time.monotonic() - began:6.1f} s")
        return made

    def remark(self, text: str) -> None:
        """Say what else is worth knowing of the last step."""
        print(f"    {text}", flush=True)

    @contextmanager
    def claim(self, what: str) -> Iterator[None]:
        """Say what has to be seen to hold in the context, and how long it took."""
        with self.step(what):
            yield
        self.claims += 1

    def _print(self, what: str, how: str) -> None:
        # In one piece, because another thread may print as well.
        print(f"  {what:<{_WIDTH}}{how}\n", end="", flush=True)

    def end(self) -> None:
        """Say that all is done."""
        seconds = time.monotonic() - self._began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"\nAll {self.claims} claims hold; {seconds:.0f} s in all, "
            f"{used.ru_utime + used.ru_stime:.0f} s of them on a processor",
            flush=True,
        )
