"""Every refusal as the wire contract has it: which status goes with which code, and what more."""

import pytest

from hub.domain.errors import Code, Refusal
from hub.http.errors import STATUS, headers_of

CONTRACT = {
    "BAD_REQUEST": 400,
    "TOKEN_IN_URL": 400,
    "INVALID_TRANSITION": 400,
    "ITEM_UNAVAILABLE": 400,
    "UNAUTHORIZED": 401,
    "FORBIDDEN": 403,
    "FORBIDDEN_ORIGIN": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "IDEMPOTENCY_CONFLICT": 409,
    "STALE": 412,
    "PAYLOAD_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "MISDIRECTED": 421,
    "RATE_LIMITED": 429,
    "STORAGE_ERROR": 503,
    "STORAGE_FULL": 507,
}


def test_each_code_of_the_contract_has_its_status() -> None:
    assert {code: STATUS[Code(code)].value for code in CONTRACT} == CONTRACT


def test_every_code_has_a_status() -> None:
    assert set(STATUS) == set(Code)


@pytest.mark.parametrize("code", [Code.RATE_LIMITED, Code.STORAGE_ERROR, Code.STORAGE_FULL])
def test_whoever_may_come_again_is_told_when(code: Code) -> None:
    assert headers_of(Refusal(code, "later", retry_after=7)) == {"Retry-After": "7"}


def test_whoever_is_not_known_is_told_how_to_say_who_it_is() -> None:
    assert headers_of(Refusal(Code.UNAUTHORIZED, "who?"))["WWW-Authenticate"].startswith("Bearer")
