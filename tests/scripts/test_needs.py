"""``scripts/test`` and ``scripts/prove``: what is missing is a failure that says what helps."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.smoke

SCRIPTS = Path(__file__).parents[2] / "scripts"
NOBODY = 65534

Done = subprocess.CompletedProcess[str]
Run = Callable[[str], Done]
SHARED = "source scripts/lib.sh; source scripts/needs.sh;"


@pytest.fixture
def run() -> Iterator[Run]:
    """Run a line of bash beside copies of the scripts, as somebody who is not root."""
    # Not pytest's own folder: nobody else may look into that.
    with tempfile.TemporaryDirectory(prefix="galley-needs-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "scripts").mkdir()
        for each in ("lib.sh", "needs.sh", "prove", "test"):
            shutil.copy(SCRIPTS / each, folder / "scripts")

        def run(line: str) -> Done:
            command = ["bash", "-c", f"set -euo pipefail; {line}"]
            user = None if os.geteuid() else NOBODY
            return subprocess.run(
                command, user=user, cwd=folder, capture_output=True, text=True, check=False
            )

        yield run


@pytest.mark.parametrize("need", ["no-such-program:its-package", "/no/such/file:its-package"])
def test_a_tool_that_is_missing_fails_with_the_name_of_its_package(run: Run, need: str) -> None:
    done = run(f"{SHARED} ensure_needs bash:bash /bin/sh:dash {need}")

    assert done.returncode == 1
    assert "packages that are missing: sudo apt-get install its-package\n" in done.stderr


def test_with_all_tools_there_nothing_is_said(run: Run) -> None:
    done = run(f"{SHARED} ensure_needs bash:bash /bin/sh:dash")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_step_that_fails_is_named_and_fails_the_whole(run: Run) -> None:
    done = run(f"{SHARED} step first false; step second true; report_steps")

    assert done.returncode == 1
    assert done.stdout.splitlines()[-2:] == ["first: 0 s, FAILED", "second: 0 s"]


def test_steps_that_pass_are_told_with_their_seconds(run: Run) -> None:
    done = run(f"{SHARED} step first true; step second true; report_steps")

    assert done.returncode == 0
    assert done.stdout.splitlines()[-2:] == ["first: 0 s", "second: 0 s"]


@pytest.mark.parametrize("part", ["root", "guest", "arm64"])
def test_a_part_that_needs_root_fails_without_it_and_before_any_other_begins(
    run: Run, part: str
) -> None:
    done = run(f"scripts/prove timing {part}")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"prove: {part} needs root: sudo ./scripts/prove {part}\n"


def test_a_part_that_is_unknown_is_told_with_those_that_there_are(run: Run) -> None:
    done = run("scripts/prove soup")

    assert done.returncode == 1
    assert "there is no part soup; there are: timing faults" in done.stderr


@pytest.mark.parametrize("script", ["test", "prove"])
def test_help_says_what_there_is_and_does_nothing(run: Run, script: str) -> None:
    done = run(f"scripts/{script} --help")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: scripts/{script} ")


def test_every_part_of_prove_is_told_of_in_its_help(run: Run) -> None:
    said = run("scripts/prove --help").stdout
    parts = run("scripts/prove soup").stderr.rpartition("there are: ")[2].split()

    assert len(parts) > 5
    assert [each for each in parts if f"\n  {each} " not in said] == []
