"""How a connection's requests are answered: one after the other, in one task.

aiohttp makes a task of each request, so that none sees what another left in a context variable;
nobody here leaves anything in one. A task is registered, scheduled and waited for, and before
Python 3.12 that takes as long as reading the request. What else aiohttp makes for each request is
made here when somebody asks for it, which nobody does who presses.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import cached_property
from http import HTTPStatus
from typing import Any, SupportsBytes, cast

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.http_writer import StreamWriter

_log = logging.getLogger(__name__)

READ_AT_ONCE = 32 * 1024
"""Bytes that are read from a connection at once."""

_ANSWERED = web.PayloadAccessError("the request has been answered")

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse | SupportsBytes]]
"""Answers a request; what is no response of aiohttp's is sent as it is, head and all."""


class LazyRequest(web.BaseRequest):
    """A request of aiohttp's; what few ask for is made for them.

    Args:
        message: its head, whose URL is a path.
        payload: its body.
        protocol: the connection.
    """

    _client_max_size = 1 << 20
    _client_max_fields = 1000

    def __init__(
        self, message: RawRequestMessage, payload: StreamReader, protocol: web.RequestHandler
    ) -> None:
        # aiohttp's own would make all of the rest.
        self._message = message
        self._protocol = protocol
        self._payload = payload
        self._headers = message.headers
        self._method = message.method
        self._version = message.version
        self._rel_url = message.url
        self._cache: dict[str, Any] = {}

    @cached_property
    def _payload_writer(self) -> AbstractStreamWriter:  # type: ignore[override] # aiohttp's is set
        return StreamWriter(self._protocol, self._loop)

    @cached_property
    def _state(self) -> dict[Any, Any]:  # type: ignore[override] # aiohttp's is set
        return {}

    @property
    def _loop(self) -> asyncio.AbstractEventLoop:  # type: ignore[override] # aiohttp's is set
        return self._protocol._loop  # noqa: SLF001 - as aiohttp's own factory does

    @property
    def _task(self) -> "asyncio.Task[None] | None":  # type: ignore[override] # aiohttp's is set
        return self._protocol._task_handler  # noqa: SLF001 - as aiohttp's own factory does

    @property
    def _transport_sslcontext(self) -> Any:  # type: ignore[override] # noqa: ANN401 - aiohttp's is set
        return self._protocol.ssl_context

    @property
    def _transport_peername(self) -> Any:  # type: ignore[override] # noqa: ANN401 - aiohttp's is set
        return self._protocol.peername

    @property
    def _transport_sockname(self) -> Any:  # type: ignore[override] # noqa: ANN401 - aiohttp's is set
        return self._protocol.sockname


class RequestLoop(web.RequestHandler):
    """A connection of aiohttp's that answers its requests in the task that waits for them."""

    __slots__ = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Set less aside for each read than asyncio does: a request is some hundred bytes."""
        transport.max_size = READ_AT_ONCE  # type: ignore[attr-defined] # known to asyncio's own only
        super().connection_made(transport)

    def end_answer(self) -> None:
        """Take note that an answer has been written, or could not be."""

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
            if not await self._respond(request, server):
                return False
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
        if not self._keepalive or self._close or self._force_close:
            return False
        self._next_keepalive_close_time = closes = self._loop.time() + self._keepalive_timeout
        if self._keepalive_handle is None:
            self._keepalive_handle = self._loop.call_at(closes, self._process_keepalive)
        return True

    async def _respond(self, request: web.BaseRequest, server: web.Server) -> bool:
        """Answer a request; returns whether all of the answer could be sent."""
        answer: Handler = server.request_handler
        self._request_in_progress, self._current_request = True, request
        try:
            try:
                response = await answer(request)
            except Exception as error:  # noqa: BLE001 - nobody's words but the hub's get out
                response = self.handle_error(request, HTTPStatus.INTERNAL_SERVER_ERROR, error)
            finally:
                self._current_request = None
            if isinstance(response, web.StreamResponse):
                _, gone = await self.finish_response(request, response, None)
                self._keepalive = bool(response.keep_alive)
                return not gone
            await self._send(bytes(response))
            self._keepalive = True
            return True
        finally:
            self._request_in_progress = False
            if self._handler_waiter is not None:
                self._handler_waiter.set_result(None)

    async def _send(self, answer: bytes) -> None:
        """Send an answer that is whole.

        Raises:
            ConnectionResetError: the client has gone away.
        """
        try:
            transport = self.transport
            if transport is None or transport.is_closing():
                raise ConnectionResetError("the client has gone away")
            transport.write(answer)
            if self._paused:
                await self._drain_helper()
        finally:
            self.end_answer()

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
            cast("AbstractStreamWriter", None),
            cast("asyncio.Task[None]", None),
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
