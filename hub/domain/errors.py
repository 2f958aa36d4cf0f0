"""The one way in which the hub says no.

Every rule that is broken raises :class:`Refusal` with a stable :class:`Code`. The HTTP status of a
code is decided in one table (``hub.http.errors``), so rules never know about HTTP.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import islice
from types import MappingProxyType
from typing import Any

MAX_NAMED = 100
"""Fields that one refusal names, so that no answer is much larger than what it answers."""

_NO_DETAILS: Mapping[str, Any] = MappingProxyType({})


class Code(StrEnum):
    """Stable error codes of the wire contract; clients may switch on them."""

    BAD_REQUEST = "BAD_REQUEST"
    TOKEN_IN_URL = "TOKEN_IN_URL"  # noqa: S105 - an error code, not a secret
    INVALID_TRANSITION = "INVALID_TRANSITION"
    ITEM_UNAVAILABLE = "ITEM_UNAVAILABLE"
    UNAUTHORIZED = "UNAUTHORIZED"
    FORBIDDEN = "FORBIDDEN"
    FORBIDDEN_ORIGIN = "FORBIDDEN_ORIGIN"
    PAIRING_CLOSED = "PAIRING_CLOSED"
    PAIRING_REFUSED = "PAIRING_REFUSED"
    TRUST_FIRST = "TRUST_FIRST"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    EXPECTATION_FAILED = "EXPECTATION_FAILED"
    CONFLICT = "CONFLICT"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    STALE = "STALE"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    MISDIRECTED = "MISDIRECTED"
    RATE_LIMITED = "RATE_LIMITED"
    INTERNAL = "INTERNAL"
    STORAGE_ERROR = "STORAGE_ERROR"
    STORAGE_FULL = "STORAGE_FULL"


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a malfunction
    """A request that cannot be carried out, and why.

    Args:
        code: what kind of no it is.
        message: one sentence for a person; names the field or the thing that was wrong.
        details: facts for a program, JSON-encodable.
        retry_after: seconds after which trying again makes sense, when that is known.
    """

    def __init__(
        self,
        code: Code,
        message: str,
        details: Mapping[str, Any] = _NO_DETAILS,
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details
        self.retry_after = retry_after


def bad_field(field: str, problem: str) -> Refusal:
    """Refuse one field of a request, by its path (``items[0].quantity``)."""
    return Refusal(Code.BAD_REQUEST, f"{field}: {problem}", {field: problem})


def bad_fields(problems: Iterable[tuple[str, str]]) -> Refusal:
    """Refuse several fields of a request, each by its path; the first hundred are named.

    Args:
        problems: path and problem of each; no more are asked for than it takes to say "and more".
    """
    named = dict(islice(problems, MAX_NAMED + 1))
    more = len(named) > MAX_NAMED
    if more:
        named.popitem()
    message = "; ".join(f"{path}: {problem}" for path, problem in named.items())
    return Refusal(Code.BAD_REQUEST, f"{message}; and more" if more else message, named)


def conflict(field: str, problem: str) -> Refusal:
    """Refuse one field of a request, by its path, because of what there is already."""
    return Refusal(Code.CONFLICT, f"{field}: {problem}", {field: problem})


def not_found(what: str) -> Refusal:
    """Say that there is no such thing here (or that it belongs to another branch)."""
    return Refusal(Code.NOT_FOUND, f"There is no such {what}.")
