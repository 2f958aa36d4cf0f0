"""The door for the network, as programs that were not written for it find it."""

import re
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process import HubProcess, galley
from tests.support.tls import DAY, NOW, Made, make_certificate, shown_at
from tests.support.wire import exchange, request

pytestmark = pytest.mark.system


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "data", lan=True) as running:
        yield running


def said_by(*command: str) -> str:
    """Run a client to its end; return all that it says."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=30, check=False, stdin=subprocess.DEVNULL
    )
    return done.stdout + done.stderr


def curl(hub: HubProcess, url: str, *more: str) -> str:
    there = f"galley-main.local:{hub.lan_port}:127.0.0.1"
    authority = str(hub.data / "tls" / "authority.pem")
    return said_by("curl", "-sS", "--cacert", authority, "--resolve", there, *more, url)


def handshake(hub: HubProcess, *more: str) -> str:
    return said_by("openssl", "s_client", "-connect", f"127.0.0.1:{hub.lan_port}", *more)


def fingerprint(hub: HubProcess) -> str:
    return galley("fingerprint", "--data", hub.data).stdout.strip()


def test_curl_trusts_it_by_its_name_with_the_authority(hub: HubProcess) -> None:
    said = curl(hub, f"{hub.lan_url}/healthz")

    assert said.startswith('{"success":true')


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_curl_trusts_it_by_its_addresses_with_the_authority(hub: HubProcess, host: str) -> None:
    said = curl(hub, f"https://{host}:{hub.lan_port}/healthz")

    assert said.startswith('{"success":true')


def test_curl_does_not_trust_it_without_the_authority(hub: HubProcess) -> None:
    said = said_by("curl", "-sS", f"https://localhost:{hub.lan_port}/healthz")

    assert "unable to get local issuer certificate" in said


def test_an_order_can_be_placed_there(hub: HubProcess) -> None:
    order = '{"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}'
    headers = ("-H", f"Authorization: Bearer {hub.token}", "-H", "Content-Type: application/json")

    said = curl(hub, f"{hub.lan_url}/api/orders", *headers, "-d", order)

    assert '"order_number":"ORD-00001"' in said


def test_openssl_verifies_it_strictly(hub: HubProcess) -> None:
    authority = str(hub.data / "tls" / "authority.pem")
    said = handshake(
        hub, "-CAfile", authority, "-x509_strict", "-verify_hostname", "galley-main.local"
    )

    assert "Verify return code: 0 (ok)" in said
    assert "Verified peername: galley-main.local" in said


@pytest.mark.parametrize("version", ["-tls1", "-tls1_1", "-tls1_2"])
def test_openssl_gets_nowhere_with_an_older_version(hub: HubProcess, version: str) -> None:
    said = handshake(hub, version, "-cipher", "ALL:@SECLEVEL=0")

    assert "no peer certificate available" in said
    assert "TLSv1.3" in handshake(hub, "-tls1_3")


def test_it_is_told_where_the_network_finds_the_hub(hub: HubProcess) -> None:
    assert re.fullmatch(r"https://galley-main\.local:\d+", hub.lan_url)


def test_its_keys_are_the_owners_alone(hub: HubProcess) -> None:
    folder = hub.data / "tls"

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {
        each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()
    } == dict.fromkeys(("authority.key", "authority.pem", "hub.key", "hub.pem"), 0o600)


def test_what_it_is_known_by_outlives_a_restart(hub: HubProcess) -> None:
    before = fingerprint(hub)
    hub.kill()
    hub.start()

    assert fingerprint(hub) == before
    assert re.fullmatch(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", before)


def test_the_command_shows_the_fingerprint_that_openssl_computes(hub: HubProcess) -> None:
    authority = str(hub.data / "tls" / "authority.pem")
    said = said_by("openssl", "x509", "-in", authority, "-noout", "-fingerprint", "-sha256")

    assert fingerprint(hub) == said.strip().partition("=")[2]


def test_a_reload_keeps_its_port(hub: HubProcess) -> None:
    before = hub.lan_url
    hub.tell(signal.SIGHUP)

    assert before in hub.wait_for_line("on the network at ")


async def test_a_reload_shows_the_owners_new_certificate(tmp_path: Path) -> None:
    names = ["kitchen.example.com"]
    first = make_certificate(tmp_path / "own", names)
    files = {"GALLEY_LAN_CERTIFICATE": str(first.certificate), "GALLEY_LAN_KEY": str(first.key)}
    with HubProcess(tmp_path / "data", lan=True, environment=files) as hub:
        before = await shown_at(hub.lan_port, names[0])
        second = make_certificate(tmp_path / "new", names)
        second.certificate.replace(first.certificate)
        second.key.replace(first.key)
        hub.tell(signal.SIGHUP)
        hub.wait_for_line("on the network at ")
        assert await shown_at(hub.lan_port, names[0]) != before
        asked = request("GET", "/healthz", {"Host": names[0]})
        assert (await exchange(hub.door, asked)).status == 200


def started_with(tmp_path: Path, certificate: Path, key: Path) -> list[str]:
    """Start a hub that must refuse to start; return what it says of why."""
    settings = tmp_path / "galley.toml"
    settings.write_text(f'[lan]\ncertificate = "{certificate}"\nkey = "{key}"\n')
    done = galley("serve", "--port", "0", "--data", tmp_path / "data", "--config", settings)
    assert done.returncode == 2
    assert done.stdout == ""
    assert not (tmp_path / "data").exists()
    return [each.removeprefix("galley-hub: ") for each in done.stderr.splitlines()]


def test_everything_that_is_wrong_with_the_owners_files_is_told_at_once(tmp_path: Path) -> None:
    nameless = make_certificate(tmp_path / "nameless", [])
    other = make_certificate(tmp_path / "other", ["k.example.com"])

    told = started_with(tmp_path, nameless.certificate, other.key)

    assert [each.partition(": ")[0] for each in told] == ["[lan] certificate", "[lan] key"]


async def test_a_mistake_in_the_owners_files_does_not_close_a_running_kitchen(
    tmp_path: Path,
) -> None:
    own = make_certificate(tmp_path / "own", ["kitchen.example.com"])
    files = {"GALLEY_LAN_CERTIFICATE": str(own.certificate), "GALLEY_LAN_KEY": str(own.key)}
    with HubProcess(tmp_path / "data", lan=True, environment=files) as hub:
        own.key.unlink()
        hub.tell(signal.SIGHUP)
        await hub.wait_for_log("not restarted, the old settings stay: [lan] key: ")
        assert curl(hub, f"{hub.lan_url}/healthz").startswith('{"success":true')


def test_a_certificate_that_has_run_out_is_remarked_on_and_used(tmp_path: Path) -> None:
    own: Made = make_certificate(
        tmp_path / "own", ["kitchen.example.com"], valid=(NOW - 9 * DAY, NOW - DAY)
    )
    files = {"GALLEY_LAN_CERTIFICATE": str(own.certificate), "GALLEY_LAN_KEY": str(own.key)}
    with HubProcess(tmp_path / "data", lan=True, environment=files) as hub:
        assert f"{own.certificate} ran out on" in hub.log_text()
        assert "certificate has expired" in said_by(
            "curl", "-sS", "--cacert", str(own.certificate), "--resolve",
            f"kitchen.example.com:{hub.lan_port}:127.0.0.1",
            f"https://kitchen.example.com:{hub.lan_port}/healthz",
        )  # fmt: skip
