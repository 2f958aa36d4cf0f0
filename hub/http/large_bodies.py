"""Bodies of orders that are longer than those of other requests: few at once, read off the loop.

However many senders there are, no more than some megabytes of them are held; the others wait for
their turn with what the network holds. What is long is read in a thread of its own, one body after
the other, so that a kitchen's presses are answered meanwhile.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

from aiohttp import web

from hub.domain.errors import Code, Refusal
from hub.http.routing import Endpoint

T = TypeVar("T")

IN_PLACE = 64 * 1024
"""Bytes up to which a body is read on the loop."""

AT_ONCE = 4
"""Bodies that may be longer than that and are held at the same time."""


def is_long(data: object) -> bool:
    """Whether a body is not to be read on the loop."""
    return isinstance(data, bytes) and len(data) > IN_PLACE


class LargeBodies:
    """Gives long bodies their turns.

    Args:
        within: seconds for which one waits for its turn.
    """

    def __init__(self, within: float) -> None:
        self._within = within
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="large bodies")

    def turn(
        self, request: web.BaseRequest, endpoint: Endpoint
    ) -> AbstractAsyncContextManager[None] | None:
        """Wait until there is room for a request's body.

        Returns:
            None for one that need not wait.

        Entering it raises:
            Refusal: RATE_LIMITED when there was none in time.
        """
        if endpoint.route.max_body is None or endpoint.signature.as_sent:
            return None
        length = request.content_length
        return None if length is not None and length <= IN_PLACE else self._long_turn()

    @asynccontextmanager
    async def _long_turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._within):
                await self._turns.acquire()
        except TimeoutError:
            raise Refusal(
                Code.RATE_LIMITED, "Too many long bodies at once. Try again.", retry_after=1
            ) from None
        try:
            yield
        finally:
            self._turns.release()

    async def read(self, decode: Callable[[], T]) -> T:
        """Read a long body in the thread.

        Args:
            decode: reads it.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, decode)
