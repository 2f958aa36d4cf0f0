"""aiohttp's server under the door: its connections, their time limits, and what is not HTTP.

aiohttp limits neither how long a request's head may take nor how long an answer may lie untaken,
so each connection has a deadline of its own here. What this relies on of aiohttp is pinned by
tests/hub/http/test_relied_on.py.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.http_writer import StreamWriter

from hub.domain.errors import Code, Refusal
from hub.http.request_guard import refuse_twice
from hub.http.request_loop import Handler, LazyRequest, RequestLoop
from hub.http.websocket_frames import CheckedFrames
from hub.limits import DEFAULT, Limits

LINGER = 2.0
"""Seconds for which the rest of a refused body is read, so that the client sees the answer."""

TAKEN_WITHIN = 5.0
"""Seconds in which a client must take some of an answer that waits for it."""

TAKEN_AT_LEAST = 4096
"""Bytes of the answer that it must take in that time."""

PRESSES_PAUSE = 300.0
"""Seconds for which a kitchen screen's connection may stand idle after a press. A new one, with its
handshake for TLS, would be what the next press waits for."""

CLOSED_WITHIN = 2.0
"""Seconds that a connection gets to close in good order before it is cut."""

NAME = "galley"
"""What every answer calls its server. aiohttp would add its own version and Python's."""

BROKEN = Refusal(Code.INTERNAL, "Something went wrong in the hub.")
_NOT_HTTP = Refusal(Code.BAD_REQUEST, "The request is not HTTP that this hub understands.")

_SINGLE = ("Host", "Content-Length", "Content-Type", "Transfer-Encoding")
"""What aiohttp's parser lets nobody say twice, of what is read here."""

Refused = Callable[[Refusal, BaseException | None], web.Response]
"""Writes a refusal; the exception, if any, is for the log."""

Late = Callable[[str], None]
"""Counts a connection that was closed because it was too slow, by what it was slow with."""


class Server(web.Server):
    """aiohttp's server, with the contract's words for what aiohttp itself refuses.

    Args:
        handler: answers requests.
        refused: writes a refusal.
        limits: how long a connection may take; None for the owner's own door sets none.
        late: counts the connections that took longer.
    """

    def __init__(
        self,
        handler: Handler,
        refused: Refused,
        *,
        limits: Limits | None = DEFAULT,
        late: Late = lambda _what: None,
    ) -> None:
        # What is no response of aiohttp's is taken by RequestLoop.
        super().__init__(cast("Any", handler), request_factory=cast("Any", _request))
        self._refuse = refused
        self._limits = limits
        self._late = late
        self._pressing: dict[str, Connection] = {}

    def keep_open(self, connection: "Connection", device: str) -> None:
        """Let a screen's connection stand idle for longer: one for each, the last that it took."""
        before = self._pressing.get(device)
        if before is connection:
            return
        if before is not None:
            before.keep_open(None)
        self._pressing[device] = connection
        connection.keep_open(lambda: self._pressing.pop(device))

    def __call__(self) -> "Connection":
        """Make the protocol of one new connection; asyncio asks for it."""
        return Connection(self, self._loop, self._refuse, self._limits, self._late)


class Deadline:
    """Calls back once its time has passed, unless it has been moved or lifted by then.

    Moving it costs an assignment: the timer that is under way looks again when it rings.

    Args:
        loop: whose time counts.
        passed: called when it has passed.
    """

    __slots__ = ("_at", "_loop", "_passed", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, passed: Callable[[], None]) -> None:
        self._loop = loop
        self._passed = passed
        self._at: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def within(self, seconds: float) -> None:
        """Set it, or move it."""
        self._at = at = self._loop.time() + seconds
        if self._timer is not None:
            if self._timer.when() <= at:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(at, self._ring)

    def none(self) -> None:
        """Lift it for now."""
        self._at = None

    def end(self) -> None:
        """Lift it for good."""
        self._at = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self._timer = None
        if self._at is None:
            return
        if self._loop.time() < self._at:
            self._timer = self._loop.call_at(self._at, self._ring)
            return
        self._at = None
        self._passed()


class Connection(RequestLoop):
    """One connection. A request that cannot even be parsed gets the same envelope as any other.

    Attributes:
        gone: done once the connection has ended.
        on_known: called when a valid token has been shown on it.
        server: that made it.
    """

    __slots__ = (
        "_begun",
        "_deadline",
        "_forget",
        "_late",
        "_limits",
        "_line",
        "_refuse",
        "_socket",
        "_untaken",
        "_what",
        "gone",
        "on_known",
        "server",
    )

    def __init__(
        self,
        server: Server,
        loop: asyncio.AbstractEventLoop,
        refused: Refused,
        limits: Limits | None,
        late: Late,
    ) -> None:
        super().__init__(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type]
            lingering_time=LINGER,
            # No body may be compressed; aiohttp would inflate it before that is said.
            auto_decompress=False,
        )
        self.server = server
        self._refuse = refused
        self._limits = limits
        self._late = late
        self._line: asyncio.Transport | None = None
        self._deadline = Deadline(loop, self._too_late)
        self._begun = True
        self._forget: Callable[[], object] | None = None
        self._socket = False
        self._untaken = 0
        self._what = ""
        self.gone: asyncio.Future[None] = loop.create_future()
        self.on_known: Callable[[], None] = _nobody_asks

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give the client its time for the first head."""
        self._line = transport if isinstance(transport, asyncio.Transport) else None
        super().connection_made(transport)
        if self._limits is not None:
            self._within(self._limits.headers_within, "headers")

    def connection_lost(self, exc: BaseException | None) -> None:
        """Let go of everything."""
        self._deadline.end()
        self._line = None
        if self._forget is not None:
            self._forget()
        super().connection_lost(exc)
        if not self.gone.done():
            self.gone.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Take bytes; the first ones of a head start its time."""
        if not self._begun and self._limits is not None:
            self._begun = True
            self._within(self._limits.headers_within, "headers")
        super().data_received(data)

    def end_head(self) -> None:
        """Note that a head is complete: what follows is the handler's time, and the body's own."""
        self._begun = True
        self._deadline.none()

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Write the answer; then the connection may stand idle for a while."""
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            self.end_answer()

    def end_answer(self) -> None:
        """Give the client its time until the next request."""
        if self._limits is not None and not self.gone.done():
            self._begun = False
            self._stand_idle(self._limits.keep_alive)

    def set_parser(self, parser: Any, data_received_cb: Any = None) -> None:  # noqa: ANN401
        """Become a WebSocket, which has limits of its own."""
        self._socket = True
        super().set_parser(CheckedFrames(parser), data_received_cb)  # type: ignore[arg-type]

    def pause_writing(self) -> None:
        """Give a client that takes its answer slowly some time to take some of it."""
        super().pause_writing()
        if self._limits is not None and not self._socket and self._line is not None:
            self._untaken = self._line.get_write_buffer_size()
            self._within(TAKEN_WITHIN, "answer")

    def resume_writing(self) -> None:
        """Go on: enough has been taken."""
        super().resume_writing()
        if self._what == "answer":
            self._deadline.none()

    def keep_open(self, forget: Callable[[], object] | None) -> None:
        """Let it stand idle for longer from the next answer on, or no longer than others from now.

        Args:
            forget: called when it has ended; None when it is to be kept like any other.
        """
        self._forget = forget
        if forget is None and not self._begun and self._limits is not None:
            self._stand_idle(self._limits.keep_alive)

    def cut_off(self) -> None:
        """End the connection now, whatever lies unsent."""
        if self._line is not None:
            self._line.abort()

    def _stand_idle(self, seconds: float) -> None:
        self._within(seconds if self._forget is None else max(seconds, PRESSES_PAUSE), "")

    def _within(self, seconds: float, what: str) -> None:
        self._what = what
        self._deadline.within(seconds)

    def _too_late(self) -> None:
        line = self._line
        if line is None:
            return
        if self._what == "answer" and not line.is_closing():
            left = line.get_write_buffer_size()
            if self._untaken - left >= TAKEN_AT_LEAST:
                self._untaken = left
                self._deadline.within(TAKEN_WITHIN)
                return
        if self._what in {"closing", "answer"}:
            self._count_late()
            line.abort()
            return
        self._count_late()
        self._within(CLOSED_WITHIN, "closing")
        self.force_close()

    def _count_late(self) -> None:
        if self._what in {"headers", "answer"}:
            self._late(self._what)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be parsed, or failed outside any handler."""
        if isinstance(exc, ConnectionError):
            raise exc
        if request.writer.output_size > 0:
            raise ConnectionError("part of an answer has been sent already")
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            response = self._refuse(BROKEN, exc)
        else:
            response = self._refuse(_not_http(message or ""), None)
        response.force_close()
        return response


def _not_http(message: str) -> Refusal:
    """Say what is wrong with a head; aiohttp's words may echo what was sent, and are not told."""
    folded = message.casefold()
    if folded.startswith("duplicate "):
        for name in _SINGLE:
            if name.casefold() in folded:
                return refuse_twice(name)
    return _NOT_HTTP


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter | None,
    task: Any,  # noqa: ANN401 - aiohttp's own
) -> web.BaseRequest:
    if isinstance(protocol, Connection):
        protocol.end_head()
    if writer is None and not message.url.absolute:
        return LazyRequest(message, payload, protocol)
    loop = protocol._loop  # noqa: SLF001 - as aiohttp's own factory does
    writer = writer or StreamWriter(protocol, loop)
    return web.BaseRequest(message, payload, protocol, writer, task, loop)


def make_known(request: web.BaseRequest) -> None:
    """Note that a request's connection has shown a valid token."""
    if isinstance(request.protocol, Connection):
        request.protocol.on_known()


def keep_open(request: web.BaseRequest, device: str) -> None:
    """Let a request's connection stand idle for longer than others, because of who presses there.

    Args:
        request: of a kitchen screen that changes something.
        device: its id.
    """
    connection = request.protocol
    if isinstance(connection, Connection):
        connection.server.keep_open(connection, device)


def _nobody_asks() -> None:
    """Stand in where no accept loop wants to know."""
