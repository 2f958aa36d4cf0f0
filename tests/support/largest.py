"""The largest thing that a type of the wire allows, and bodies that are large for nothing."""

from typing import Any

import msgspec
from msgspec import inspect

_UUID = "0b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f"
_UNBOUNDED = 500


def largest_body(kind: type[msgspec.Struct], limit: int) -> bytes:
    """Write the largest body of a type that fits: with lists as long as there is room for."""
    for most in (1000, 100, 50, 20, 10, 5, 2, 1):
        body = msgspec.json.encode(_largest(inspect.type_info(kind), most))
        if len(body) <= limit:
            return body
    raise AssertionError(f"{kind.__name__} does not fit into {limit} bytes")


def hostile_bodies(limit: int) -> list[bytes]:
    """Write bodies of many small things, one or the other of which is dear to look at."""
    return [
        _many(b"[", b"0,", b"0]", limit),
        _many(b'{"items":[', b"{},", b"{}]}", limit),
        _many(b'{"items":[', b"[],", b"[]]}", limit),
        _many(b'{"type":"dine_in","items":[', b'{"x":0},', b"0]}", limit),
        _many(b'["', rb"\u00e4", b'"]', limit),
        b"{" + b",".join(b'"x%d":0' % number for number in range(limit // 11)) + b"}",
        b"[" * limit,
        b'{"' + b"x" * (limit - 7) + b'":0}',
    ]


def _many(head: bytes, part: bytes, tail: bytes, limit: int) -> bytes:
    return head + part * ((limit - len(head) - len(tail)) // len(part)) + tail


def _largest(kind: inspect.Type, most: int) -> Any:  # noqa: ANN401, PLR0911 - any JSON, of any type
    match kind:
        case inspect.Metadata(type=inner):
            return _largest(inner, most)
        case inspect.UnionType(types=types):
            return max(
                (_largest(each, most) for each in types if not isinstance(each, _NOTHING)),
                key=lambda value: len(msgspec.json.encode(value)),
            )
        case inspect.StructType(fields=fields):
            return {each.encode_name: _largest(each.type, most) for each in fields}
        case inspect.VarTupleType() | inspect.ListType():
            length = most if kind.max_length is None else min(most, kind.max_length)
            return [_largest(kind.item_type, most)] * length
        case inspect.StrType(pattern=pattern, max_length=longest):
            return _text(pattern or "", longest or _UNBOUNDED)
        case inspect.IntType(le=highest, ge=lowest) | inspect.FloatType(le=highest, ge=lowest):
            return highest if highest is not None else lowest or 1
        case inspect.EnumType(cls=words):
            return max((each.value for each in words), key=len)
        case inspect.BoolType():
            return False
    raise AssertionError(f"what is the largest {kind}?")


_NOTHING = (
    (inspect.NoneType, inspect.UnsetType) if hasattr(inspect, "UnsetType") else (inspect.NoneType,)
)


def _text(pattern: str, longest: int) -> str:
    if "{8}" in pattern:
        return _UUID
    if "{0,31}" in pattern:
        return "g" * 32
    return "ä" * longest
