"""The door for the network."""

import asyncio
import ipaddress
import logging
import socket
import ssl
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import ifaddr
import msgspec
import pytest
from cryptography import x509

from hub.app import Hub, run_hub
from hub.cli.serve import _format_urls
from hub.config_sections import LanSettings
from hub.domain.permissions import Role
from hub.network import addresses
from hub.network import lan as module
from hub.network.lan import Lan
from hub.network.tls.context import CertificateError
from hub.network.tls.issuing import CERTIFICATE
from hub.store.errors import CannotOpen
from hub.wire.pairing import read_qr
from hub.wire.pinning import pinned_context
from tests.support.live import ON_LOOPBACK, served_on
from tests.support.tls import DEADLINE, HeldClock, make_certificate, shown_at, trusting
from tests.support.wire import SecurePort, exchange, refused, request

ANYWHERE = LanSettings(port=0)
MOVED = ipaddress.IPv4Address("192.168.44.7")


@asynccontextmanager
async def open_hub(
    data: Path,
    settings: LanSettings = ON_LOOPBACK,
    hosts: tuple[str, ...] = (),
    clock: HeldClock | None = None,
) -> AsyncIterator[tuple[Hub, Lan]]:
    # The network of the machine that runs the tests is none of their business.
    settings = msgspec.structs.replace(settings, discovery=False)
    async with run_hub(data, served_on(settings, hosts=hosts), clock=clock) as hub:
        assert hub.lan is not None
        yield hub, hub.lan


async def answered(address: str, port: int, context: ssl.SSLContext) -> bytes:
    """Ask whether the hub is alive; return the first line of what it says."""
    reader, writer = await asyncio.open_connection(address, port, ssl=context)
    writer.write(request("GET", "/healthz"))
    line = await reader.readline()
    writer.transport.abort()
    return line


def addresses_in(certificate: x509.Certificate) -> list[object]:
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return list(found.value.get_values_for_type(x509.IPAddress))


def names_in(certificate: x509.Certificate) -> list[str]:
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return found.value.get_values_for_type(x509.DNSName)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
async def test_it_is_open_on_every_address_of_both_kinds(tmp_path: Path, address: str) -> None:
    async with open_hub(tmp_path / "data", LanSettings(port=0)) as (hub, lan):
        context = trusting(hub.anchor.pem)
        assert await answered(address, lan.port, context) == b"HTTP/1.1 200 OK\r\n"


async def test_where_it_listens_can_be_narrowed(tmp_path: Path) -> None:
    async with open_hub(tmp_path / "data") as (hub, lan):
        with pytest.raises(ConnectionRefusedError):
            await answered("::1", lan.port, pinned_context(hub.anchor.pem))


async def test_an_address_that_is_not_there_yet_does_not_keep_it_from_opening(
    tmp_path: Path,
) -> None:
    settings = LanSettings(port=0, addresses=("203.0.113.77", "127.0.0.1"))
    async with open_hub(tmp_path / "data", settings) as (hub, lan):
        context = pinned_context(hub.anchor.pem)
        assert await answered("127.0.0.1", lan.port, context) == b"HTTP/1.1 200 OK\r\n"


async def test_a_taken_port_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = LanSettings(port=port, addresses=("127.0.0.1",))
        with pytest.raises(CannotOpen, match=f"Port {port} .*GALLEY_LAN_PORT"):
            async with open_hub(tmp_path / "data", settings):
                pass


async def test_plain_http_is_not_understood_there(tmp_path: Path) -> None:
    async with open_hub(tmp_path / "data") as (_, lan):
        reader, writer = await asyncio.open_connection("127.0.0.1", lan.port)
        writer.write(request("GET", "/healthz"))
        said = await reader.read()
        writer.transport.abort()
    assert b"HTTP" not in said


async def test_nothing_is_open_when_it_is_switched_off(tmp_path: Path) -> None:
    async with run_hub(tmp_path / "data", served_on(LanSettings(enabled=False))) as hub:
        assert hub.lan is None


async def test_how_the_hub_stands_is_said_at_the_owners_socket_only(tmp_path: Path) -> None:
    async with open_hub(tmp_path / "data") as (hub, lan):
        port = SecurePort(lan.port, pinned_context(hub.anchor.pem))
        refused(await exchange(port, request("GET", "/api/standing")), 404, "NOT_FOUND")


async def test_it_moves_with_the_machine(tmp_path: Path) -> None:
    async with open_hub(tmp_path / "data", ANYWHERE) as (_, lan):
        await lan.follow_addresses((MOVED,))
        assert MOVED in addresses_in(await shown_at(lan.port))
        assert lan.urls == (
            f"https://galley-main.local:{lan.port}",
            f"https://192.168.44.7:{lan.port}",
        )


async def test_an_address_of_ipv6_is_written_as_urls_have_it(tmp_path: Path) -> None:
    async with open_hub(tmp_path / "data", ANYWHERE) as (_, lan):
        await lan.follow_addresses((ipaddress.IPv6Address("fd00::7"),))
        assert lan.urls[1] == f"https://[fd00::7]:{lan.port}"


def on_networks(patch: pytest.MonkeyPatch, **adapters: str) -> None:
    """Give the machine these adapters, each with its addresses."""
    found = [
        SimpleNamespace(name=name, ips=[SimpleNamespace(ip=each) for each in ips.split()])
        for name, ips in adapters.items()
    ]
    patch.setattr(ifaddr, "get_adapters", lambda: found)


TOLD = [
    pytest.param((), ("10.0.0.5", "192.168.1.20"), id="all"),
    pytest.param(("192.168.1.20",), ("192.168.1.20",), id="one of two"),
    pytest.param(("192.168.1.20", "192.168.7.7"), ("192.168.1.20",), id="one that is not there"),
    pytest.param(("192.168.7.7",), (), id="only one that is not there"),
    pytest.param(("0.0.0.0",), ("10.0.0.5", "192.168.1.20"), id="all of IPv4"),  # noqa: S104
    pytest.param(("::",), ("10.0.0.5", "192.168.1.20"), id="all of both"),
]


@pytest.mark.parametrize(("only", "told"), TOLD)
async def test_everybody_is_told_the_addresses_at_which_the_door_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only: tuple[str, ...], told: tuple[str, ...]
) -> None:
    on_networks(
        monkeypatch, lo="127.0.0.1", docker0="172.17.0.1", eth0="192.168.1.20", wlan0="10.0.0.5"
    )
    async with open_hub(tmp_path / "data", LanSettings(port=0, addresses=only)) as (hub, lan):
        urls = tuple(f"https://{each}:{lan.port}" for each in told)
        # The banner is made of the urls, and so is what a pairing says.
        assert lan.urls == (f"https://galley-main.local:{lan.port}", *urls)
        opened = await hub.pairing.open(Role.KITCHEN)
        assert opened.hubs == lan.urls
        first = [*told, "galley-main.local"][0]
        assert read_qr(opened.qr).host == first
        pem = (tmp_path / "data" / "tls" / CERTIFICATE).read_bytes()
        covered = {str(each) for each in addresses_in(x509.load_pem_x509_certificate(pem))}
        assert covered == {"127.0.0.1", "::1", *told}


async def test_a_door_for_its_own_machine_is_told_as_such(tmp_path: Path) -> None:
    async with open_hub(tmp_path / "data") as (hub, lan):
        assert lan.urls == (f"https://127.0.0.1:{lan.port}",)
        assert read_qr((await hub.pairing.open(Role.KITCHEN)).qr).host == "127.0.0.1"
        assert _format_urls(lan) == (
            f"  on the network at https://127.0.0.1:{lan.port}, from this machine only"
        )


async def test_a_change_of_address_goes_by_the_settings_too(tmp_path: Path) -> None:
    only = LanSettings(port=0, addresses=("192.168.44.7", "127.0.0.1"))
    async with open_hub(tmp_path / "data", only) as (_, lan):
        await lan.follow_addresses((MOVED, ipaddress.IPv4Address("10.0.0.5")))
        assert [each.rpartition(":")[0] for each in lan.urls] == [
            "https://galley-main.local",
            "https://127.0.0.1",
            "https://192.168.44.7",
        ]
        assert ipaddress.IPv4Address("10.0.0.5") not in addresses_in(await shown_at(lan.port))


async def test_an_address_for_which_there_is_no_certificate_is_told_where_there_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_networks(monkeypatch, eth0="192.168.1.20 198.51.100.9")
    async with open_hub(tmp_path / "data", ANYWHERE) as (_, lan):
        assert lan.urls[1:] == (f"https://192.168.1.20:{lan.port}",)
        assert "browsers will warn" not in _format_urls(lan)

        await lan.follow_addresses((ipaddress.IPv4Address("198.51.100.9"),))

        assert lan.urls[1:] == (f"https://198.51.100.9:{lan.port}",)
        assert "browsers will warn" in _format_urls(lan)


async def another_than(before: x509.Certificate, port: int) -> x509.Certificate:
    """Wait until another certificate is shown, and return it."""
    deadline = time.monotonic() + DEADLINE
    while (now := await shown_at(port)) == before:
        assert time.monotonic() < deadline, "it never changed"
        await asyncio.sleep(0.01)
    return now


async def test_a_change_of_address_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "GLANCE", 0.01)
    async with open_hub(tmp_path / "data", ANYWHERE) as (_, lan):
        first = await shown_at(lan.port)
        on_networks(monkeypatch, eth0=str(MOVED))
        assert MOVED in addresses_in(await another_than(first, lan.port))


async def test_the_certificate_is_renewed_while_the_hub_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_AT_CLOCK_EVERY", 0.01)
    clock = HeldClock()
    async with open_hub(tmp_path / "data", clock=clock) as (_, lan):
        first = await shown_at(lan.port)
        # As when a Raspberry Pi that was off for years has found the time.
        clock.at = clock.at.replace(year=clock.at.year + 3)
        now = await another_than(first, lan.port)
    assert now.not_valid_before_utc < clock.at < now.not_valid_after_utc


@pytest.mark.parametrize(
    ("branch", "name"),
    [("main", "galley-main.local"), ("B_1", "galley-b-1.local"), ("x-", "galley-x.local")],
)
async def test_the_name_is_one_that_browsers_can_ask_for(
    tmp_path: Path, branch: str, name: str
) -> None:
    async with run_hub(tmp_path / "data", served_on(ON_LOOPBACK, branch=branch)) as hub:
        assert hub.lan is not None
        assert names_in(await shown_at(hub.lan.port))[0] == name
        port = SecurePort(hub.lan.port, pinned_context(hub.anchor.pem))
        asked = request("GET", "/healthz", {"Host": f"{name}:{hub.lan.port}"})
        assert (await exchange(port, asked)).status == 200


async def test_the_certificate_is_good_for_a_second_choice_of_name_too(tmp_path: Path) -> None:
    async with open_hub(tmp_path / "data", ANYWHERE) as (hub, lan):
        lan.take_name("galley-main-2.local")
        name = f"galley-main-2.local:{lan.port}"
        port = SecurePort(lan.port, trusting(hub.anchor.pem))
        port.context.check_hostname = False
        assert lan.urls[0] == f"https://{name}"
        assert "galley-main-2.local" in names_in(await shown_at(lan.port))
        assert (await exchange(port, request("GET", "/healthz", {"Host": name}))).status == 200


async def test_a_host_on_the_branchs_own_network_gets_into_the_certificate(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_hub(tmp_path / "data", hosts=("kitchen.local",)) as (_, lan):
        assert "kitchen.local" in names_in(await shown_at(lan.port))
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_a_host_for_which_there_is_no_certificate_is_remarked_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_hub(tmp_path / "data", hosts=("kitchen.example.com",)) as (_, lan):
        assert "kitchen.example.com" not in names_in(await shown_at(lan.port))
    assert "https://kitchen.example.com" in caplog.text


@pytest.mark.system
async def test_the_owners_certificate_brings_its_names_along(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = make_certificate(tmp_path / "own", ["kitchen.example.com"])
    settings = LanSettings(
        port=0, addresses=("127.0.0.1",), certificate=str(own.certificate), key=str(own.key)
    )
    async with open_hub(tmp_path / "data", settings, hosts=("kitchen.example.com",)) as (_, lan):
        url = f"https://kitchen.example.com:{lan.port}/healthz"
        there = f"kitchen.example.com:{lan.port}:127.0.0.1"
        command = ["curl", "-sS", "--cacert", str(own.certificate), "--resolve", there, url]
        asked = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        said, _ = await asked.communicate()
    assert said.startswith(b'{"success":true')
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_an_owners_certificate_that_is_wrong_opens_nothing(tmp_path: Path) -> None:
    settings = LanSettings(port=0, certificate=str(tmp_path / "nowhere.pem"))
    with pytest.raises(CertificateError):
        async with open_hub(tmp_path / "data", settings):
            pass
    assert not (tmp_path / "data").exists()


async def test_a_lost_authority_keeps_the_hub_from_starting_with_words(tmp_path: Path) -> None:
    async with open_hub(tmp_path / "data"):
        pass
    (tmp_path / "data" / "tls" / "authority.key").unlink()
    with pytest.raises(CannotOpen, match="paired again"):
        async with open_hub(tmp_path / "data"):
            pass
