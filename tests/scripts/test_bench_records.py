"""What ``scripts/bench`` says and keeps of a run, and how two runs are compared."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from scripts.benchmarks import restai
from scripts.benchmarks.comparing import differences
from scripts.benchmarks.disk import file_system
from scripts.benchmarks.letters import BENCHMARKS
from scripts.benchmarks.record import Figure, Record, Section, begin, compare_sides, read, write
from scripts.benchmarks.report import Options, Quantity, SectionReport
from scripts.benchmarks.table import table
from scripts.benchmarks.turns import Effort

ROOT = Path(__file__).parents[2]
WHAT = "durable PATCH, 32 connections"
RATE = Quantity("rate", WHAT, "changes/s", more_is_better=True)


def record(ours: list[float], theirs: list[float], machine: str = "a Pi") -> Record:
    figure = Figure(WHAT, "changes/s", True, {"hub": ours, "plain": theirs})
    section = Section(
        "a", "writes", 0.5, 0.75, 0.25, [compare_sides(figure, [("hub", "plain")], 0.05)]
    )
    return Record(
        "2026-11-30T12:15:00+00:00", "abc123", None, machine, "3.11.7", "ext4", 0.1, 0.05, [section]
    )


def report() -> SectionReport:
    return SectionReport(Section("a", "writes", 0.5), Effort(0.05, rounds=6))


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = record([100, 110, 120, 130, 140, 150], [50, 55, 60, 65, 70, 76])
    written.sections.append(Section("b", "reads", 1.0, failure="this is missing: wrk"))

    file = write(written, tmp_path / "made")

    assert file.name == "2026-11-30T121500Z-abc123.json"
    assert read(file) == written


def test_a_file_that_is_no_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text('{"at": 1}', "utf-8")

    with pytest.raises(msgspec.ValidationError):
        read(tmp_path / "file.json")


@pytest.mark.system
def test_a_record_names_the_machine_and_the_commit(tmp_path: Path) -> None:
    begun = begin(ROOT, tmp_path, "v0.1.0", 0.05)

    assert "processors" in begun.machine
    assert begun.revision.rstrip("+").isalnum()
    assert begun.against == "v0.1.0"
    assert begun.fsync > 0


def test_the_file_system_of_a_folder_is_named() -> None:
    assert file_system(Path("/proc/self")) == "proc"
    assert file_system(Path("/sys/kernel")) == "sysfs"


def test_a_ratio_that_is_not_sure_is_marked_and_said_to_be_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    values = iter([1.0, 1.0, *(float(n) for n in range(1, 13))])
    sides = {name: lambda: {"rate": next(values)} for name in ("hub", "plain")}

    reporting = report()
    reporting.turns([RATE], sides)

    said = capsys.readouterr().out
    assert "hub / plain: 0.995 (0.500 to 1.333) ~\n" in said
    assert "6 turns of each side; NOT sure to within 5% of the ratio" in said
    assert [ratio.narrow for ratio in reporting.section.figures[0].ratios] == [False]


def test_a_ratio_that_is_sure_is_not_marked(capsys: pytest.CaptureFixture[str]) -> None:
    sides = {"hub": lambda: {"rate": 200.0}, "plain": lambda: {"rate": 50.0}}

    report().turns([RATE], sides)

    said = capsys.readouterr().out
    assert "hub / plain: 4.000 (4.000 to 4.000)\n" in said
    assert "NOT sure" not in said


def test_what_another_system_took_stands_beside_the_same_figure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report().value(RATE, 5_000)

    assert f"RestAI then: 369 beside 3,041 of a hub, 8.24 ({restai.RUN})" in capsys.readouterr().out


def test_two_runs_are_compared_by_their_ratios_first() -> None:
    before = record([100, 102, 104, 106, 108, 110], [50] * 6)
    after = record([200, 202, 204, 206, 208, 210], [100] * 6)

    assert list(differences(before, after))[2:] == [
        "",
        "(a) writes (processors that others kept busy: A 0.25, B 0.25)",
        f"  {WHAT} (changes/s; more is better)",
        "    hub / plain: 2.100 (2.000 to 2.200) -> 2.050 (2.000 to 2.100)",
        "    hub: 105 -> 205, B / A 1.952 (1.818 to 2.100)",
        "    plain: 50 -> 100, B / A 2.000 (2.000 to 2.000)",
    ]


def test_runs_of_different_machines_are_said_to_be_so() -> None:
    before, after = record([1], [1]), record([1], [1], machine="a PC")

    assert list(differences(before, after))[2].startswith("Different machines")


def test_what_only_one_run_has_measured_is_left_out() -> None:
    before, after = record([1], [1]), record([1], [1])
    after.sections[0].letter = "z"

    assert len(list(differences(before, after))) == 2


def test_a_run_becomes_a_table() -> None:
    run = record([100, 102, 104, 106, 108, 110], [50] * 6)
    run.sections[0].figures.append(Figure("memory", "MiB", False, {"hub": [58.3]}))

    assert list(table(run))[2:] == [
        "(a) writes; load average 0.5 to 0.8, others kept 0.25 processors busy",
        "",
        "| what | figure | beside | ratio |",
        "|---|---|---|---|",
        f"| {WHAT} | hub: 105 changes/s | plain: 50 changes/s | 2.10 (2.00 to 2.20) |",
        "| memory | hub: 58.3 MiB | | |",
    ]


@pytest.mark.system
def test_the_program_compares_two_files(tmp_path: Path) -> None:
    one = write(record([100, 102, 104, 106, 108, 110], [50] * 6), tmp_path / "one")
    other = write(record([200, 202, 204, 206, 208, 210], [100] * 6), tmp_path / "other")
    command = [sys.executable, "-m", "scripts.benchmarks", "compare", str(one), str(other)]

    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "hub / plain: 2.100 (2.000 to 2.200) -> 2.050 (2.000 to 2.100)" in said


@pytest.mark.system
def test_a_file_that_cannot_be_compared_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.benchmarks", "compare", "none.json", "none.json"]

    ended = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )

    assert ended.returncode == 2
    assert "none.json" in ended.stderr


def test_every_figure_of_another_system_belongs_to_a_benchmark() -> None:
    assert {each.letter for each in restai.FIGURES} <= BENCHMARKS.keys()


def test_without_another_revision_only_this_tree_is_measured(tmp_path: Path) -> None:
    alone = Options(against=None)
    beside = Options(against="v0.1.0", tree=tmp_path)

    assert alone.trees() == {"hub": None}
    assert beside.trees() == {"hub": None, "hub of v0.1.0": tmp_path}
