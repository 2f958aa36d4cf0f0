"""Finds hubs on the network, and the one that this screen belongs to, wherever it has moved.

What is found is hearsay: whether a hub is the right one, its certificate tells when it is called.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import zeroconf
from zeroconf import (  # type: ignore[attr-defined] # it exports the first three without listing them
    DNSAddress,
    DNSOutgoing,
    DNSQuestion,
    InterfaceChoice,
    IPVersion,
    ServiceStateChange,
    Zeroconf,
)
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from hub.wire.service_record import SERVICE_TYPE, FoundHub, read_record, sort_hubs

__all__ = ["FoundHub", "HubFinder", "find_hubs"]

_log = logging.getLogger(__name__)

ASK_EVERY = 2.0
"""Seconds between two questions to the network. Wi-Fi loses what is said to all, so a hub's own
word that it is there, or has moved, may never arrive."""

_DYING = 1
"""Seconds that zeroconf goes on believing what has been taken back."""

_PATIENCE_MS = 3000.0
_QUERY, _PTR, _IN = 0x0000, 12, 1


@asynccontextmanager
async def find_hubs() -> AsyncIterator["HubFinder"]:
    """Look for hubs for as long as the context lasts. Without a network, wait until there is one.

    It asks every few seconds; a screen that has its hub does better not to look.
    """
    finder = HubFinder()
    task = asyncio.create_task(finder.run(), name="looking for hubs")
    try:
        yield finder
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await finder.close()


class HubFinder:
    """What there is to be seen. Made by :func:`find_hubs`."""

    def __init__(self) -> None:
        self._zeroconf: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self._names: set[str] = set()
        self._asked: dict[str, asyncio.Task[None]] = {}
        self._news = asyncio.Event()

    @property
    def hubs(self) -> tuple[FoundHub, ...]:
        """The hubs that are there now, in the order in which people look for them."""
        known = self._zeroconf
        if known is None:
            return ()
        infos = [AsyncServiceInfo(SERVICE_TYPE, each) for each in self._names]
        cache = known.zeroconf
        hubs = [_read(each, cache) for each in infos if each.load_from_cache(cache)]
        return sort_hubs(each for each in hubs if each is not None)

    async def changes(self) -> AsyncIterator[tuple[FoundHub, ...]]:
        """Give the hubs that are there now, and again whenever that changes, for ever."""
        shown: tuple[FoundHub, ...] | None = None
        while True:
            news = self._news
            now = self.hubs
            if now != shown:
                shown = now
                yield now
            else:
                await news.wait()

    async def candidates(self, branch: str, fingerprint: str) -> tuple[FoundHub, ...]:
        """Wait until there are hubs that claim to be the one that a screen is paired with.

        Args:
            branch: the branch's id.
            fingerprint: of the pinned certificate.

        Returns:
            at least one. There is more than one where somebody lies, or a card was copied.
        """
        while True:
            news = self._news
            fitting = tuple(each for each in self.hubs if each.may_be(branch, fingerprint))
            if fitting:
                return fitting
            await news.wait()

    async def run(self) -> None:
        """Ask again and again, on every network there is; :func:`find_hubs` does it."""
        while True:
            try:
                await self._look()
            except (OSError, RuntimeError, zeroconf.Error) as error:
                # No network, or one that went away in the middle of it.
                _log.debug("not looking just now: %s", error)
                await self.close()
            # Also what has grown too old to be believed is news.
            self._tell()
            await asyncio.sleep(ASK_EVERY)

    async def close(self) -> None:
        """Stop; nothing is found any more."""
        asked, self._asked = self._asked, {}
        for task in asked.values():
            task.cancel()
        await asyncio.gather(*asked.values(), return_exceptions=True)
        if self._browser is not None:
            await self._browser.async_cancel()
        known, self._zeroconf, self._browser = self._zeroconf, None, None
        self._names.clear()
        if known is not None:
            await known.async_close()

    async def _look(self) -> None:
        if self._zeroconf is None:
            version = IPVersion.All if socket.has_dualstack_ipv6() else IPVersion.V4Only
            self._zeroconf = AsyncZeroconf(InterfaceChoice.All, ip_version=version)
            await self._zeroconf.zeroconf.async_wait_for_start()
            # It asks when it starts, and tells of those who come and go. It asks again after a
            # second: what is said to this machine alone may end at another program on it.
            self._browser = AsyncServiceBrowser(
                self._zeroconf.zeroconf, SERVICE_TYPE, handlers=[self._on_service_change]
            )
            return
        # Without this, an interface that gets its address after the start is never used.
        await self._zeroconf.async_update_interfaces()
        self._zeroconf.zeroconf.async_send(_question())

    def _on_service_change(self, name: str, state_change: ServiceStateChange, **_: object) -> None:
        if state_change is ServiceStateChange.Removed:
            self._names.discard(name)
        else:
            self._names.add(name)
            self._complete(name)
        self._tell()

    def _complete(self, name: str) -> None:
        """Ask for what has not been said of a hub, unless that is under way."""
        known = self._zeroconf
        info = AsyncServiceInfo(SERVICE_TYPE, name)
        if known is None or name in self._asked or info.load_from_cache(known.zeroconf):
            return
        asking = known.zeroconf

        async def ask() -> None:
            await info.async_request(asking, _PATIENCE_MS)
            self._tell()

        task = self._asked[name] = asyncio.create_task(ask(), name=f"asking about {name}")
        task.add_done_callback(lambda _: self._asked.pop(name, None))

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()


def _question() -> DNSOutgoing:
    """Ask all hubs to say who they are, also those that are known already."""
    query = DNSOutgoing(_QUERY)
    query.add_question(DNSQuestion(SERVICE_TYPE, _PTR, _IN))
    return query


def _read(info: AsyncServiceInfo, known: Zeroconf) -> FoundHub | None:
    dying = _gone_addresses(info.server or "", known)
    addresses = zip(
        info.parsed_scoped_addresses(), info.addresses_by_version(IPVersion.All), strict=True
    )
    living = [scoped for scoped, packed in addresses if packed not in dying]
    return read_record(info.decoded_properties, info.server or "", living, info.port)


def _gone_addresses(host: str, known: Zeroconf) -> set[bytes]:
    """Say which of a host's addresses have been taken back or replaced.

    They are kept for a second more (RFC 6762, 10.2), and every answer that does not name them
    begins that second anew: asked every two seconds, a former address would hardly ever be gone.
    """
    records = known.cache.async_entries_with_name(host)
    return {each.address for each in records if isinstance(each, DNSAddress) and each.ttl <= _DYING}
