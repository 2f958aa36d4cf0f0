"""What stands in a certificate that a hub shows, as whoever connects gets it."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from cryptography import x509

from hub.network.addresses import Address
from hub.network.tls.authority import NETWORKS


class Seen(NamedTuple):
    """When a certificate begins and ends, and which of the addresses in question it is not for."""

    begins: dt.datetime
    ends: dt.datetime
    lacking: tuple[Address, ...]


def seen(der: bytes, addresses: Iterable[Address]) -> Seen:
    """Read a certificate.

    Args:
        der: as it came over the wire.
        addresses: of the hub's machine; those of the internet, for which no hub signs, don't count.

    Raises:
        ValueError: it is none.
    """
    certificate = x509.load_der_x509_certificate(der)
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        inside = set[object]()
    else:
        inside = set(names.get_values_for_type(x509.IPAddress))
    private = (each for each in addresses if any(each in network for network in NETWORKS))
    return Seen(
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        tuple(each for each in private if each not in inside),
    )
