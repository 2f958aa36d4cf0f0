"""A command at a terminal of its own, with a person's hands at the keys."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from hub.__main__ import main
from tests.support.in_process import code_of, surroundings
from tests.support.process import GALLEY, clean_environment

_DEADLINE = 30.0
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """``galley-hub`` at a pseudo-terminal.

    Args:
        arguments: what it is told.
        columns: the terminal's width.
    """

    def __init__(self, *arguments: str | Path, columns: int = 100) -> None:
        self.raw = ""
        # What is read may end in the middle of a character, and an echo may stand in one.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        environment = clean_environment() | {"TERM": "xterm", "COLUMNS": str(columns)}
        self._start(list(map(str, arguments)), theirs, environment)
        os.close(theirs)

    def _start(self, arguments: list[str], theirs: int, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [*GALLEY, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            start_new_session=True,
        )

    @property
    def shown(self) -> str:
        """All that has been written, without its colours."""
        return _COLOURS.sub("", self.raw).replace("\r\n", "\n")

    @property
    def going(self) -> bool:
        """Whether the command has not ended yet."""
        return self._process.poll() is None

    def until(self, pattern: str) -> re.Match[str]:
        """Wait until something stands on the terminal that matches, and return the match."""
        deadline = time.monotonic() + _DEADLINE
        while (found := re.search(pattern, self.shown)) is None:
            assert self._more(deadline - time.monotonic()), f"never said {pattern!r}:\n{self.shown}"
        return found

    def type(self, text: str) -> None:
        """Type, Enter and all."""
        os.write(self._ours, text.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self._process.send_signal(signal.SIGINT)

    def ended(self) -> int:
        """Wait until it ends; returns its exit code."""
        while self._more(_DEADLINE):
            pass
        return self._code()

    def _code(self) -> int:
        return self._process.wait(_DEADLINE)

    def _more(self, within: float) -> bool:
        if not select.select([self._ours], [], [], max(0.0, within))[0]:
            return False
        try:
            read = os.read(self._ours, 65536)
        except OSError:
            # Linux has it that a terminal whose other side is closed fails to be read.
            return False
        self.raw += self._decoder.decode(read)
        return bool(read)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        os.close(self._ours)

    def _end(self) -> None:
        if self.going:
            self._process.kill()
        self._process.wait()


class TerminalHere(Terminal):
    """The same, with the command on a thread of this process. It has to end by itself.

    For tests, not for their fixtures: pytest takes the streams back between the two.
    """

    def _start(self, arguments: list[str], theirs: int, environment: dict[str, str]) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._running = self._pool.submit(_run, arguments, os.dup(theirs), environment)

    @property
    def going(self) -> bool:
        return not self._running.done()

    def _code(self) -> int:
        return self._running.result(_DEADLINE)

    def _end(self) -> None:
        with self._pool:
            self.ended()


def _run(arguments: list[str], terminal: int, environment: dict[str, str]) -> int:
    # Let go of in the end: what nobody has on its other side, has no more to show.
    with (
        os.fdopen(terminal) as stdin,
        os.fdopen(os.dup(terminal), "w") as stdout,
        os.fdopen(os.dup(terminal), "w") as stderr,
        surroundings(stdin, stdout, stderr, environment),
    ):
        return code_of(main, arguments)
