"""The certificate that the hub shows: what must stand in it, and when it is time for a new one."""

import datetime as dt
import ipaddress
from typing import NamedTuple

from hub.network.addresses import Address, Addresses
from hub.network.tls.authority import NETWORKS, Authority
from hub.network.tls.contents import CertificateContents

_LOOPBACK: Addresses = (ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1"))


class Covered(NamedTuple):
    """What a browser may have in its address bar. The first name is the hub's own."""

    names: tuple[str, ...]
    addresses: Addresses


def choose_covered(authority: Authority, names: tuple[str, ...], addresses: Addresses) -> Covered:
    """Keep what the authority may sign for; with anything else in it, all of it would be refused.

    Args:
        authority: signs.
        names: host names, the hub's own first.
        addresses: the machine's own. Loopback is added.
    """
    return Covered(
        tuple(dict.fromkeys(each for each in names if authority.may_sign_for(each))),
        tuple(dict.fromkeys(each for each in (*_LOOPBACK, *addresses) if can_hold(each))),
    )


def why_renew(certificate: CertificateContents, covered: Covered, now: dt.datetime) -> str | None:
    """Say why a certificate has to be replaced; None while it is good.

    Args:
        certificate: the one there is.
        covered: what should stand in it.
        now: the hub's time.
    """
    begins, ends = certificate.begins, certificate.ends
    if now < begins:
        return "the clock was set back"
    if now > ends:
        return "it has run out"
    if now > ends - (ends - begins) / 3:
        return "a third of its life is left"
    # An address that has gone is no reason: every boot begins without any, and a card would take
    # two certificates each time.
    addresses = set(certificate.addresses)
    if set(certificate.names) != set(covered.names) or not addresses.issuperset(covered.addresses):
        return "the hub's names or addresses have changed"
    return None


def can_hold(address: Address) -> bool:
    """Say whether a certificate of the hub's can be for an address: only for a private one."""
    return any(address in network for network in NETWORKS if network.version == address.version)
