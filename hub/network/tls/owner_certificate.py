"""A certificate that the owner brings, for names that he has, such as one of his domain."""

import base64
import datetime as dt
import re
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from hub.network.tls.contents import CertificateContents, read_certificate
from hub.network.tls.context import (
    CertificateError,
    is_of_another,
    load_pair,
    server_context,
    time_of,
)

T = TypeVar("T")

_CERTIFICATE = re.compile(
    "-----BEGIN (?:X509 )?CERTIFICATE-----(.+?)-----END (?:X509 )?CERTIFICATE-----", re.DOTALL
)
_KEY = re.compile("-----BEGIN (?P<kind>[A-Z ]*)PRIVATE KEY-----\n(?P<head>.*)")


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
    contents = _read("certificate", certificate, _read_first, problems)
    protected = _read("key", key, _is_protected, problems)
    if contents is not None and not contents.names:
        problems.append(
            f"[lan] certificate: {certificate} has no DNS name in it, as browsers want it; for its "
            "addresses the hub has a certificate of its own"
        )
    if protected:
        problems.append(
            f"[lan] key: {key} is protected by a password, which nobody could type when the hub "
            "starts. Write it without one: openssl pkey -in OLD -out NEW"
        )
    elif certificate is not None and key is not None and None not in (contents, protected):
        problems += filter(None, [_try_in_tls(certificate, key)])
    if problems or certificate is None or key is None or contents is None:
        raise CertificateError(problems)
    names = tuple(each.lower() for each in contents.names)
    return OwnCertificate(certificate, key, names, _remark(certificate, contents, time_of(now)))


def _read(what: str, path: Path | None, load: Callable[[str], T], problems: list[str]) -> T | None:
    if path is None:
        problems.append(f"[lan] {what}: is missing; a certificate and its key go together")
        return None
    where = f"[lan] {what}: {path}"
    try:
        return load(path.read_text("utf-8", "replace"))
    except OSError as error:
        problems.append(f"{where} cannot be read: {error.strerror}")
    except ValueError:
        problems.append(f"{where} holds no {what} in PEM format")
    return None


def _read_first(text: str) -> CertificateContents:
    found = _CERTIFICATE.search(text)
    if found is None:
        raise ValueError("no certificate")
    return read_certificate(base64.b64decode(found[1]))


def _is_protected(text: str) -> bool:
    found = _KEY.search(text)
    if found is None:
        raise ValueError("no key")
    return "ENCRYPTED" in found["kind"] or "ENCRYPTED" in found["head"]


def _try_in_tls(certificate: Path, key: Path) -> str | None:
    """Try the files as the door will: a key may be too short, or of a kind unknown to TLS."""
    try:
        load_pair(server_context(), certificate, key)
    except OSError as error:
        if isinstance(error, ssl.SSLError) and is_of_another(error):
            return (
                f"[lan] key: {key} does not belong to the certificate in {certificate}. The hub's "
                "own certificate has to be the first one in that file"
            )
        unread = f"OpenSSL cannot read it, or its key {key}"
        reason = getattr(error, "reason", unread) or unread
        return f"[lan] certificate: {certificate} cannot be used for TLS: {reason}"
    return None


def _remark(path: Path, certificate: CertificateContents, now: dt.datetime) -> str | None:
    begins, ends = certificate.begins, certificate.ends
    if now > ends:
        return f"[lan] certificate: {path} ran out on {ends:%Y-%m-%d}; browsers will refuse it"
    if now < begins:
        return (
            f"[lan] certificate: {path} is not valid before {begins:%Y-%m-%d}; is this machine's "
            "clock right?"
        )
    return None
