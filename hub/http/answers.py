"""Bodies of answers on their way to the network: however long, only a slice of one waits there.

What is written to a connection at once and not taken is copied to wait for its reader; a board of
12 MiB would be copied for each of them.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload

from hub.wire.responses import Answer, Pieces

SLICE = 16 * 1024
"""Bytes that are handed to the network at once."""

AT_ONCE = 64 * 1024
"""Bytes up to which a body or a message goes as a whole."""

MOST = 96 * 1024 * 1024
"""Bytes of all long answers that are on their way over the network, those that are the same counted
once: eight full boards of eight different moments."""


class LongAnswers:
    """Bounds what long answers hold while their readers take their time.

    When there is no room for another one, whoever has been taking his for the longest time is cut
    off. A board is read anew soon; nobody is refused because somebody else is slow.

    Args:
        most: bytes of all of them; one that alone is longer is sent all the same.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._readers: dict[asyncio.Timeout, Pieces] = {}

    @contextmanager
    def sent(self, pieces: Pieces, patience: asyncio.Timeout) -> Iterator[None]:
        """Count an answer as on its way for as long as the context lasts.

        Args:
            pieces: of the answer.
            patience: ends at once when somebody else needs the room.
        """
        self._readers[patience] = pieces
        try:
            self._cut_off_the_slowest()
            yield
        finally:
            self._readers.pop(patience, None)

    def _cut_off_the_slowest(self) -> None:
        now = asyncio.get_running_loop().time()
        while len(self._readers) > 1 and self._size() > self._most:
            slowest = next(iter(self._readers))
            del self._readers[slowest]
            slowest.reschedule(now)

    def _size(self) -> int:
        apart = {id(each): each for each in self._readers.values()}
        return sum(each.size for each in apart.values())


def body_of(answer: Answer, long: LongAnswers) -> "bytes | SlicedBody":
    """Say what to send for an answer's body."""
    content = answer.content
    if isinstance(content, bytes):
        content = Pieces(content, (), b"")
    return bytes(content) if content.size <= AT_ONCE else SlicedBody(content, long)


class SlicedBody(Payload):
    """A long body; the next slice is made when the network has taken those before.

    Args:
        pieces: what to send.
        long: all long answers that are on their way.
    """

    def __init__(self, pieces: Pieces, long: LongAnswers) -> None:
        super().__init__(pieces)
        self._pieces = pieces
        self._long = long
        self._size = pieces.size

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Write all of it, at the reader's pace.

        Raises:
            ConnectionResetError: the room is needed for others, who are faster.
        """
        try:
            async with asyncio.timeout(None) as patience:
                with self._long.sent(self._pieces, patience):
                    for part in self._pieces.slices(SLICE):
                        await writer.write(part)
                        await writer.drain()
                        # A network that takes all of it at once must not keep everybody waiting.
                        await asyncio.sleep(0)
        except TimeoutError:
            raise ConnectionResetError("a long answer was taken too slowly") from None

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Return all of it as text."""
        return bytes(self._pieces).decode(encoding, errors)
