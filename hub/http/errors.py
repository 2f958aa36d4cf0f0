"""One table from what went wrong to what HTTP calls it."""

from collections.abc import Mapping
from http import HTTPStatus

from hub.domain.errors import Code, Refusal

STATUS: Mapping[Code, HTTPStatus] = {
    Code.BAD_REQUEST: HTTPStatus.BAD_REQUEST,
    Code.TOKEN_IN_URL: HTTPStatus.BAD_REQUEST,
    Code.INVALID_TRANSITION: HTTPStatus.BAD_REQUEST,
    Code.ITEM_UNAVAILABLE: HTTPStatus.BAD_REQUEST,
    Code.UNAUTHORIZED: HTTPStatus.UNAUTHORIZED,
    Code.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Code.FORBIDDEN_ORIGIN: HTTPStatus.FORBIDDEN,
    Code.PAIRING_CLOSED: HTTPStatus.FORBIDDEN,
    Code.PAIRING_REFUSED: HTTPStatus.FORBIDDEN,
    Code.TRUST_FIRST: HTTPStatus.FORBIDDEN,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    Code.CONFLICT: HTTPStatus.CONFLICT,
    Code.IDEMPOTENCY_CONFLICT: HTTPStatus.CONFLICT,
    Code.STALE: HTTPStatus.PRECONDITION_FAILED,
    Code.PAYLOAD_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Code.UNSUPPORTED_MEDIA_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Code.EXPECTATION_FAILED: HTTPStatus.EXPECTATION_FAILED,
    Code.MISDIRECTED: HTTPStatus.MISDIRECTED_REQUEST,
    Code.RATE_LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Code.INTERNAL: HTTPStatus.INTERNAL_SERVER_ERROR,
    Code.STORAGE_ERROR: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.STORAGE_FULL: HTTPStatus.INSUFFICIENT_STORAGE,
}


def headers_of(refusal: Refusal) -> dict[str, str]:
    """Say what a refusal adds to the head of its answer."""
    headers: dict[str, str] = {}
    if refusal.code is Code.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="galley"'
    if refusal.code is Code.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(refusal.details["allowed"])
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    return headers
