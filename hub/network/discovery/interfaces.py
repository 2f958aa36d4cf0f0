"""The networks that the machine is on, as far as its neighbours can be talked to over them."""

import fcntl
import socket
import struct
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import NamedTuple

import ifaddr

from hub.network.addresses import OF_CONTAINERS, Address

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


def find_interfaces() -> Interfaces:
    """List the networks there are now: those with a cable or a radio link, and an address.

    Loopback, tunnels and the bridges of containers are none. Addresses of IPv6 that are not yet or
    no longer good, or that change every day to protect a person's privacy, are left out. One that
    is good on its own link only (RFC 4291) counts where there is nothing else, such as between two
    machines and a switch without a DHCP server.
    """
    unfit = _unfit()
    found = (
        _describe([_parse(each) for each in adapter.ips if _text(each) not in unfit])
        for adapter in ifaddr.get_adapters()
        if not OF_CONTAINERS.fullmatch(adapter.name) and _has_neighbours(adapter.name)
    )
    return tuple(each for each in found if each is not None)


def own_addresses() -> set[Address]:
    """List every address that this machine has, of any kind."""
    return {_parse(each) for adapter in ifaddr.get_adapters() for each in adapter.ips}


def _describe(addresses: list[Address]) -> Interface | None:
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
