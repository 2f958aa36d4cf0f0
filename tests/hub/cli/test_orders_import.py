"""``galley-hub orders import``: nothing is lost, nothing is doubled, every bad line is named."""

import os
import pty
import signal
import subprocess
import termios
import uuid
from pathlib import Path

import pytest

from tests.support.commands import OrderFile, an_order, orders_of
from tests.support.process import GALLEY, HubProcess, clean_environment, galley


def imported(hub: HubProcess, file: Path) -> "subprocess.CompletedProcess[str]":
    return galley("orders", "import", file, "--data", hub.data)


def test_every_line_becomes_an_order(hub_process: HubProcess, order_file: OrderFile) -> None:
    names = [f"Dish {n}" for n in range(40)]

    done = imported(hub_process, order_file.write(*map(an_order, names)))

    assert done.returncode == 0, done.stderr
    assert done.stdout == "40 orders taken, 0 taken before, 0 lines refused.\n"
    assert sorted(order["items"][0]["name"] for order in orders_of(hub_process.socket)) == sorted(
        names
    )


def test_importing_twice_doubles_nothing(hub_process: HubProcess, order_file: OrderFile) -> None:
    # Equal lines are orders of their own; the same line of the same file is not.
    file = order_file.write(*[an_order()] * 20)
    imported(hub_process, file)

    again = imported(hub_process, file)

    assert again.stdout == "0 orders taken, 20 taken before, 0 lines refused.\n"
    assert len(orders_of(hub_process.socket)) == 20


def test_an_import_that_was_killed_is_finished_by_the_next(
    hub_process: HubProcess, order_file: OrderFile
) -> None:
    file = order_file.write(*(an_order(f"Dish {n}") for n in range(3000)))
    command = [*GALLEY, "orders", "import", str(file), "--data", str(hub_process.data)]
    with subprocess.Popen(command, env=clean_environment(), stdout=subprocess.PIPE) as first:
        while not orders_of(hub_process.socket):
            assert first.poll() is None
        first.kill()
    partly = len(orders_of(hub_process.socket))

    done = imported(hub_process, file)

    assert 0 < partly < 3000
    assert done.returncode == 0, done.stderr
    assert len(orders_of(hub_process.socket)) == 3000


def test_without_a_hub_the_orders_are_there_when_it_starts(
    hub_process: HubProcess, order_file: OrderFile
) -> None:
    hub_process.stop()

    done = imported(hub_process, order_file.write(an_order("Soup"), an_order("Stew")))

    hub_process.start()
    assert done.returncode == 0, done.stderr
    assert {order["items"][0]["name"] for order in orders_of(hub_process.socket)} == {
        "Soup",
        "Stew",
    }


def test_bad_lines_are_named_and_the_rest_goes_on(
    hub_process: HubProcess, order_file: OrderFile
) -> None:
    file = order_file.write(
        an_order("Soup"),
        "{nonsense",
        "",
        an_order("Stew", tabel=3),
        "[]",
        '{"type": "takeout", "type": "takeout", "items": [{"name": "x", "quantity": 1}]}',
        an_order("x" * 70_000),
        an_order("Salad"),
    )

    done = imported(hub_process, file)

    bad = [line for line in done.stderr.splitlines() if line.startswith("line ")]
    assert done.returncode == 1
    assert done.stdout == "2 orders taken, 0 taken before, 5 lines refused.\n"
    assert sorted(line.partition(":")[0] for line in bad) == [f"line {n}" for n in (2, 4, 5, 6, 7)]
    assert any("tabel" in line for line in bad)
    assert {order["items"][0]["name"] for order in orders_of(hub_process.socket)} == {
        "Soup",
        "Salad",
    }


def test_an_order_keeps_the_id_it_brings(hub_process: HubProcess, order_file: OrderFile) -> None:
    own = str(uuid.uuid4())

    imported(hub_process, order_file.write(an_order(id=own), an_order(id=None)))

    ids = {order["id"] for order in orders_of(hub_process.socket)}
    assert own in ids
    assert len(ids) == 2


def test_the_original_apis_names_are_understood(
    hub_process: HubProcess, order_file: OrderFile
) -> None:
    done = imported(hub_process, order_file.write(an_order(customerName="Ada")))

    assert done.returncode == 0, done.stderr
    assert orders_of(hub_process.socket)[0]["customer_name"] == "Ada"


def test_an_empty_file_is_no_mistake(hub_process: HubProcess, order_file: OrderFile) -> None:
    done = imported(hub_process, order_file.write())

    assert done.returncode == 0
    assert done.stdout == "0 orders taken, 0 taken before, 0 lines refused.\n"


@pytest.mark.parametrize(
    ("name", "told"), [("none", "No such file or directory"), (".", "Is a directory")]
)
def test_a_file_that_cannot_be_read_is_told(
    hub_process: HubProcess, tmp_path: Path, name: str, told: str
) -> None:
    refused = imported(hub_process, tmp_path / name)

    assert refused.returncode == 1
    assert refused.stderr.endswith(f"cannot be read: {told}.\n")


def test_a_hub_that_dies_on_the_way_is_told_with_the_line(
    hub_process: HubProcess, order_file: OrderFile
) -> None:
    file = order_file.write(*(an_order() for _ in range(3000)))
    command = [*GALLEY, "orders", "import", str(file), "--data", str(hub_process.data)]
    with subprocess.Popen(
        command, env=clean_environment(), stderr=subprocess.PIPE, text=True
    ) as importing:
        while not orders_of(hub_process.socket):
            assert importing.poll() is None
        hub_process.kill()
        _, told = importing.communicate(timeout=30)

    assert importing.returncode == 1
    assert told.startswith("galley-hub: Stopped at line ")
    assert "Nothing is doubled when you run this again." in told


def test_a_terminal_shows_a_progress_bar(hub_process: HubProcess, order_file: OrderFile) -> None:
    file = order_file.write(*(an_order() for _ in range(30)))

    code, shown = on_a_terminal("orders", "import", str(file), "--data", str(hub_process.data))

    assert code == 0
    assert "30/30" in shown


def test_without_a_terminal_there_is_no_bar(hub_process: HubProcess, order_file: OrderFile) -> None:
    assert imported(hub_process, order_file.write(an_order())).stderr == ""


def test_ctrl_c_is_quiet(hub_process: HubProcess, order_file: OrderFile) -> None:
    file = order_file.write(*(an_order() for _ in range(3000)))
    command = [*GALLEY, "orders", "import", str(file), "--data", str(hub_process.data)]
    with subprocess.Popen(
        command, env=clean_environment(), stderr=subprocess.PIPE, text=True
    ) as importing:
        while not orders_of(hub_process.socket):
            assert importing.poll() is None
        importing.send_signal(signal.SIGINT)
        _, told = importing.communicate(timeout=30)

    assert (importing.returncode, told) == (130, "")


def on_a_terminal(*arguments: str) -> tuple[int, str]:
    """Run a command whose stderr is a terminal; return its exit code and what was shown there."""
    screen, its_side = pty.openpty()
    # Nobody has told this terminal its size; a bar as wide as an unknown one would be none.
    termios.tcsetwinsize(its_side, (24, 80))
    with subprocess.Popen(
        [*GALLEY, *arguments], env=clean_environment(), stdout=subprocess.DEVNULL, stderr=its_side
    ) as process:
        os.close(its_side)
        shown = b""
        try:
            while part := os.read(screen, 4096):
                shown += part
        except OSError:
            # Linux says EIO when the last process has let go of a terminal.
            process.wait(timeout=30)
        os.close(screen)
    return process.returncode, shown.decode()
