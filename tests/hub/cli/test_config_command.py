"""``config`` of both programs: a settings file on stdout."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from display import config as of_screen
from hub import config as of_hub
from tests.support.process import clean_environment, galley


def galley_display(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "display", *arguments],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_hub_prints_its_file_with_what_was_said() -> None:
    done = galley("config", "--set", "hub.port=8081", "--set", "lan.enabled=false")

    said = {"hub.port": "8081", "lan.enabled": "false"}
    assert (done.returncode, done.stdout) == (0, of_hub.file_text(said))
    assert "\nport = 8081\n" in done.stdout


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
    command: Callable[..., "subprocess.CompletedProcess[str]"], said: str, told: str
) -> None:
    done = command("config", "--set", said)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
