"""Bodies of answers on their way to the network: however long, only a slice of one waits there.

What is written to a connection at once and not taken is copied to wait for its reader; a board of
12 MiB would be copied for each of them.
"""

import asyncio

from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload

from hub.protocol.answers import Answer
from hub.protocol.pieces import Pieces

SLICE = 16 * 1024
"""Bytes that are handed to the network at once."""

AT_ONCE = 64 * 1024
"""Bytes up to which a body or a message goes as a whole."""


def body_of(answer: Answer) -> "bytes | SlicedBody":
    """Say what to send for an answer's body."""
    content = answer.content
    if isinstance(content, bytes):
        content = Pieces(content, (), b"")
    return bytes(content) if content.size <= AT_ONCE else SlicedBody(content)


class SlicedBody(Payload):
    """A long body; the next slice is made when the network has taken those before.

    Args:
        pieces: what to send.
    """

    def __init__(self, pieces: Pieces) -> None:
        super().__init__(pieces)
        self._pieces = pieces
        self._size = pieces.size

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Write all of it, at the reader's pace."""
        for part in self._pieces.slices(SLICE):
            await writer.write(part)
            await writer.drain()
            # A network that takes all of it at once must not keep everybody else waiting.
            await asyncio.sleep(0)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Return all of it as text."""
        return bytes(self._pieces).decode(encoding, errors)
