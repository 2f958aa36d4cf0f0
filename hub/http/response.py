"""From an answer to what aiohttp sends of it."""

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache, lru_cache
from http import HTTPStatus

from aiohttp import HttpVersion11, hdrs, web
from multidict import CIMultiDict

from hub.commit.command import Stream
from hub.http.answers import AT_ONCE, Answer, LongAnswers, body_of
from hub.http.rate_limit import LimitFields
from hub.http.server import NAME

_IN_BROWSERS = {
    # Scripts are nowhere, frames of others show nothing of the hub, and no link says where one was.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class ShortResponse:
    """A short answer on a connection that stays open: head and body leave in one piece.

    aiohttp makes each head anew of all that may stand in one, which takes longer than all else that
    is done for a short answer. Of this one only two lines differ from the last. The connection
    itself writes it (:class:`hub.http.request_loop.RequestLoop`).

    Args:
        answer: at most ``AT_ONCE`` bytes long.
        seconds: Unix time.

    Attributes:
        status: of the answer.
        more: further lines of the head.
    """

    __slots__ = ("_answer", "_seconds", "more", "status")

    def __init__(self, answer: Answer, seconds: int) -> None:
        self.status = answer.status
        self.more = b""
        self._answer = answer
        self._seconds = seconds

    def __bytes__(self) -> bytes:
        """Write all of it."""
        answer = self._answer
        content = bytes(answer.content)
        version = b"" if answer.version is None else b'ETag: "%d"\r\n' % answer.version
        return b"%b%b%bContent-Length: %d\r\n\r\n%b" % (
            _head(answer.status, answer.media_type, answer.packed, self._seconds),
            version,
            self.more,
            len(content),
            content,
        )


Response = web.StreamResponse | ShortResponse
"""What a request is answered with."""


def say_limit(response: Response, fields: LimitFields) -> None:
    """Have the head of an answer say what is left of a limit.

    Args:
        response: none of which has been sent.
        fields: to say.
    """
    if isinstance(response, ShortResponse):
        response.more = fields.head
    else:
        response.headers.update(fields.by_name)


def response_to(request: web.BaseRequest, answer: Answer, long: LongAnswers, now: int) -> Response:
    """Write the response to a request.

    Args:
        request: says whether the connection stays open.
        answer: to send.
        long: the long answers that are on their way.
        now: the hub's time in Unix milliseconds, not the machine's: a screen that polls tells the
            age of orders by it.
    """
    content = answer.content
    if answer.headers or isinstance(content, Stream):
        return whole_response(answer, long, now)
    size = len(content) if isinstance(content, bytes) else content.size
    if (
        # Only what has not been modified has no content, and that is not said to be 0 bytes long.
        0 < size <= AT_ONCE
        and request.keep_alive
        and request.version == HttpVersion11
        and request.method != hdrs.METH_HEAD
        # Behind a change of protocol that is not made, aiohttp has to go on reading.
        and hdrs.UPGRADE not in request.headers
    ):
        return ShortResponse(answer, now // 1000)
    return whole_response(answer, long, now)


def whole_response(answer: Answer, long: LongAnswers, now: int) -> web.Response:
    """Write a response of any length, to whoever has asked for it.

    Args:
        answer: to send.
        long: the long answers that are on their way.
        now: the hub's time in Unix milliseconds.
    """
    # It copies what it is given; putting a head together each time would cost more.
    headers = _headers(answer.media_type, answer.packed)
    response = web.Response(body=body_of(answer, long), status=answer.status, headers=headers)
    if answer.version is not None:
        response.headers[hdrs.ETAG] = f'"{answer.version}"'
    response.headers[hdrs.DATE] = _date(now // 1000)
    for name, value in answer.headers.items():
        response.headers[name] = value
    return response


@lru_cache(maxsize=32)
def _head(status: int, media_type: str, packed: bool, seconds: int) -> bytes:  # noqa: FBT001 - a key
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += (f"{name}: {value}" for name, value in _headers(media_type, packed).items())
    lines.append(f"{hdrs.DATE}: {_date(seconds)}\r\n")
    return "\r\n".join(lines).encode("ascii")


@lru_cache(maxsize=2)
def _date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


@cache
def _headers(media_type: str, packed: bool) -> "CIMultiDict[str]":  # noqa: FBT001 - a key
    headers = CIMultiDict(
        {
            hdrs.CONTENT_TYPE: media_type,
            hdrs.SERVER: NAME,
            hdrs.CACHE_CONTROL: "no-store",
            **_IN_BROWSERS,
        }
    )
    if packed:
        headers.update({hdrs.CONTENT_ENCODING: "gzip", hdrs.VARY: hdrs.ACCEPT_ENCODING})
    return headers
