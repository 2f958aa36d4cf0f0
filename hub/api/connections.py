"""aiohttp's server under the door: connections, and the contract's words for what never gets in."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage

from hub.api.routing import MAX_BODY
from hub.domain.errors import Code, Refusal

LINGER = 2.0
"""Seconds for which the rest of a refused body is read, so that the client sees the answer."""

KEEP_ALIVE = 75.0
"""Seconds for which a connection may stand idle between requests."""

BROKEN = Refusal(Code.INTERNAL, "Something went wrong in the hub.")
_NOT_HTTP = Refusal(Code.BAD_REQUEST, "The request is not HTTP that this hub understands.")

Refused = Callable[[Refusal, BaseException | None], web.Response]
"""Writes a refusal; the exception, if any, is for the log."""


class Server(web.Server):
    """aiohttp's server, with the contract's words for what aiohttp itself refuses."""

    def __init__(
        self,
        handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        refused: Refused,
    ) -> None:
        super().__init__(handler, request_factory=_request)
        self._refused = refused

    def __call__(self) -> web.RequestHandler:
        """Make the protocol of one new connection; asyncio asks for it."""
        return _Connection(self, self._loop, self._refused)


class _Connection(web.RequestHandler):
    """One connection. A request that cannot even be parsed gets the same envelope as any other."""

    __slots__ = ("_refused",)

    def __init__(
        self, server: web.Server, loop: asyncio.AbstractEventLoop, refused: Refused
    ) -> None:
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=KEEP_ALIVE,
            access_log=None,  # type: ignore[arg-type]
            lingering_time=LINGER,
            # No body may be compressed; aiohttp would inflate it before that is said.
            auto_decompress=False,
        )
        self._refused = refused

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - aiohttp's words may echo what was sent
    ) -> web.StreamResponse:
        """Answer what could not be parsed, or failed outside any handler."""
        if isinstance(exc, ConnectionError):
            raise exc
        if request.writer.output_size > 0:
            raise ConnectionError("part of an answer has been sent already")
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            response = self._refused(BROKEN, exc)
        else:
            response = self._refused(_NOT_HTTP, None)
        response.force_close()
        return response


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: Any,  # noqa: ANN401 - aiohttp's own
) -> web.BaseRequest:
    return web.BaseRequest(
        message,
        payload,
        protocol,
        writer,
        task,
        protocol._loop,  # noqa: SLF001 - as aiohttp's own factory does
        client_max_size=MAX_BODY,
    )
