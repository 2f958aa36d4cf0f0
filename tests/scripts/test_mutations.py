"""``scripts/mutations``: says which bugs no test notices, and which entries have gone stale."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from scripts.mutations.entries import faults, read_lists
from scripts.mutations.trial import Result, Verdict, exit_status

ROOT = Path(__file__).parents[2]

PROGRAM = """
import subprocess, sys


def larger(one: int, other: int) -> int:
    return one if one > other else other


def smaller(one: int, other: int) -> int:
    return one if one < other else other


def in_a_process(one: int, other: int) -> int:
    code = f"from hub.sums import larger; print(larger({one}, {other}))"
    command = [sys.executable, "-c", code]
    return int(subprocess.run(command, capture_output=True, cwd="/").stdout)
"""
TESTS = """
from hub.sums import in_a_process, larger, smaller


def test_the_larger() -> None:
    assert larger(1, 2) == 2


def test_two_that_are_the_same() -> None:
    assert smaller(2, 2) == 2
    assert larger(1, 2) == 2


def test_another_process() -> None:
    assert in_a_process(1, 2) == 2


def test_what_never_held() -> None:
    assert larger(1, 2) == 1
"""


def entry(name: str, test: str, find: str = "one > other", replace: str = "one < other") -> str:
    return (
        f'[[mutation]]\nname = "{name}"\nfile = "hub/sums.py"\nfind = "{find}"\n'
        f'replace = "{replace}"\ntests = ["tests/test_sums.py::{test}"]\n'
    )


ENTRIES = {
    "noticed": entry("noticed", "test_the_larger"),
    "noticed in a process": entry("noticed in a process", "test_another_process"),
    "unnoticed": entry("unnoticed", "test_two_that_are_the_same", "one < other", "one <= other"),
    "stale": entry("stale", "test_the_larger", "one >= other"),
    "red anyway": entry("red anyway", "test_what_never_held"),
    "no test": entry("no test", "test_nobody_wrote"),
    "no program": entry("no program", "test_the_larger", "import subprocess", "import nothing"),
}


class Said(NamedTuple):
    """What the program said, and how it ended."""

    status: int
    lines: list[str]

    def of(self, name: str) -> list[str]:
        """List the verdicts on one entry."""
        return [
            line.split()[0] for line in self.lines if line.partition("sums: ")[2].startswith(name)
        ]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a small tree, beside the one that the tests are in."""
    tree = tmp_path / "tree"
    for folder in ("hub", "tests/mutations"):
        (tree / folder).mkdir(parents=True)
    (tree / "hub/__init__.py").touch()
    (tree / "hub/sums.py").write_text(PROGRAM)
    (tree / "tests/test_sums.py").write_text(TESTS)
    git = shutil.which("git")
    assert git is not None
    subprocess.run([git, "init", "--quiet", tree], check=True)
    return tree


def listed(tree: Path, *names: str) -> None:
    """Write the list of a tree's mutations."""
    text = "\n".join(ENTRIES[name] for name in names)
    (tree / "tests/mutations/sums.toml").write_text(text)


def program(tree: Path, *arguments: str) -> Said:
    done = subprocess.run(
        [sys.executable, "scripts/mutations", "--tree", tree, *arguments],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert not done.stderr, done.stderr
    return Said(done.returncode, done.stdout.splitlines())


@pytest.mark.system
def test_bugs_that_tests_notice_are_killed_also_in_processes_that_tests_start(tree: Path) -> None:
    listed(tree, "noticed", "noticed in a process")

    said = program(tree)

    assert said.of("noticed in a process")[0] == "killed"
    assert said.of("noticed")[0] == "killed"
    assert said.status == 0


@pytest.mark.system
def test_all_others_are_said_and_no_bug_outlives_its_run(tree: Path) -> None:
    listed(tree, *ENTRIES)

    said = program(tree, "--jobs", "1")

    assert {name: said.of(name)[0] for name in ENTRIES} == {
        "noticed": "killed",
        "noticed in a process": "killed",
        "unnoticed": "SURVIVED",
        "stale": "broken",
        "red anyway": "broken",
        "no test": "broken",
        "no program": "broken",
    }
    assert (tree / "hub/sums.py").read_text() == PROGRAM


@pytest.mark.system
@pytest.mark.parametrize("verdict", [Verdict.SURVIVED, Verdict.BROKEN])
def test_one_that_is_not_killed_is_a_failure(verdict: Verdict, tree: Path) -> None:
    listed(tree, "noticed", "unnoticed")
    first, second = read_lists(tree)

    assert exit_status([Result(first, Verdict.KILLED), Result(second, Verdict.KILLED)]) == 0
    assert exit_status([Result(first, Verdict.KILLED), Result(second, verdict)]) == 1


@pytest.mark.system
def test_the_program_fails_with_a_survivor_and_tries_only_what_it_is_asked_for(tree: Path) -> None:
    listed(tree, *ENTRIES)

    said = program(tree, "--only", "unnoticed")

    assert [line for line in said.lines if line.startswith("SURVIVED")]
    assert said.lines[-1].startswith("1 mutations")
    assert said.status == 1


@pytest.mark.system
def test_a_list_is_only_shown_when_that_is_asked_for(tree: Path) -> None:
    listed(tree, "noticed", "stale")

    said = program(tree, "--list")

    assert said == Said(0, ["sums: noticed (hub/sums.py)", "sums: stale (hub/sums.py)"])


def test_every_entry_of_this_tree_fits_it() -> None:
    """A change that moves what an entry looks for moves the entry as well."""
    mutations = read_lists(ROOT)

    assert mutations
    assert faults(mutations, ROOT) == {}
