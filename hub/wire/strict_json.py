"""JSON taken strictly: what a client meant is either clear, or it is refused with every reason.

The wire contract refuses what JSON libraries let pass: duplicate keys, NaN and Infinity, lone
surrogates, NUL, numbers that no 64-bit program can hold, nesting without end.
"""

import difflib
import json
import math
import types
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import chain
from typing import Any, NoReturn, TypeVar, Union, get_args, get_origin

import msgspec

from hub.domain.errors import bad_field, bad_fields
from hub.wire import text_rules

MAX_DEPTH = 32
"""Arrays and objects inside one another."""

_INT_MIN, _INT_MAX = -(2**63), 2**63 - 1
_LONG_NUMBER = b"0" * 19
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_SHOWN = 40

T = TypeVar("T")

Place = tuple[Any, str | int] | None
"""Where a value stands: what it stands in, which is such a place itself, and its name there."""


def parse(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Read a JSON text.

    Raises:
        Refusal: BAD_REQUEST saying what is wrong with it.
    """
    if not data:
        raise bad_field("body", "is empty; send a JSON object")
    value = _parse_plain(data)
    if value is not None:
        return value
    text = text_of(data)
    try:
        value = _JSON.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise bad_field("body", f"is not JSON: {error.msg} ({where})") from None
    except RecursionError:
        raise bad_field("body", f"is nested deeper than {MAX_DEPTH}") from None
    except ValueError:
        # Python refuses to read integers of thousands of digits.
        raise bad_field("body", "holds a number that is out of range") from None
    _check(value, None, 0)
    return value


def _parse_plain(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Read a JSON text of which a look at its bytes says that nothing has to be refused.

    This is what nearly every request is. Only an escape brings half of a surrogate pair or a NUL
    into a text, and a name that comes twice takes a colon along when it is lost.

    Returns:
        None for any text that has to be looked at in its parts.
    """
    if b"\\u" in data or _LONG_NUMBER in data.translate(_DIGITS):
        return None
    try:
        value = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if msgspec.json.encode(value).count(b":") != data.count(b":"):
        return None
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH:
        _check(value, None, 0)
    return value


def text_of(data: bytes) -> str:
    """Read bytes as UTF-8.

    Raises:
        Refusal: BAD_REQUEST.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise bad_field("body", f"is not UTF-8 (byte {error.start})") from None


def convert(value: Any, kind: type[T], *, strict: bool = True) -> T:  # noqa: ANN401 - any JSON
    """Turn plain JSON values into a type of the wire contract.

    Args:
        value: what :func:`parse` gave, or the pairs of a query.
        kind: a ``Struct`` type.
        strict: False reads numbers and booleans from strings, as a query has them.

    Raises:
        Refusal: BAD_REQUEST; ``details`` names each field that does not fit (the first hundred).
    """
    if not strict:
        # A query has not been through `parse`.
        _check(value, None, 0)
    try:
        found = msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        problems = _problems(value, kind, "", strict=strict)
        first = next(problems, ("body", _words(error, kind)))
        raise bad_fields(chain([first], problems)) from None
    if not strict:
        _check_no_null(value, found)
    return found


def text_problem(text: str) -> str | None:
    """Say what a text holds that no field may, whatever it is for; None for a sound one."""
    if "\0" in text:
        return "holds a NUL character"
    if text.isascii():
        return None
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "holds half of a surrogate pair"
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise bad_field(printable(name), "comes twice in the same object")
            seen.add(name)
    return found


def _constant(name: str) -> NoReturn:
    raise bad_field("body", f"{name} is not a JSON number")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise bad_field("body", "holds a number that is out of range")
    return number


_SHOWING = json.JSONEncoder(ensure_ascii=False)
_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)


def _check(value: Any, place: Place, depth: int) -> None:  # noqa: ANN401 - any JSON
    # Written for speed: a body may hold twenty thousand values, and the loop waits meanwhile.
    kind = type(value)
    if kind is str:
        if not value.isascii() or "\0" in value:
            _check_text(value, place)
    elif kind is dict:
        _check_depth(depth)
        for key, each in value.items():
            _check_text(key, place)
            _check(each, (place, key), depth + 1)
    elif kind is list:
        _check_depth(depth)
        for index, each in enumerate(value):
            _check(each, (place, index), depth + 1)
    elif kind is int and not _INT_MIN <= value <= _INT_MAX:
        raise bad_field(path_of(place) or "body", "is an integer over 64 bits")


def _check_depth(depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise bad_field("body", f"is nested deeper than {MAX_DEPTH}")


def _check_text(text: str, place: Place) -> None:
    problem = text_problem(text)
    if problem is not None:
        raise bad_field(path_of(place) or "body", problem)


def path_of(place: Place) -> str:
    """Write where a value stands, such as ``items[0].name``; empty for the body itself."""
    parts: list[str | int] = []
    while place is not None:
        place, part = place
        parts.append(part)
    path = ""
    for part in reversed(parts):
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{printable(part)}" if path else printable(part)
    return path


def _check_no_null(query: Any, found: Any) -> None:  # noqa: ANN401 - any JSON, any Struct
    """Refuse the word null where msgspec took it for a field that was left out."""
    for field in msgspec.structs.fields(found) if isinstance(found, msgspec.Struct) else ():
        if field.encode_name in query and getattr(found, field.name) is None:
            raise bad_field(field.encode_name, "null is no value here; leave the field out")


def _problems(value: Any, kind: Any, path: str, *, strict: bool) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Find every field that does not fit, not only the first one."""
    struct = _part(kind, lambda each: isinstance(each, type) and issubclass(each, msgspec.Struct))
    if struct is not None and isinstance(value, dict):
        yield from _struct_problems(value, struct, path, strict=strict)
        return
    element = _part(kind, lambda each: get_origin(each) is tuple)
    if element is not None and isinstance(value, list) and not _too_long(value, kind):
        found = False
        for index, each in enumerate(value):
            for problem in _problems(each, get_args(element)[0], f"{path}[{index}]", strict=strict):
                found = True
                yield problem
        if found:
            return
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        yield path or "body", f"{_words(error, kind)}, not {_describe(value)}"


def _too_long(value: list[Any], kind: Any) -> bool:  # noqa: ANN401 - any annotation
    """Whether a list is refused for its length, so that nobody has to look at what is in it."""
    bound = _part(kind, lambda each: isinstance(each, msgspec.Meta) and each.max_length is not None)
    return bound is not None and len(value) > bound.max_length


def _struct_problems(
    value: dict[str, Any], kind: type[msgspec.Struct], path: str, *, strict: bool
) -> Iterator[tuple[str, str]]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    prefix = f"{path}." if path else ""
    for name in value:
        if name not in fields and kind.__struct_config__.forbid_unknown_fields:
            yield f"{prefix}{printable(name)}", _unknown(name, fields)
    for name, field in fields.items():
        if name in value:
            yield from _problems(value[name], field.type, f"{prefix}{name}", strict=strict)
        elif field.required:
            yield f"{prefix}{name}", "is missing"


def _part(kind: Any, test: Callable[[Any], bool]) -> Any:  # noqa: ANN401 - any annotation
    """Find the part of an annotation that passes a test, behind ``Annotated`` and ``| None``."""
    if test(kind):
        return kind
    if hasattr(kind, "__metadata__") or get_origin(kind) in {Union, types.UnionType}:
        for part in get_args(kind):
            found = _part(part, test)
            if found is not None:
                return found
    return None


def _unknown(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"is not a known field{hint}"


_PATTERNS = {
    **{repr(pattern): words for pattern, words in text_rules.WORDS.items()},
    "[0-9a-fA-F]{8}": "expected a UUID",
    "[0-9]{4,8}": "expected 4 to 8 digits",
    "(pending|": "expected one or more statuses of an order, with commas between them",
    "[a-z0-9]": "expected a short word of a-z, 0-9, - and _ (at most 32)",
}


def _words(error: msgspec.ValidationError, kind: Any) -> str:  # noqa: ANN401 - any annotation
    text = str(error)
    if text.startswith("Invalid "):
        # msgspec repeats the value here, however long it is.
        choices = _part(kind, lambda each: isinstance(each, type) and issubclass(each, Enum))
        return f"expected one of {', '.join(choices)}" if choices else "expected a known word"
    text = text.partition(" - at `")[0].replace("`", "")
    if "matching regex" in text:
        for part, words in _PATTERNS.items():
            if part in text:
                return words
    return text[:1].lower() + text[1:]


def _describe(value: Any) -> str:  # noqa: ANN401 - any JSON
    # What is cut off afterwards need not be written first, however much it is.
    text = ""
    for part in _SHOWING.iterencode(value[: _SHOWN + 1] if isinstance(value, str) else value):
        text += part
        if len(text) > _SHOWN:
            break
    return printable(text)


def printable(key: str) -> str:
    """Write a name that somebody has sent so that it has no power over whoever shows it."""
    clean = "".join(each if each.isprintable() else "?" for each in key[:_SHOWN])
    return clean if len(key) <= _SHOWN else f"{clean}…"
