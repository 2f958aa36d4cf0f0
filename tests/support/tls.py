"""TLS as the hub's clients meet it, and certificates such as an owner, or a thief, would make."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DEADLINE = 20.0
NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


class HeldClock:
    """A hub's clock that a test sets, or a machine's that stands still."""

    boot = "the only one"

    def __init__(self, at: dt.datetime = NOW) -> None:
        self.at = at

    def now(self) -> int:
        return int(self.at.timestamp() * 1000)

    def wall(self) -> int:
        return self.now()

    def running(self) -> int:
        return 0

    def synchronized(self) -> bool:
        return False


class Made(NamedTuple):
    """A certificate with its key, in two files."""

    certificate: Path
    key: Path

    @property
    def pem(self) -> str:
        return self.certificate.read_text()


def make_certificate(
    folder: Path,
    names: Sequence[str],
    *,
    issuer: Made | None = None,
    authority: bool = False,
    valid: tuple[dt.datetime, dt.datetime] = (NOW - DAY, NOW + DAY),
    password: bytes | None = None,
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
) -> Made:
    """Make a certificate, signed by itself or by another one, with a new key.

    Args:
        folder: for its files; made.
        names: host names and addresses.
        issuer: who signs.
        authority: whether it may sign others.
        valid: from when until when.
        password: to protect the key with.
        usage: what it is for, unless it is an authority's.
    """
    folder.mkdir(parents=True)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, folder.name)])
    signed_by, signed_with = subject, key
    if issuer is not None:
        signed_by = x509.load_pem_x509_certificate(issuer.certificate.read_bytes()).subject
        signed_with = _key_in(issuer.key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signed_by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_general(each) for each in names]), critical=False
        )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    made = Made(folder / "certificate.pem", folder / "key.pem")
    signed = builder.sign(signed_with, hashes.SHA256())
    made.certificate.write_bytes(signed.public_bytes(Encoding.PEM))
    how: KeySerializationEncryption = (
        NoEncryption() if password is None else BestAvailableEncryption(password)
    )
    made.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
    return made


def trusting(pem: str) -> ssl.SSLContext:
    """Make the context of a client that checks everything, such as a browser with the authority."""
    context = ssl.create_default_context(cadata=pem)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def asking_nothing() -> ssl.SSLContext:
    """Make the context of a client that takes whatever it is shown, to look at it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def shown_at(port: int, name: str | None = None) -> x509.Certificate:
    """Connect anew and return the certificate that one is shown.

    Args:
        port: of 127.0.0.1.
        name: the host name that one asks for; None asks for the address.
    """
    async with connected(port, asking_nothing(), name) as (_, writer):
        der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(der)


@asynccontextmanager
async def connected(
    port: int, context: ssl.SSLContext, name: str | None = None
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Connect to a port of 127.0.0.1 with TLS."""
    async with asyncio.timeout(DEADLINE):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=context, server_hostname=name or "127.0.0.1"
        )
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


class Recorder(asyncio.Protocol):
    """A server's side that echoes, and keeps what it was told."""

    def __init__(self, told: bytearray) -> None:
        self._told = told
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._told += data
        assert isinstance(self._transport, asyncio.WriteTransport)
        self._transport.write(data)


@asynccontextmanager
async def recording(context: ssl.SSLContext) -> AsyncIterator[tuple[int, bytearray]]:
    """Serve with a context; gives the port, and what all clients together have told."""
    told = bytearray()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Recorder(told), "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], told


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_in(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key
