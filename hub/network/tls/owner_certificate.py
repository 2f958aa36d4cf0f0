"""A certificate that the owner brings, for names that he has, such as one of his domain."""

import datetime as dt
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hub.network.tls.keys import CertificateError, server_context, time_of

T = TypeVar("T")


class OwnCertificate(NamedTuple):
    """The owner's files, found right.

    Attributes:
        certificate: file with the certificate and those that lead to a known authority.
        key: file with its key.
        names: host names that stand in it, in lower case; one may begin with ``*.``.
        remark: what the owner should know about it though it can be used; None for nothing.
    """

    certificate: Path
    key: Path
    names: tuple[str, ...]
    remark: str | None

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names by which the hub may be called because of it."""
        return tuple(each for each in self.names if not each.startswith("*."))

    def is_for(self, host: str) -> bool:
        """Say whether it is for a host name."""
        host = host.lower().rstrip(".")
        return host in self.names or f"*.{host.partition('.')[2]}" in self.names


def read_own(certificate: Path | None, key: Path | None, now: int) -> OwnCertificate:
    """Read the owner's files.

    One that has run out is taken: the clock may be wrong, and a kitchen that stands still is worse
    than a browser that warns.

    Args:
        certificate: a PEM file, the hub's certificate first; None was not said.
        key: a PEM file; None was not said.
        now: the hub's time, in Unix milliseconds.

    Raises:
        CertificateError: naming everything that is wrong with them.
    """
    problems: list[str] = []
    chain = _read("certificate", certificate, x509.load_pem_x509_certificates, problems)
    private = _read("key", key, _load_key, problems)
    names = () if chain is None else _names_in(chain[0])
    if chain is not None and not names:
        problems.append(
            f"[lan] certificate: {certificate} has no DNS name in it, as browsers want it; for its "
            "addresses the hub has a certificate of its own"
        )
    if chain is not None and private is not None and not _belongs(private, chain[0]):
        problems.append(
            f"[lan] key: {key} does not belong to the certificate in {certificate}. The hub's own "
            "certificate has to be the first one in that file"
        )
    if not problems and certificate is not None and key is not None:
        problems += _try_in_tls(certificate, key)
    if problems or certificate is None or key is None or chain is None:
        raise CertificateError(problems)
    return OwnCertificate(certificate, key, names, _remark(certificate, chain[0], time_of(now)))


def _read(
    what: str, path: Path | None, load: Callable[[bytes], T], problems: list[str]
) -> T | None:
    if path is None:
        problems.append(f"[lan] {what}: is missing; a certificate and its key go together")
        return None
    where = f"[lan] {what}: {path}"
    try:
        return load(path.read_bytes())
    except OSError as error:
        problems.append(f"{where} cannot be read: {error.strerror}")
    except TypeError:
        problems.append(
            f"{where} is protected by a password, which nobody could type when the hub starts. "
            "Write it without one: openssl pkey -in OLD -out NEW"
        )
    except ValueError:
        problems.append(f"{where} holds no {what} in PEM format")
    return None


def _belongs(key: PrivateKeyTypes, certificate: x509.Certificate) -> bool:
    return key.public_key() == certificate.public_key()


def _try_in_tls(certificate: Path, key: Path) -> list[str]:
    """Try the files as the door will: a key may be too short, or of a kind unknown to TLS."""
    try:
        server_context().load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as error:
        reason = getattr(error, "reason", None) or error.strerror
        return [f"[lan] certificate: {certificate} cannot be used for TLS: {reason}"]
    return []


def _load_key(content: bytes) -> PrivateKeyTypes:
    return load_pem_private_key(content, password=None)


def _names_in(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(each.lower() for each in found.value.get_values_for_type(x509.DNSName))


def _remark(path: Path, certificate: x509.Certificate, now: dt.datetime) -> str | None:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > ends:
        return f"[lan] certificate: {path} ran out on {ends:%Y-%m-%d}; browsers will refuse it"
    if now < begins:
        return (
            f"[lan] certificate: {path} is not valid before {begins:%Y-%m-%d}; is this machine's "
            "clock right?"
        )
    return None
