"""What all of TLS here is made from: a server's context, time, and what can be wrong.

Nothing here, nor in what reads a certificate, takes the library that signs them: it is a sixth of
a hub's memory, and needed once a year (see ``issuing``).
"""

import datetime as dt
import ssl
from pathlib import Path

from hub.network.tls.contents import CertificateContents, read_certificate
from hub.wire.pinning import Anchor, pinned_context


class CertificateError(Exception):
    """The files cannot be used. ``problems`` holds one line for every mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def server_context() -> ssl.SSLContext:
    """Make a context for TLS 1.3, and nothing older, that has no certificate to show yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def time_of(milliseconds: int) -> dt.datetime:
    """Turn the hub's time, in Unix milliseconds, into what certificates are compared with."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


def load_pair(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    """Have a context show a certificate.

    Args:
        context: a server's.
        certificate: a PEM file.
        key: a PEM file. One with a password is refused: nobody could type it when the hub starts.

    Raises:
        ssl.SSLError: they cannot be used, or do not belong to each other.
        OSError: one of them cannot be read.
    """
    context.load_cert_chain(certificate, key, password="")


def is_of_another(error: ssl.SSLError) -> bool:
    """Say whether a key was refused because it belongs to another certificate."""
    return error.reason in ("KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH")


def read_trusted(certificate: Path, key: Path, anchor: Anchor) -> CertificateContents:
    """Read a certificate as a paired device gets it: with its key, and signed by what it pinned.

    Args:
        certificate: a PEM file.
        key: a PEM file.
        anchor: that the device has pinned.

    Raises:
        ssl.SSLError: a paired device would turn away.
        OSError: a file cannot be read.
        ValueError: the certificate cannot be understood.
    """
    shown = server_context()
    load_pair(shown, certificate, key)
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = pinned_context(anchor.pem).wrap_bio(down, up)
    server = shown.wrap_bio(up, down, server_side=True)
    for side in (client, server):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    client.do_handshake()
    return read_certificate(client.getpeercert(binary_form=True) or b"")
