"""``scripts/release``: what it refuses, and what it makes of a tag."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from hub.http.web_bundles import BUNDLES, MANIFEST, describe
from scripts.release_files import ReleaseError, check

ROOT = Path(__file__).parents[2]
LOG = """# Changelog

## [Unreleased]

## [1.2.3] - 2026-12-24

### Added

- Snow.

## [1.2.2] - 2026-12-01

- Rain.

[1.2.3]: https://example.org/1.2.3
"""


SOMEBODY = {
    "GIT_AUTHOR_NAME": "somebody",
    "GIT_AUTHOR_EMAIL": "somebody@example.org",
    "GIT_COMMITTER_NAME": "somebody",
    "GIT_COMMITTER_EMAIL": "somebody@example.org",
}
WHEEL, SDIST = "galley_kds-98.7.6-py3-none-any.whl", "galley_kds-98.7.6.tar.gz"


class Clone:
    """A repository of its own with a commit and a tag.

    Args:
        root: where its files are.
        tag: of the commit.

    Attributes:
        dist: where the files of a release are put.
    """

    def __init__(self, root: Path, tag: str = "v1.2.3") -> None:
        self.root = root
        self.dist = root / "dist" / tag[1:]
        self._tag = tag
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def git(self, *words: str) -> str:
        """Run git there, and return what it says."""
        return subprocess.run(
            ["git", *words],  # noqa: S607 - whichever there is
            cwd=self.root,
            env=os.environ | SOMEBODY,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def commit(self) -> None:
        """Commit everything, and tag it."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "all of it")
        self.git("tag", "--force", self._tag)

    def write(self, name: str, text: str) -> None:
        """Write a file and commit it."""
        (self.root / name).write_text(text, "utf-8")
        self.commit()

    def faults(self, tag: str = "v1.2.3") -> str:
        """Return why it can't be released."""
        with pytest.raises(ReleaseError) as refused:
            check(self.root, tag)
        return str(refused.value)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    (tmp_path / "CHANGELOG.md").write_text(LOG, "utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', "utf-8")
    bundles = tmp_path / "hub" / "web" / BUNDLES
    bundles.mkdir(parents=True)
    (bundles / MANIFEST).write_text(json.dumps(describe({}, {})), "utf-8")
    return Clone(tmp_path)


@pytest.mark.smoke
def test_the_notes_are_the_section_of_the_version(clone: Clone) -> None:
    assert check(clone.root, "v1.2.3") == "### Added\n\n- Snow.\n"


@pytest.mark.smoke
@pytest.mark.parametrize("tag", ["1.2.3", "v1.2", "v1.2.3-rc1", "main", "--all"])
def test_only_a_version_is_released(clone: Clone, tag: str) -> None:
    assert clone.faults(tag) == f"{tag}: a release's tag looks like v1.2.3"


@pytest.mark.smoke
def test_what_is_not_committed_is_named(clone: Clone) -> None:
    (clone.root / "CHANGELOG.md").write_text(f"{LOG}\n", "utf-8")
    (clone.root / "forgotten.py").touch()

    assert clone.faults() == (
        "there are changes that are not committed:\n M CHANGELOG.md\n?? forgotten.py"
    )


@pytest.mark.smoke
def test_another_commit_than_the_tagged_one_is_not_released(clone: Clone) -> None:
    clone.git("commit", "--quiet", "--allow-empty", "--message", "one more")

    assert clone.faults() == "this is not what v1.2.3 names: git checkout v1.2.3"


@pytest.mark.smoke
def test_everything_that_names_another_version_is_told_at_once(clone: Clone) -> None:
    assert clone.faults("v1.3.0").split("\n") == [
        "there is no tag v1.3.0: git tag --annotate v1.3.0",
        "pyproject.toml names version 1.2.3",
        "CHANGELOG.md says nothing below ## [1.3.0] - YYYY-MM-DD",
    ]


@pytest.mark.smoke
@pytest.mark.parametrize("kept", ["## [1.2.3]\n\n- Snow.\n", "## [1.2.3] - 2026-12-24\n\n"])
def test_a_version_without_a_date_or_without_notes_is_not_released(clone: Clone, kept: str) -> None:
    clone.write("CHANGELOG.md", f"# Changelog\n\n{kept}## [1.2.2] - 2026-12-01\n\n- Rain.\n")

    assert clone.faults() == "CHANGELOG.md says nothing below ## [1.2.3] - YYYY-MM-DD"


@pytest.mark.smoke
def test_changes_that_have_no_version_yet_are_not_released(clone: Clone) -> None:
    clone.write("CHANGELOG.md", LOG.replace("[Unreleased]\n", "[Unreleased]\n\n- Hail.\n"))

    assert clone.faults() == "CHANGELOG.md has changes below [Unreleased] that v1.2.3 would release"


@pytest.mark.smoke
def test_pages_that_are_newer_than_their_bundles_are_not_released(clone: Clone) -> None:
    clone.write("hub/web/station.js", "let one;")

    assert clone.faults() == "hub/web/bundles are not made of these pages: ./scripts/bundle"


def run_release(root: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "scripts.release_files", "v98.7.6", "--without-packages"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """Release this tree as a version that it never had."""
    root = tmp_path_factory.mktemp("release") / "clone"
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()]
    ignored += ["node_modules"]
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".git", *ignored))
    project, version = (root / "pyproject.toml").read_text("utf-8"), 'version = "98.7.6"'
    project = re.sub('^version = ".*"', version, project, flags=re.MULTILINE)
    (root / "pyproject.toml").write_text(project, "utf-8")
    (root / "CHANGELOG.md").write_text(LOG.replace("1.2.3", "98.7.6"), "utf-8")
    clone = Clone(root, "v98.7.6")
    done = run_release(root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        f"dist/98.7.6/{name}" for name in ("NOTES.md", "SHA256SUMS", WHEEL, SDIST)
    ]
    return clone


@pytest.mark.system
def test_the_wheel_holds_both_packages_whole(released: Clone) -> None:
    with zipfile.ZipFile(released.dist / WHEEL) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    tracked = set(released.git("ls-files", "hub", "display").split())

    assert held ^ tracked == set()
    for name in (
        "hub/py.typed",
        "hub/web/bundles/station.js",
        "hub/store/migrations/0001_first.sql",
    ):
        assert name in held


@pytest.mark.system
def test_the_wheel_runs_where_nothing_else_of_galley_is(released: Clone, tmp_path: Path) -> None:
    with zipfile.ZipFile(released.dist / WHEEL) as wheel:
        wheel.extractall(tmp_path)  # noqa: S202 - made a moment ago
    done = subprocess.run(
        [sys.executable, "-P", "-m", "hub", "--version"],
        cwd="/",
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "galley-hub 98.7.6\n"


@pytest.mark.system
def test_the_sdist_is_the_whole_clone(released: Clone) -> None:
    with tarfile.open(released.dist / SDIST) as sdist:
        modes = {each.name.partition("/")[2]: each.mode for each in sdist}

    assert modes.keys() >= set(released.git("ls-files").splitlines())
    assert (modes["scripts/install"], modes["README.md"]) == (0o755, 0o644)


@pytest.mark.system
def test_the_sums_are_those_of_the_files(released: Clone) -> None:
    command = ["sha256sum", "--strict", "--check", "SHA256SUMS"]
    done = subprocess.run(command, cwd=released.dist, capture_output=True, text=True, check=False)

    assert done.stdout == f"{SDIST}: OK\n{WHEEL}: OK\n"


@pytest.mark.system
def test_whoever_builds_it_again_elsewhere_gets_the_same(released: Clone, tmp_path: Path) -> None:
    released.git("clone", "--quiet", ".", str(tmp_path / "again"))
    mask = os.umask(0o077)
    try:
        done = run_release(tmp_path / "again")
    finally:
        os.umask(mask)

    assert done.returncode == 0, done.stderr
    again = tmp_path / "again" / "dist" / "98.7.6" / "SHA256SUMS"
    assert again.read_text("utf-8") == (released.dist / "SHA256SUMS").read_text("utf-8")


@pytest.mark.system
def test_what_was_released_is_not_written_again(released: Clone) -> None:
    done = run_release(released.root)

    assert (done.returncode, done.stderr) == (1, "scripts/release: dist/98.7.6 is there already\n")
