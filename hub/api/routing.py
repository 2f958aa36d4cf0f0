"""Routes as data: one declaration serves the request, guards it and documents it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import Enum
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec

from hub.domain.errors import Code, Refusal, not_found
from hub.domain.permissions import Permission, Principal
from hub.kitchen.asking import Ask
from hub.protocol.answers import Answer
from hub.protocol.requests import Request

MAX_BODY = 64 * 1024
"""Bytes of the longest body, unless a route says otherwise."""


class Open(Enum):
    """The declaration that a route needs no token at all."""

    TO_ALL = "open"


Needs = Permission | tuple[Permission, ...] | Open
"""What a caller must be allowed: one permission, any of several, or nothing."""


class Call(NamedTuple):
    """One request, understood: who asks, for what, with what.

    ``params`` are the path's parameters; ``body`` and ``query`` are of the types that the route
    declares, or None. ``ask`` carries idempotency key and version for the use cases.
    """

    ask: Ask
    params: Mapping[str, str]
    body: Any
    query: Any

    @property
    def principal(self) -> Principal:
        """Who asks."""
        return self.ask.principal


class Shape(Enum):
    """How a route reads its body."""

    JSON = "application/json"
    MENU = "application/json or text/csv"


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the hub can be asked.

    Attributes:
        method, path: as in HTTP; ``{name}`` stands for one segment.
        needs: what the caller must be allowed. There is no default: who may call it is said.
        handle: carries it out.
        summary: one line for the documentation.
        answers: the type of ``data`` in the answer, for the documentation.
        status: of the answer when all goes well.
        body, query: what the request must hold; None refuses anything.
        body_optional: whether the body may be left out.
        rename: maps the names of the original API to ours before the body is checked.
        refuses: the refusals, beyond those that every route has, for the documentation.
        listing: whether the answer is a list with a ``seq``.
        max_body: bytes.
    """

    method: str
    path: str
    needs: Needs
    handle: Callable[[Call], Awaitable[Answer]]
    summary: str
    answers: Any
    status: HTTPStatus = HTTPStatus.OK
    body: type[Request] | None = None
    query: type[Request] | None = None
    body_optional: bool = False
    rename: Callable[[Any], Any] | None = None
    refuses: tuple[Code, ...] = ()
    listing: bool = False
    shape: Shape = Shape.JSON
    max_body: int = MAX_BODY

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method not in {"GET", "HEAD"}

    def permits(self, principal: Principal) -> bool:
        """Whether a caller is allowed to ask this."""
        if isinstance(self.needs, Open):
            return True
        needs = self.needs if isinstance(self.needs, tuple) else (self.needs,)
        return any(principal.may(each) for each in needs)


class _Node:
    __slots__ = ("name", "named", "param", "routes")

    def __init__(self) -> None:
        self.named: dict[str, _Node] = {}
        self.param: _Node | None = None
        self.name = ""
        self.routes: dict[str, Any] = {}


class Router:
    """Finds what a method and a path ask for. Paths are taken as sent: nothing is decoded."""

    def __init__(self, routes: Iterable[tuple[str, str, Any]]) -> None:
        self._root = _Node()
        for method, path, target in routes:
            node = self._root
            for segment in path.strip("/").split("/"):
                node = _child(node, segment)
            if method in node.routes:
                raise ValueError(f"two routes for {method} {path}")
            node.routes[method] = target

    def find(self, method: str, path: str) -> tuple[Any, dict[str, str]]:
        """Find a route.

        Returns:
            what was registered, and the path's parameters in lower case.

        Raises:
            Refusal: NOT_FOUND, or METHOD_NOT_ALLOWED naming the methods that there are.
        """
        node, params = self._root, {}
        for segment in path.strip("/").split("/"):
            following = node.named.get(segment)
            if following is None:
                following = node.param
                if following is None or not segment:
                    raise not_found("path")
                params[following.name] = segment.lower()
            node = following
        if not node.routes:
            raise not_found("path")
        target = node.routes.get("GET" if method == "HEAD" else method)
        if target is None:
            allowed = sorted(node.routes)
            raise Refusal(
                Code.METHOD_NOT_ALLOWED,
                f"This path takes {', '.join(allowed)} only.",
                {"allowed": allowed},
            )
        return target, params


def _child(node: _Node, segment: str) -> _Node:
    if not segment.startswith("{"):
        return node.named.setdefault(segment, _Node())
    if node.param is None:
        node.param = _Node()
        node.param.name = segment[1:-1]
    if node.param.name != segment[1:-1]:
        raise ValueError(f"{segment} and {{{node.param.name}}} stand in the same place")
    return node.param
