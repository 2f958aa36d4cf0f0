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
from pathlib import Path
from typing import Self

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
        self._process = subprocess.Popen(
            [*GALLEY, *map(str, arguments)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            start_new_session=True,
        )
        os.close(theirs)

    @property
    def shown(self) -> str:
        """All that has been written, without its colours."""
        return _COLOURS.sub("", self.raw).replace("\r\n", "\n")

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
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._ours)
