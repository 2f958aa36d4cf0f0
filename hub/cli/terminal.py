"""A person at the terminal: QR codes to look at, and lines that are typed meanwhile."""

import asyncio
import io
import os
import select
import shutil
import sys
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import segno

_AT_ONCE = 4096
_WHITE_ON_BLACK, _AS_BEFORE = "\x1b[97;40m", "\x1b[0m"


class TypedLines:
    """The lines typed at a terminal.

    Attributes:
        anybody: whether there is a terminal, and somebody who can type.
    """

    def __init__(self) -> None:
        self.anybody = sys.stdin.isatty()
        self._lines: asyncio.Queue[str] = asyncio.Queue()

    def forget(self) -> None:
        """Forget what was typed before a question was asked: it was no answer to it."""
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
        while not self._lines.empty():
            self._lines.get_nowait()

    async def line(self, within: float) -> str | None:
        """Wait for a line; None when none was typed.

        Args:
            within: seconds to wait.
        """
        try:
            async with asyncio.timeout(within):
                return await self._lines.get()
        except TimeoutError:
            return None

    def read(self) -> None:
        """Take what has been typed; called when there is something."""
        if not select.select([sys.stdin], [], [], 0)[0]:
            # It has been forgotten meanwhile, and reading would wait.
            return
        # The terminal hands out whole lines, and nothing when the person has ended their input.
        text = os.read(sys.stdin.fileno(), _AT_ONCE)
        if not text:
            self.anybody = False
            asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        for line in text.decode(errors="replace").splitlines():
            self._lines.put_nowait(line.strip())


@asynccontextmanager
async def listen_to_keyboard() -> AsyncIterator[TypedLines]:
    """Listen to the keyboard meanwhile, where there is one."""
    lines = TypedLines()
    if not lines.anybody:
        yield lines
        return
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), lines.read)
    try:
        yield lines
    finally:
        loop.remove_reader(sys.stdin.fileno())


def draw_qr(text: str) -> str | None:
    """Draw a QR code for the terminal that is there.

    Returns:
        lines of half blocks, in colours that a camera can read whatever the terminal's own are;
        None when stdout is no terminal, is too narrow, or cannot show them.
    """
    picture = io.StringIO()
    segno.make_qr(text, error="m").terminal(picture, compact=True)
    lines = picture.getvalue().splitlines()
    columns = shutil.get_terminal_size().columns
    if not sys.stdout.isatty() or max(map(len, lines)) > columns:
        return None
    try:
        "█▀▄".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return None
    return "\n".join(f"{_WHITE_ON_BLACK}{line}{_AS_BEFORE}" for line in lines)
