"""Who of two hubs that have met under the same name gives way."""

from ipaddress import IPv4Address, IPv6Address

import pytest

from hub.network.addresses import Address
from hub.network.discovery.advertising import _gives_way
from hub.network.discovery.conflicts import Rivals

LOW, HIGH = "0" * 16, "f" * 16
NEAR, FAR, SIX = IPv4Address("198.18.0.1"), IPv4Address("198.18.0.2"), IPv6Address("fd00::1")


def gives_way(hint: str, own: tuple[Address, ...], other: str, theirs: tuple[Address, ...]) -> bool:
    """Ask a hub that has heard of the other one all there is to hear."""
    return _gives_way(hint, own, Rivals(frozenset({other} - {hint}), frozenset(theirs)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((LOW, (NEAR,)), (HIGH, (FAR,))),
        ((LOW, (FAR,)), (HIGH, (NEAR,))),
        ((LOW, (NEAR,)), (LOW, (FAR,))),
        ((LOW, (NEAR, SIX)), (LOW, (FAR,))),
    ],
)
def test_one_gives_way_and_the_other_stays(
    one: tuple[str, tuple[Address, ...]], other: tuple[str, tuple[Address, ...]]
) -> None:
    assert {gives_way(*one, *other), gives_way(*other, *one)} == {True, False}


def test_a_machine_that_is_no_hub_wins_by_the_higher_address() -> None:
    assert _gives_way(LOW, (NEAR,), Rivals(frozenset(), frozenset({FAR})))


def test_without_a_rival_nobody_gives_way() -> None:
    assert not _gives_way(HIGH, (), Rivals(frozenset(), frozenset()))
