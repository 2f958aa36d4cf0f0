"""OpenAPI 3.1, written from the routes themselves: what validates is what is documented."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any

import msgspec

from hub.domain.errors import Code
from hub.domain.orders import Item, Order
from hub.http.answers import JSON
from hub.http.errors import STATUS
from hub.http.examples import Asked, load_examples
from hub.http.handler_signature import Signature
from hub.http.json_schemas import ERROR, Types, error_of, without_null
from hub.http.request import IDEMPOTENCY_KEY, IF_MATCH
from hub.http.routing import PUBLIC, Endpoint, Route
from hub.wire.attention import Attention
from hub.wire.people import PROOF_HEADER
from hub.wire.responses import RequestWarning, UpcomingOrder, WholeOrder

_ABOUT = """\
A kitchen's orders, from being taken to being served, on one hub in one branch.

Every answer is in one envelope: `{"success": true, "data": ...}`, or `{"success": false, "error": \
{"code", "message", "details", "request_id"}}`. Unknown request fields are refused; fields may be \
added to answers. What happens is told on the WebSocket at `/ws`."""

_ALWAYS = (
    Code.BAD_REQUEST,
    Code.TOKEN_IN_URL,
    Code.PAYLOAD_TOO_LARGE,
    Code.EXPECTATION_FAILED,
    Code.MISDIRECTED,
    Code.INTERNAL,
)
_WITH_TOKEN = (Code.UNAUTHORIZED, Code.FORBIDDEN, Code.RATE_LIMITED, Code.STORAGE_ERROR)
_WRITING = (
    Code.FORBIDDEN_ORIGIN,
    Code.IDEMPOTENCY_CONFLICT,
    Code.STORAGE_FULL,
    Code.STORAGE_ERROR,
)

_ERROR_HEADERS: Mapping[HTTPStatus, dict[str, Any]] = {
    HTTPStatus.UNAUTHORIZED: {
        "WWW-Authenticate": {
            "description": "That a token is wanted.",
            "schema": {"type": "string"},
            "required": True,
        }
    },
    **{
        status: {
            "Retry-After": {
                "description": "Seconds after which trying again makes sense.",
                "schema": {"type": "integer", "minimum": 1},
                "required": True,
            }
        }
        for status in (
            HTTPStatus.TOO_MANY_REQUESTS,
            HTTPStatus.SERVICE_UNAVAILABLE,
            HTTPStatus.INSUFFICIENT_STORAGE,
        )
    },
}
_LIMIT_HEADERS = {
    "RateLimit-Policy": {
        "description": "How much there is of a limit, and within how many seconds.",
        "schema": {"type": "string", "examples": ['"writes";q=60;w=3']},
    },
    "RateLimit": {
        "description": "How much is left of it, and for how many seconds that is all.",
        "schema": {"type": "string", "examples": ['"writes";r=59;t=1']},
    },
}
_LIMITED = {name: {"$ref": f"#/components/headers/{name}"} for name in _LIMIT_HEADERS}
_TELL_LIMITS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS)
_VERSIONED = (Order, WholeOrder, Item, list[Attention])
_ETAG = {
    "ETag": {
        "description": "The version of what is shown: an order's is good for `If-Match`.",
        "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
        "required": True,
    }
}
_TEXT = {"type": "string"}
_BINARY = {"type": "string", "format": "binary"}
_HEADERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key, token and request within 24 h gets the first answer again "
        "and changes nothing.",
        "schema": {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY}$"},
    },
    "Person": {
        "name": PROOF_HEADER,
        "in": "header",
        "description": "Who stands at the device: the `proof` of `POST /api/people/{id}/verify`.",
        "schema": {"type": "string", "pattern": "^gpp_[A-Za-z0-9_-]{22}$"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of what one has: 304 without a body while it is so still.",
        "schema": {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]+"(, *(W/)?"[0-9]+")*)$'},
    },
    "AcceptLanguage": {
        "name": "Accept-Language",
        "in": "header",
        "description": "In which language sentences are; English where the hub speaks none of it.",
        "schema": {"type": "string"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The version that the order must be at, as its `ETag` has it.",
        "schema": {"type": "string", "pattern": rf"^(\*|{IF_MATCH})$"},
    },
}


def document(endpoints: Sequence[Endpoint], version: str) -> bytes:
    """Write the document.

    Args:
        endpoints: what can be asked.
        version: the program's.

    Returns:
        JSON in UTF-8.
    """
    return msgspec.json.encode(_OpenApi(endpoints, version).whole())


class _OpenApi:
    def __init__(self, endpoints: Sequence[Endpoint], version: str) -> None:
        self._endpoints = endpoints
        self._version = version
        signatures = [each.signature for each in endpoints]
        answered = [each.answers for each in signatures if each.answers is not None]
        if any(each.route.warns for each in endpoints):
            answered.append(list[RequestWarning])
        if any(each.route.is_board for each in endpoints):
            answered += [list[UpcomingOrder], list[Order]]
        self._types = Types(
            answered,
            [
                (each.signature.body, each.route.aliases)
                for each in endpoints
                if each.signature.body is not None
            ],
            [each.query for each in signatures if each.query is not None],
        )
        self._errors: dict[str, Any] = {}
        self._examples = load_examples().http

    def whole(self) -> dict[str, Any]:
        paths: dict[str, dict[str, Any]] = {}
        for each in self._endpoints:
            route = each.route
            paths.setdefault(route.path, {})[route.method.lower()] = self._operation(each)
        tags = dict.fromkeys(_tag(each.route) for each in self._endpoints)
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Galley hub",
                "version": self._version,
                "description": _ABOUT,
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "tags": [{"name": tag} for tag in tags],
            "paths": paths,
            "components": {
                "securitySchemes": {
                    "bearer": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "An opaque token that begins with `gly_`, one a device.",
                    }
                },
                "headers": _LIMIT_HEADERS,
                "parameters": _HEADERS,
                "responses": self._errors,
                "schemas": self._types.components | {"Error": ERROR},
            },
        }

    def _operation(self, endpoint: Endpoint) -> dict[str, Any]:
        route, signature = endpoint.route, endpoint.signature
        asked = self._examples.get(endpoint.name, Asked())
        operation: dict[str, Any] = {
            "operationId": _operation_id(route),
            "tags": [_tag(route)],
            "summary": route.summary,
            "description": _description(route),
            "security": [] if endpoint.is_public else [{"bearer": []}],
            "parameters": [
                *_path_parameters(signature, asked),
                *self._query(signature, asked),
                *_headers(route, signature),
            ],
            "responses": self._successes(endpoint, asked) | self._refusals(endpoint),
        }
        if signature.body is not None:
            operation["requestBody"] = self._body(route, signature, asked)
        return operation

    def _query(self, signature: Signature, asked: Asked) -> Iterable[dict[str, Any]]:
        if signature.query is None:
            return
        schema = self._types.inline(signature.query)
        for name, each in schema["properties"].items():
            yield {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", ()),
                "schema": without_null(each),
            } | _example(asked.query, name)

    def _body(self, route: Route, signature: Signature, asked: Asked) -> dict[str, Any]:
        content = {
            media: {"schema": self._types.of(signature.body) if media == JSON else _schema(media)}
            | _example(asked.bodies, media)
            for media in route.takes
        }
        return {"required": signature.no_body is None, "content": content}

    def _successes(self, endpoint: Endpoint, asked: Asked) -> dict[str, Any]:
        route, signature = endpoint.route, endpoint.signature
        content: dict[str, Any] = {}
        for plain in (route.media, *route.more_media):
            if plain is not None:
                media = plain.partition(";")[0]
                content[media] = {"schema": {"type": "object"} if media == JSON else _schema(media)}
        if signature.answers is not None:
            content[JSON] = {"schema": self._envelope(route, signature)}
        headers: dict[str, Any] = {**_ETAG} if signature.answers in _VERSIONED else {}
        if endpoint.writes and not endpoint.is_public:
            headers |= _LIMITED
        answer: dict[str, Any] = {"headers": headers} if headers else {}
        unchanged: dict[str, Any] = {}
        if headers and not endpoint.writes:
            unchanged["304"] = {"description": "What is shown is what `If-None-Match` names."}
        return unchanged | {
            str(int(status)): {
                "description": status.phrase,
                "content": {
                    media: each | _example(asked.answers, f"{int(status)} {media}")
                    for media, each in content.items()
                },
            }
            | answer
            for status in (route.status, route.also)
            if status is not None
        }

    def _envelope(self, route: Route, signature: Signature) -> dict[str, Any]:
        properties = {"success": {"const": True}, "data": self._types.of(signature.answers)}
        required = [*properties]
        if route.warns:
            properties["warnings"] = self._types.of(list[RequestWarning]) | {
                "description": "What is odd about the request; it was carried out all the same."
            }
        if signature.listing:
            properties["seq"] = {
                "type": "integer",
                "minimum": 0,
                "description": "The last event that this answer reflects.",
            }
            if route.epoch:
                properties["epoch"] = {
                    "type": "string",
                    "description": "The run of the log that `seq` counts in.",
                }
            if route.is_board:
                properties["upcoming"] = self._types.of(list[UpcomingOrder]) | {
                    "description": "The orders that wait for their time, the next one first."
                }
                properties["cancelled"] = self._types.of(list[Order]) | {
                    "description": "Cancelled orders; cooks have yet to see that."
                }
            required = [*properties]
            if signature.query is not None and "cursor" in signature.query.__struct_fields__:
                properties["cursor"] = {
                    "type": "string",
                    "description": "Ask with it for the next page; there is none on the last one.",
                }
        return {"type": "object", "properties": properties, "required": required}

    def _refusals(self, endpoint: Endpoint) -> dict[str, Any]:
        refusals: dict[str, Any] = {}
        codes = sorted(_codes(endpoint), key=lambda code: (STATUS[code], code))
        for status, group in groupby(codes, key=STATUS.__getitem__):
            of_status = [code.value for code in group]
            name = "-".join(of_status)
            self._errors[name] = {
                "description": " or ".join(f"`{code}`" for code in of_status),
                "headers": _ERROR_HEADERS.get(status, {})
                | (_LIMITED if status in _TELL_LIMITS else {}),
                "content": {JSON: {"schema": error_of(of_status)}},
            }
            refusals[str(int(status))] = {"$ref": f"#/components/responses/{name}"}
        return refusals


def _codes(endpoint: Endpoint) -> set[Code]:
    """List every code that may be refused with."""
    codes = {*_ALWAYS, *endpoint.route.refuses}
    if not endpoint.is_public:
        codes.update(_WITH_TOKEN)
    if endpoint.writes:
        codes.update(_WRITING)
    if endpoint.signature.body is not None:
        codes.add(Code.UNSUPPORTED_MEDIA_TYPE)
    return codes


def _path_parameters(signature: Signature, asked: Asked) -> Iterable[dict[str, Any]]:
    for name, parameter in signature.params.items():
        schema = Types.inline(parameter.kind)
        told = {"name": name, "in": "path", "required": True, "schema": schema}
        yield told | _example(asked.path, name)


def _schema(media: str) -> dict[str, Any]:
    """Describe what comes in a media type that is not JSON."""
    return _TEXT if media.startswith("text/") else _BINARY


def _example(examples: Mapping[str, object], name: str) -> dict[str, object]:
    return {"example": examples[name]} if name in examples else {}


def _headers(route: Route, signature: Signature) -> Iterable[dict[str, Any]]:
    if route.writes:
        yield {"$ref": "#/components/parameters/IdempotencyKey"}
        if route.needs is not PUBLIC:
            yield {"$ref": "#/components/parameters/Person"}
    elif signature.answers in _VERSIONED:
        yield {"$ref": "#/components/parameters/IfNoneMatch"}
    if signature.speaks:
        yield {"$ref": "#/components/parameters/AcceptLanguage"}
    if Code.STALE in route.refuses:
        yield {"$ref": "#/components/parameters/IfMatch"}


def _description(route: Route) -> str:
    if route.needs is PUBLIC:
        return "Needs no token."
    needs = route.needs if isinstance(route.needs, tuple) else (route.needs,)
    if len(needs) == 1:
        return f"Needs the permission `{needs[0]}`."
    return f"Needs one of the permissions {', '.join(f'`{each}`' for each in needs)}."


def _words(route: Route) -> list[str]:
    return [word for word in route.path.strip("/").split("/") if word != "api"]


def _tag(route: Route) -> str:
    return _words(route)[0] if route.path.startswith("/api/") else "hub"


def _operation_id(route: Route) -> str:
    words = (word.strip("{}") for word in _words(route))
    return "_".join([route.method.lower(), *words]).replace("-", "_").replace(".", "_")
