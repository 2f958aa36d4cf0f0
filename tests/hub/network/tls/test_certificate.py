"""The certificate that the hub shows: for whom, for how long, and when it is replaced."""

import datetime as dt
import ipaddress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from hub.network.tls.certificate import Covered, choose_covered, why_renew
from hub.network.tls.contents import CertificateContents, read_certificate
from hub.network.tls.signing import Signer, issue, new_key, open_signer
from tests.support.tls import DAY, NOW

OURS = ipaddress.IPv4Address("192.168.1.20")
LATER = ipaddress.IPv4Address("192.168.1.77")
COVERED = Covered(("galley-main.local",), (OURS,))


def issued(signer: Signer, covered: Covered) -> CertificateContents:
    made = issue(signer, new_key().public_key(), covered, NOW)
    return read_certificate(made.public_bytes(Encoding.DER))


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return open_signer(tmp_path / "tls", "main", ("galley-main.local", "localhost"))


@pytest.fixture
def leaf(signer: Signer) -> CertificateContents:
    return issued(signer, COVERED)


def test_what_the_authority_may_not_sign_for_is_left_out(signer: Signer) -> None:
    names = ("galley-main.local", "localhost", "kitchen.example.com")
    addresses = tuple(map(ipaddress.ip_address, ("8.8.8.8", "192.168.1.20", "2606:4700::1111")))

    assert choose_covered(signer.authority, names, addresses) == Covered(
        ("galley-main.local", "localhost"),
        (ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1"), OURS),
    )


def test_it_begins_a_month_back_and_lasts_a_year(leaf: CertificateContents) -> None:
    now = NOW.replace(microsecond=0)

    assert leaf.begins == now - dt.timedelta(days=30)
    assert leaf.ends == now + dt.timedelta(days=365)


@pytest.mark.parametrize("days", [0, 100, 232])
def test_it_is_kept_for_two_thirds_of_its_life(leaf: CertificateContents, days: int) -> None:
    assert why_renew(leaf, COVERED, NOW + days * DAY) is None


@pytest.mark.parametrize(
    ("covered", "days", "why"),
    [
        (COVERED, 234, "a third of its life is left"),
        (COVERED, 366, "it has run out"),
        (COVERED, -31, "the clock was set back"),
        (Covered(COVERED.names, (LATER,)), 0, "the hub's names or addresses have changed"),
        (Covered(COVERED.names, (OURS, LATER)), 0, "the hub's names or addresses have changed"),
        (Covered(("galley-b2.local",), (OURS,)), 0, "the hub's names or addresses have changed"),
    ],
)
def test_it_is_replaced_when(
    leaf: CertificateContents, covered: Covered, days: int, why: str
) -> None:
    assert why_renew(leaf, covered, NOW + days * DAY) == why


def test_the_order_of_addresses_is_no_reason(signer: Signer) -> None:
    both = issued(signer, Covered(COVERED.names, (OURS, LATER)))

    assert why_renew(both, Covered(COVERED.names, (LATER, OURS)), NOW) is None


def test_an_address_that_has_gone_is_no_reason(leaf: CertificateContents) -> None:
    assert why_renew(leaf, Covered(COVERED.names, ()), NOW) is None
