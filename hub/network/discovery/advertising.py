"""Keeps a hub findable: its record and its name on every network that the machine is on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

import zeroconf
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from hub.background import run_in_background
from hub.network.addresses import (
    Address,
    Interfaces,
    Look,
    choose_open,
    find_interfaces,
    own_addresses,
)
from hub.network.discovery.conflicts import NameConflicts, Names, Rivals
from hub.network.discovery.queries import ask_for_host, ask_for_hubs, take_back
from hub.wire.service_record import SERVICE_TYPE, Announcement, local_name, local_names

_log = logging.getLogger(__name__)

OnHost = Callable[[str], None]

GLANCE = 2.0
"""Seconds between two looks at the machine's networks."""

_HEARING = 1.0
"""Seconds that rivals get to say who they are."""

_ROLL_CALL_EVERY = 30.0
"""Seconds between two questions to all hubs, so that those of the same name notice each other."""

_FAREWELLS = 3
"""How often an address that is gone is taken back: an answer that was on its way when it was taken
back the first time may have brought it to life again, for two minutes."""

_TRUCE = 10.0
"""Seconds after a dispute in which no other one is begun: whoever shouts names must not keep the
hub from working."""


@asynccontextmanager
async def advertise(
    announcement: Announcement,
    port: int,
    *,
    on_host: OnHost,
    only: frozenset[Address] = frozenset(),
    look: Look = find_interfaces,
) -> AsyncIterator["Advertiser"]:
    """Advertise a hub for as long as the context lasts, and withdraw it at the end.

    Nothing that the network does is an error: without one, the hub waits until there is one.

    Args:
        announcement: what is said.
        port: of the hub's door to the network.
        on_host: told the host name whenever the hub has got one, before the network is.
        only: the addresses that the hub's door is open on; empty for all.
        look: lists the networks there are.
    """
    advertiser = Advertiser(announcement, port, on_host, only, look)
    try:
        async with run_in_background(advertiser.run(), "advertising"):
            yield advertiser
    finally:
        await advertiser.withdraw()


class Advertiser:
    """Made by :func:`advertise`.

    Attributes:
        names: what the hub goes by on the network; None until it is on one.
        trouble: what the owner should know, as a sentence; None for nothing.
    """

    def __init__(
        self,
        announcement: Announcement,
        port: int,
        on_host: OnHost,
        only: frozenset[Address],
        look: Look,
    ) -> None:
        self.names: Names | None = None
        self.trouble: str | None = None
        self._announcement = announcement
        self._port = port
        self._on_host = on_host
        self._only = only
        self._look = look
        self._conflicts = NameConflicts(announcement.hint, own_addresses)
        self._zeroconf: AsyncZeroconf | None = None
        self._told: tuple[Address, ...] = ()
        self._gone: dict[Address, int] = {}
        self._defences = 0
        self._peace_until = 0.0
        self._roll_call_at = 0.0
        # Kept, because a task that nobody holds may be collected before it is done.
        self._telling: Awaitable[None] | None = None

    async def run(self) -> None:
        """Follow the networks and the neighbours, for ever."""
        while True:
            try:
                await self._follow(self._look())
                await self._settle()
            except (OSError, RuntimeError, zeroconf.Error) as error:
                # An interface that went away in the middle of it; the next look is a new one.
                self._say(f"The hub cannot be found on the network just now: {error}.")
                await self.withdraw()
                await asyncio.sleep(GLANCE)

    async def withdraw(self) -> None:
        """Take it back: whoever looks at a list sees the hub vanish."""
        known, self._zeroconf = self._zeroconf, None
        self.names = None
        self._told = ()
        self._gone = {}
        self._conflicts.watch(None)
        if known is not None:
            # It says goodbye for all that was registered.
            await known.async_close()

    async def _follow(self, found: Interfaces) -> None:
        senders = [sender for each in found for sender in each.senders]
        addresses = self._choose_addresses(found)
        if self._zeroconf is None or self.names is None:
            if senders and addresses:
                await self._begin(senders, addresses)
            elif self.trouble is None:
                self._say("The hub is on no network yet; it will be found as soon as it is.")
            return
        info = self._info(self.names, addresses)
        if addresses != self._told:
            _log.info("findable at %s", ", ".join(map(str, addresses)) or "no address")
            # Before the interfaces: what is told over a new one has to be true.
            self._zeroconf.zeroconf.registry.async_update(info)
        # Every time: an interface that was not ready when it appeared is taken in later.
        await self._zeroconf.async_update_interfaces(senders)
        self._gone |= dict.fromkeys(self._told, _FAREWELLS)
        self._gone = {
            each: times - 1 for each, times in self._gone.items() if times and each not in addresses
        }
        take_back(self._zeroconf, self.names.host, self._gone)
        if addresses != self._told or self._defences:
            self._told = addresses
            self._defences = max(0, self._defences - 1)
            self._telling = await self._zeroconf.async_update_service(info)

    async def _begin(self, senders: list[str], addresses: tuple[Address, ...]) -> None:
        self._told = addresses
        self._conflicts.forget()
        self._zeroconf = known = AsyncZeroconf(interfaces=senders)
        await known.zeroconf.async_wait_for_start()
        known.zeroconf.async_add_listener(self._conflicts, None)
        wanted = Names(
            local_name(self._announcement.branch), f"{self._announcement.instance}.{SERVICE_TYPE}"
        )
        info = self._info(wanted, addresses)
        _, host = await asyncio.gather(
            known.zeroconf.async_check_service(info, allow_name_change=True), self._free_host(known)
        )
        names = Names(host, info.name)
        self._on_host(host)
        self._telling = await known.async_register_service(
            self._info(names, addresses), cooperating_responders=True
        )
        self.names = names
        self._conflicts.watch(names)
        self._say_names(wanted, names)

    async def _free_host(self, known: AsyncZeroconf) -> str:
        """Choose the first of the hub's names that no other machine has."""
        names = local_names(self._announcement.branch)
        for name in names:
            await ask_for_host(known, name)
            if not self._conflicts.rivals(Names(name, "")):
                return name
        return names[-1]

    async def _settle(self) -> None:
        """Wait for the next look, or for a rival, and then see who gives way."""
        now = asyncio.get_running_loop().time()
        if now < self._peace_until:
            await asyncio.sleep(GLANCE)
            return
        if self._zeroconf is not None and now >= self._roll_call_at:
            self._roll_call_at = now + _ROLL_CALL_EVERY
            ask_for_hubs(self._zeroconf)
        try:
            async with asyncio.timeout(GLANCE):
                await self._conflicts.rival()
        except TimeoutError:
            return
        if self._zeroconf is None or self.names is None:
            return
        # An answer to some question may have held only half of what there is to know.
        ask_for_hubs(self._zeroconf)
        await asyncio.sleep(_HEARING)
        self._peace_until = now + _TRUCE
        await self._judge(self.names, self._conflicts.rivals(self.names))
        self._conflicts.forget()

    async def _judge(self, names: Names, rivals: Rivals) -> None:
        if _gives_way(self._announcement.hint, self._told, rivals):
            _log.warning("another machine is called %s too; choosing another name", names.host)
            await self.withdraw()
            return
        self._say(
            f"Another machine on this network came with the name {names.host} or the title "
            f'"{_title(names)}" too; this hub keeps it. Give each hub a branch id and a name of '
            "its own."
        )
        # Now, and again when the other one has said its goodbyes to the names they shared.
        self._defences = 2

    def _choose_addresses(self, found: Interfaces) -> tuple[Address, ...]:
        every = dict.fromkeys(address for each in found for address in each.addresses)
        return tuple(each for each in choose_open(tuple(every), self._only) if not each.is_loopback)

    def _info(self, names: Names, addresses: tuple[Address, ...]) -> AsyncServiceInfo:
        return AsyncServiceInfo(
            SERVICE_TYPE,
            names.service,
            port=self._port,
            properties=self._announcement.properties(),
            server=f"{names.host}.",
            addresses=[each.packed for each in addresses],
        )

    def _say_names(self, wanted: Names, got: Names) -> None:
        if wanted == got:
            self.trouble = None
            _log.info('findable as "%s" and as %s', _title(got), got.host)
            return
        self._say(
            f"Another machine on this network has the name {wanted.host} or the title "
            f'"{_title(wanted)}" already, so this hub is "{_title(got)}" at {got.host}. Give each '
            "hub a branch id and a name of its own; screens that are paired are not affected."
        )

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            _log.warning("%s", trouble)
        self.trouble = trouble


def _gives_way(hint: str, own: tuple[Address, ...], rivals: Rivals) -> bool:
    """Say whether this hub is the one that takes another name.

    Both sides come to opposite answers, whoever was there first: after two networks have been
    joined nobody can tell. A hub's fingerprint decides; where both have the same one, because a
    card was copied, or the other machine is no hub, the higher address keeps the name.
    """
    if rivals.hubs:
        return min(rivals.hubs) < hint
    return bool(rivals.addresses) and _highest(rivals.addresses) > _highest(own)


def _highest(addresses: Iterable[Address]) -> tuple[int, int]:
    return max(((each.version, int(each)) for each in addresses), default=(0, 0))


def _title(names: Names) -> str:
    return names.service.removesuffix(f".{SERVICE_TYPE}")
