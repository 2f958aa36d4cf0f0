"""The machine's addresses on its networks, which of them are told, and when they change."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address

import ifaddr

_log = logging.getLogger(__name__)

Address = IPv4Address | IPv6Address
Addresses = tuple[Address, ...]

OF_CONTAINERS = re.compile(r"docker\d+|br-[0-9a-f]{12}|veth.*|virbr\d+|vnet\d+|lxcbr\d+")
"""Interfaces that lead into this machine; Docker's and libvirt's names."""

GLANCE = 2.0
"""Seconds between two looks. Asking the kernel costs less than a millisecond."""


def current() -> Addresses:
    """List the addresses at which other machines can reach this one.

    Returns:
        IPv4 before IPv6, in order, each once. Without loopback and the bridges of containers, and
        without the link-local ones of IPv6: they mean nothing without an interface, which differs
        from machine to machine.
    """
    found: set[Address] = set()
    for adapter in ifaddr.get_adapters():
        if OF_CONTAINERS.fullmatch(adapter.name):
            continue
        for each in adapter.ips:
            address = ip_address(each.ip if isinstance(each.ip, str) else each.ip[0])
            if _reachable(address):
                found.add(address)
    return tuple(sorted(found, key=lambda each: (each.version, int(each))))


def choose_open(found: Addresses, only: Collection[Address]) -> Addresses:
    """List the addresses at which a door is open: nobody is told of any other.

    Args:
        found: the machine's own, as they are now.
        only: those that the door is to be open on; none for all.
    """
    everywhere = {each.version for each in only if each.is_unspecified}
    # The door for every address of IPv6 is open for IPv4 too.
    if not only or 6 in everywhere:  # noqa: PLR2004 - the version of IP
        return found
    loopback = tuple(each for each in only if each.is_loopback)
    return loopback + tuple(each for each in found if each in only or each.version in everywhere)


async def watch(
    known: Addresses,
    on_change: Callable[[Addresses], Awaitable[None]],
    look: Callable[[], Addresses] = current,
) -> None:
    """Tell of each change of the addresses, for ever.

    Args:
        known: the addresses that need not be told.
        on_change: told all the addresses that there are now; tried again when it fails.
        look: lists them.
    """
    while True:
        await asyncio.sleep(GLANCE)
        try:
            found = look()
            if found != known:
                _log.info("addresses: %s", ", ".join(map(str, found)) or "none")
                await on_change(found)
                known = found
        except OSError as error:
            _log.warning("the change of addresses could not be followed: %s", error)


def _reachable(address: Address) -> bool:
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return False
    return address.version == 4 or not address.is_link_local  # noqa: PLR2004
