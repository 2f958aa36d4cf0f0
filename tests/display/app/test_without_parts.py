"""What a program can say of itself needs none of the parts that not everybody has."""

import subprocess
import sys

import pytest

from tests.support.missing_parts import without_parts

pytestmark = pytest.mark.system


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--help"], "usage: galley-display"),
        (["--version"], "galley-display "),
        (["config"], "[hub]"),
        (["config", "--help"], "usage: galley-display config"),
        (["doctor", "--help"], "usage: galley-display doctor"),
    ],
)
def test_a_screen_says_how_it_is_used_without_what_draws(arguments: list[str], told: str) -> None:
    done = without_parts("display", *arguments)

    assert (done.returncode, told in done.stdout) == (0, True), done.stderr
    assert done.stderr == ""


def test_a_wrong_command_line_is_told_before_what_is_missing() -> None:
    done = without_parts("display", "--headless")

    assert done.returncode == 2
    assert "--headless and --screenshot go together" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["doctor"]])
def test_what_draws_says_what_is_missing_and_how_to_get_it(arguments: list[str]) -> None:
    done = without_parts("display", *arguments)

    assert done.returncode == 1
    assert "problem pygame: missing" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_screen_that_has_its_hub_loads_neither_doctor_nor_search() -> None:
    loaded = "import sys, display.app.commands; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True, timeout=60
    )

    names = set(done.stdout.split())
    assert "display.app.loop" in names
    assert not names & {"zeroconf", "display.discovery", "display.app.doctor.examine"}
