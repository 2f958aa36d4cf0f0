"""The command line inside the test's own process: a command, and the hub that it asks.

What only a process of its own can show (a signal, a closed pipe, a lock that ends with whoever held
it) is looked at by tests/system/test_commands_smoke.py.
"""

import argparse
import asyncio
import gc
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import NamedTuple, Self, TextIO

from hub.__main__ import _parser, main
from hub.cli import serve
from hub.cli.folder import ready
from tests.support.process import GENEROUS, READY, Served, clean_environment

_DEADLINE = 30.0
_ALONE = threading.Lock()
"""A process has one stdout, one folder to work in and one set of variables."""


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
    streams, variables, mask = (sys.stdin, sys.stdout, sys.stderr), dict(os.environ), os.umask(0)
    os.umask(mask)
    try:
        sys.stdin, sys.stdout, sys.stderr = stdin, stdout, stderr
        os.environ.clear()
        os.environ.update(environment)
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        os.environ.clear()
        os.environ.update(variables)
        os.umask(mask)
        _ALONE.release()


def galley(*arguments: str | Path, cwd: Path | None = None) -> Done:
    """Run one command of ``galley-hub`` in this process, as :func:`tests.support.process.galley`.

    In this very thread, unless a loop runs in it already.
    """
    out, err = _Stream(), _Stream()
    with (
        Path(os.devnull).open() as nothing,
        surroundings(nothing, out, err, clean_environment()),
        chdir(cwd or Path.cwd()),
    ):
        code = ended(list(map(str, arguments)))
    return Done(code, out.text, err.text)


def ended(arguments: list[str]) -> int:
    """Run a command to its end and return its exit code."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _code(arguments)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_code, arguments).result()


def _code(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as end:
        # A text would be shown, and the code be 1; argparse gives numbers.
        return int(end.code or 0)


class _Global(NamedTuple):
    """What a hub sets for its whole process."""

    mask: int
    level: int
    threshold: tuple[int, int, int]


class HubHere(Served):
    """``galley-hub serve`` on a thread of this process.

    Used as :class:`tests.support.process.HubProcess` is, which has a process of its own.

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
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        self._before: _Global
        self._loop: asyncio.AbstractEventLoop
        self._signals: asyncio.Queue[signal.Signals]

    def start(self) -> Self:
        """Start it and wait until it says that it is ready.

        Raises:
            ConfigError, CommandFailed, StoreError, OSError: what it cannot start for.
        """
        assert self._thread is None, "it is running already"
        self._before = _Global(os.umask(0o077), logging.getLogger().level, gc.get_threshold())
        logging.getLogger().addHandler(self._log)
        try:
            with self._saying() as out:
                arguments = _parser("serve").parse_args(self._arguments)
                plan = serve._planned(arguments)
                ready(arguments.data, create=True)
                self._thread = threading.Thread(target=self._run, args=(arguments, plan, out))
                self._thread.start()
            if self._failure is not None:
                self._ended()
        except BaseException:
            self._ended()
            raise
        return self

    def restart(self) -> None:
        """Tell it to start anew, as SIGHUP does, and wait until it is ready again."""
        with self._saying():
            self.tell(signal.SIGHUP)

    def tell(self, which: signal.Signals) -> None:
        """Tell it what a signal tells it."""
        self._loop.call_soon_threadsafe(self._signals.put_nowait, which)

    def stop(self) -> int:
        """Stop it as SIGTERM does, and return the exit code."""
        if self._thread is None:
            return 0
        self.tell(signal.SIGTERM)
        self._ended()
        return 0

    def log_text(self) -> str:
        """Return what it has logged so far, in all its runs."""
        return str(self._log.stream.getvalue())

    @contextmanager
    def _saying(self) -> Iterator[_Stream]:
        """Let it say that it is ready, and take down what it says."""
        out, err = _Stream(), _Stream()
        with Path(os.devnull).open() as nothing, surroundings(nothing, out, err, self._environment):
            yield out
            assert out.ready.wait(_DEADLINE), f"never got ready:\n{self.log_text()}"
        self.said += out.text.splitlines()
        if self._failure is None:
            found = READY.search(out.text)
            assert found is not None
            self._url = found[1]

    def _run(self, arguments: argparse.Namespace, plan: serve._Plan, out: _Stream) -> None:
        try:
            asyncio.run(self._serve(arguments, plan))
        except BaseException as failure:  # noqa: BLE001 - told to whoever started it
            self._failure = failure
        finally:
            out.ready.set()

    async def _serve(self, arguments: argparse.Namespace, plan: serve._Plan) -> None:
        self._loop = asyncio.get_running_loop()
        self._signals = asyncio.Queue()
        await serve._serve_while_told(arguments, plan, self._signals)

    def _ended(self) -> None:
        """Wait until it has ended, and leave this process as it was before."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_DEADLINE)
            assert not thread.is_alive(), f"never ended:\n{self.log_text()}"
        logging.getLogger().removeHandler(self._log)
        logging.getLogger().setLevel(self._before.level)
        os.umask(self._before.mask)
        gc.unfreeze()
        gc.set_threshold(*self._before.threshold)
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def __enter__(self) -> Self:
        return self if self._thread is not None else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
