"""Commands of ``galley-hub`` that are killed or broken off, or whose hub or reader goes away."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.branch import files_in
from tests.support.commands import OrderFile, an_order, orders_of
from tests.support.copier import Copier, wait_until_gone
from tests.support.history import ids_on_disk
from tests.support.process import GALLEY, HubProcess, clean_environment, galley, owner_request
from tests.support.terminal import Terminal

pytestmark = pytest.mark.system

MANY = 3000
"""Lines of a file of orders that are not all taken before it is seen that some are."""


@contextmanager
def started(hub: HubProcess, *command: str | Path) -> Iterator["subprocess.Popen[str]"]:
    """Start a command on a hub's folder; kill what is left of it."""
    environment = clean_environment()
    # With it nothing waits in stdout for the end, which is where much of it goes wrong.
    environment.pop("PYTHONUNBUFFERED", None)
    with subprocess.Popen(
        [*GALLEY, *map(str, command), "--data", str(hub.data)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def importing(hub: HubProcess, file: Path) -> Iterator["subprocess.Popen[str]"]:
    """Import a file of many orders, until some of them have been taken."""
    with started(hub, "orders", "import", file) as command:
        while not orders_of(hub.socket):
            assert command.poll() is None
        yield command


@pytest.fixture
def many_orders(tmp_path: Path) -> Path:
    return OrderFile(tmp_path / "orders.jsonl").write(*(an_order(f"Dish {n}") for n in range(MANY)))


def told_by(command: "subprocess.Popen[str]") -> tuple[int, str]:
    """Wait until a command ends; return its exit code and what it says on stderr."""
    _, told = command.communicate(timeout=30)
    return command.returncode, told


def test_an_import_that_was_killed_is_finished_by_the_next(
    hub_process: HubProcess, many_orders: Path
) -> None:
    with importing(hub_process, many_orders) as first:
        first.kill()
    partly = len(orders_of(hub_process.socket))

    done = galley("orders", "import", many_orders, "--data", hub_process.data)

    assert 0 < partly < MANY
    assert done.returncode == 0, done.stderr
    assert len(orders_of(hub_process.socket)) == MANY


def test_a_hub_that_dies_during_an_import_is_told_with_the_line(
    hub_process: HubProcess, many_orders: Path
) -> None:
    with importing(hub_process, many_orders) as command:
        hub_process.kill()
        code, told = told_by(command)

    assert code == 1
    assert told.startswith("galley-hub: Stopped at line ")
    assert "Nothing is doubled when you run this again." in told


def test_ctrl_c_ends_an_import_quietly(hub_process: HubProcess, many_orders: Path) -> None:
    with importing(hub_process, many_orders) as command:
        command.send_signal(signal.SIGINT)

        assert told_by(command) == (130, "")


def test_ctrl_c_ends_following_quietly(hub_process: HubProcess) -> None:
    owner_request(hub_process.socket, "POST", "/api/orders", an_order())
    with started(hub_process, "events", "tail", "--follow") as following:
        assert following.stdout is not None
        following.stdout.readline()
        following.send_signal(signal.SIGINT)

        assert told_by(following) == (130, "")


def test_ctrl_c_closes_pairing(hub_process: HubProcess) -> None:
    with Terminal("pair", "--role", "kitchen", "--data", hub_process.data) as terminal:
        terminal.until("The hub is at")
        assert _window(hub_process)["state"] == "open"
        terminal.interrupt()
        terminal.until("Pairing is closed.")
        assert terminal.ended() == 130

    assert _window(hub_process) is None


def test_a_reader_that_has_had_enough_is_no_mistake(hub_process: HubProcess) -> None:
    owner_request(hub_process.socket, "POST", "/api/orders", an_order())
    with started(hub_process, "events", "tail") as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        told = command.stderr.read()
        code = command.wait(timeout=30)

    assert (code, told) == (141, "")


def test_a_hub_killed_in_the_middle_of_a_backup_leaves_none_and_loses_nothing(
    copier: Copier,
    hub_process: HubProcess,
) -> None:
    _place(hub_process, 5)
    with started(hub_process, "backup") as command:
        with copier.caught(hub_process.pid) as pid:
            _place(hub_process, 5)
            hub_process.kill()
        code, _ = told_by(command)
    wait_until_gone(pid)
    assert code == 1
    assert files_in(hub_process.data / "backups") == []

    hub_process.start()

    assert len(orders_of(hub_process.socket)) == 10
    assert galley("backup", "--data", hub_process.data).returncode == 0
    [name] = files_in(hub_process.data / "backups")
    assert len(ids_on_disk(hub_process.data / "backups" / name)) == 10


@pytest.fixture
def backup(hub_process: HubProcess, tmp_path: Path) -> Path:
    """Make a backup of a hub that takes one more order after it."""
    _place(hub_process, 2)
    assert galley("backup", "--data", hub_process.data, "--to", tmp_path).returncode == 0
    _place(hub_process, 1)
    [path] = tmp_path.glob("galley-main-*.db")
    return path


def test_restoring_leaves_a_running_hub_alone(hub_process: HubProcess, backup: Path) -> None:
    done = galley("restore", backup, "--data", hub_process.data)

    assert (done.returncode, done.stdout) == (1, "")
    assert "A hub is running on this data folder. Stop it first" in done.stderr
    assert len(orders_of(hub_process.socket)) == 3


_MOMENTS: list[tuple[str, Callable[[Path], bool]]] = [
    ("copying", lambda data: (data / "galley-restoring.db").exists()),
    ("deciding", lambda data: any(data.glob("galley-restored-*"))),
    ("setting aside", lambda data: any(data.glob("galley-before-*"))),
]


@pytest.mark.parametrize(("moment", "reached"), _MOMENTS, ids=[each for each, _ in _MOMENTS])
def test_a_killed_restore_leaves_the_old_or_the_new(
    hub_process: HubProcess, backup: Path, moment: str, reached: Callable[[Path], bool]
) -> None:
    data = hub_process.data
    hub_process.stop()
    with started(hub_process, "restore", backup) as command:
        while not reached(data) and command.poll() is None:
            time.sleep(0)
        command.kill()

    hub_process.start()

    found = len(orders_of(hub_process.socket))
    assert found in (2, 3)
    asides = list(data.glob("galley-before-*.db"))
    assert [len(ids_on_disk(each)) for each in asides] == ([3] if found == 2 else [])
    assert [each for each in files_in(data) if "restor" in each] == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_hub_that_is_told_to_stop_ends_well(hub_process: HubProcess, how: signal.Signals) -> None:
    hub_process.tell(how)

    assert hub_process.wait() == 0
    assert "Traceback" not in hub_process.log_text()
    assert sorted(path.name for path in hub_process.data.iterdir()) == [
        "galley.db",
        "manager.token",
        "tls",
    ]


def test_a_stop_during_a_restart_is_heard(hub_process: HubProcess) -> None:
    hub_process.tell(signal.SIGHUP)
    hub_process.tell(signal.SIGTERM)

    assert hub_process.wait() == 0


@pytest.mark.parametrize(
    ("told", "code"), [(signal.SIGTERM, 1001), (signal.SIGINT, 1001), (signal.SIGHUP, 1012)]
)
async def test_sockets_are_told_whether_the_hub_comes_back(
    hub_process: HubProcess, told: signal.Signals, code: int
) -> None:
    headers = {"Authorization": f"Bearer {hub_process.token}"}
    async with (
        hub_process.client() as client,
        client.session.ws_connect(f"{hub_process.url}/ws", headers=headers) as channel,
    ):
        assert (await channel.receive_json())["type"] == "auth:success"
        hub_process.tell(told)
        await channel.receive()

    assert channel.close_code == code


def _place(hub: HubProcess, count: int) -> None:
    for _ in range(count):
        status, _ = owner_request(hub.socket, "POST", "/api/orders", an_order())
        assert status == 201


def _window(hub: HubProcess) -> Any:  # noqa: ANN401 - JSON
    return owner_request(hub.socket, "GET", "/api/auth/pairing-codes")[1]["data"]
