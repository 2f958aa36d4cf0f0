"""A screen and the backups as services of a real systemd, beside their hub."""

import re
from collections.abc import Iterator

import pytest

from tests.support.containers import Container
from tests.support.installed import (
    DATA,
    HUB,
    as_shipped,
    back_again,
    change,
    installed,
    pid_of,
)
from tests.support.namespaces import Switch, wait_until
from tests.support.process import owner_request

# The first test of all may have to make the container's root.
pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(600)]

SCREEN = "galley-display@0.service"
BACKUP = "galley-backup.service"
TIMER = "galley-backup.timer"
TOKEN = "/etc/galley/display-0.token"
# A monitor that nobody sees: the container has none.
OFFSCREEN = "Environment=SDL_VIDEODRIVER=offscreen SDL_AUDIODRIVER=dummy"
SHORT = 2
STICK = "/media/stick"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    with (
        Switch() as switch,
        switch.machine("hub", "198.18.0.1/24") as network,
        installed(tmp_path_factory.mktemp("sources"), network) as machine,
    ):
        machine.run("systemctl", "start", HUB)
        token = owner_request(
            machine.path(f"{DATA}/hub.sock"),
            "POST",
            "/api/tokens",
            {"role": "kitchen", "name": "Grill"},
        )[1]["data"]["token"]
        machine.path(TOKEN).write_text(token)
        machine.run("chgrp", "galley", TOKEN)
        machine.run("chmod", "0640", TOKEN)
        machine.path("/etc/galley/display-0.env").write_text(
            f"GALLEYDISPLAY_HUB_URL=http://127.0.0.1:8080\nGALLEYDISPLAY_HUB_TOKEN_FILE={TOKEN}\n"
        )
        yield machine


@pytest.fixture
def beside(machine: Container) -> Iterator[Container]:
    """Give the machine with a hub that runs, and a screen that doesn't."""
    machine.run("systemctl", "start", HUB)
    yield machine
    for unit in (SCREEN, HUB):
        as_shipped(machine, unit)
    machine.path("/etc/galley/hub.toml").write_text("")


def screens(machine: Container) -> list[str]:
    """Return the names of the screens that have painted what the hub has."""
    status, body = owner_request(machine.path(f"{DATA}/hub.sock"), "GET", "/api/kitchen/screens")
    assert status == 200, body
    return [each["name"] for each in body["data"] if each["painted_seq"] == body["seq"]]


def back_up(machine: Container) -> None:
    done = machine.ask("systemctl", "start", BACKUP)
    assert done.returncode == 0, said(machine)


def said(machine: Container) -> str:
    """Return what the last backup has said."""
    run = machine.state(BACKUP, "InvocationID")
    return machine.run("journalctl", "--output=cat", "--no-pager", f"_SYSTEMD_INVOCATION_ID={run}")


def shown(machine: Container) -> str:
    return machine.state(SCREEN, "StatusText")


def backups(machine: Container, folder: str = f"{DATA}/backups") -> list[str]:
    return machine.ask("ls", folder).stdout.split()


def test_a_screen_paints_what_its_hub_has(beside: Container) -> None:
    change(beside, SCREEN, OFFSCREEN)

    beside.run("systemctl", "start", SCREEN)

    wait_until(lambda: screens(beside) == ["Grill"], "the screen has painted")
    wait_until(lambda: shown(beside) == "The board is shown.", "it says so")


def test_a_screen_without_a_monitor_says_what_it_waits_for(beside: Container) -> None:
    beside.run("systemctl", "start", SCREEN)

    wait_until(lambda: "Waiting for a screen to draw on" in shown(beside), "it says so")
    assert (beside.state(SCREEN), beside.state(SCREEN, "NRestarts")) == ("active", "0")


def test_a_screens_silence_has_a_bound(beside: Container) -> None:
    beside.run("systemctl", "start", SCREEN)

    assert beside.state(SCREEN, "WatchdogUSec") == "30s"


def test_a_screen_that_stands_still_is_started_anew(beside: Container) -> None:
    change(beside, SCREEN, OFFSCREEN, f"WatchdogSec={SHORT}s")
    beside.run("systemctl", "start", SCREEN)
    wait_until(lambda: screens(beside) == ["Grill"], "the screen has painted")
    stopped = pid_of(beside, SCREEN)
    beside.run("kill", "-STOP", str(stopped))

    back_again(beside, SCREEN, stopped)

    wait_until(lambda: screens(beside) == ["Grill"], "the screen has painted")


def test_a_screen_ends_in_order(beside: Container) -> None:
    change(beside, SCREEN, OFFSCREEN)
    beside.run("systemctl", "start", SCREEN)
    wait_until(lambda: screens(beside) == ["Grill"], "the screen has painted")

    beside.run("systemctl", "stop", SCREEN)

    ended = {each: beside.state(SCREEN, each) for each in ("Result", "ExecMainStatus")}
    assert ended == {"Result": "success", "ExecMainStatus": "0"}
    wait_until(lambda: screens(beside) == [], "the hub knows that it has gone")


@pytest.mark.parametrize("running", [True, False])
def test_a_backup_is_made_beside_a_hub_and_without_one(beside: Container, *, running: bool) -> None:
    beside.run("systemctl", "start" if running else "stop", HUB)
    before = backups(beside)

    back_up(beside)

    assert len(set(backups(beside)) - set(before)) == 1


def test_a_backup_goes_to_a_stick_that_came_after_the_hub(beside: Container) -> None:
    settings = f'[backup]\nfolder = "{STICK}"\n'
    beside.path("/etc/galley/hub.toml").write_text(settings)
    beside.run("systemctl", "restart", HUB)
    beside.run("mkdir", "--parents", STICK)
    beside.run("mount", "-t", "tmpfs", "-o", "uid=galley,size=64M", "tmpfs", STICK)
    try:
        back_up(beside)
        assert len(backups(beside, STICK)) == 1
    finally:
        beside.run("umount", STICK)


def test_without_its_stick_a_backup_fails_and_writes_nothing(beside: Container) -> None:
    settings = f'[backup]\nfolder = "{STICK}"\n'
    beside.path("/etc/galley/hub.toml").write_text(settings)
    beside.run("systemctl", "restart", HUB)
    beside.run("install", "--directory", "--owner=galley", STICK)

    done = beside.ask("systemctl", "start", BACKUP)

    assert done.returncode != 0
    assert "nothing is mounted there" in said(beside)
    assert backups(beside, STICK) == []


def test_backups_keep_the_time_since_the_start_and_not_the_clocks(beside: Container) -> None:
    by_the_start = beside.state(TIMER, "TimersMonotonic")

    assert re.findall(r"On(\w+)USec=(\w+)", by_the_start) == [
        ("UnitActive", "1h"),
        ("Boot", "10min"),
    ]
    assert beside.state(TIMER, "TimersCalendar") == ""
