"""Reading a request's body and query strictly, before anything is done with them."""

import asyncio
import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from aiohttp import StreamReader, hdrs, web

from hub.commit.command import Handling
from hub.commit.idempotency import KeyedRequest
from hub.domain.errors import Code, Refusal, bad_field, bad_fields
from hub.domain.permissions import Principal
from hub.http.answers import JSON
from hub.http.body_file import BodyFile, too_large
from hub.http.handler_signature import AsSent, PathParameter
from hub.http.original_api import read_tables
from hub.http.routing import Endpoint
from hub.limits import Limits
from hub.wire import lenient_json, strict_json
from hub.wire.lenient_values import WholeText
from hub.wire.requests import Request
from hub.wire.responses import RequestWarning

IDEMPOTENCY_KEY = "[!-~]{1,64}"
"""What a key may be, for Python and ECMA alike."""

IF_MATCH = '"?[0-9]{1,15}"?'
"""What a version may be, for Python and ECMA alike."""

_KEY = re.compile(rf"{IDEMPOTENCY_KEY}\Z")
_VERSION = re.compile(rf"{IF_MATCH}\Z")
_NO_BODY = b""

_SHORT = 64
"""Bytes up to which it is remembered what a body of a route that ``repeats`` says."""


async def read_body(
    request: web.BaseRequest,
    endpoint: Endpoint,
    limits: Limits,
) -> bytes | BodyFile:
    """Read the body's bytes, refusing early what would be refused anyway.

    What the handler reads elsewhere goes to a file, which whoever asked for it closes.

    Args:
        request: whose body it is.
        endpoint: what it may be.
        limits: how long it may be, where the route says nothing of its own, and may take.

    Raises:
        Refusal: PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST.
    """
    data = take_body(request, endpoint, limits)
    if data is not None:
        return data
    longest = _check_head(request, endpoint, limits)
    if not request.content.is_eof():
        await _ask_for_body(request)
    if endpoint.signature.as_sent:
        return await _receive(request, longest, limits.body_within)
    return _check_emptiness(
        await _read_within(request.content, longest, limits.body_within), endpoint
    )


def take_body(request: web.BaseRequest, endpoint: Endpoint, limits: Limits) -> bytes | None:
    """Take a body that has arrived with its head, as small ones do, or that is left out.

    Returns:
        None where there is one to wait for; :func:`read_body` does.

    Raises:
        Refusal: as there.
    """
    content, signature = request.content, endpoint.signature
    if content.at_eof():
        if signature.body is None or signature.no_body is not None:
            return _NO_BODY
        raise bad_field("body", "is empty; send a JSON object")
    if signature.as_sent or not content.is_eof():
        return None
    longest = _check_head(request, endpoint, limits)
    data = content.read_nowait()
    if len(data) > longest:
        raise too_large(longest)
    return _check_emptiness(data, endpoint)


def _check_head(request: web.BaseRequest, endpoint: Endpoint, limits: Limits) -> int:
    """Refuse early what would be refused anyway; returns how long the body may be."""
    longest = endpoint.route.max_body or limits.body_bytes
    length = request.content_length
    if length is not None and length > longest:
        raise too_large(longest)
    if endpoint.signature.body is not None:
        _check_media(request, endpoint.route.takes)
    return longest


def _check_emptiness(data: bytes, endpoint: Endpoint) -> bytes:
    signature = endpoint.signature
    if data and signature.body is None:
        if strict_json.parse(data) != {}:
            raise bad_field("body", "this request takes none; an empty JSON object is let pass")
        return _NO_BODY
    if data == b"{}" and signature.no_body is not None:
        # It says no more than none does, so under one key it is the same request.
        return _NO_BODY
    return data


def check_expectation(request: web.BaseRequest) -> None:
    """Refuse what a client waits for, if it is not to be asked for its body.

    Raises:
        Refusal: EXPECTATION_FAILED.
    """
    if any(each.casefold() != "100-continue" for each in request.headers.getall(hdrs.EXPECT, ())):
        raise Refusal(Code.EXPECTATION_FAILED, "Expect: only 100-continue is known here.")


async def _ask_for_body(request: web.BaseRequest) -> None:
    if hdrs.EXPECT not in request.headers:
        return
    await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    # What has been sent so far is not part of the answer.
    request.writer.output_size = 0


async def _receive(request: web.BaseRequest, longest: int, within: float) -> BodyFile:
    received = BodyFile(_name_asked(request))
    try:
        await received.receive(request.content, longest, within)
    except web.RequestPayloadError:
        received.close()
        raise bad_field("body", "did not arrive whole") from None
    except BaseException:
        received.close()
        raise
    return received


async def _read_within(content: StreamReader, longest: int, seconds: float) -> bytes:
    parts = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in content.iter_any():
                parts += chunk
                if len(parts) > longest:
                    raise too_large(longest)
    except TimeoutError:
        raise bad_field("body", f"did not arrive within {seconds:g} s") from None
    except web.RequestPayloadError:
        raise bad_field("body", "did not arrive whole") from None
    return bytes(parts)


class Body(NamedTuple):
    """A body, read.

    Attributes:
        value: what the handler takes.
        warnings: what was odd about it.
        whole_texts: the texts that were cut.
    """

    value: object
    warnings: tuple[RequestWarning, ...] = ()
    whole_texts: tuple[WholeText, ...] = ()


def decode_body(
    request: web.BaseRequest,
    endpoint: Endpoint,
    data: bytes | BodyFile,
    handling: Handling,
    *,
    original_api: bool = False,
    localize: Callable[[datetime], datetime] = datetime.astimezone,
) -> Body:
    """Turn the body's bytes into what the handler takes; what is read elsewhere stays as it came.

    Args:
        request: whose body it is.
        endpoint: what it may be.
        data: the bytes.
        handling: how what is odd is taken.
        original_api: whether a table may be a number.
        localize: takes a time without an offset for one of the branch's own clock.

    Raises:
        Refusal: BAD_REQUEST naming each field that does not fit.
    """
    signature, aliases = endpoint.signature, endpoint.route.aliases
    if isinstance(data, BodyFile):
        return Body(AsSent(data.file, data.size, request.content_type))
    if signature.body is None or (not data and signature.no_body is not None):
        return Body(signature.no_body)
    if endpoint.route.repeats and len(data) <= _SHORT and not original_api:
        return _decode_short(data, signature.body)
    value: object = strict_json.parse(data)
    if original_api:
        value = read_tables(value)
    if handling is Handling.PLAIN:
        if aliases:
            value = _rename(value, aliases)
        return Body(strict_json.convert(value, signature.body))
    body = Body(*lenient_json.read(value, signature.body, localize, aliases))
    if body.warnings and handling is Handling.STRICT:
        raise bad_fields((each.field, each.message) for each in body.warnings)
    return body


# A kitchen's presses say the same few things over and over.
@lru_cache(maxsize=128)
def _decode_short(data: bytes, kind: type[Request]) -> Body:
    return Body(strict_json.convert(strict_json.parse(data), kind))


def read_path(sent: Mapping[str, str], params: Mapping[str, PathParameter]) -> dict[str, str]:
    """Check the path's parameters; returns them in lower case, as ids are kept.

    Raises:
        Refusal: BAD_REQUEST naming each parameter that does not fit, but not what was sent.
    """
    found = {}
    for name, value in sent.items():
        if not params[name].fits(value):
            unfit = (each for each, value in sent.items() if not params[each].fits(value))
            raise bad_fields((each, params[each].words) for each in unfit)
        found[name] = value.lower()
    return found


def read_query(text: str, kind: type[Request] | None) -> Request:
    """Read a query string that is not empty into what the handler takes.

    Raises:
        Refusal: BAD_REQUEST naming each parameter that does not fit.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise bad_field("query", "is not of the form name=value&name=value") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise bad_field("query", "has a parameter twice")
    if any("\0" in value for value in found.values()):
        raise bad_field("query", "holds a NUL character")
    if kind is None:
        names = ", ".join(sorted(name for name in found if name.isidentifier())[:5])
        raise bad_field("query", f"this request takes no parameters ({names})")
    return strict_json.convert(found, kind, strict=False)


def read_key(
    request: web.BaseRequest, principal: Principal, data: bytes | BodyFile
) -> KeyedRequest | None:
    """Read under which idempotency key a change is asked for; None when there is none.

    Raises:
        Refusal: BAD_REQUEST for a key that is none.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if _KEY.match(key) is None:
        raise bad_field("Idempotency-Key", "must be 1 to 64 visible ASCII characters")
    return KeyedRequest(principal.id, key, _digest(request, data))


def read_version(request: web.BaseRequest) -> int | None:
    """Read which version a change builds on; None for any.

    Raises:
        Refusal: BAD_REQUEST for a version that is none.
    """
    if_match = request.headers.get("If-Match")
    if if_match is None or if_match == "*":
        return None
    if _VERSION.match(if_match) is None:
        raise bad_field("If-Match", 'must be the version of an order, such as "7"')
    return int(if_match.strip('"'))


def is_known(request: web.BaseRequest, version: int) -> bool:
    """Whether whoever asks has said that they have this version (RFC 9110, 13.1.2)."""
    if hdrs.IF_NONE_MATCH not in request.headers:
        return False
    tags = ",".join(request.headers.getall(hdrs.IF_NONE_MATCH)).split(",")
    return any(each.strip().removeprefix("W/") in {"*", f'"{version}"'} for each in tags)


def _rename(value: object, names: Mapping[str, str]) -> object:
    """Give the fields that came under another name their own, at any depth."""
    if isinstance(value, list):
        return [_rename(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    renamed: dict[str, object] = {}
    for name, each in value.items():
        ours = names.get(name, name)
        if ours in renamed:
            raise bad_field(ours, "comes twice, under two names")
        renamed[ours] = _rename(each, names)
    return renamed


def _digest(request: web.BaseRequest, data: bytes | BodyFile) -> bytes:
    if isinstance(data, BodyFile):
        return data.digest
    return hashlib.sha256(_name_asked(request) + data).digest()


def _name_asked(request: web.BaseRequest) -> bytes:
    return f"{request.method} {request.rel_url.raw_path_qs}\n".encode()


def _check_media(request: web.BaseRequest, allowed: tuple[str, ...]) -> None:
    if "Content-Encoding" in request.headers:
        raise Refusal(
            Code.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding: send the body as it is, uncompressed."
        )
    values = request.headers.getall("Content-Type", [])
    if len(values) == 1 and _is_taken(values[0], allowed):
        return
    raise Refusal(
        Code.UNSUPPORTED_MEDIA_TYPE,
        f"Content-Type: must be {' or '.join(allowed)}, in UTF-8.",
        {"Content-Type": f"must be {' or '.join(allowed)}"},
    )


@lru_cache(maxsize=64)
def _is_taken(said: str, allowed: tuple[str, ...]) -> bool:
    media, _, parameters = said.partition(";")
    charset = parameters.strip().casefold().replace('"', "").replace(" ", "")
    media = media.strip().casefold()
    # Of anything but JSON, the letters are told by what is in it.
    is_utf8 = charset in {"", "charset=utf-8", "charset=utf8"}
    return media in allowed and (is_utf8 or media != JSON)
