"""Commands find the hub, whatever state the folder is in, and take turns when there is none."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import pytest

from tests.support.process import GALLEY, HubProcess, clean_environment, galley


def used_folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    made = galley("token", "create", "--role", "manager", "--name", "Chef", "--data", data)
    assert made.returncode == 0, made.stderr
    return data


async def at_once(*commands: tuple[str, ...]) -> list[tuple[int | None, str]]:
    """Run commands side by side; return exit codes and what stood on stderr."""
    started = [
        await asyncio.create_subprocess_exec(
            *GALLEY, *command, env=clean_environment(), stdout=DEVNULL, stderr=PIPE
        )
        for command in commands
    ]
    said = [await each.communicate() for each in started]
    return [(each.returncode, err.decode()) for each, (_, err) in zip(started, said, strict=True)]


def test_a_socket_left_behind_by_a_killed_hub_is_nobody(hub_process: HubProcess) -> None:
    hub_process.kill()
    assert hub_process.socket.exists()

    listed = galley("token", "list", "--data", hub_process.data)

    assert listed.returncode == 0, listed.stderr
    assert "first manager" in listed.stdout


async def test_commands_without_a_hub_wait_for_each_other(tmp_path: Path) -> None:
    data = str(used_folder(tmp_path))

    ended = await at_once(
        *(
            ("token", "create", "--role", "kitchen", "--name", f"S{n}", "--data", data)
            for n in range(6)
        )
    )

    assert ended == [(0, "")] * 6
    listed = galley("token", "list", "--data", data).stdout
    assert all(f"  S{n}  " in listed for n in range(6))


async def test_a_command_given_while_the_hub_starts_finds_it(tmp_path: Path) -> None:
    data = used_folder(tmp_path)
    hub = HubProcess(data)
    starting = asyncio.to_thread(hub.start)
    commands = at_once(*((("token", "list", "--data", str(data)),) * 4))

    _, ended = await asyncio.gather(starting, commands)

    assert hub.stop() == 0
    assert ended == [(0, "")] * 4


async def test_a_hub_started_during_a_command_waits_for_it(tmp_path: Path) -> None:
    data = used_folder(tmp_path)
    hub = HubProcess(data)
    commands = at_once(*((("token", "list", "--data", str(data)),) * 4))
    starting = asyncio.to_thread(hub.start)

    ended, _ = await asyncio.gather(commands, starting)

    assert hub.stop() == 0
    assert ended == [(0, "")] * 4


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
        [ended] = await at_once(("token", "list", "--data", str(data)))

    assert ended == (1, "galley-hub: The hub went away before it answered. Try again.\n")


def test_no_command_at_all_is_bad_usage() -> None:
    refused = galley()

    assert refused.returncode == 2
    assert "required: COMMAND" in refused.stderr
