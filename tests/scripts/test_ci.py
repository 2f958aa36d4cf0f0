"""``.ci/run``, and the workflow: what a server that tests each change starts."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.release_files import NOTES

ROOT = Path(__file__).parents[2]
RUN = ROOT / ".ci" / "run"
WORKFLOW = ROOT / ".github" / "workflows" / "test.yml"
RELEASE = WORKFLOW.with_name("release.yml")


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


def test_the_workflow_runs_what_a_person_runs() -> None:
    steps = re.findall(r"- run: (\S.*)", WORKFLOW.read_text("utf-8"))
    asked = [step for step in steps if not step.startswith("apt-get ")]
    assert asked == ["./scripts/test", "./.ci/run"]


def test_the_workflow_installs_the_packages_that_a_clone_needs() -> None:
    steps = re.findall(r"- run: .*apt-get install -y (.+)", WORKFLOW.read_text("utf-8"))
    (told,) = re.findall(r"apt-get install (.+?)`", (ROOT / "README.md").read_text("utf-8"))
    assert steps == [told, told]


def test_a_tag_is_released_as_a_person_releases_it() -> None:
    """The notes are for the release's page, and are no file that is loaded from it."""
    first, second = re.findall(r"- run: (\S.*)", RELEASE.read_text("utf-8"))

    assert first == './scripts/release "$TAG"'
    assert f"/{NOTES}" in second
    assert second.endswith("/[!N]*")
