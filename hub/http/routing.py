"""Routes as data: one declaration serves the request, guards it and documents it.

A :class:`Route` stands over the handler that carries it out, and says what the handler's signature
cannot: who may ask, under which method and path. :func:`endpoints_of` puts the two together.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import Enum
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Generic, TypeVar

import msgspec

from hub.domain.errors import Code, Refusal, not_found
from hub.domain.permissions import PERMISSIONS, Permission, Principal, Role
from hub.http.answers import JSON, Answer, answer_of
from hub.http.handler_signature import (
    BadSignatureError,
    Call,
    Handler,
    Signature,
    read_signature,
)

T = TypeVar("T")
H = TypeVar("H", bound=Handler)


class Public(Enum):
    """The declaration that a route needs no token at all."""

    PUBLIC = "public"


PUBLIC = Public.PUBLIC

Needs = Permission | tuple[Permission, ...] | Public
"""What a caller must be allowed: one permission, any of several, or nothing."""


class _Asked(msgspec.Struct, frozen=True):
    method: str
    path: str


class Route(_Asked, frozen=True, kw_only=True):
    """One thing that the hub can be asked. Called with a handler, it declares what that is for.

    Attributes:
        method, path: as in HTTP; ``{name}`` stands for one segment.
        needs: what the caller must be allowed. There is no default: who may call it is said.
        summary: one line for the documentation.
        status: of the answer when all goes well.
        also: the other status of an answer when all goes well, if there is one, for the
            documentation.
        media: of an answer that comes without an envelope; None where none does.
        more_media: other media types that it may come in.
        takes: the media types that a body may have.
        aliases: other names that the body's fields may come under, and what they are here.
        refuses: the refusals, beyond those that every route has, for the documentation.
        warns: whether the answer may hold ``warnings``.
        epoch: whether a list names the epoch of its ``seq``.
        is_board: whether a list is a kitchen's, with what waits for its time beside it, and what
            was cancelled.
        max_body: bytes; None for what any body may have.
        count: how many changes a body counts as, for how fast a device may write; None where each
            counts as one.
        repeats: whether bodies say the same few things over and over, none of them a secret, so
            that it is remembered what they say. None of them is read leniently or has aliases.
        lenient_for: the roles whose bodies are read leniently, unless they ask for another way;
            where there are none, nobody is asked.
    """

    needs: Needs
    summary: str
    status: HTTPStatus = HTTPStatus.OK
    also: HTTPStatus | None = None
    media: str | None = None
    more_media: tuple[str, ...] = ()
    takes: tuple[str, ...] = (JSON,)
    aliases: Mapping[str, str] = {}
    refuses: tuple[Code, ...] = ()
    warns: bool = False
    epoch: bool = False
    is_board: bool = False
    max_body: int | None = None
    count: Callable[[Any], int] | None = None
    repeats: bool = False
    lenient_for: frozenset[Role] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a route of which nobody has said who may call it, or that contradicts itself.

        Raises:
            ValueError: ``needs`` declares nothing, or what ``repeats`` is not taken word for word.
        """
        if self.repeats and (self.lenient_for or self.aliases):
            raise ValueError(f"{self.method} {self.path}: what is read leniently does not repeat")
        needs = self.needs if isinstance(self.needs, tuple) else (self.needs,)
        if not needs or not all(isinstance(each, Permission | Public) for each in needs):
            raise ValueError(f"{self.method} {self.path}: say who may call it")

    def __call__(self, handler: H) -> H:
        """Declare a method to be what carries this out."""
        vars(handler)[_ROUTE] = self
        return handler

    @property
    def name(self) -> str:
        """Method and path, as logs, figures and tables name it."""
        return f"{self.method} {self.path}"

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method not in {"GET", "HEAD"}

    def permits(self, principal: Principal) -> bool:
        """Whether a caller is allowed to ask this."""
        return principal.has_role(_roles(self.needs))


_ROUTE = "route"


class Endpoint(msgspec.Struct, frozen=True):
    """A route with what carries it out, and what every request asks of it worked out once.

    Attributes:
        route: the declaration.
        handler: carries it out.
        signature: what the handler takes and gives.
        name: the route's.
        writes: whether it changes anything.
        is_public: whether it needs no token.
    """

    route: Route
    handler: Handler
    signature: Signature
    name: str
    writes: bool
    is_public: bool

    @classmethod
    def of(cls, route: Route, handler: Handler) -> "Endpoint":
        """Put a route and its handler together.

        Raises:
            BadSignatureError: they do not fit each other.
        """
        signature = read_signature(handler, route.path, writes=route.writes)
        if signature.plain is (route.media is None):
            raise BadSignatureError(
                f"{route.name}: an answer without an envelope is bytes, of a media type."
            )
        return cls(route, handler, signature, route.name, route.writes, route.needs is PUBLIC)

    def carry_out(self, call: Call) -> Awaitable[object]:
        """Have the handler carry out a request."""
        return self.handler(*[each(call) for each in self.signature.sources])

    def answer(self, found: object) -> Answer:
        """Write what the handler has given as an answer."""
        return answer_of(found, self.route.status, self.route.media or JSON)


def endpoints_of(*resources: object) -> list[Endpoint]:
    """List what can be asked of some resources, in the order in which it is declared.

    Args:
        resources: objects whose methods have routes over them.

    Raises:
        BadSignatureError: a handler's signature does not fit its route.
    """
    return [
        Endpoint.of(route, getattr(resource, name))
        for resource in resources
        for name, method in vars(type(resource)).items()
        if isinstance(route := getattr(method, _ROUTE, None), Route)
    ]


@lru_cache(maxsize=64)
def _roles(needs: Needs) -> frozenset[Role]:
    # The table of roles never changes while the hub runs; every request asks it.
    if isinstance(needs, Public):
        return frozenset(Role)
    wanted = frozenset(needs if isinstance(needs, tuple) else (needs,))
    return frozenset(role for role, has in PERMISSIONS.items() if has & wanted)


class _Node(Generic[T]):
    __slots__ = ("name", "named", "param", "routes")

    def __init__(self) -> None:
        self.named: dict[str, _Node[T]] = {}
        self.param: _Node[T] | None = None
        self.name = ""
        self.routes: dict[str, T] = {}


class Router(Generic[T]):
    """Finds what a method and a path ask for. Paths are taken as sent: nothing is decoded."""

    def __init__(self, routes: Iterable[tuple[str, str, T]]) -> None:
        self._root: _Node[T] = _Node()
        self._fixed: dict[tuple[str, str], T] = {}
        for method, path, target in routes:
            if "{" not in path:
                self._fixed[method, path] = target
            node = self._root
            for segment in path.strip("/").split("/"):
                node = _child(node, segment)
            if method in node.routes:
                raise ValueError(f"two routes for {method} {path}")
            node.routes[method] = target

    def find(self, method: str, path: str) -> tuple[T, dict[str, str]]:
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


def _child(node: _Node[T], segment: str) -> _Node[T]:
    if not segment.startswith("{"):
        return node.named.setdefault(segment, _Node())
    if node.param is None:
        node.param = _Node()
        node.param.name = segment[1:-1]
    if node.param.name != segment[1:-1]:
        raise ValueError(f"{segment} and {{{node.param.name}}} stand in the same place")
    return node.param
