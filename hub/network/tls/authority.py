"""The hub's own certificate authority: made once, at the first start, and never again.

Its certificate is the anchor that devices pin, so it never changes and never runs out. What it may
sign for is written into it: this hub's names and the addresses of private networks. Whoever steals
its key cannot make a certificate for a bank out of it.
"""

import datetime as dt
import ipaddress
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.common.atomic_file import write_private
from hub.network.tls.keys import CertificateError, new_key, pem_of_key, read_key
from hub.wire.pinning import Anchor, anchor_of

KEY = "authority.key"
CERTIFICATE = "authority.pem"

NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        (
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "::1/128",
            "fc00::/7",
            "fe80::/10",
        ),
    )
)
"""The addresses that nobody has on the internet: all that the authority may sign for (RFC 1918,
RFC 6598, RFC 3927, RFC 4193, RFC 4291)."""

# A Raspberry Pi without a clock may boot in any year, so every year is right. The end is RFC 5280's
# way to write that there is none.
_FROM = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_UNTIL = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
_USAGE = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """Signs what the hub shows.

    Attributes:
        anchor: what devices pin.
        certificate: the same, taken apart.
    """

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        self.certificate = certificate
        self.anchor: Anchor = anchor_of(certificate.public_bytes(Encoding.PEM).decode("ascii"))

    def sign(self, certificate: x509.CertificateBuilder) -> x509.Certificate:
        """Sign a certificate that names this authority as its issuer."""
        return certificate.sign(self._key, hashes.SHA256())

    def may_sign_for(self, name: str) -> bool:
        """Say whether a host name is among those that the authority was made for."""
        constraints = self.certificate.extensions.get_extension_for_class(x509.NameConstraints)
        mine = constraints.value.permitted_subtrees or ()
        return any(
            name == each.value or name.endswith(f".{each.value}")
            for each in mine
            if isinstance(each, x509.DNSName)
        )


def open_authority(folder: Path, branch_id: str, names: Iterable[str]) -> Authority:
    """Read the authority of a data folder, or make it when there is none yet.

    Args:
        folder: where its files are; made if there is none.
        branch_id: goes into its name, for the lists of certificates on a tablet.
        names: the host names that a new one may sign for. An older one keeps those it has.

    Raises:
        CertificateError: there are files, but they cannot be used.
        OSError: a new one cannot be written.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    if (folder / CERTIFICATE).exists():
        return _read(folder)
    # The key goes first: a power cut in between leaves a key that has signed nothing.
    key = new_key()
    write_private(folder / KEY, pem_of_key(key))
    certificate = _certificate(key, branch_id, names)
    write_private(folder / CERTIFICATE, certificate.public_bytes(Encoding.PEM))
    return Authority(key, certificate)


def _read(folder: Path) -> Authority:
    problem = "is not the certificate that belongs to"
    try:
        certificate = x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
        certificate.extensions.get_extension_for_class(x509.NameConstraints)
        key = read_key(folder / KEY)
    except (ValueError, x509.ExtensionNotFound):
        problem = "cannot be understood, or"
    except OSError as error:
        problem = f"cannot be read ({error.strerror}), or"
    else:
        if key.public_key() == certificate.public_key():
            return Authority(key, certificate)
    told = (
        f"{folder / CERTIFICATE} {problem} {folder / KEY}. Put both back from a backup. Without "
        f"one, remove the folder {folder}: the hub makes a new authority, and every device has to "
        "be paired again."
    )
    raise CertificateError([told])


def _certificate(
    key: ec.EllipticCurvePrivateKey, branch_id: str, names: Iterable[str]
) -> x509.Certificate:
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    # With a part of its key in its name, a new authority of the branch is told from the old one.
    title = f"Galley {branch_id} {identifier.digest.hex()[:8]}"
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Galley"),
            x509.NameAttribute(NameOID.COMMON_NAME, title),
        ]
    )
    permitted: list[x509.GeneralName] = [x509.DNSName(each) for each in dict.fromkeys(names)]
    permitted += [x509.IPAddress(each) for each in NETWORKS]
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_USAGE, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, hashes.SHA256())
    )
