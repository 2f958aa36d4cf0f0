"""The certificate that the hub shows: what must stand in it, and when it is time for a new one.

Also what stands in it as whoever connects gets it.
"""

import datetime as dt
import ipaddress
from collections.abc import Iterable
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.network.addresses import Address, Addresses
from hub.network.tls.authority import NETWORKS, Authority

BEFORE = dt.timedelta(days=30)
"""How far back a new certificate begins: a tablet's clock may be behind the hub's."""

LIFE = dt.timedelta(days=365)
"""How long it lasts. Apple's devices take none that lasts longer than 398 days."""

_LOOPBACK: Addresses = (ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1"))
_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


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


def issue(
    authority: Authority, key: ec.EllipticCurvePublicKey, covered: Covered, now: dt.datetime
) -> x509.Certificate:
    """Make a certificate.

    Args:
        authority: signs it.
        key: the hub's own.
        covered: what stands in it.
        now: the hub's time.
    """
    issuer = authority.certificate
    theirs = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    names: list[x509.GeneralName] = [x509.DNSName(each) for each in covered.names]
    names += [x509.IPAddress(each) for each in covered.addresses]
    return authority.sign(
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, covered.names[0])]))
        .issuer_name(issuer.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_USAGE, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(theirs), critical=False
        )
    )


def why_renew(certificate: x509.Certificate, covered: Covered, now: dt.datetime) -> str | None:
    """Say why a certificate has to be replaced; None while it is good.

    Args:
        certificate: the one there is.
        covered: what should stand in it.
        now: the hub's time.
    """
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < begins:
        return "the clock was set back"
    if now > ends:
        return "it has run out"
    if now > ends - (ends - begins) / 3:
        return "a third of its life is left"
    there = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    # An address that has gone is no reason: every boot begins without any, and a card would take
    # two certificates each time.
    addresses = set(there.get_values_for_type(x509.IPAddress))
    if set(there.get_values_for_type(x509.DNSName)) != set(covered.names) or not (
        addresses.issuperset(covered.addresses)
    ):
        return "the hub's names or addresses have changed"
    return None


def can_hold(address: Address) -> bool:
    """Say whether a certificate of the hub's can be for an address: only for a private one."""
    return any(address in network for network in NETWORKS if network.version == address.version)


class CertificateContents(NamedTuple):
    """When a certificate begins and ends, and which of the addresses in question it is not for."""

    begins: dt.datetime
    ends: dt.datetime
    lacking: tuple[Address, ...]


def inspect_certificate(der: bytes, addresses: Iterable[Address]) -> CertificateContents:
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
    return CertificateContents(
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        tuple(each for each in private if each not in inside),
    )
