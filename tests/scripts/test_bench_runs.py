"""Each benchmark of a hub runs, for one short turn; what is around them does what it says."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest

from scripts.benchmarks import readers, restai
from scripts.benchmarks.harness import hub
from scripts.benchmarks.kitchen import place_orders
from scripts.benchmarks.processes import memory
from scripts.benchmarks.raw import RawConnection
from scripts.benchmarks.record import Section, read
from scripts.benchmarks.report import Options, SectionReport
from scripts.benchmarks.revisions import RevisionError, checked_out
from scripts.benchmarks.slow_disk import build, slow_fsync_time, slowed
from scripts.benchmarks.turns import Effort

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]

QUICK = {
    "b": [],
    "c": ["--sockets", "20"],
    "d": [],
    "f": ["--sizes", "640x360", "--tickets", "2"],
    "m": ["--presses", "120"],
    "n": ["--delays", "2", "--connections", "4"],
    "o": ["--open-orders", "20"],
    "q": [],
}
"""By letter; ``a`` and ``e`` run in ``test_bench.py``, and others are made of the same parts."""


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose name leaves room for a hub's Unix socket, which 107 bytes have to hold."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)


def measured(letter: str, folder: Path, *arguments: str) -> Section:
    """Run one benchmark for one turn, and read what it has kept."""
    command = [sys.executable, "-m", "scripts.benchmarks", letter, "--rounds", "1"]
    command += ["--folder", str(folder), "--records", str(folder / "records"), *arguments]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    [file] = (folder / "records").iterdir()
    [section] = read(file).sections
    return section


@pytest.mark.parametrize("letter", QUICK)
def test_a_benchmark_measures_what_it_says(letter: str, short: Path) -> None:
    section = measured(letter, short, *QUICK[letter])

    assert section.figures
    for figure in section.figures:
        for values in figure.series.values():
            assert len(values) == 1, figure.what
            assert values[0] > 0, figure.what
    if letter in {"b", "m", "q"}:
        beside = {each.what for each in restai.FIGURES if each.letter == letter}
        assert beside <= {figure.what for figure in section.figures}


def test_a_screen_at_rest_is_watched(short: Path) -> None:
    arguments = ["--sizes", "640x360", "--tickets", "2", "--idle", "1"]
    figures = {each.what: each.series for each in measured("h", short, *arguments).figures}

    assert figures["processor, 640x360, 2 tickets"].keys() >= {"screen"}
    for kind in ("resident", "PSS"):
        [held] = figures[f"memory ({kind}), 640x360, 2 tickets"]["screen"]
        assert held > 10


def test_a_reader_reads_while_others_write(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One kind of reader; all of them take half a minute."""
    monkeypatch.setattr(readers, "READS", {"lists": readers.READS["lists"]})
    section = Section("p", "readers", 0.0)
    report = SectionReport(section, Effort(rounds=1))

    readers.run(short, Options(against=None, seconds=1, report=report))

    took, slowest = section.figures[-2:]
    assert list(took.series) == list(slowest.series) == ["hub, beside a reader of lists"]
    assert section.figures[0].ratios[0].interval.median > 0


def test_another_revision_is_measured_beside_this_one(short: Path) -> None:
    section = measured("m", short, "--presses", "60", "--against", "HEAD")

    rate = section.figures[0]
    assert list(rate.series)[:3] == ["hub", "hub of HEAD", "one transaction a request"]
    assert (rate.ratios[0].ours, rate.ratios[0].theirs) == ("hub", "hub of HEAD")


def test_another_revision_is_checked_out_and_goes_again() -> None:
    with checked_out(ROOT, "HEAD") as tree:
        assert (tree / "hub" / "__main__.py").exists()
        assert not (tree / ".venv").exists()
        # Under a name of its own, whatever is installed here.
        assert [each.name for each in distributions(path=[str(tree)])] == ["galley-kds"]

    assert not tree.exists()
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "worktree", "list"],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(tree) not in listed.stdout


def test_a_hub_of_another_tree_runs_from_there(short: Path) -> None:
    package = short / "tree" / "hub"
    package.mkdir(parents=True)
    # Its answer tells that it is not this tree's.
    (package / "__init__.py").write_text("raise SystemExit('another tree')\n", "utf-8")

    with (
        pytest.raises(RuntimeError, match="before it was ready"),
        hub(short / "x", tree=package.parent),
    ):
        pass

    assert "another tree" in (short / "x.log").read_text("utf-8")


def test_a_revision_that_git_does_not_know_is_named() -> None:
    with (
        pytest.raises(RevisionError, match="no-such-revision"),
        checked_out(ROOT, "no-such-revision"),
    ):
        pass


def test_a_slow_disk_takes_longer_for_each_fsync(tmp_path: Path) -> None:
    slow = slowed(build(tmp_path), 20)

    assert slow_fsync_time(tmp_path, slow) >= 20
    assert slowed(tmp_path, 0) == {}


def test_a_raw_client_presses_reads_and_listens(short: Path) -> None:
    with hub(short / "hub") as server:
        item, *_ = asyncio.run(place_orders(server, 30))
        with (
            RawConnection(server.url, server.token) as presser,
            RawConnection(server.url, server.token) as listener,
        ):
            listener.listen()
            presser.ask(presser.step(item, "preparing"))
            event = listener.next_message()
            listener.show_life()
            listener.say(b'{"type":"ping"}')
            while b"pong" not in listener.next_message():
                pass
            board = presser.get("/api/kitchen/orders")
            with pytest.raises(RuntimeError, match="400"):
                presser.ask(presser.step(item, "none"))

        assert b'"order:item_status"' in event
        assert item.encode() in event
        assert board.count(b'"preparing"') >= 1
        assert memory([server.pid]).resident > 20
