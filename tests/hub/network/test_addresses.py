"""The machine's own addresses, and following them."""

import asyncio
import contextlib
import errno
import subprocess
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

import ifaddr
import pytest

from hub.network import addresses
from hub.network.addresses import Address, Addresses, current, watch

HOME = IPv4Address("192.168.1.20")
AWAY = IPv4Address("10.0.0.7")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "GLANCE", 0.0)


@pytest.mark.system
def test_they_are_those_that_the_kernel_has() -> None:
    command = ["/bin/hostname", "-I"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    known: set[Address] = {ip_address(each) for each in said.split()}

    assert set(current()) == {each for each in known if not each.is_link_local}


@pytest.mark.parametrize(
    ("address", "reachable"),
    [
        ("192.168.1.20", True),
        ("169.254.3.4", True),
        ("8.8.8.8", True),
        ("fd00::2", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("0.0.0.0", False),  # noqa: S104 - nobody listens on it here
        ("224.0.0.251", False),
    ],
)
def test_only_what_other_machines_can_reach_counts(
    monkeypatch: pytest.MonkeyPatch, address: str, reachable: bool
) -> None:
    class Ip:
        ip = address if "." in address else (address, 0, 2)

    class Adapter:
        name = "eth0"
        ips = (Ip,)

    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [Adapter])

    assert current() == ((ip_address(address),) if reachable else ())


def test_they_come_in_one_order_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Adapter:
        name = "eth0"
        ips = tuple(
            type("Ip", (), {"ip": each})
            for each in (("fd00::2", 0, 0), "192.168.1.20", "10.0.0.7", "192.168.1.20")
        )

    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [Adapter])

    assert current() == (AWAY, HOME, IPv6Address("fd00::2"))


def test_a_bridge_of_containers_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ip:
        ip = "172.17.0.1"

    class Adapter:
        name = "docker0"
        ips = (Ip,)

    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [Adapter])

    assert current() == ()


async def heard(
    known: Addresses,
    looks: list[Addresses | OSError],
    answer: Callable[[Addresses], None] = lambda _: None,
) -> list[Addresses]:
    """Watch through some looks; return what was told of them."""
    told: list[Addresses] = []
    waiting = list(looks)
    over = asyncio.Event()

    def look() -> Addresses:
        if not waiting:
            over.set()
            raise OSError(errno.EIO, "nothing more to see")
        found = waiting.pop(0)
        if isinstance(found, OSError):
            raise found
        return found

    async def on_change(found: Addresses) -> None:
        told.append(found)
        answer(found)

    watching = asyncio.create_task(watch(known, on_change, look))
    async with asyncio.timeout(20):
        await over.wait()
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    return told


async def test_only_changes_are_told() -> None:
    assert await heard((HOME,), [(HOME,), (AWAY,), (AWAY,), (), (HOME,)]) == [(AWAY,), (), (HOME,)]


async def test_a_look_that_fails_is_taken_again() -> None:
    assert await heard((HOME,), [OSError(errno.EMFILE, "too many"), (AWAY,)]) == [(AWAY,)]


async def test_a_change_that_could_not_be_followed_is_told_again() -> None:
    full = [OSError(errno.ENOSPC, "full")]

    def answer(_: Addresses) -> None:
        if full:
            raise full.pop()

    assert await heard((HOME,), [(AWAY,), (AWAY,), (AWAY,)], answer) == [(AWAY,), (AWAY,)]
