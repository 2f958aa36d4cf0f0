"""What all of TLS here is made from: private keys, a server's context, time, and what can be wrong.

Keys are of P-256, which every client knows and a Raspberry Pi signs with in a millisecond.
"""

import datetime as dt
import ssl
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


def server_context() -> ssl.SSLContext:
    """Make a context for TLS 1.3, and nothing older, that has no certificate to show yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def time_of(milliseconds: int) -> dt.datetime:
    """Turn the hub's time, in Unix milliseconds, into what certificates are compared with."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


class CertificateError(Exception):
    """The files cannot be used. ``problems`` holds one line for every mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def new_key() -> ec.EllipticCurvePrivateKey:
    """Make a key."""
    return ec.generate_private_key(ec.SECP256R1())


def pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Write a key as PEM. It is not encrypted: the hub has to start with nobody at hand."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Read a key that the hub has written.

    Raises:
        ValueError: the file holds something else.
        OSError: it cannot be read.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except TypeError as error:
        raise ValueError("the key is encrypted") from error
    match key:
        case ec.EllipticCurvePrivateKey():
            return key
        case _:
            raise ValueError("a key of another kind")
