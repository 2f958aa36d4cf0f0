"""``config`` of both programs: a settings file on stdout."""

from collections.abc import Callable
from pathlib import Path

import pytest

from display import config as of_screen
from display.__main__ import main
from hub import config as of_hub
from hub.common.managed_settings import MANAGED, ManagedFile
from tests.support.in_process import Done, done_by, galley


def galley_display(*arguments: str) -> Done:
    return done_by(main, *arguments)


def test_the_hub_prints_its_file_with_what_was_said() -> None:
    done = galley("config", "--set", "hub.port=8081", "--set", "lan.enabled=false")

    said = {"hub.port": "8081", "lan.enabled": "false"}
    assert (done.returncode, done.stdout) == (0, of_hub.file_text(said))
    assert "\nport = 8081\n" in done.stdout


def test_the_hub_says_where_what_is_set_stands(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text('[hub]\nname = "Corner"\n[wifi]\npassword = "correct horse"\n')
    ManagedFile(tmp_path / MANAGED).write({"hub.name": "Grand", "log.level": "error"})

    done = galley("--data", str(tmp_path), "config", "--where", "--config", str(file))

    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f'hub.name = "Grand"  # {tmp_path / MANAGED}',
        'lan.enabled = "false"  # a variable',
        f"wifi.password = (not shown)  # {file}",
        f'log.level = "error"  # {tmp_path / MANAGED}',
    ]


def test_a_screen_prints_its_file_with_what_was_said() -> None:
    done = galley_display("config", "--set", "board.station=grill")

    assert (done.returncode, done.stdout) == (0, of_screen.file_text({"board.station": "grill"}))
    assert '\nstation = "grill"\n' in done.stdout


@pytest.mark.parametrize("command", [galley, galley_display])
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("hub.nmae=x", "hub.nmae: is not a known setting; did you mean hub.name?"),
        ("hub.name", "argument --set: invalid assignment value: 'hub.name'"),
    ],
)
def test_what_cannot_be_set_is_said_and_nothing_is_printed(
    command: Callable[..., Done], said: str, told: str
) -> None:
    done = command("config", "--set", said)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
