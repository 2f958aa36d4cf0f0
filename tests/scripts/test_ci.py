"""``.ci/run``: what a server that tests each change starts."""

import shutil
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / ".ci" / "run"


@pytest.mark.smoke
@pytest.mark.parametrize("code", [0, 3])
def test_it_runs_all_tests_and_nothing_else(tmp_path: Path, code: int) -> None:
    for folder in (".ci", "scripts"):
        (tmp_path / folder).mkdir()
    shutil.copy(RUN, tmp_path / ".ci")
    script = tmp_path / "scripts" / "test"
    script.write_text(f'#!/bin/sh\necho "test was run with $*"\nexit {code}\n', "utf-8")
    script.chmod(0o755)

    command = tmp_path / ".ci" / "run"
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (code, "test was run with --all\n")
