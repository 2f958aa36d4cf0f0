"""How a connection's requests are answered: one after the other, in one task.

aiohttp makes a task of each request, so that none sees what another has left in a context variable;
nobody here leaves anything in one. A task is registered, scheduled and waited for, and before
Python 3.12 that takes as long as reading the request.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import cast

from aiohttp import StreamReader, web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.http_writer import StreamWriter

_log = logging.getLogger(__name__)

READ_AT_ONCE = 32 * 1024
"""Bytes that are read from a connection at once."""

_ANSWERED = web.PayloadAccessError("the request has been answered")

_Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class RequestLoop(web.RequestHandler):
    """A connection of aiohttp's that answers its requests in the task that waits for them."""

    __slots__ = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Set less aside for each read than asyncio does: a request is some hundred bytes."""
        transport.max_size = READ_AT_ONCE  # type: ignore[attr-defined] # known to asyncio's own only
        super().connection_made(transport)

    async def start(self) -> None:
        """Answer requests for as long as the connection lasts."""
        server = self._manager
        # What has been read whole is carried out, also when the connection has ended meanwhile.
        while server is not None and not self._force_close:
            if not self._messages:
                self._waiter = self._loop.create_future()
                try:
                    await self._waiter
                finally:
                    self._waiter = None
            if not isinstance(self._messages[0][0], RawRequestMessage):
                # It could not be parsed; aiohttp closes the connection behind it.
                await super().start()
                return
            if not await self._answer_next(server):
                break
        if not self._force_close:
            self._task_handler = None
            if self.transport is not None:
                self.transport.close()

    async def _answer_next(self, server: web.Server) -> bool:
        """Answer the next request; returns whether another one may come."""
        request = self._take_request(server)
        payload = request.content
        try:
            response, gone = await self._handle_request(request, None, server.request_handler)
            if gone:
                return False
            self._keepalive = bool(response.keep_alive)
            if not payload.is_eof():
                await self._linger(payload)
            payload.set_exception(_ANSWERED)
        except ConnectionError:
            return False
        except Exception:  # noqa: BLE001 - this connection is of no use any more, whatever it was
            _log.exception("a request could not be answered")
            self.force_close()
        except BaseException:
            self.force_close()
            raise
        finally:
            # It would hold the task that holds it.
            request._task = cast("asyncio.Task[None]", None)  # noqa: SLF001 - as aiohttp does
        if not self._keepalive or self._close or self._force_close:
            return False
        self._next_keepalive_close_time = closes = self._loop.time() + self._keepalive_timeout
        if self._keepalive_handle is None:
            self._keepalive_handle = self._loop.call_at(closes, self._process_keepalive)
        return True

    def _take_request(self, server: web.Server) -> web.BaseRequest:
        message, payload = self._messages.popleft()
        if self._parser is not None:
            self._parser.message_consumed()
        if self._buffer_paused and len(self._messages) <= self._msg_queue_resume_size:
            self._resume_reading_if_drained()
        server.requests_count += 1
        return server.request_factory(
            cast("RawRequestMessage", message),
            payload,
            self,
            StreamWriter(self, self._loop),
            self._task_handler or cast("asyncio.Task[None]", asyncio.current_task()),
        )

    async def _linger(self, payload: StreamReader) -> None:
        """Read what is left of a body, for a while, so that the client comes to see the answer."""
        if self._lingering_time and not self._force_close:
            try:
                async with asyncio.timeout(self._lingering_time):
                    while not payload.is_eof():
                        await payload.readany()
            except TimeoutError:
                pass
        if not payload.is_eof() and not self._force_close:
            self.close()

    def resume_reading(self, resume_parser: bool = True) -> None:  # noqa: FBT001, FBT002 - aiohttp's
        """Go on reading where it was paused; aiohttp asks for that with each body."""
        if self._reading_paused or self._buffer_paused:
            super().resume_reading(resume_parser)
