"""CORS: what a browser has to be told before a page of another origin hears the hub's answers.

No cookies are used and none are allowed for: such a page needs a token, as everybody does.
"""

from aiohttp import hdrs, web

from hub.http.answers import Answer
from hub.http.preference import APPLIED
from hub.wire.people import PROOF_HEADER

PERMITTED = Answer(200, b'{"success":true,"data":null}')
"""The answer to a question of that kind; what it says stands in its head."""

_MINUTES_10 = 600
_METHODS = "GET, POST, PUT, PATCH, DELETE"
_TAKES = f"Authorization, Content-Type, {PROOF_HEADER}, Idempotency-Key, If-Match, Prefer"
_SHOWS = f"Date, ETag, RateLimit, RateLimit-Policy, Retry-After, {APPLIED}"
_NETWORK = "Access-Control-Request-Private-Network"


def is_preflight(request: web.BaseRequest) -> bool:
    """Whether a browser asks what a page may ask."""
    return (
        request.method == hdrs.METH_OPTIONS
        and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers
    )


def permit(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """Tell a browser what a page may ask.

    Args:
        request: the browser's question.
        response: the answer to it, none of which has been sent.
    """
    response.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = _METHODS
    response.headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = _TAKES
    response.headers[hdrs.ACCESS_CONTROL_MAX_AGE] = str(_MINUTES_10)
    if _NETWORK in request.headers:
        response.headers["Access-Control-Allow-Private-Network"] = "true"


def show_to(page: str, response: web.StreamResponse) -> None:
    """Let a page read an answer.

    Args:
        page: its origin.
        response: the answer, none of which has been sent.
    """
    response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = page
    response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = _SHOWS
    response.headers.add(hdrs.VARY, hdrs.ORIGIN)
