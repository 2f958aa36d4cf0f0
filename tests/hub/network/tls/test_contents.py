"""Reading a certificate: what the library that makes them reads, and nothing from what is none."""

import datetime as dt
import ipaddress
import random
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hub.network.tls.contents import CertificateContents, read_certificate
from hub.network.tls.signing import Signer, open_signer
from tests.support.tls import DAY, NOW, Made, make_certificate

OLD = dt.datetime(1950, 1, 1, tzinfo=dt.UTC)
FAR = dt.datetime(2049, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
FARTHER = dt.datetime(2050, 1, 1, tzinfo=dt.UTC)
LONG = [f"till-{number}.example.com" for number in range(4000)]


def read(made: Made) -> CertificateContents:
    return read_certificate(ssl.PEM_cert_to_DER_cert(made.pem))


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["kitchen.example.com"],
        ["10.0.0.1", "*.example.com", "fd00::2", "kitchen.local"],
        pytest.param(LONG, id="longer than two bytes can say"),
    ],
)
@pytest.mark.parametrize("valid", [(NOW - DAY, NOW + DAY), (OLD, FAR), (FARTHER, FARTHER + DAY)])
def test_it_reads_what_the_library_reads(
    tmp_path: Path, names: list[str], valid: tuple[dt.datetime, dt.datetime]
) -> None:
    made = make_certificate(tmp_path / "made", names, valid=valid)
    theirs = x509.load_pem_x509_certificate(made.pem.encode())

    found = read(made)

    assert (found.begins, found.ends) == (theirs.not_valid_before_utc, theirs.not_valid_after_utc)
    assert {*found.names, *map(str, found.addresses)} == {*names}
    assert found.may_sign_for is None


def test_it_reads_for_whom_an_authority_may_sign(tmp_path: Path) -> None:
    signer = open_signer(tmp_path / "tls", "main", ("galley-main.local", "localhost", "x.example"))
    found = read_certificate(signer.certificate.public_bytes(Encoding.DER))

    assert found.may_sign_for == ("galley-main.local", "localhost")
    assert found.ends.year == 9999


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return open_signer(tmp_path / "tls", "main", ("galley-main.local",))


def test_what_breaks_off_is_refused_wherever_it_does(signer: Signer) -> None:
    der = signer.certificate.public_bytes(Encoding.DER)
    for length in range(len(der)):
        with pytest.raises(ValueError, match=r"certificate|value"):
            read_certificate(der[:length])


def test_damage_is_refused_or_read_and_nothing_else_happens(signer: Signer) -> None:
    der = signer.certificate.public_bytes(Encoding.DER)
    chance = random.Random(14)
    refused = 0
    for _ in range(2000):
        damaged = bytearray(der)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(der))] = chance.randrange(256)
        try:
            found = read_certificate(bytes(damaged))
        except ValueError:
            refused += 1
        else:
            assert isinstance(found.begins, dt.datetime)
    assert refused > 100


@pytest.mark.parametrize(
    "address", [ipaddress.ip_address("192.168.1.20"), ipaddress.ip_address("fd00::7")]
)
def test_addresses_are_addresses(
    tmp_path: Path, address: ipaddress.IPv4Address | ipaddress.IPv6Address
) -> None:
    assert read(make_certificate(tmp_path / "made", [str(address)])).addresses == (address,)
