"""Commands find the hub, whatever state the folder is in, and take turns when there is none."""

import asyncio
import socket
from contextlib import closing
from pathlib import Path

import pytest

from hub.cli.hub_client import reach_hub
from tests.support.in_process import HubHere, galley


def used_folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    made = galley("token", "create", "--role", "manager", "--name", "Chef", "--data", data)
    assert made.returncode == 0, made.stderr
    return data


def test_a_socket_left_behind_by_a_killed_hub_is_nobody(hub_here: HubHere) -> None:
    hub_here.stop()
    with closing(socket.socket(socket.AF_UNIX)) as left:
        left.bind(str(hub_here.socket))

    listed = galley("token", "list", "--data", hub_here.data)

    assert listed.returncode == 0, listed.stderr
    assert "first manager" in listed.stdout


async def test_commands_without_a_hub_wait_for_each_other(tmp_path: Path) -> None:
    data = used_folder(tmp_path)

    async def make(name: str) -> bool:
        async with reach_hub(data) as hub:
            await hub.ask("POST", "/api/tokens", {"role": "kitchen", "name": name})
        return hub.own

    async with reach_hub(data) as first:
        assert first.own
        waiting = [asyncio.create_task(make(f"S{number}")) for number in range(6)]
        # Whoever does not wait is linked to the first one's hub, and done in a moment.
        done, _ = await asyncio.wait(waiting, timeout=0.3)
        assert not done

    assert await asyncio.gather(*waiting) == [True] * 6
    listed = await asyncio.to_thread(galley, "token", "list", "--data", data)
    assert all(f"  S{n}  " in listed.stdout for n in range(6))


@pytest.mark.parametrize(
    "command",
    [
        ("menu", "export"),
        ("events", "tail"),
        ("token", "list"),
        ("token", "revoke", "x"),
        ("orders", "import", __file__),
    ],
)
def test_a_mistyped_folder_is_told_and_not_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    refused = galley(*command, "--data", tmp_path / "dta")

    assert refused.returncode == 1
    assert "no hub has used this folder yet" in refused.stderr
    assert not (tmp_path / "dta").exists()


def test_data_may_stand_before_or_behind_the_command(tmp_path: Path) -> None:
    data = used_folder(tmp_path)

    before = galley("--data", data, "token", "list")
    behind = galley("token", "list", "--data", data)

    assert before.returncode == 0
    assert before.stdout == behind.stdout


def test_the_default_folder_is_var(tmp_path: Path) -> None:
    galley("token", "create", "--role", "manager", "--name", "Chef", cwd=tmp_path)

    assert (tmp_path / "var" / "galley.db").is_file()


def test_a_folder_whose_path_is_too_long_for_a_socket_is_refused(tmp_path: Path) -> None:
    data = tmp_path / ("x" * 120)

    refused = galley("token", "create", "--role", "manager", "--name", "Chef", "--data", data)

    assert refused.returncode == 1
    assert "the path is too long for the hub's socket" in refused.stderr
    assert not data.exists()


async def test_a_hub_that_hangs_up_is_told_without_a_traceback(tmp_path: Path) -> None:
    data = used_folder(tmp_path)

    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_unix_server(hang_up, data / "hub.sock"):
        done = await asyncio.to_thread(galley, "token", "list", "--data", data)

    assert done == (1, "", "galley-hub: The hub went away before it answered. Try again.\n")


def test_no_command_at_all_is_bad_usage() -> None:
    refused = galley()

    assert refused.returncode == 2
    assert "required: COMMAND" in refused.stderr
