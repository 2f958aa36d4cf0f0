"""The shell scripts, as a linter for shells reads them."""

import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
SHELLS = ("#!/usr/bin/env bash\n", "#!/bin/sh\n", "# shellcheck shell=bash")


def shell_scripts() -> list[Path]:
    """Find every script of a shell, by its first line."""
    files = [
        each
        for each in SCRIPTS.rglob("*")
        if each.is_file() and each.suffix in {"", ".sh"} and "node_modules" not in each.parts
    ]
    return sorted(each for each in files if each.read_text("utf-8").startswith(SHELLS))


@pytest.mark.system
@pytest.mark.parametrize("script", shell_scripts(), ids=lambda each: str(each.name))
def test_shellcheck_finds_nothing(script: Path) -> None:
    done = subprocess.run(
        [*("shellcheck", "--external-sources"), script],
        cwd=SCRIPTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_the_installer_is_among_them() -> None:
    assert {"install", "wheelhouse", "upgrade.sh"} <= {each.name for each in shell_scripts()}
