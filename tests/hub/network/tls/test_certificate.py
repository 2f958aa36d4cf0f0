"""The certificate that the hub shows: for whom, for how long, and when it is replaced."""

import datetime as dt
import ipaddress
from pathlib import Path

import pytest
from cryptography import x509

from hub.network.tls.authority import Authority, open_authority
from hub.network.tls.certificate import Covered, choose_covered, issue, why_renew
from hub.network.tls.keys import new_key
from tests.support.tls import DAY, NOW

OURS = ipaddress.IPv4Address("192.168.1.20")
LATER = ipaddress.IPv4Address("192.168.1.77")
COVERED = Covered(("galley-main.local",), (OURS,))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return open_authority(tmp_path / "tls", "main", ("galley-main.local", "localhost"))


@pytest.fixture
def leaf(authority: Authority) -> x509.Certificate:
    return issue(authority, new_key().public_key(), COVERED, NOW)


def test_what_the_authority_may_not_sign_for_is_left_out(authority: Authority) -> None:
    names = ("galley-main.local", "localhost", "kitchen.example.com")
    addresses = tuple(map(ipaddress.ip_address, ("8.8.8.8", "192.168.1.20", "2606:4700::1111")))

    assert choose_covered(authority, names, addresses) == Covered(
        ("galley-main.local", "localhost"),
        (ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1"), OURS),
    )


def test_it_begins_a_month_back_and_lasts_a_year(leaf: x509.Certificate) -> None:
    now = NOW.replace(microsecond=0)

    assert leaf.not_valid_before_utc == now - dt.timedelta(days=30)
    assert leaf.not_valid_after_utc == now + dt.timedelta(days=365)


@pytest.mark.parametrize("days", [0, 100, 232])
def test_it_is_kept_for_two_thirds_of_its_life(leaf: x509.Certificate, days: int) -> None:
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
def test_it_is_replaced_when(leaf: x509.Certificate, covered: Covered, days: int, why: str) -> None:
    assert why_renew(leaf, covered, NOW + days * DAY) == why


def test_the_order_of_addresses_is_no_reason(leaf: x509.Certificate, authority: Authority) -> None:
    both = issue(authority, new_key().public_key(), Covered(COVERED.names, (OURS, LATER)), NOW)

    assert why_renew(both, Covered(COVERED.names, (LATER, OURS)), NOW) is None


def test_an_address_that_has_gone_is_no_reason(leaf: x509.Certificate) -> None:
    assert why_renew(leaf, Covered(COVERED.names, ()), NOW) is None
