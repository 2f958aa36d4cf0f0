"""The machine's addresses on its networks, and when they change."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

import ifaddr

_log = logging.getLogger(__name__)

Address = IPv4Address | IPv6Address
Addresses = tuple[Address, ...]

GLANCE = 2.0
"""Seconds between two looks. Asking the kernel costs less than a millisecond."""


def current() -> Addresses:
    """List the addresses at which other machines can reach this one.

    Returns:
        IPv4 before IPv6, in order, each once. Without loopback, and without the link-local ones of
        IPv6: they mean nothing without an interface, which differs from machine to machine.
    """
    found: set[Address] = set()
    for adapter in ifaddr.get_adapters():
        for each in adapter.ips:
            address = ip_address(each.ip if isinstance(each.ip, str) else each.ip[0])
            if _reachable(address):
                found.add(address)
    return tuple(sorted(found, key=lambda each: (each.version, int(each))))


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
