"""The HTTP side, on aiohttp's low-level server.

Every byte a client gets is decided here: stock aiohttp answers a path, a method, an Expect header
or a request line that it does not like with text of its own, and the contract wants the same JSON
envelope for all of them.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import Any

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage

from hub.api.auth import Gatekeeper
from hub.api.errors import STATUS, headers_of
from hub.api.guard import Guard, check_url
from hub.api.metrics import Metrics
from hub.api.reading import read_ask, read_body, read_query, understood
from hub.api.routing import MAX_BODY, Call, Open, Route, Router
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Principal, Role
from hub.ids import new_request_id
from hub.kitchen.answers import Answers
from hub.protocol.answers import Answer, failure

_log = logging.getLogger(__name__)

_ANONYMOUS = Principal(id="", name="anyone", role=Role.CUSTOMER)
_BROKEN = Refusal(Code.INTERNAL, "Something went wrong in the hub.")
_NOT_HTTP = Refusal(Code.BAD_REQUEST, "The request is not HTTP that this hub understands.")
SocketHandler = Callable[[web.BaseRequest, Principal | None], Awaitable[web.StreamResponse]]

LINGER = 2.0
"""Seconds for which the rest of a refused body is read, so that the client sees the answer."""

_HEADERS = {
    "Server": "galley",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


class HttpDoor:
    """Answers requests for one listening address.

    Args:
        routes: what can be asked.
        socket: serves ``/ws``.
        gatekeeper: says who asks.
        guard: knows the hub's own names.
        answers: the memory of idempotency keys.
        metrics: counts.
        owner: who everyone is that comes through this door; None has them show a token.
    """

    def __init__(
        self,
        routes: Iterable[Route],
        *,
        socket: SocketHandler,
        gatekeeper: Gatekeeper,
        guard: Guard,
        answers: Answers,
        metrics: Metrics,
        owner: Principal | None = None,
    ) -> None:
        self._gatekeeper = gatekeeper
        self._guard = guard
        self._answers = answers
        self._metrics = metrics
        self._owner = owner
        self._socket = socket
        self._router = Router(
            [
                *((route.method, route.path, route) for route in routes),
                ("GET", "/ws", None),
            ]
        )

    def server(self) -> web.Server:
        """Make the protocol factory that aiohttp's sites listen with."""
        return _Server(self.answer, self.refused)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request. Whatever happens, the answer is the contract's."""
        started = time.perf_counter()
        template = "unmatched"
        try:
            route, params = self._found(request)
            template = "GET /ws" if route is None else f"{route.method} {route.path}"
            if route is None:
                return await self._upgrade(request)
            response = _response(await self._asked(request, route, params))
        except Refusal as refusal:
            response = self.refused(refusal)
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001 - nothing but the contract's words gets out
            response = self.refused(_BROKEN, error)
        self._metrics.answered(template, response.status, time.perf_counter() - started)
        return response

    def refused(self, refusal: Refusal, error: BaseException | None = None) -> web.Response:
        """Write a refusal as the contract has it.

        Args:
            refusal: what to say.
            error: what the log, and only the log, must hold besides.
        """
        request_id = new_request_id()
        self._metrics.refused(refusal.code)
        if error is not None:
            _log.error("request %s failed", request_id, exc_info=error)
        else:
            _log.debug("request %s refused: %s", request_id, refusal.code)
        body = failure(refusal.code, refusal.message, refusal.details, request_id)
        return web.Response(
            status=STATUS[refusal.code],
            body=body,
            content_type="application/json",
            headers=_HEADERS | headers_of(refusal),
        )

    def _found(self, request: web.BaseRequest) -> tuple[Route | None, dict[str, str]]:
        headers = request.headers
        self._guard.check_host(headers.getall("Host", []))
        check_url(request.rel_url.query_string)
        route, params = self._router.find(request.method, request.rel_url.raw_path)
        if route is None or route.writes:
            self._guard.check_origin(headers.getall("Origin", []), headers["Host"])
        return route, params

    async def _asked(
        self, request: web.BaseRequest, route: Route, params: dict[str, str]
    ) -> Answer:
        principal = self._principal(request, route)
        query = read_query(request.rel_url.raw_query_string, route)
        await _expected(request)
        data = await read_body(request, route) if route.writes or request.can_read_body else b""
        ask = read_ask(request, route, principal, data)
        call = Call(ask, params, understood(request, route, data), query)
        if ask.key is None:
            return await route.handle(call)
        return await self._answers.once(ask, lambda: route.handle(call))

    def _principal(self, request: web.BaseRequest, route: Route) -> Principal:
        if route.needs is Open.TO_ALL:
            return _ANONYMOUS
        principal = self._owner or self._gatekeeper.from_headers(
            request.headers.getall("Authorization", []), _address(request)
        )
        if not route.permits(principal):
            raise Refusal(
                Code.FORBIDDEN,
                "This token's role does not allow that.",
                {"role": principal.role, "needs": _named(route)},
            )
        return principal

    async def _upgrade(self, request: web.BaseRequest) -> web.StreamResponse:
        principal = self._owner
        given = request.headers.getall("Authorization", [])
        if principal is None and given:
            principal = self._gatekeeper.from_headers(given, _address(request))
        if request.headers.get("Upgrade", "").casefold() != "websocket":
            raise Refusal(Code.BAD_REQUEST, "Upgrade: /ws speaks WebSocket only.")
        return await self._socket(request, principal)


def _response(answer: Answer) -> web.Response:
    headers = _HEADERS
    if answer.version is not None:
        headers = {**_HEADERS, "ETag": f'"{answer.version}"'}
    return web.Response(
        body=answer.body, status=answer.status, headers=headers, content_type=answer.media_type
    )


async def _expected(request: web.BaseRequest) -> None:
    expect = request.headers.get("Expect")
    if expect is None:
        return
    if expect.casefold() != "100-continue":
        raise Refusal(Code.EXPECTATION_FAILED, "Expect: only 100-continue is known here.")
    await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    # What has been sent so far is not part of the answer.
    request.writer.output_size = 0


def _address(request: web.BaseRequest) -> str:
    return request.remote or "unknown"


def _named(route: Route) -> list[str]:
    needs = route.needs if isinstance(route.needs, tuple) else (route.needs,)
    return [str(each) for each in needs]


_Refused = Callable[[Refusal, BaseException | None], web.Response]


class _Server(web.Server):
    """aiohttp's server, with the contract's words for what aiohttp itself refuses."""

    def __init__(
        self,
        handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        refused: _Refused,
    ) -> None:
        super().__init__(handler, request_factory=_request)
        self._refused = refused

    def __call__(self) -> web.RequestHandler:
        return _Connection(self, self._loop, self._refused)


class _Connection(web.RequestHandler):
    """One connection. A request that cannot even be parsed gets the same envelope as any other."""

    __slots__ = ("_refused",)

    def __init__(
        self, server: web.Server, loop: asyncio.AbstractEventLoop, refused: _Refused
    ) -> None:
        super().__init__(server, loop=loop, access_log=None, lingering_time=LINGER)  # type: ignore[arg-type]
        self._refused = refused

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - aiohttp's words may echo what was sent
    ) -> web.StreamResponse:
        """Answer what could not be parsed, or failed outside any handler."""
        if request.writer.output_size > 0:
            raise ConnectionError("part of an answer has been sent already")
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            response = self._refused(_BROKEN, exc)
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
