"""The HTTP side, on aiohttp's low-level server.

Every byte a client gets is decided here: stock aiohttp answers a path, a method, an Expect header
or a request line that it does not like with text of its own, and the contract wants the same JSON
envelope for all of them.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from typing import NamedTuple

from aiohttp import hdrs, web
from msgspec.structs import replace

from hub.clock.wall_clock import Clock
from hub.commit.command import Command, Key, Listing, Outcome
from hub.commit.idempotency import IdempotencyKeys, StoredAnswer
from hub.domain.errors import MAX_NAMED, Code, Refusal, not_found
from hub.domain.permissions import Principal, Role
from hub.http.answers import (
    NOT_MODIFIED,
    Answer,
    Lists,
    LongAnswers,
    answer_file,
    failure,
    takes_gzip,
)
from hub.http.auth import Authenticator
from hub.http.body_file import BodyFile
from hub.http.cors import PERMITTED, is_preflight, permit, show_to
from hub.http.errors import STATUS, headers_of
from hub.http.handler_signature import Call, Signature, address_of
from hub.http.large_bodies import LargeBodies, is_long
from hub.http.metrics import Metrics
from hub.http.original_api import split_token
from hub.http.preference import applied_preference, decide_handling, say_applied
from hub.http.rate_limit import LimitFields
from hub.http.request import (
    check_expectation,
    decode_body,
    is_known,
    read_body,
    read_key,
    read_path,
    read_query,
    read_version,
    take_body,
)
from hub.http.request_guard import Guard, check_once, check_url
from hub.http.response import Response, response_to, say_limit, whole_response
from hub.http.routing import Endpoint, Route, Router
from hub.http.server import BROKEN, Server, keep_open, make_known
from hub.http.web_files import WebFile
from hub.ids import new_request_id
from hub.store.errors import StoreError
from hub.wire.people import PROOF_HEADER
from hub.wire.responses import RequestWarning

_log = logging.getLogger(__name__)

_ANONYMOUS = Principal(id="", name="anyone", role=Role.CUSTOMER)
_UNREADABLE = Refusal(
    Code.STORAGE_ERROR, "The database cannot be read at the moment. Try again.", retry_after=1
)
SocketHandler = Callable[
    [web.BaseRequest, Principal | None, str | None], Awaitable[web.StreamResponse]
]


class House(NamedTuple):
    """What all doors of a hub share.

    Attributes:
        idempotency_keys: the answers that devices got under them.
        metrics: counts.
        clock: the hub's time, for the head of every answer.
        long: the long answers that are on their way.
        large: gives long bodies their turns.
        original_api: whether clients of the API that this one grew from are let in unchanged.
        localize: takes a time without an offset for one of the branch's own clock.
    """

    idempotency_keys: IdempotencyKeys
    metrics: Metrics
    clock: Clock
    long: LongAnswers
    large: LargeBodies
    original_api: bool = False
    localize: Callable[[datetime], datetime] = datetime.astimezone


class HttpHandler:
    """Answers requests for one listening address.

    Args:
        endpoints: what can be asked.
        socket: serves ``/ws``.
        authenticator: says who asks.
        guard: knows the hub's own names.
        house: what all doors share.
        owner: who everyone is that comes through this door, without limits of time and number;
            None has them show a token.
    """

    def __init__(
        self,
        endpoints: Iterable[Endpoint],
        *,
        socket: SocketHandler,
        authenticator: Authenticator,
        guard: Guard,
        house: House,
        owner: Principal | None = None,
    ) -> None:
        self._authenticator = authenticator
        self._guard = guard
        self._idempotency_keys, self._metrics, self._clock = house[:3]
        self._long, self._large, self._original_api, localize = house[3:]
        self._decode = partial(decode_body, original_api=self._original_api, localize=localize)
        self._lists = Lists()
        self._limits = authenticator.limits
        self._owner = owner
        self._socket = socket
        self._router: Router[Endpoint | None] = Router(
            [
                *((each.route.method, each.route.path, each) for each in endpoints),
                ("GET", "/ws", None),
            ]
        )

    def server(self) -> Server:
        """Make the protocol factory of this door's connections."""
        limits = self._limits if self._owner is None else None
        return Server(self.answer, self.refuse, limits=limits, late=self._metrics.count_rejection)

    async def answer(self, request: web.BaseRequest) -> Response:
        """Answer one request. Whatever happens, the answer is the contract's."""
        page = None
        if hdrs.ORIGIN in request.headers:
            page = self._guard.find_page(request.headers.getall(hdrs.ORIGIN))
        limits: list[LimitFields] = []
        response = await self._answer(request, page, limits)
        if limits:
            say_limit(response, limits[0])
        if page is not None and isinstance(response, web.StreamResponse) and not response.prepared:
            show_to(page, response)
        return response

    async def _answer(
        self, request: web.BaseRequest, page: str | None, limits: list[LimitFields]
    ) -> Response:
        response: Response
        started = time.perf_counter()
        name = "unmatched"
        endpoint = None
        try:
            self._check_host(request)
            if page is not None and is_preflight(request):
                permitted = whole_response(PERMITTED, self._long, self._clock.now())
                permit(request, permitted)
                return permitted
            endpoint, segments = self._find(request)
            if endpoint is None:
                name = "GET /ws"
                return await self._upgrade(request, limits)
            name = endpoint.name
            answer = await self._handle(request, endpoint, segments, limits)
            now, applied = self._clock.now(), applied_preference(request, endpoint.route)
            if applied is None and page is None:
                response = response_to(request, answer, self._long, now)
            else:
                response = whole_response(answer, self._long, now)
        except Refusal as refusal:
            response = self.refuse(refusal, None, name)
        except ConnectionError:
            raise
        except StoreError as error:
            response = self.refuse(_UNREADABLE, error, name)
        except MemoryError as error:
            # More than this request: whoever started the hub decides whether it can go on.
            told = {"message": "a request found no memory", "exception": error}
            asyncio.get_running_loop().call_exception_handler(told)
            response = self.refuse(BROKEN, error, name)
        except Exception as error:  # noqa: BLE001 - nothing but the contract's words gets out
            response = self.refuse(BROKEN, error, name)
        if (
            endpoint is not None
            and "Prefer" in request.headers
            and isinstance(response, web.StreamResponse)
        ):
            say_applied(request, endpoint.route, response)
        self._metrics.count_answer(name, response.status, time.perf_counter() - started)
        return response

    def refuse(
        self, refusal: Refusal, error: BaseException | None = None, route: str = "unmatched"
    ) -> web.Response:
        """Write a refusal as the contract has it.

        Args:
            refusal: what to say.
            error: what the log, and only the log, must hold besides.
            route: method and path template, for the log: a path may hold anything.
        """
        request_id = new_request_id()
        self._metrics.count_refusal(refusal.code)
        self._metrics.on_refused(route, refusal.code)
        if error is not None:
            _log.error("request %s, %s failed", request_id, route, exc_info=error)
        else:
            _log.debug("request %s, %s refused: %s", request_id, route, refusal.code)
        body = failure(refusal.code, refusal.message, refusal.details, request_id)
        answer = Answer(STATUS[refusal.code], body)
        response = whole_response(answer, self._long, self._clock.now())
        response.headers.update(headers_of(refusal))
        return response

    def _check_host(self, request: web.BaseRequest) -> None:
        self._guard.check_host(request.headers.getall(hdrs.HOST, []))
        if not request.raw_path.startswith("/"):
            # The request line names a host of its own, and that is the one that counts.
            self._guard.check_host([request.host])

    def _find(self, request: web.BaseRequest) -> tuple[Endpoint | None, dict[str, str]]:
        headers = request.headers
        check_once(headers)
        url = request.rel_url
        check_url(self._split_token(request)[1])
        endpoint, segments = self._router.find(request.method, url.raw_path)
        if hdrs.ORIGIN in headers and (endpoint is None or endpoint.writes):
            origins = headers.getall(hdrs.ORIGIN)
            self._guard.check_origin(origins, request.scheme, headers[hdrs.HOST])
        return endpoint, segments

    async def _handle(
        self,
        request: web.BaseRequest,
        endpoint: Endpoint,
        segments: dict[str, str],
        limits: list[LimitFields],
    ) -> Answer:
        signature = endpoint.signature
        principal = _ANONYMOUS
        if not endpoint.is_public:
            principal = await self._principal(request, endpoint, limits)
        params = self._read_path(segments, signature) if segments else segments
        asked = request.rel_url.raw_query_string
        query = read_query(asked, signature.query) if asked else signature.no_query
        if hdrs.EXPECT in request.headers:
            check_expectation(request)
        call = Call(principal, None, params, None, query, request)
        if not endpoint.writes and not request.can_read_body:
            return await self._show(request, endpoint, call)
        turn = self._large.turn(request, endpoint)
        if turn is None:
            data = take_body(request, endpoint, self._limits)
            if data is not None:
                return await self._carry_out(call, endpoint, data, limits)
        async with turn or nullcontext():
            sent = await read_body(request, endpoint, self._limits)
            try:
                return await self._carry_out(call, endpoint, sent, limits)
            finally:
                if isinstance(sent, BodyFile):
                    sent.close()

    async def _show(self, request: web.BaseRequest, endpoint: Endpoint, call: Call) -> Answer:
        found = await endpoint.carry_out(call)
        accepted = request.headers.getall(hdrs.ACCEPT_ENCODING, ())
        if isinstance(found, WebFile):
            known = is_known(request, found.version)
            return answer_file(found, known=known, packed=takes_gzip(accepted))
        if not isinstance(found, Listing):
            answer = endpoint.answer(found)
            if answer.version is not None and is_known(request, answer.version):
                return Answer(NOT_MODIFIED, b"", answer.version)
            return answer
        if takes_gzip(accepted):
            return await self._lists.pack(found)
        return self._lists.answer_of(found)

    async def _carry_out(
        self,
        asked: Call,
        endpoint: Endpoint,
        data: bytes | BodyFile,
        limits: list[LimitFields],
    ) -> Answer:
        request, principal, route = asked.request, asked.who, endpoint.route
        keyed = read_key(request, principal, data) if endpoint.writes else None
        version = read_version(request) if endpoint.writes else None
        handling = decide_handling(request, route, principal)
        if is_long(data):
            body = await self._large.read(partial(self._decode, request, endpoint, data, handling))
        else:
            body = self._decode(request, endpoint, data, handling)
        if route.count is not None and self._owner is None:
            self._spend(limits, principal, route.count(body.value), spent=1)
        command = Command(
            who=principal, version=version, handling=handling, whole_texts=body.whole_texts
        )
        call = Call(principal, command, asked.params, body.value, asked.query, request)
        if keyed is None:
            found = await endpoint.carry_out(call)
            return endpoint.answer(_warn(found, body.warnings) if body.warnings else found)

        async def run(key: Key) -> object:
            return await endpoint.carry_out(replace(call, command=replace(command, key=key)))

        def render(found: object) -> StoredAnswer:
            return endpoint.answer(_warn(found, body.warnings)).store()

        stored = await self._idempotency_keys.once(keyed, run, render)
        return Answer(stored.status, stored.body, stored.version)

    async def _principal(
        self, request: web.BaseRequest, endpoint: Endpoint, limits: list[LimitFields]
    ) -> Principal:
        route = endpoint.route
        principal = self._owner or await self._authenticate(request, limits)
        if not route.permits(principal):
            raise Refusal(
                Code.FORBIDDEN,
                "This token's role does not allow that.",
                {"role": principal.role, "needs": _needs(route)},
            )
        if endpoint.writes and self._owner is None:
            self._spend(limits, principal)
            if principal.role is Role.KITCHEN:
                keep_open(request, principal.id)
        return principal

    def _spend(
        self, limits: list[LimitFields], principal: Principal, count: int = 1, *, spent: int = 0
    ) -> None:
        try:
            limits[:] = (self._authenticator.spend_write(principal, count, spent=spent),)
        except Refusal as refusal:
            limits[:] = (self._authenticator.exhausted_writes(refusal.retry_after or 1),)
            raise

    async def _authenticate(self, request: web.BaseRequest, limits: list[LimitFields]) -> Principal:
        """Say whose token a request shows; a wrong one is answered late, and later each time."""
        given = request.headers.getall(hdrs.AUTHORIZATION, [])
        address = address_of(request)
        try:
            principal = self._authenticator.from_headers(given, address)
        except Refusal:
            limits.append(self._authenticator.failures_of(address))
            await asyncio.sleep(self._authenticator.delay_of(address))
            raise
        make_known(request)
        if PROOF_HEADER in request.headers:
            return self._authenticator.identify(principal, request.headers.getall(PROOF_HEADER))
        return principal

    async def _upgrade(
        self, request: web.BaseRequest, limits: list[LimitFields]
    ) -> web.StreamResponse:
        principal = self._owner
        if principal is None and hdrs.AUTHORIZATION in request.headers:
            principal = await self._authenticate(request, limits)
        if request.headers.get("Upgrade", "").casefold() != "websocket":
            raise Refusal(Code.BAD_REQUEST, "Upgrade: /ws speaks WebSocket only.")
        token = None if principal is not None else self._split_token(request)[0]
        return await self._socket(request, principal, token)

    def _split_token(self, request: web.BaseRequest) -> tuple[str | None, str]:
        """Take the token out of a socket's URL where that is let pass; and the query's rest."""
        query = request.rel_url.raw_query_string
        if query and self._original_api and request.rel_url.raw_path == "/ws":
            return split_token(query)
        return None, query

    def _read_path(self, segments: dict[str, str], signature: Signature) -> dict[str, str]:
        try:
            return read_path(segments, signature.params)
        except Refusal:
            if self._original_api:
                raise not_found("id") from None
            raise


def _warn(found: object, warnings: tuple[RequestWarning, ...]) -> object:
    """Say along with what came of a request what was odd about how it was written."""
    if not warnings or not isinstance(found, Outcome):
        return found
    return replace(found, warnings=(*warnings, *found.warnings)[:MAX_NAMED])


def _needs(route: Route) -> list[str]:
    needs = route.needs if isinstance(route.needs, tuple) else (route.needs,)
    return [str(each) for each in needs]
