"""The hub under a real systemd: ready when it says so, and back from anything."""

import asyncio
import fcntl
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
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
from tests.support.namespaces import Machine, Switch, wait_until
from tests.support.process import owner_request

# The first test of all may have to make the container's root.
pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(600)]

HUB_ADDRESS = "198.18.0.1"
SHORT = 2
"""Seconds of silence that the hub is allowed where a test waits for the watchdog."""

DISCOVER = (sys.executable, "-m", "hub", "discover", "--seconds", "1", "--json")

_SIZE = 64 << 20


class FreezingDisk:
    """Whoever writes to it waits for as long as it is frozen; nothing can end that wait.

    Args:
        machine: where it is mounted.
        place: the folder there.
    """

    def __init__(self, machine: Container, place: str) -> None:
        self._machine = machine
        self._place = place

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let it hang for as long as the context lasts."""
        self._machine.run("fsfreeze", "--freeze", self._place)
        try:
            yield
        finally:
            self._machine.run("fsfreeze", "--unfreeze", self._place)


@contextmanager
def freezing_disk(
    machine: Container, place: str, unit: str, folder: Path
) -> Iterator[FreezingDisk]:
    """Mount a new, empty disk in a container.

    Args:
        machine: where.
        place: the folder there.
        unit: uses it; stopped before the disk is taken away.
        folder: of this machine, for the disk's image.
    """
    image = folder / "disk.img"
    with image.open("wb") as file:
        file.truncate(_SIZE)
    _must("mkfs.ext4", "-q", str(image))
    device = _must("losetup", "--find", "--show", str(image)).strip()
    try:
        number = re.sub(r"\D", "", device)
        machine.run("mknod", device, "b", "7", number)
        machine.run("mkdir", "--parents", place)
        machine.run("mount", device, place)
        try:
            yield FreezingDisk(machine, place)
        finally:
            machine.run("systemctl", "stop", unit)
            machine.run("umount", place)
            machine.run("rm", device)
    finally:
        _must("losetup", "--detach", device)


def _must(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def switch() -> Iterator[Switch]:
    with Switch() as switch:
        yield switch


@pytest.fixture(scope="module")
def machine(switch: Switch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    with (
        switch.machine("hub", f"{HUB_ADDRESS}/24") as network,
        installed(tmp_path_factory.mktemp("sources"), network) as machine,
    ):
        yield machine


@pytest.fixture(scope="module")
def tablet(switch: Switch) -> Iterator[Machine]:
    with switch.machine("tablet", "198.18.0.2/24") as tablet:
        yield tablet


@pytest.fixture
def idle(machine: Container) -> Iterator[Container]:
    """Give the machine without data, and without a hub that runs."""
    yield machine
    as_shipped(machine, HUB)
    machine.run("find", DATA, "-mindepth", "1", "-delete")


@pytest.fixture
def hub(idle: Container) -> Container:
    """Give the machine with a hub that runs."""
    idle.run("systemctl", "start", HUB)
    return idle


def ask(machine: Container, method: str, url: str, body: object = None) -> tuple[int, Any]:
    """Ask the hub as its owner."""
    return owner_request(machine.path(f"{DATA}/hub.sock"), method, url, body)


def is_answering(machine: Container) -> bool:
    try:
        return ask(machine, "GET", "/readyz")[0] == 200
    except OSError:
        return False


def place(machine: Container, table: int) -> tuple[int, Any]:
    order = {
        "type": "dine_in",
        "table_number": str(table),
        "items": [{"name": "Soup", "quantity": 1}],
    }
    return ask(machine, "POST", "/api/orders", order)


def tables(machine: Container) -> list[str]:
    status, body = ask(machine, "GET", "/api/kitchen/orders")
    assert status == 200, body
    return [order["table_number"] for order in body["data"]]


def run_of(machine: Container) -> str:
    """Return what systemd calls the hub's present run."""
    return machine.state(HUB, "InvocationID")


def said_of(machine: Container, run: str) -> str:
    """Return what systemd has said of one run of the hub."""
    return machine.run("journalctl", "--output=cat", "--no-pager", f"INVOCATION_ID={run}")


def fed_at(machine: Container) -> int:
    """Return when the watchdog was last fed, in seconds of the machine's monotonic clock."""
    return int(machine.state(HUB, "WatchdogTimestampMonotonic")) // 1_000_000


def kill(machine: Container, which: str) -> int:
    """Send the hub a signal; return its process's id."""
    pid = pid_of(machine, HUB)
    machine.run("kill", which, str(pid))
    return pid


def test_the_service_is_active_only_when_the_hub_answers(idle: Container) -> None:
    idle.run("systemctl", "start", HUB)
    idle.run("systemctl", "stop", HUB)
    turn = os.open(idle.path(DATA), os.O_RDONLY)
    try:
        # A hub waits for its turn at the data folder before it opens anything.
        fcntl.flock(turn, fcntl.LOCK_EX)
        idle.run("systemctl", "start", "--no-block", HUB)
        wait_until(lambda: pid_of(idle, HUB) != 0, "the hub's process is there")
        before = idle.state(HUB)
    finally:
        os.close(turn)
    wait_until(lambda: idle.state(HUB) == "active", "the hub is active")

    assert before == "activating"
    assert ask(idle, "GET", "/readyz")[0] == 200


def test_the_status_line_says_what_is_served(hub: Container) -> None:
    assert hub.state(HUB, "StatusText") == "Branch main is served."


def test_a_hub_that_stands_still_is_started_anew(idle: Container) -> None:
    change(idle, HUB, f"WatchdogSec={SHORT}s")
    idle.run("systemctl", "start", HUB)
    place(idle, 1)
    run = run_of(idle)
    stopped = kill(idle, "-STOP")

    back_again(idle, HUB, stopped)

    assert "Watchdog timeout" in said_of(idle, run)
    assert tables(idle) == ["1"]


def test_killed_it_is_back_within_seconds_with_everything_acknowledged(hub: Container) -> None:
    status, _ = place(hub, 1)
    killed = kill(hub, "-KILL")

    back_again(hub, HUB, killed, within=10)

    assert status == 201
    assert tables(hub) == ["1"]


def test_no_number_of_deaths_is_the_last(idle: Container) -> None:
    change(idle, HUB, "RestartSec=50ms")
    idle.run("systemctl", "start", HUB)
    # systemd itself gives up at the sixth start within ten seconds.
    for table in range(7):
        assert place(idle, table)[0] == 201
        back_again(idle, HUB, kill(idle, "-KILL"))

    assert tables(idle) == [str(table) for table in range(7)]


def test_a_mistake_in_the_settings_is_mended_by_mending_it(idle: Container) -> None:
    settings = idle.path("/etc/galley/hub.toml")
    settings.write_text("[hub]\nprot = 8080\n")
    change(idle, HUB, "RestartSec=50ms")
    try:
        idle.run("systemctl", "start", "--no-block", HUB)
        # More often than systemd lets a service fail unless it is told otherwise.
        wait_until(lambda: int(idle.state(HUB, "NRestarts")) > 5, "it has failed again and again")
    finally:
        settings.write_text("")

    wait_until(lambda: idle.state(HUB) == "active", "the hub is active")


def test_what_a_manager_sets_is_saved_where_the_sandbox_lets_the_hub_write(hub: Container) -> None:
    settings = hub.path("/etc/galley/hub.toml")
    before = settings.read_bytes()
    values = {"ready.dine_in": True}

    assert ask(hub, "PUT", "/api/settings", {"values": values})[0] == 200
    assert ask(hub, "POST", "/api/restart")[0] == 202
    wait_until(lambda: is_answering(hub), "the hub is back")

    assert settings.read_bytes() == before
    assert "dine_in = true" in hub.path(f"{DATA}/manage.toml").read_text()
    status, shown = ask(hub, "GET", "/api/settings")
    assert status == 200
    found = {each["name"]: each for each in shown["data"]["settings"]}
    assert (found["ready.dine_in"]["value"], found["ready.dine_in"]["from"]) == (True, "manager")


def test_it_is_the_owners_alone(hub: Container) -> None:
    uid = int(hub.run("id", "-u", "galley"))
    folder = hub.path(DATA)
    seen = {each.name: each.stat() for each in (folder, *folder.iterdir())}

    assert {"galley", "galley.db", "hub.sock", "manager.token"} <= set(seen)
    assert {found.st_uid for found in seen.values()} == {uid}
    open_to_others = {
        name: oct(found.st_mode)
        for name, found in seen.items()
        if stat.S_IMODE(found.st_mode) & 0o077
    }
    assert open_to_others == {}


def test_memory_processes_and_silence_have_a_bound(hub: Container) -> None:
    bounds = {each: hub.state(HUB, each) for each in ("MemoryMax", "TasksMax", "WatchdogUSec")}

    assert bounds == {"MemoryMax": str(512 << 20), "TasksMax": "64", "WatchdogUSec": "15s"}


async def _told_at_the_end(hub: Container, *command: str) -> int | None:
    """Have a socket open while a command is run; return the code it was closed with."""
    connector = aiohttp.UnixConnector(str(hub.path(f"{DATA}/hub.sock")))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.ws_connect("http://localhost/ws") as ws,
    ):
        token = hub.path(f"{DATA}/manager.token").read_text().strip()
        await ws.send_json({"type": "auth", "token": token})
        assert (await ws.receive_json())["type"] == "auth:success"
        running = asyncio.create_task(asyncio.to_thread(hub.run, *command))
        while (await ws.receive(timeout=30)).type is aiohttp.WSMsgType.TEXT:
            pass
        await running
        return ws.close_code


async def test_stopping_tells_the_sockets(hub: Container) -> None:
    code = await _told_at_the_end(hub, "systemctl", "stop", HUB)

    ended = {each: hub.state(HUB, each) for each in ("ActiveState", "Result", "ExecMainStatus")}
    assert code == 1001
    assert ended == {"ActiveState": "inactive", "Result": "success", "ExecMainStatus": "0"}


async def test_reloading_keeps_the_process_and_tells_the_sockets_to_come_back(
    hub: Container,
) -> None:
    pid = pid_of(hub, HUB)

    code = await _told_at_the_end(hub, "systemctl", "reload", HUB)
    await asyncio.to_thread(wait_until, lambda: hub.state(HUB) == "active", "it is active")

    assert code == 1012
    assert pid_of(hub, HUB) == pid
    assert ask(hub, "GET", "/readyz")[0] == 200


def test_another_machine_finds_it(hub: Container, tablet: Machine) -> None:
    found = json.loads(tablet.run(*DISCOVER))

    assert hub.state(HUB) == "active"
    assert [HUB_ADDRESS in json.dumps(each) for each in found] == [True]


def test_it_starts_with_the_power(hub: Container) -> None:
    place(hub, 1)
    hub.run("systemctl", "enable", HUB)
    try:
        hub.cut()
        hub.start()
        wait_until(lambda: hub.state(HUB) == "active", "the hub is active")
        assert tables(hub) == ["1"]
    finally:
        hub.run("systemctl", "disable", HUB)


def test_a_full_disk_does_not_start_it_anew(idle: Container) -> None:
    change(idle, HUB, f"WatchdogSec={SHORT}s")
    idle.run("mkdir", "--parents", DATA)
    idle.run("mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs", DATA)
    try:
        idle.run("systemctl", "start", HUB)
        pid = pid_of(idle, HUB)
        # Ends by itself, because there is no more room.
        idle.ask("dd", "if=/dev/zero", f"of={DATA}/rubbish", "bs=4k")
        token = idle.run("cat", f"{DATA}/manager.token").strip()
        status = _placed_inside(idle, token)
        refused_at = fed_at(idle)
        # Longer than a writer that hangs is borne with.
        wait_until(lambda: fed_at(idle) - refused_at > 6 * SHORT, "it is fed", within=60)
        assert (status, pid_of(idle, HUB)) == ("507", pid)
        assert "disk is full" in idle.state(HUB, "StatusText")
    finally:
        idle.run("systemctl", "stop", HUB)
        idle.run("umount", DATA)


def _placing(token: str) -> tuple[str, ...]:
    """Return the command that places an order from inside; it says the status."""
    order = {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}]}
    return (
        *("curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}"),
        *("--header", f"Authorization: Bearer {token}", "--json", json.dumps(order)),
        "http://127.0.0.1:8080/api/orders",
    )


def _placed_inside(machine: Container, token: str) -> str:
    return machine.run(*_placing(token))


def test_a_writer_that_hangs_in_the_disk_is_started_anew(idle: Container, tmp_path: Path) -> None:
    change(idle, HUB, f"WatchdogSec={SHORT}s", "TimeoutAbortSec=2s", "TimeoutStopSec=2s")
    with freezing_disk(idle, DATA, HUB, tmp_path) as disk:
        idle.run("systemctl", "start", HUB)
        pid, run = pid_of(idle, HUB), run_of(idle)
        token = idle.run("cat", f"{DATA}/manager.token").strip()
        before = _placed_inside(idle, token)
        with disk.frozen():
            idle.run("systemd-run", "--quiet", *_placing(token))
            wait_until(
                lambda: "Watchdog timeout" in said_of(idle, run), "the watchdog bites", within=60
            )
        back_again(idle, HUB, pid)
        after = _placed_inside(idle, token)

    assert (before, after) == ("201", "201")
