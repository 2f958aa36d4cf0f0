"""A long body on its way to a temporary file, so that no request holds megabytes of memory."""

import asyncio
import hashlib
import tempfile
from typing import IO

from aiohttp import StreamReader

from hub.domain.errors import Code, Refusal, bad_field

IN_MEMORY = 64 * 1024
"""Bytes up to which a body stays in memory."""

AT_ONCE = 256 * 1024
"""Bytes that are written to the file at once; a slow disk must not hold the loop."""

STEADY = 64 * 1024
"""Bytes that have to come within the time that a short body may take, again and again."""


class BodyFile:
    """A body that was received whole.

    Attributes:
        file: what it holds; gone once it is closed.
        size: bytes.
        digest: SHA-256 of what was asked and of the body.
    """

    def __init__(self, asked: bytes) -> None:
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - see close
        self.size = 0
        self._hash = hashlib.sha256(asked)

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was asked and of the body."""
        return self._hash.digest()

    def close(self) -> None:
        """Drop the file."""
        self.file.close()

    async def receive(self, content: StreamReader, longest: int, within: float) -> None:
        """Receive the body.

        Args:
            content: the body as it comes.
            longest: bytes.
            within: seconds in which 64 KiB of it, or its end, have to come.

        Raises:
            Refusal: PAYLOAD_TOO_LARGE, STORAGE_FULL, or BAD_REQUEST when it stops coming.
        """
        waiting = bytearray()
        expected = STEADY
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(within) as patience:
                async for chunk in content.iter_any():
                    self.size += len(chunk)
                    if self.size > longest:
                        raise too_large(longest)
                    waiting += chunk
                    if len(waiting) >= AT_ONCE:
                        patience.reschedule(None)
                        await self._write(waiting)
                        waiting = bytearray()
                        patience.reschedule(loop.time() + within)
                    elif self.size >= expected:
                        expected = self.size + STEADY
                        patience.reschedule(loop.time() + within)
        except TimeoutError:
            raise bad_field("body", f"stopped coming for {within:g} s") from None
        await self._write(waiting)
        self.file.seek(0)

    async def _write(self, data: bytearray) -> None:
        try:
            if self.size <= IN_MEMORY:
                self._take(data)
            else:
                await asyncio.to_thread(self._take, data)
        except OSError as error:
            why = f"body: there is no room for it: {error.strerror}"
            raise Refusal(Code.STORAGE_FULL, why) from None

    def _take(self, data: bytearray) -> None:
        self._hash.update(data)
        self.file.write(data)


def too_large(longest: int) -> Refusal:
    """Refuse a body that is longer than a number of bytes."""
    return Refusal(
        Code.PAYLOAD_TOO_LARGE,
        f"body: at most {longest // 1024} KiB",
        {"max_bytes": longest},
    )
