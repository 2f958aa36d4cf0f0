"""The hub seen from outside: its addresses, its announcement, its certificate."""

import datetime as dt
from ipaddress import ip_address
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub.cli.doctor import network
from hub.common.checks import Level
from hub.network.addresses import Addresses
from hub.network.tls.contents import CertificateContents
from hub.wire.pinning import Anchor
from hub.wire.service_record import FoundHub
from tests.support.live import alive

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
HERE = (ip_address("192.168.1.10"),)
LOOPBACK = (ip_address("127.0.0.1"),)
ANCHOR = Anchor(pem="", fingerprint="ab" * 32)
OWN = FoundHub(
    branch="main",
    name="Galley main",
    host="galley-main.local",
    addresses=("192.168.1.10", "fe80::1%eth0"),
    port=8443,
    fingerprint="ab" * 8,
    version="1",
    api=1,
)
STRANGER = replace(OWN, fingerprint="cd" * 8, addresses=("192.168.1.66",))


@pytest.mark.parametrize(
    ("found", "level"),
    [
        ([], Level.PROBLEM),
        (["169.254.3.4"], Level.WARNING),
        (["192.168.1.10"], Level.OK),
        (["192.168.1.10", "169.254.3.4"], Level.OK),
    ],
)
def test_addresses_are_judged(found: list[str], level: Level) -> None:
    (said,) = network.check_addresses([ip_address(each) for each in found])
    assert said.level is level


_BY_HAND = '[{"ifname": "eth0", "addr_info": [{"local": "192.168.1.10"}]}]'
_BY_ROUTER = _BY_HAND.replace('"}', '", "dynamic": true}')


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        (_BY_ROUTER, True),
        (_BY_HAND, False),
        (_BY_ROUTER.replace("192", "172"), False),
        ("[{}]", False),
        ("not JSON", False),
        (None, False),
    ],
)
def test_a_fixed_lease_is_asked_for_where_the_router_lends_the_address(
    said: str | None, asks: bool
) -> None:
    found = list(network.check_lease(lambda _: said, HERE))

    assert ["192.168.1.10" in str(each) for each in found] == [True] * asks
    assert all(each.level is Level.OK for each in found)


@pytest.mark.parametrize(
    ("hubs", "levels"),
    [
        ([OWN], [Level.OK]),
        ([], [Level.PROBLEM]),
        ([STRANGER], [Level.PROBLEM, Level.WARNING]),
        ([OWN, STRANGER], [Level.OK, Level.WARNING]),
        ([OWN, replace(STRANGER, branch="other")], [Level.OK]),
        ([replace(OWN, addresses=("192.168.1.99",))], [Level.WARNING]),
        (None, []),
    ],
)
def test_the_announcement_is_judged_by_what_a_look_has_found(
    hubs: list[FoundHub] | None, levels: list[Level]
) -> None:
    found = network.check_discovery(hubs, "main", ANCHOR, HERE)
    assert [each.level for each in found] == levels


def days(count: float) -> dt.datetime:
    return NOW + dt.timedelta(days=count)


def certified(begins: float, ends: float, addresses: Addresses = HERE) -> CertificateContents:
    return CertificateContents(days(begins), days(ends), (), addresses, None)


@pytest.mark.parametrize(
    ("seen", "level", "part"),
    [
        (certified(-30, 300), Level.OK, "good for 300 d"),
        (certified(2, 300), Level.WARNING, "is the clock right?"),
        (certified(-300, -2), Level.WARNING, "it ran out 2 d ago"),
        (certified(-300, 5), Level.WARNING, "good for 5 d"),
        (certified(-30, 300, LOOPBACK), Level.WARNING, "it is not for 192.168.1.10"),
    ],
)
def test_a_certificate_is_judged_by_its_time_and_its_addresses(
    seen: CertificateContents, level: Level, part: str
) -> None:
    found = network.judge_certificate(seen, HERE, NOW)
    assert (found.level, part in found.text) == (level, True)


async def test_a_running_hubs_own_certificate_is_good(tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    async with alive(tmp_path, lan=True) as live:
        assert live.hub.lan is not None
        found = await network.check_certificate(LOOPBACK, live.hub.lan.port, live.hub.anchor, now)
    assert [(each.level, each.about) for each in found] == [(Level.OK, "certificate")]


async def test_an_address_that_the_certificate_is_not_for_is_named(tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    here = (*LOOPBACK, ip_address("127.0.0.77"))
    async with alive(tmp_path, lan=True) as live:
        assert live.hub.lan is not None
        found = await network.check_certificate(here, live.hub.lan.port, live.hub.anchor, now)
    assert "it is not for 127.0.0.77" in found[-1].text


async def test_another_hubs_certificate_is_a_problem(tmp_path: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    async with alive(tmp_path / "a", lan=True) as live, alive(tmp_path / "b") as other:
        assert live.hub.lan is not None
        found = await network.check_certificate(LOOPBACK, live.hub.lan.port, other.hub.anchor, now)
    assert [each.level for each in found] == [Level.PROBLEM]
    assert "another hub's certificate" in found[0].text


async def test_a_closed_door_is_a_problem(tmp_path: Path) -> None:
    async with alive(tmp_path, lan=True) as live:
        assert live.hub.lan is not None
        anchor, port = live.hub.anchor, live.hub.lan.port
    found = await network.check_certificate(LOOPBACK, port, anchor, NOW)
    assert [(each.level, each.about) for each in found] == [(Level.PROBLEM, "door")]
