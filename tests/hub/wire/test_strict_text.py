"""What is JSON, and what only looks like it: the contract's row for malformed bodies."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.errors import Code, Refusal
from hub.wire.strict_json import parse
from tests.support.strategies import json_values, unhurried


def nested(depth: int) -> bytes:
    return (
        b'{"a":' * (depth // 2)
        + b"[" * (depth - depth // 2)
        + b"]" * (depth - depth // 2)
        + b"}" * (depth // 2)
    )


MALFORMED = {
    "empty": (b"", "body", "empty"),
    "blank": (b"  \n", "body", "not JSON"),
    "truncated": (b'{"status": "rea', "body", "not JSON"),
    "two values": (b"{} {}", "body", "not JSON"),
    "single quotes": (b"{'a': 1}", "body", "not JSON"),
    "trailing comma": (b'{"a": 1,}', "body", "not JSON"),
    "comment": (b"{} // so", "body", "not JSON"),
    "raw control character": (b'{"a": "x\ny"}', "body", "not JSON"),
    "bad escape": (b'{"a": "\\x41"}', "body", "not JSON"),
    "leading zero": (b'{"a": 007}', "body", "not JSON"),
    "byte order mark": (b"\xef\xbb\xbf{}", "body", "not JSON"),
    "Latin-1": (b'{"a": "caf\xe9"}', "body", "not UTF-8"),
    "overlong": (b'{"a": "\xc0\xaf"}', "body", "not UTF-8"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "body", "not UTF-8"),
    "surrogate in UTF-8": (b'{"a": "\xed\xa0\x80"}', "body", "not UTF-8"),
    "NaN": (b'{"a": NaN}', "body", "NaN is not a JSON number"),
    "Infinity": (b'{"a": Infinity}', "body", "Infinity is not a JSON number"),
    "-Infinity": (b'{"a": [-Infinity]}', "body", "-Infinity is not a JSON number"),
    "infinite by exponent": (b'{"a": 1e999}', "body", "out of range"),
    "infinite below": (b'{"a": -1e999}', "body", "out of range"),
    "infinite by digits": (b'{"a": ' + b"9" * 400 + b".0}", "body", "out of range"),
    "integer over 64 bits": (b'{"a": {"b": 9223372036854775808}}', "a.b", "over 64 bits"),
    "integer under 64 bits": (b'{"a": [0, -9223372036854775809]}', "a[1]", "over 64 bits"),
    "integer of 4,000 digits": (b'{"a": ' + b"9" * 4000 + b"}", "a", "over 64 bits"),
    "integer of 60,000 digits": (b'{"a": ' + b"9" * 60000 + b"}", "body", "out of range"),
    "high surrogate": (b'{"a": ["\\ud83d"]}', "a[0]", "surrogate"),
    "low surrogate": (b'{"a": "\\ude00 x"}', "a", "surrogate"),
    "surrogates swapped": (b'{"a": "\\ude00\\ud83d"}', "a", "surrogate"),
    "surrogate in a name": (b'{"a": {"\\ud83d": 1}}', "a", "surrogate"),
    "NUL": (b'{"a": "x\\u0000"}', "a", "NUL"),
    "NUL beside other scripts": (b'{"a": "\xc3\xa9\\u0000"}', "a", "NUL"),
    "NUL in a name": (b'{"x\\u0000": 1}', "body", "NUL"),
    "duplicate name": (b'{"a": 1, "b": 2, "a": 1}', "a", "twice"),
    "duplicate name inside": (b'{"x": [{"y": {"a": 1, "a": 2}}]}', "a", "twice"),
    "duplicate name with a colon": (b'{"a:": ":", "a:": ":"}', "a:", "twice"),
    "duplicate name, once escaped": (b'{"a": 1, "\\u0061": 2}', "a", "twice"),
    "deep arrays": (b"[" * 33 + b"]" * 33, "body", "deeper than 32"),
    "deep objects": (b'{"a":' * 33 + b"1" + b"}" * 33, "body", "deeper than 32"),
    "deep mixture": (nested(33), "body", "deeper than 32"),
    "bottomless": (b"[" * 65000, "body", "deeper than 32"),
}


@pytest.mark.parametrize(("body", "field", "problem"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_body_is_refused_with_the_field_and_the_reason(
    body: bytes, field: str, problem: str
) -> None:
    with pytest.raises(Refusal) as refused:
        parse(body)

    assert refused.value.code is Code.BAD_REQUEST
    assert list(refused.value.details) == [field]
    assert problem in refused.value.details[field]
    assert refused.value.message == f"{field}: {refused.value.details[field]}"


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b' {"a": 1}\n', {"a": 1}),
        (b'{"a": 9223372036854775807}', {"a": 2**63 - 1}),
        (b'{"a": -9223372036854775808}', {"a": -(2**63)}),
        (b'{"a": 1e308}', {"a": 1e308}),
        (b'"\\ud83d\\ude00"', "😀"),
        ('"😀é"'.encode(), "😀é"),
        (b'{"a": {"a": {"a": 1}}}', {"a": {"a": {"a": 1}}}),
    ],
)
def test_a_sound_body_is_read(body: bytes, value: object) -> None:
    assert parse(body) == value


def test_thirty_two_levels_are_read() -> None:
    assert parse(nested(32)) == json.loads(nested(32))


@unhurried
@given(json_values())
def test_any_sound_json_is_read_as_it_was_written(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value


@unhurried
@given(st.binary(max_size=60) | st.text(alphabet='{}[]",:\\u0d8etrfalsn19.-+', max_size=60))
def test_any_bytes_are_read_or_refused_and_nothing_else(body: bytes | str) -> None:
    data = body if isinstance(body, bytes) else body.encode()
    try:
        value = parse(data)
    except Refusal as error:
        refusal = error
    else:
        assert value == json.loads(data)
        return
    assert refusal.code is Code.BAD_REQUEST
    assert refusal.details
    assert parse(json.dumps(refusal.details, ensure_ascii=False).encode()) == refusal.details
