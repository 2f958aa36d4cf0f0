"""Making keys, the authority and the hub's certificate: a program of its own, which then ends.

Only it loads the library that signs. It is told a ``SigningTask`` on stdin, and writes files.

Keys are of P-256, which every client knows and a Raspberry Pi signs with in a millisecond.
"""

import datetime as dt
import sys
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.common.atomic_file import write_private
from hub.network.tls.authority import (
    AUTHORITY,
    AUTHORITY_KEY,
    NETWORKS,
    Authority,
    read_authority,
    unusable,
)
from hub.network.tls.certificate import Covered, choose_covered
from hub.network.tls.context import CertificateError, time_of
from hub.network.tls.issuing import CERTIFICATE, KEY, SigningReport, SigningTask

BEFORE = dt.timedelta(days=30)
"""How far back a new certificate begins: a tablet's clock may be behind the hub's."""

LIFE = dt.timedelta(days=365)
"""How long it lasts. Apple's devices take none that lasts longer than 398 days."""

# A Raspberry Pi without a clock may boot in any year, so every year is right. The end is RFC 5280's
# way to write that there is none.
_FROM = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_UNTIL = dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)


class Signer(NamedTuple):
    """The authority with its key."""

    authority: Authority
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def carry_out(task: SigningTask) -> list[str]:
    """Make what is missing.

    Returns:
        What somebody should know about it.

    Raises:
        CertificateError: there is an authority, but it cannot be used.
        OSError: something cannot be written.
    """
    folder = Path(task.folder)
    if task.branch_id is not None:
        signer = open_signer(folder, task.branch_id, task.names)
    else:
        signer = _read_signer(folder)
    if not task.certificate:
        return []
    key, remarks = _open_key(folder / KEY)
    addresses = tuple(map(ip_address, task.addresses))
    covered = choose_covered(signer.authority, task.names, addresses)
    certificate = issue(signer, key.public_key(), covered, time_of(task.now))
    write_private(folder / CERTIFICATE, certificate.public_bytes(Encoding.PEM))
    return remarks


def open_signer(folder: Path, branch_id: str, names: Iterable[str]) -> Signer:
    """Read the authority of a data folder, or make it when there is none yet.

    Args:
        folder: where its files are; made if there is none.
        branch_id: goes into its name, for the lists of certificates on a tablet.
        names: the host names that a new one may sign for, of those that mean something on the
            branch's own network only. An older one keeps those it has.

    Raises:
        CertificateError: there are files, but they cannot be used.
        OSError: a new one cannot be written.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    if read_authority(folder) is not None:
        return _read_signer(folder)
    # The key goes first: a power cut in between leaves a key that has signed nothing.
    key = new_key()
    write_private(folder / AUTHORITY_KEY, _pem_of(key))
    own = (each for each in names if each == "localhost" or each.endswith(".local"))
    certificate = _certificate(key, branch_id, own)
    write_private(folder / AUTHORITY, certificate.public_bytes(Encoding.PEM))
    return _read_signer(folder)


def _read_signer(folder: Path) -> Signer:
    authority = read_authority(folder)
    if authority is None:
        raise unusable(folder, "has gone, and so may have")
    certificate = x509.load_pem_x509_certificate(authority.anchor.pem.encode("ascii"))
    return Signer(authority, _read_key(folder / AUTHORITY_KEY), certificate)


def issue(
    signer: Signer, key: ec.EllipticCurvePublicKey, covered: Covered, now: dt.datetime
) -> x509.Certificate:
    """Make a certificate.

    Args:
        signer: signs it.
        key: the hub's own.
        covered: what stands in it.
        now: the hub's time.
    """
    issuer = signer.certificate
    theirs = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    names: list[x509.GeneralName] = [x509.DNSName(each) for each in covered.names]
    names += [x509.IPAddress(each) for each in covered.addresses]
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, covered.names[0])]))
        .issuer_name(issuer.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(theirs), critical=False
        )
        .sign(signer.key, hashes.SHA256())
    )


def new_key() -> ec.EllipticCurvePrivateKey:
    """Make a key."""
    return ec.generate_private_key(ec.SECP256R1())


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
        .add_extension(_usage(key_cert_sign=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, hashes.SHA256())
    )


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _open_key(path: Path) -> tuple[ec.EllipticCurvePrivateKey, list[str]]:
    """Read the hub's key, or make one; also says what was the matter with the one there was."""
    remarks: list[str] = []
    try:
        return _read_key(path), remarks
    except FileNotFoundError:
        pass
    except ValueError:
        # Nobody has pinned this key: another one is as good.
        remarks.append(f"{path} cannot be understood; the hub makes another key")
    key = new_key()
    write_private(path, _pem_of(key))
    return key, remarks


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Read a key that the hub has written; ValueError when it is another."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except TypeError as error:
        raise ValueError("the key is encrypted") from error
    match key:
        case ec.EllipticCurvePrivateKey():
            return key
        case _:
            raise ValueError("a key of another kind")


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Write a key as PEM. It is not encrypted: the hub has to start with nobody at hand."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def main() -> int:
    """Carry out the task on stdin, and say on stdout what came of it."""
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=SigningTask)
    try:
        report = SigningReport(remarks=carry_out(task))
    except CertificateError as error:
        report = SigningReport(unusable=error.problems)
    except OSError as error:
        file = None if error.filename is None else str(error.filename)
        report = SigningReport(unwritten=(error.errno, error.strerror, file))
    sys.stdout.buffer.write(msgspec.json.encode(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
