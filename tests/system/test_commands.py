"""Commands of ``galley-hub`` in processes of their own; tests/hub/cli knows all they can do."""

import asyncio
import json
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import pytest

from display import config as of_screen
from tests.support.commands import MENU, OrderFile, an_order
from tests.support.process import GALLEY, HubProcess, clean_environment, galley

pytestmark = pytest.mark.system


ASKED = (
    ("token create --role kitchen --name Grill", "gly_"),
    ("token list", "first manager"),
    ("token revoke Grill", "Revoked Grill ("),
    ("devices", "LAST HEARD"),
    ("menu import menu.json", "The menu now has 1 dishes in 1 categories, for 1 stations."),
    ("menu export", json.dumps(MENU, indent=2, ensure_ascii=False)),
    ("menu undo --dry-run", "1 dish REMOVED:"),
    ("orders import orders.jsonl", "2 orders taken, 0 taken before, 0 lines refused.\n"),
    ("events tail", "takeout: 1x Soup  [owner]\n"),
    ("export --format csv", ",Stew,"),
    ("backup", "Read back and checked.\n"),
    ("backups", "MADE (UTC)"),
    ("archive", "Moved to the yearly archives: 0 orders, 0 events.\n"),
    ("fingerprint", ":"),
    ("config", "[hub]\n"),
)


SAID = {
    "orders import orders.jsonl": "".join(
        f"line {number}: taken; items[0]: is on no menu: no station of its own, no allergens\n"
        for number in (1, 2)
    )
}
"""What a command says beside its answer."""


def test_every_command_answers_in_a_process_of_its_own(
    hub_process: HubProcess, tmp_path: Path
) -> None:
    (tmp_path / "menu.json").write_text(json.dumps(MENU), "utf-8")
    OrderFile(tmp_path / "orders.jsonl").write(an_order("Soup"), an_order("Stew"))

    for command, told in ASKED:
        done = galley("--data", hub_process.data, *command.split(), cwd=tmp_path)

        assert (command, done.returncode, done.stderr) == (command, 0, SAID.get(command, ""))
        assert told in done.stdout


def test_what_cannot_be_done_is_told_in_a_line(hub_process: HubProcess) -> None:
    done = galley("token", "revoke", "Nobody", "--data", hub_process.data)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "galley-hub: There is no token 'Nobody'; see galley-hub token list.\n"


def test_bad_usage_is_told_with_what_there_is() -> None:
    done = galley("serv")

    assert (done.returncode, done.stdout) == (2, "")
    assert "invalid choice: 'serv' (choose from 'serve', " in done.stderr


def test_a_screen_prints_its_settings_in_a_process_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "display", "config", "--set", "board.station=grill"],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == of_screen.file_text({"board.station": "grill"})


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


@pytest.fixture
def used(hub_process: HubProcess) -> HubProcess:
    """Stop a hub that has run on its folder."""
    hub_process.stop()
    return hub_process


async def test_commands_without_a_hub_wait_for_each_other(used: HubProcess) -> None:
    create = ("token", "create", "--data", str(used.data), "--role", "kitchen", "--name")

    ended = await at_once(*((*create, f"S{n}") for n in range(6)))

    assert ended == [(0, "")] * 6
    listed = galley("token", "list", "--data", used.data).stdout
    assert all(f"  S{n}  " in listed for n in range(6))


async def test_a_command_given_while_the_hub_starts_finds_it(used: HubProcess) -> None:
    starting = asyncio.to_thread(used.start)
    commands = at_once(*((("token", "list", "--data", str(used.data)),) * 4))

    _, ended = await asyncio.gather(starting, commands)

    assert used.stop() == 0
    assert ended == [(0, "")] * 4


async def test_a_hub_started_during_a_command_waits_for_it(used: HubProcess) -> None:
    commands = at_once(*((("token", "list", "--data", str(used.data)),) * 4))
    starting = asyncio.to_thread(used.start)

    ended, _ = await asyncio.gather(commands, starting)

    assert used.stop() == 0
    assert ended == [(0, "")] * 4


def test_a_second_hub_on_the_same_folder_is_refused(hub_process: HubProcess) -> None:
    done = galley("serve", "--port", "0", "--data", hub_process.data)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "galley-hub: galley.db is in use: another hub is running on this data folder.\n"
    )
    assert galley("token", "list", "--data", hub_process.data).returncode == 0
