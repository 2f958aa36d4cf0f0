"""The command line inside the test's own process: a command, and the hub that it asks.

What only a process of its own can show (a signal, a closed pipe, a lock that ends with whoever held
it) is looked at by tests/system/test_commands.py and tests/system/test_interruptions.py.
"""

import asyncio
import gc
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import NamedTuple, Self, TextIO

import pytest

from hub.__main__ import main
from hub.cli import serve
from tests.support.process import GENEROUS, READY, Served, clean_environment

_DEADLINE = 30.0
_ALONE = threading.Lock()
"""A process has one stdout, one folder to work in and one set of variables."""


Program = Callable[[list[str]], int]
"""A program's ``main``: from the arguments to the exit code."""


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


class _Stream(io.TextIOWrapper):
    """A stream that keeps what is written to it, and notes when a hub has said that it is ready."""

    def __init__(self) -> None:
        self._kept = io.BytesIO()
        self.ready = threading.Event()
        super().__init__(self._kept, "utf-8", write_through=True)

    @property
    def text(self) -> str:
        return self._kept.getvalue().decode()

    def write(self, text: str) -> int:
        written = super().write(text)
        if READY.search(text):
            self.ready.set()
        return written


@contextmanager
def surroundings(
    stdin: TextIO, stdout: TextIO, stderr: TextIO, environment: Mapping[str, str]
) -> Iterator[None]:
    """Give this process the streams and variables of another one, and then its own again."""
    assert _ALONE.acquire(blocking=False), "only one command at a time can have this process"
    streams, variables = (sys.stdin, sys.stdout, sys.stderr), dict(os.environ)
    try:
        sys.stdin, sys.stdout, sys.stderr = stdin, stdout, stderr
        os.environ.clear()
        os.environ.update(environment)
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        os.environ.clear()
        os.environ.update(variables)
        _ALONE.release()


def galley(*arguments: str | Path, cwd: Path | None = None, typed: str = "") -> Done:
    """Run one command of ``galley-hub`` in this process, with what comes through its stdin."""
    return done_by(main, *arguments, cwd=cwd, typed=typed)


def done_by(
    program: Program, *arguments: str | Path, cwd: Path | None = None, typed: str = ""
) -> Done:
    """Run a program's command line in this process; on this thread, unless a loop runs in it."""
    out, err, mask = _Stream(), _Stream(), _mask()
    with (
        io.StringIO(typed) if typed else Path(os.devnull).open() as given,
        surroundings(given, out, err, clean_environment()),
        chdir(cwd or Path.cwd()),
    ):
        code = code_of(program, list(map(str, arguments)))
    os.umask(mask)
    return Done(code, out.text, err.text)


def code_of(program: Program, arguments: list[str]) -> int:
    """Run a program's command line to its end, and return the exit code of its process."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _code_of(program, arguments)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_code_of, program, arguments).result()


def _code_of(program: Program, arguments: list[str]) -> int:
    try:
        return program(arguments)
    except SystemExit as end:
        # A text would be shown, and the code be 1; argparse gives numbers.
        return int(end.code or 0)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _Global(NamedTuple):
    """What a hub sets for its whole process."""

    mask: int
    level: int
    threshold: tuple[int, int, int]


class HubHere(Served):
    """``galley-hub serve`` on a thread of this process.

    Used as :class:`tests.support.process.HubProcess` is, which has a process of its own. Signals
    come to a process's first thread only, so it is told in their place.

    Args:
        data: the data folder; need not exist.
        arguments: what else ``serve`` is told.
        environment: further variables that it finds.
    """

    def __init__(
        self, data: Path, *arguments: str | Path, environment: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data)
        self._arguments = ["serve", "--data", str(data), "--port", "0", *map(str, arguments)]
        self._environment = clean_environment() | GENEROUS | dict(environment or {})
        self._log = logging.StreamHandler(io.StringIO())
        self._pool: ThreadPoolExecutor | None = None
        self._code: Future[int]
        self._before: _Global
        self._loop: asyncio.AbstractEventLoop
        self._signals: asyncio.Queue[signal.Signals]

    def start(self) -> Self:
        """Start it and wait until it says that it is ready.

        Raises:
            AssertionError: it ended; with what it said.
        """
        assert self._pool is None, "it is running already"
        self._before = _Global(_mask(), logging.getLogger().level, gc.get_threshold())
        # What is there already is nothing that a hub's start has to look through.
        gc.freeze()
        logging.getLogger().addHandler(self._log)
        self._pool = ThreadPoolExecutor(1)
        with self._saying() as out, pytest.MonkeyPatch.context() as patch:
            patch.setattr(serve, "_catch_signals", self._told)
            self._code = self._pool.submit(main, self._arguments)
            self._code.add_done_callback(lambda _: out.ready.set())
            out.ready.wait(_DEADLINE)
        return self

    @property
    def going(self) -> bool:
        """Whether it has not ended yet."""
        return self._pool is not None and not self._code.done()

    def restart(self) -> None:
        """Tell it to start anew, as SIGHUP does, and wait until it is ready again."""
        with self._saying():
            self.tell(signal.SIGHUP)

    def tell(self, which: signal.Signals) -> None:
        """Tell it what a signal tells it."""
        self._loop.call_soon_threadsafe(self._signals.put_nowait, which)

    def stop(self) -> int:
        """Stop it as SIGTERM does, and return its exit code."""
        if self._pool is None:
            return 0
        if not self._code.done():
            self.tell(signal.SIGTERM)
        with self._pool:
            self._pool = None
        logging.getLogger().removeHandler(self._log)
        logging.getLogger().setLevel(self._before.level)
        os.umask(self._before.mask)
        gc.unfreeze()
        gc.set_threshold(*self._before.threshold)
        return self._code.result()

    def log_text(self) -> str:
        """Return what it has logged so far, in all its runs."""
        return str(self._log.stream.getvalue())

    def _told(self) -> "asyncio.Queue[signal.Signals]":
        self._loop, self._signals = asyncio.get_running_loop(), asyncio.Queue()
        return self._signals

    @contextmanager
    def _saying(self) -> Iterator[_Stream]:
        """Wait until it says that it is ready, and take down what it says."""
        out, err = _Stream(), _Stream()
        with Path(os.devnull).open() as nothing, surroundings(nothing, out, err, self._environment):
            yield out
            out.ready.wait(_DEADLINE)
        self.said += out.text.splitlines()
        found = READY.search(out.text)
        if found is None:
            self.stop()
            raise AssertionError(f"never got ready:\n{err.text}{self.log_text()}")
        self._url = found[1]

    def __enter__(self) -> Self:
        return self if self._pool is not None else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
