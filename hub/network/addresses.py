"""The machine's addresses and interfaces: which are told, which have neighbours."""

import asyncio
import fcntl
import logging
import re
import socket
import struct
from collections.abc import Awaitable, Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import NamedTuple

import ifaddr

_log = logging.getLogger(__name__)

Address = IPv4Address | IPv6Address
Addresses = tuple[Address, ...]

OF_CONTAINERS = re.compile(r"docker\d+|br-[0-9a-f]{12}|veth.*|virbr\d+|vnet\d+|lxcbr\d+")
"""Interfaces that lead into this machine; Docker's and libvirt's names."""

GLANCE = 2.0
"""Seconds between two looks. Asking the kernel costs less than a millisecond."""

_SIOCGIFFLAGS = 0x8913
_UP, _LOOPBACK, _POINT_TO_POINT, _RUNNING, _MULTICAST = 0x1, 0x8, 0x10, 0x40, 0x1000
_WANTED = _UP | _RUNNING | _MULTICAST
_IFREQ = struct.Struct("16sH22x")
_IF_INET6 = Path("/proc/self/net/if_inet6")
_TEMPORARY, _DAD_FAILED, _DEPRECATED, _TENTATIVE = 0x01, 0x08, 0x20, 0x40
_UNFIT = _TEMPORARY | _DAD_FAILED | _DEPRECATED | _TENTATIVE


class Interface(NamedTuple):
    """One interface with a neighbourhood.

    Attributes:
        addresses: what the neighbours can reach; at least one.
        senders: from where it is spoken: one address for IPv4 and one for IPv6, as text.
    """

    addresses: tuple[Address, ...]
    senders: tuple[str, ...]


Interfaces = tuple[Interface, ...]
Look = Callable[[], Interfaces]


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
        found.update(filter(_reachable, map(_parse, adapter.ips)))
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


def find_interfaces() -> Interfaces:
    """List the networks there are now: those with a cable or a radio link, and an address.

    Loopback, tunnels and the bridges of containers are none. Addresses of IPv6 that are not yet or
    no longer good, or that change every day to protect a person's privacy, are left out. One that
    is good on its own link only (RFC 4291) counts where there is nothing else, such as between two
    machines and a switch without a DHCP server.
    """
    unfit = _unfit()
    found = (
        _interface([_parse(each) for each in adapter.ips if _text(each) not in unfit])
        for adapter in ifaddr.get_adapters()
        if not OF_CONTAINERS.fullmatch(adapter.name) and _has_neighbours(adapter.name)
    )
    return tuple(each for each in found if each is not None)


def own_addresses() -> set[Address]:
    """List every address that this machine has, of any kind."""
    return {_parse(each) for adapter in ifaddr.get_adapters() for each in adapter.ips}


def _interface(addresses: list[Address]) -> Interface | None:
    v4: list[Address] = [*sorted(each for each in addresses if isinstance(each, IPv4Address))]
    v6: list[Address] = [*sorted(each for each in addresses if isinstance(each, IPv6Address))]
    wide = [each for each in v6 if not each.is_link_local]
    narrow = [each for each in v6 if each.is_link_local]
    if not (v4 or v6):
        return None
    # The address of the link comes first as a sender: it outlives a change of the prefix.
    senders = (*v4[:1], *(narrow + wide)[:1])
    return Interface(tuple(v4 + wide or narrow), tuple(map(str, senders)))


def _has_neighbours(name: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            told = fcntl.ioctl(asking, _SIOCGIFFLAGS, _IFREQ.pack(name.encode()[:15], 0))
        except OSError:
            # It has gone since it was listed, or is an alias such as eth0:1 without flags.
            return False
    flags: int = _IFREQ.unpack(told)[1]
    return flags & _WANTED == _WANTED and not flags & (_LOOPBACK | _POINT_TO_POINT)


def _unfit() -> set[str]:
    try:
        lines = _IF_INET6.read_text("ascii").splitlines()
    except OSError:
        # A kernel without IPv6.
        return set()
    columns = (line.split() for line in lines)
    return {
        str(IPv6Address(bytes.fromhex(each[0]))) for each in columns if int(each[4], 16) & _UNFIT
    }


def _text(address: ifaddr.IP) -> str:
    return str(_parse(address))


def _parse(address: ifaddr.IP) -> Address:
    return ip_address(address.ip if isinstance(address.ip, str) else address.ip[0])


def _reachable(address: Address) -> bool:
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return False
    return address.version == 4 or not address.is_link_local  # noqa: PLR2004
