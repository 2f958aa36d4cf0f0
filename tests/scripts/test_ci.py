"""``.ci/run``: what it starts, and what it says that it has not started.

It is the script itself, in a folder whose tests and guest take no time.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / ".ci" / "run"
NOBODY = 65534


@pytest.fixture
def tree() -> Iterator[Path]:
    # Not pytest's own folder: nobody else may look into that.
    with tempfile.TemporaryDirectory(prefix="galley-ci-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / ".ci").mkdir()
        (folder / "scripts").mkdir()
        shutil.copy(RUN, folder / ".ci")
        script(folder, "test", 0)
        script(folder, "test-guest", 0)
        yield folder


def script(folder: Path, name: str, code: int) -> None:
    file = folder / "scripts" / name
    file.write_text(f"#!/bin/sh\necho {name} was run\nexit {code}\n", "utf-8")
    file.chmod(0o755)


def ran(tree: Path, user: int | None = None) -> tuple[int, list[str]]:
    done = subprocess.run(
        [tree / ".ci" / "run"], user=user, cwd="/", capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.root
def test_root_runs_the_tests_and_then_the_guest(tree: Path) -> None:
    assert ran(tree) == (0, ["test was run", "test-guest was run"])


@pytest.mark.root
def test_a_guest_that_fails_fails_the_run(tree: Path) -> None:
    script(tree, "test-guest", 3)

    assert ran(tree) == (3, ["test was run", "test-guest was run"])


def test_after_tests_that_fail_the_guest_is_named_as_not_run(tree: Path) -> None:
    script(tree, "test", 2)

    said = "Not run, because ./scripts/test failed: ./scripts/test-guest"
    assert ran(tree) == (2, ["test was run", said])


def test_without_root_the_guest_is_named_as_not_run(tree: Path) -> None:
    user = None if os.geteuid() else NOBODY

    said = "Not run (needs root): ./scripts/test-guest"
    assert ran(tree, user) == (0, ["test was run", said])
