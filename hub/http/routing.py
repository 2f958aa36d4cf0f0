"""Routes as data: one declaration serves the request, guards it and documents it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import Enum
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

import msgspec

from hub.commit.command import Command
from hub.domain.errors import Code, Refusal, not_found
from hub.domain.permissions import PERMISSIONS, Permission, Principal, Role
from hub.wire.requests import Request, Slug, Uuid
from hub.wire.responses import Answer


class Open(Enum):
    """The declaration that a route needs no token at all."""

    TO_ALL = "open"


Needs = Permission | tuple[Permission, ...] | Open
"""What a caller must be allowed: one permission, any of several, or nothing."""


class PathParameter(NamedTuple):
    """What may stand in one place of a path.

    Attributes:
        kind: the annotated type that validates it and documents it.
        words: what a refusal says of one that does not fit; never what was sent.
    """

    kind: Any
    words: str


UUID = PathParameter(Uuid, "must be a UUID")
SLUG = PathParameter(Slug, "must be a short word of a-z, 0-9, - and _ (at most 32)")


class Call(NamedTuple):
    """One request, understood: who asks, for what, with what.

    ``params`` are the path's parameters; ``body`` and ``query`` are of the types that the route
    declares, or None. ``ask`` carries idempotency key and version for the use cases. ``address`` is
    where the request came from.
    """

    ask: Command
    params: Mapping[str, str]
    body: Any
    query: Any
    address: str = ""

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
        answers: the type of ``data`` in the answer, for the documentation; None when no answer
            comes in an envelope.
        plain: media types in which the answer comes without an envelope, and its type in each, for
            the documentation.
        status: of the answer when all goes well.
        also: the other status of an answer when all goes well, if there is one, for the
            documentation.
        params: what may stand for each ``{name}`` of the path; a UUID where nothing is said.
        body, query: what the request must hold; None refuses anything but an empty object.
        body_optional: whether the body may be left out.
        aliases: other names that the body's fields may come under, and what they are here.
        refuses: the refusals, beyond those that every route has, for the documentation.
        listing: whether the answer is a list with a ``seq``.
        warns: whether the answer may hold ``warnings``.
        max_body: bytes; None for what any body may have.
    """

    method: str
    path: str
    needs: Needs
    handle: Callable[[Call], Awaitable[Answer]]
    summary: str
    answers: Any
    plain: Mapping[str, Any] = {}
    status: HTTPStatus = HTTPStatus.OK
    also: HTTPStatus | None = None
    params: Mapping[str, PathParameter] = {}
    body: type[Request] | None = None
    query: type[Request] | None = None
    body_optional: bool = False
    aliases: Mapping[str, str] = {}
    refuses: tuple[Code, ...] = ()
    listing: bool = False
    warns: bool = False
    shape: Shape = Shape.JSON
    max_body: int | None = None

    def __post_init__(self) -> None:
        """Refuse a route of which nobody has said who may call it.

        Raises:
            ValueError: ``needs`` declares nothing.
        """
        needs = self.needs if isinstance(self.needs, tuple) else (self.needs,)
        if not needs or not all(isinstance(each, Permission | Open) for each in needs):
            raise ValueError(f"{self.method} {self.path}: say who may call it")

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method not in {"GET", "HEAD"}

    def permits(self, principal: Principal) -> bool:
        """Whether a caller is allowed to ask this."""
        return principal.role in _roles(self.needs)


@lru_cache(maxsize=64)
def _roles(needs: Needs) -> frozenset[Role]:
    # The table of roles never changes while the hub runs; every request asks it.
    if isinstance(needs, Open):
        return frozenset(Role)
    wanted = frozenset(needs if isinstance(needs, tuple) else (needs,))
    return frozenset(role for role, has in PERMISSIONS.items() if has & wanted)


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
        self._fixed: dict[tuple[str, str], Any] = {}
        for method, path, target in routes:
            if "{" not in path:
                self._fixed[method, path] = target
            node = self._root
            for segment in path.strip("/").split("/"):
                node = _child(node, segment)
            if method in node.routes:
                raise ValueError(f"two routes for {method} {path}")
            node.routes[method] = target

    def find(self, method: str, path: str) -> tuple[Any, dict[str, str]]:
        """Find a route.

        Returns:
            what was registered, and the path's parameters as sent.

        Raises:
            Refusal: NOT_FOUND, or METHOD_NOT_ALLOWED naming the methods that there are.
        """
        # Most requests are for a path without parameters, written as it is declared.
        if (method, path) in self._fixed:
            return self._fixed[method, path], {}
        node = self._root
        params: dict[str, str] = {}
        for segment in path.strip("/").split("/"):
            following = node.named.get(segment)
            if following is None:
                following = node.param
                if following is None or not segment:
                    raise not_found("path")
                params[following.name] = segment
            node = following
        if not node.routes:
            raise not_found("path")
        asked = "GET" if method == "HEAD" else method
        if asked not in node.routes:
            allowed = sorted(node.routes)
            raise Refusal(
                Code.METHOD_NOT_ALLOWED,
                f"This path takes {', '.join(allowed)} only.",
                {"allowed": allowed},
            )
        return node.routes[asked], params


def _child(node: _Node, segment: str) -> _Node:
    if not segment.startswith("{"):
        return node.named.setdefault(segment, _Node())
    if node.param is None:
        node.param = _Node()
        node.param.name = segment[1:-1]
    if node.param.name != segment[1:-1]:
        raise ValueError(f"{segment} and {{{node.param.name}}} stand in the same place")
    return node.param
