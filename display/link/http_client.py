"""One hub over HTTP: addresses, the token, and what an answer means to a screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import NamedTuple

import aiohttp
import msgspec

from display.link.decoding import HubRefusal, read_refusal
from display.link.endpoints import Endpoints
from display.link.session import ANSWER_WITHIN, CONNECT_WITHIN
from display.state.messages import AckOrder, BumpOrder, RecallOrder, Request
from hub.common.screen_troubles import TroubleCode, trouble, trouble_words

_CLOSE_WITHIN = aiohttp.ClientWSTimeout(ws_close=1.0)
_LONGEST_WAIT = 60.0
_MESSAGE_MAX = 64 * 1024 * 1024
"""Bytes of the longest message that is taken. A hub holds at most 12 MiB of open orders; one of
before it had a bound, and whose folder nobody has opened since, may show several times as much."""

_LIST_WITHIN = aiohttp.ClientTimeout(
    total=60.0, sock_connect=CONNECT_WITHIN, sock_read=ANSWER_WITHIN
)
"""A long list may take its time on a slow network, as long as more of it comes."""

_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}

AWAY = (aiohttp.ClientError, OSError, TimeoutError)
"""What is raised while the hub can't be reached."""


class UnauthorizedError(Exception):
    """The hub does not talk to this screen.

    Args:
        code: why.
        values: what stands in the words of it.

    Attributes:
        trouble: the same, for the cook's eyes.
    """

    def __init__(self, code: TroubleCode, **values: str | int) -> None:
        super().__init__(code)
        self.trouble = trouble(code, **values)

    def __str__(self) -> str:
        """Say why, in the language that is spoken."""
        return trouble_words(self.trouble) or self.trouble.code


class PressVerdict(NamedTuple):
    """What the hub said to a press; ``refusal`` None means that it is done."""

    refusal: HubRefusal | None


class NotNowError(Exception):
    """The hub can't take this at the moment, and said when to come again.

    Attributes:
        seconds: to wait.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the hub asks to wait {seconds:g} s")
        self.seconds = seconds


class HubAnswer(NamedTuple):
    """What the hub said to a question.

    Attributes:
        status: of HTTP.
        body: as it came.
        at: the hub's Unix ms, to the second; None when it did not say.
        wait: seconds after which to ask again; None when it did not say.
    """

    status: int
    body: bytes
    at: int | None
    wait: float | None


class HubHttpClient:
    """Asks one hub.

    Args:
        session: makes the connections; knows by which certificate the hub proves itself.
        endpoints: the hub's addresses.
        token: reads the token; asked anew every time, so that a new token needs no restart.
    """

    def __init__(
        self, session: aiohttp.ClientSession, endpoints: Endpoints, token: Callable[[], str]
    ) -> None:
        self._session = session
        self._endpoints = endpoints
        self._token = token

    async def get(self, path: str) -> HubAnswer:
        """Read something.

        Raises:
            UnauthorizedError: the token is not good enough.
            aiohttp.ClientError, OSError, TimeoutError: no usable answer.
        """
        answer = await self._ask("GET", path, within=_LIST_WITHIN)
        _check_role(answer.status)
        if answer.status != HTTPStatus.OK:
            raise aiohttp.ClientError(f"the hub answered {answer.status}")
        return answer

    async def press(self, request: Request) -> PressVerdict | None:
        """Ask for what a press means.

        Returns:
            the hub's verdict; None when it has none yet and must be asked again.

        Raises:
            NotNowError: the hub said when to ask again.
            UnauthorizedError: the token is not good enough.
            aiohttp.ClientError, OSError, TimeoutError: no usable answer.
        """
        path, body = _request_body(request)
        key = {"Idempotency-Key": request.press_id}
        answer = await self._ask("POST", path, json=body, headers=key)
        status = answer.status
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return PressVerdict(None)
        final = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        # Some other program may answer on the hub's port: that is no verdict.
        refusal = read_refusal(answer.body) if final and status not in _LATER else None
        if refusal is None and answer.wait is not None:
            raise NotNowError(answer.wait)
        return None if refusal is None else PressVerdict(refusal)

    async def socket(self) -> aiohttp.ClientWebSocketResponse:
        """Open the hub's WebSocket.

        Raises:
            UnauthorizedError: the token is not good enough.
            aiohttp.ClientError, OSError, TimeoutError: it can't be had.
        """
        try:
            with self._try_address() as url:
                return await self._session.ws_connect(
                    f"{url}/ws",
                    headers=self._headers(),
                    max_msg_size=_MESSAGE_MAX,
                    timeout=_CLOSE_WITHIN,
                )
        except aiohttp.WSServerHandshakeError as error:
            _check(error.status)
            _check_role(error.status)
            raise

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        headers: dict[str, str] | None = None,
        within: aiohttp.ClientTimeout | None = None,
    ) -> HubAnswer:
        with self._try_address() as url:
            async with self._session.request(
                method,
                url + path,
                json=json,
                headers=self._headers() | (headers or {}),
                allow_redirects=False,
                timeout=within or self._session.timeout,
            ) as answer:
                _check(answer.status)
                at = _unix_ms(answer.headers.get("Date", ""))
                wait = _seconds(answer.headers.get("Retry-After", ""))
                return HubAnswer(answer.status, await answer.read(), at, wait)

    @contextmanager
    def _try_address(self) -> Iterator[str]:
        """Have an address to try; one that does not lead to the hub makes way for the next."""
        url = self._endpoints.url
        try:
            yield url
        except aiohttp.ClientConnectorCertificateError as error:
            self._endpoints.note_failure(url)
            raise UnauthorizedError(TroubleCode.ANOTHER_HUB, option="--pair") from error
        except AWAY:
            self._endpoints.note_failure(url)
            raise
        self._endpoints.note_success()

    def _headers(self) -> dict[str, str]:
        try:
            token = self._token()
        except (OSError, UnicodeDecodeError) as error:
            raise UnauthorizedError(TroubleCode.TOKEN_MISSING) from error
        if not token.isascii() or not token.isprintable():
            raise UnauthorizedError(TroubleCode.TOKEN_ODD)
        return {"Authorization": f"Bearer {token}"}


def _unix_ms(date: str) -> int | None:
    try:
        # In the middle of the second that it names.
        return round(parsedate_to_datetime(date).timestamp() * 1000) + 500
    except (ValueError, OverflowError):
        return None


def _seconds(text: str) -> float | None:
    """Read a Retry-After; one that is longer than a press can wait is not waited out."""
    if not (text.isascii() and text.isdigit()):
        return None
    return min(float(text), _LONGEST_WAIT)


def _check(status: int) -> None:
    if status == HTTPStatus.UNAUTHORIZED:
        raise UnauthorizedError(TroubleCode.TOKEN_UNKNOWN)
    if status == HTTPStatus.MISDIRECTED_REQUEST:
        raise UnauthorizedError(TroubleCode.HUB_NAME)


def _check_role(status: int) -> None:
    if status == HTTPStatus.FORBIDDEN:
        raise UnauthorizedError(TroubleCode.TOKEN_TOO_SMALL)


def _request_body(request: Request) -> tuple[str, dict[str, object]]:
    if isinstance(request, BumpOrder):
        bump: dict[str, object] = {"status": request.status, "station": request.station}
        if request.items is not None:
            bump["items"] = list(request.items)
        return f"/api/kitchen/orders/{request.order_id}/bump", bump
    if isinstance(request, RecallOrder):
        recall: dict[str, object] = {"station": request.station}
        if request.items is not None:
            recall["items"] = [msgspec.structs.asdict(each) for each in request.items]
        return f"/api/kitchen/orders/{request.order_id}/recall", recall
    if isinstance(request, AckOrder):
        ack = {"what": request.what, "version": request.version, "station": request.station}
        return f"/api/orders/{request.order_id}/ack", ack
    return f"/api/menu/items/{request.menu_item_id}/availability", {"available": request.available}
