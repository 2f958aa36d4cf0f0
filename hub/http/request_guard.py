"""What is checked before anyone is asked who they are: host, origin, secrets in the URL."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from aiohttp import hdrs
from multidict import CIMultiDictProxy, istr

from hub.domain.errors import Code, Refusal, bad_field
from hub.ids import TOKEN_PREFIX

_SECRET_NAMES = frozenset(
    {"token", "access_token", "auth", "auth_token", "authorization", "bearer", "api_key", "apikey"}
)


_ONCE = (
    istr("Idempotency-Key"),
    hdrs.IF_MATCH,
    hdrs.EXPECT,
    hdrs.UPGRADE,
    hdrs.SEC_WEBSOCKET_KEY,
    hdrs.SEC_WEBSOCKET_VERSION,
)
"""Headers that say one thing. Origin and Authorization, which are refused as well when they come
twice, have codes of their own for that; the rest is refused by aiohttp's parser."""


class Guard:
    """Knows by which names the hub may be called.

    Args:
        names: the host names that are the hub's own, without port, in lower case.
        origins: of pages that may call the API besides the hub's own.
    """

    def __init__(self, names: Iterable[str], origins: Iterable[str] = ()) -> None:
        self._names = frozenset(names) | {"localhost"}
        self._origins = frozenset(origins)
        # Clients repeat themselves; the cache is per hub and bounded.
        self._host_ok = lru_cache(maxsize=256)(self._is_own_host)

    def check_host(self, hosts: list[str]) -> None:
        """Refuse a request for somebody else (DNS rebinding).

        Raises:
            Refusal: BAD_REQUEST without exactly one Host, MISDIRECTED for a foreign one.
        """
        if len(hosts) != 1:
            problem = "must be given exactly once"
            raise Refusal(Code.BAD_REQUEST, f"Host: {problem}", {"Host": problem})
        if not self._host_ok(hosts[0]):
            raise Refusal(
                Code.MISDIRECTED,
                "Host: this hub answers to its IP address, its own name, and the names in its "
                "configuration (hosts).",
            )

    def find_page(self, origins: list[str]) -> str | None:
        """Say which page sent a request, if it is one of those that the owner lets call the API.

        Args:
            origins: what the request says of the page that sent it.
        """
        return origins[0] if len(origins) == 1 and origins[0] in self._origins else None

    def check_origin(self, origins: list[str], scheme: str, host: str) -> None:
        """Refuse a browser's page that is neither the hub's own nor one that the owner lets in.

        Args:
            origins: what the request says of the page that sent it.
            scheme: http or https, as this door speaks it. Without it, whoever answers at port 80
                in the hub's name could have a page that passes for the hub's.
            host: as the request names the hub.

        Raises:
            Refusal: FORBIDDEN_ORIGIN.
        """
        if not origins or self.find_page(origins) is not None:
            return
        if not (len(origins) == 1 and _is_page_of(origins[0], scheme, host)):
            raise Refusal(
                Code.FORBIDDEN_ORIGIN,
                "Origin: only the hub's own pages, and those in its configuration (origins), may "
                "do this from a browser.",
            )

    def _is_own_host(self, host: str) -> bool:
        try:
            parts = urlsplit(f"//{host}")
            name, _ = parts.hostname, parts.port
        except ValueError:
            return False
        if not name or parts.username is not None or parts.netloc != host:
            return False
        if name.rstrip(".") in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def _is_page_of(origin: str, scheme: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme == scheme and parts.netloc == host.lower()


def check_once(headers: CIMultiDictProxy[str]) -> None:
    """Refuse a request that says two things where there is one to say: neither is the right one.

    Args:
        headers: of the request.

    Raises:
        Refusal: BAD_REQUEST naming the header.
    """
    for name in _ONCE:
        if name in headers and len(headers.getall(name)) > 1:
            raise refuse_twice(name)


def refuse_twice(header: str) -> Refusal:
    """Refuse a header that came twice."""
    return bad_field(header, "must be given at most once")


def check_url(query: str) -> None:
    """Refuse a URL that carries a token: URLs end up in logs, histories and referrers.

    Raises:
        Refusal: TOKEN_IN_URL.
    """
    if not query:
        return
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name.casefold() in _SECRET_NAMES or TOKEN_PREFIX in name or TOKEN_PREFIX in value:
            raise Refusal(
                Code.TOKEN_IN_URL,
                "A token must not stand in a URL. Send it as 'Authorization: Bearer <token>'.",
            )
