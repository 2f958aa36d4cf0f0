"""A handler's signature is what its route declares: read once, when the hub starts.

The parameters say what a request must bring, the return annotation what is answered:

    async def _edit(self, command: Command, id: Uuid, body: EditOrder) -> Outcome[Json[Order]]

| parameter | is given |
|---|---|
| of the type :class:`Command` | who asks for a change, under which key, on which version |
| of the type :class:`Principal` | who asks to read something |
| of the type :class:`Address` | where the request came from |
| of the type :class:`Language` | what the client likes best of what the hub can speak |
| ``body`` | the body; with a default it may be left out |
| ``query`` | the parameters of the URL |
| any other name | what stands for ``{name}`` in the path |
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from operator import attrgetter
from types import GenericAlias, UnionType
from typing import (
    IO,
    Generic,
    NamedTuple,
    NewType,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
from aiohttp import hdrs, web

from hub.commit.command import Command, Json, Listing, Outcome, Stream
from hub.domain.permissions import Principal
from hub.http.listener import plain_address
from hub.http.web_files import WebFile
from hub.locale.catalogues import choose_language
from hub.locale.words import Language
from hub.wire.requests import Request, Slug, Uuid

T = TypeVar("T")

Address = NewType("Address", str)
"""Where a request came from: the connection's own address."""

Handler = Callable[..., Awaitable[object]]
"""Carries out what is asked; what it takes and gives is in its signature."""

_WORDS: tuple[tuple[object, str], ...] = (
    (Uuid, "must be a UUID"),
    (Slug, "must be a short word of a-z, 0-9, - and _ (at most 32)"),
)


_PLAIN: frozenset[object] = frozenset({bytes, Stream, WebFile})
"""What is answered without an envelope."""


class AsSent(NamedTuple, Generic[T]):
    """A body that is read elsewhere: a ``T``, in the media type that it came in.

    Attributes:
        file: it, from its start; closed once the request is answered.
        size: bytes.
        media_type: as the request says.
    """

    file: IO[bytes]
    size: int
    media_type: str


class Call(msgspec.Struct, frozen=True):
    """One request, read: what a handler's parameters are given from.

    ``command`` is there where something is to be changed; ``body`` and ``query`` are of the types
    that the handler's signature names.
    """

    who: Principal
    command: Command | None
    params: Mapping[str, str]
    body: object
    query: object
    request: web.BaseRequest


class PathParameter(NamedTuple):
    """What may stand in one place of a path.

    Attributes:
        kind: the annotated type that validates it and documents it.
        words: what a refusal says of one that does not fit; never what was sent.
        fits: whether a text is one, as ``kind`` has it.
    """

    kind: object
    words: str
    fits: Callable[[str], object]


def address_of(request: web.BaseRequest) -> Address:
    """Say where a request came from."""
    # The connection's own. What a header such as X-Forwarded-For says, anybody can write.
    return Address(plain_address(request.remote or "unknown"))


def language_of(call: Call) -> Language:
    """Say which language a client likes best of those that can be spoken."""
    return choose_language(",".join(call.request.headers.getall(hdrs.ACCEPT_LANGUAGE, ())))


class BadSignatureError(TypeError):
    """A handler's signature does not fit its route. The hub does not start."""


class Signature(NamedTuple):
    """What a handler's signature declares.

    Attributes:
        sources: where each argument comes from, in order.
        params: what may stand for each ``{name}`` of the path.
        body: what the body must hold; None refuses anything but an empty object.
        as_sent: whether the body is handed on as it came.
        no_body: what stands for a body that is left out; None where it must not be.
        query: what the URL's parameters must be; None where there are none.
        no_query: what stands for a URL without any.
        answers: the type of ``data`` in the answer; None when it has no envelope.
        listing: whether the answer is a list with a ``seq``.
        speaks: whether the answer has sentences in the client's language.
        plain: whether the answer may come as it is, without an envelope.
    """

    sources: tuple[Callable[[Call], object], ...]
    params: Mapping[str, PathParameter]
    body: type[Request] | None
    as_sent: bool
    no_body: Request | None
    query: type[Request] | None
    no_query: Request | None
    answers: object
    listing: bool
    plain: bool
    speaks: bool


def read_signature(handler: Handler, path: str, *, writes: bool) -> Signature:
    """Read what a handler's signature declares.

    Args:
        handler: the bound method.
        path: of its route; ``{name}`` stands for one segment.
        writes: whether the route changes anything.

    Raises:
        BadSignatureError: the signature does not say all of it, or does not fit the path.
    """
    return _Reader(handler, path, writes=writes).signature()


def _pattern_of(hint: object) -> re.Pattern[str]:
    """Return the pattern of an annotated text: it is all that stands in its annotation."""
    _, told = get_args(hint)
    return re.compile(told.pattern)


class _Reader:
    def __init__(self, handler: Handler, path: str, *, writes: bool) -> None:
        if not inspect.iscoroutinefunction(handler):
            raise BadSignatureError(f"{handler!r} is no coroutine function")
        self._name = handler.__qualname__
        self._writes = writes
        self._parameters = inspect.signature(handler).parameters
        self._hints: dict[str, object] = get_type_hints(handler, include_extras=True)
        places = (part[1:-1] for part in path.split("/") if part.startswith("{"))
        self._places = dict.fromkeys(places)
        self._params: dict[str, PathParameter] = {}

    def signature(self) -> Signature:
        sources = tuple(map(self._source, self._parameters.values()))
        missing = [name for name in self._places if name not in self._params]
        if missing:
            raise self._bad(f"takes no {', '.join(missing)}, which the path has")
        body, as_sent = self._body()
        no_body = None if body is None else self._parameters["body"].default
        query = self._request("query")
        answers, listing, plain = self._answers()
        return Signature(
            sources,
            self._params,
            body,
            as_sent,
            no_body if isinstance(no_body, Request) else None,
            query,
            None if query is None else query(),
            answers,
            listing,
            plain,
            language_of in sources,
        )

    def _source(self, parameter: inspect.Parameter) -> Callable[[Call], object]:
        name, hint = parameter.name, self._hints.get(parameter.name)
        if parameter.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
            raise self._bad(f"takes {name}, which is no plain parameter")
        if hint is Command:
            if not self._writes:
                raise self._bad(f"takes a command as {name}, and changes nothing: ask for who asks")
            return attrgetter("command")
        if hint is Principal:
            return attrgetter("who")
        if hint is Address:
            return lambda call: address_of(call.request)
        if hint is Language:
            return language_of
        if name in {"body", "query"}:
            return attrgetter(name)
        if name not in self._places:
            raise self._bad(f"takes {name}, which neither its type nor the path says anything of")
        words = next((words for kind, words in _WORDS if kind == hint), None)
        if words is None:
            raise self._bad(f"takes {name}, which stands in the path and is no Uuid and no Slug")
        self._params[name] = PathParameter(hint, words, _pattern_of(hint).search)
        return lambda call: call.params[name]

    def _body(self) -> tuple[type[Request] | None, bool]:
        hint = self._hints.get("body")
        if hint is not None and not self._writes:
            raise self._bad("takes a body, and changes nothing")
        as_sent = get_origin(hint) is AsSent
        if as_sent:
            [hint] = get_args(hint)
        return self._request("body", hint), as_sent

    def _request(self, name: str, hint: object = None) -> type[Request] | None:
        if name not in self._parameters:
            return None
        hint = hint or self._hints.get(name)
        if not (isinstance(hint, type) and issubclass(hint, Request)):
            raise self._bad(f"says of {name} no kind of Request")
        return hint

    def _answers(self) -> tuple[object, bool, bool]:
        hint = self._hints.get("return")
        kinds = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
        plain = not _PLAIN.isdisjoint(kinds)
        if plain:
            [hint] = [kind for kind in kinds if kind not in _PLAIN] or [None]
        elif hint is None or hint is type(None):
            raise self._bad("does not say what it answers")
        if get_origin(hint) is Listing:
            return GenericAlias(list, get_args(hint)), True, plain
        for wrapper in (Outcome, Json):
            if get_origin(hint) is wrapper:
                (hint,) = get_args(hint)
        return hint, False, plain

    def _bad(self, why: str) -> BadSignatureError:
        return BadSignatureError(f"{self._name} {why}.")
