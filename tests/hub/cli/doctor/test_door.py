"""A door for the network that lets nobody in: the doctor says so, and what to do."""

import socket
from ipaddress import ip_address
from pathlib import Path

import pytest

from hub.app import run_hub
from hub.cli.doctor import network
from hub.cli.doctor.examine import Doctor, Wanted
from hub.common.checks import Finding, Level
from hub.config import Settings
from hub.config_sections import HubSettings, LanSettings
from tests.support.live import served_on

HERE = (ip_address("192.168.1.10"), ip_address("10.0.0.5"))


async def said_of(data: Path, lan: LanSettings) -> list[Finding]:
    """Have the doctor look at a hub, or at none; return what it says of the door."""
    said: list[Finding] = []
    wanted = Wanted(
        data=data,
        settings=Settings(lan=lan, hub=HubSettings()),
        drill=None,
        root=data / "no kernel",
        run=lambda command: None,
    )
    await Doctor(wanted, said.append, lambda line: None).examine()
    return [each for each in said if each.about == "door"]


@pytest.mark.parametrize(
    ("lan", "words"),
    [
        (LanSettings(enabled=False), "closed by the settings ([lan] enabled = false)"),
        (
            LanSettings(port=0, addresses=("127.0.0.1",), discovery=False),
            "open for this machine only ([lan] addresses)",
        ),
    ],
)
async def test_a_running_hub_s_door_that_is_closed_is_told(
    tmp_path: Path, lan: LanSettings, words: str
) -> None:
    async with run_hub(tmp_path / "data", served_on(lan)):
        [said] = await said_of(tmp_path / "data", lan)

    assert said.level is Level.WARNING
    assert words in said.text
    assert "sudo systemctl reload galley-hub" in said.text


async def test_a_door_at_addresses_that_the_machine_has_not_is_a_problem(tmp_path: Path) -> None:
    lan = LanSettings(port=0, addresses=("192.0.2.200",), discovery=False)
    async with run_hub(tmp_path / "data", served_on(lan)):
        said = await said_of(tmp_path / "data", lan)

    assert [each.level for each in said] == [Level.PROBLEM]


async def test_without_a_hub_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    async with run_hub(tmp_path / "data"):
        pass
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        lan = LanSettings(port=port, addresses=("127.0.0.1",))
        [said] = await said_of(tmp_path / "data", lan)

    assert said.level is Level.PROBLEM
    assert f"Port {port} cannot be listened on" in said.text
    assert "Choose another port" in said.text
    assert await said_of(tmp_path / "data", lan) == []


async def test_without_a_hub_a_door_that_is_switched_off_is_told(tmp_path: Path) -> None:
    async with run_hub(tmp_path / "data"):
        pass

    [said] = await said_of(tmp_path / "data", LanSettings(enabled=False))

    assert said.level is Level.WARNING


@pytest.mark.parametrize(
    ("port", "only", "level"),
    [
        (8443, (), None),
        (8443, ("0.0.0.0",), None),  # noqa: S104 - it is what it is for
        (8443, ("192.168.1.10",), None),
        (8443, ("192.168.1.99", "10.0.0.5"), None),
        (8443, ("192.168.1.99",), Level.PROBLEM),
        (8443, ("127.0.0.1", "::1"), Level.WARNING),
        (None, (), Level.WARNING),
    ],
)
def test_a_door_is_judged_by_where_it_is_open(
    port: int | None, only: tuple[str, ...], level: Level | None
) -> None:
    found = [*network.check_door(port, tuple(map(ip_address, only)), HERE)]

    assert [each.level for each in found] == ([] if level is None else [level])
