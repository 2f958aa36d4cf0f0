"""What a run has found, as it is kept in a file and read again."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from scripts.benchmarks.disk import file_system, fsync_time
from scripts.benchmarks.intervals import Interval, interval, ratios

FORMAT = 1


class Ratio(msgspec.Struct, frozen=True):
    """One side divided by another, pair by pair.

    Attributes:
        ours: name of the side that is divided.
        theirs: name of the side by which it is divided.
        interval: of the ratio.
        narrow: whether both ends are as near as was wanted.
    """

    ours: str
    theirs: str
    interval: Interval
    narrow: bool


class Figure(msgspec.Struct, frozen=True):
    """One thing that was measured.

    Attributes:
        what: it is.
        unit: of its values.
        more_is_better: so for a rate; not for a time.
        series: of each side the values, in the order of the turns.
        ratios: of the sides, if they were taken in turns.
    """

    what: str
    unit: str
    more_is_better: bool
    series: dict[str, list[float]]
    ratios: list[Ratio] = []

    def median(self, side: str) -> Interval:
        """Say what a side has reached."""
        return interval(self.series[side])


class Section(msgspec.Struct):
    """What one benchmark has found.

    Attributes:
        letter: of the benchmark.
        title: of the benchmark.
        load_before: load average of a minute when it began.
        load_after: the same when it had ended.
        others: processors that other programs kept busy meanwhile, on average.
        figures: that it measured.
        failure: why it could not, if so.
    """

    letter: str
    title: str
    load_before: float
    load_after: float = 0.0
    others: float = 0.0
    figures: list[Figure] = []
    failure: str | None = None


class Record(msgspec.Struct):
    """What a run has found, and on what.

    Attributes:
        at: when it began, as ISO 8601 in UTC.
        revision: of the tree; with a plus where something in it is not committed.
        against: the other revision that was measured, if one was.
        machine: what it ran on.
        python: its version.
        disk: kind of the file system that the databases are on.
        fsync: milliseconds that one takes there.
        within: how near the ends of each ratio's interval were to be.
        sections: by benchmark.
        format: of this file.
    """

    at: str
    revision: str
    against: str | None
    machine: str
    python: str
    disk: str
    fsync: float
    within: float
    sections: list[Section] = []
    format: int = FORMAT

    def name(self) -> str:
        """Name its file: date, time and revision."""
        return f"{self.at[:19].replace(':', '')}Z-{self.revision}.json"


def begin(root: Path, folder: Path, against: str | None, within: float) -> Record:
    """Begin a record of a tree, on this machine and now.

    Args:
        root: the tree.
        folder: on the disk that the databases are on.
        against: another revision that is measured.
        within: how near the ends of each ratio's interval are to be, as a share of it.
    """
    machine = f"{platform.machine()}, {os.cpu_count()} processors, {_model()}"
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Record(
        at,
        revision(root),
        against,
        machine,
        platform.python_version(),
        file_system(folder),
        fsync_time(folder),
        within,
    )


def write(record: Record, folder: Path) -> Path:
    """Write a record into a folder, under its name."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / record.name()
    file.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1))
    return file


def read(file: Path) -> Record:
    """Read a record.

    Raises:
        msgspec.MsgspecError: it is none.
        OSError: it can't be read.
    """
    return msgspec.json.decode(file.read_bytes(), type=Record)


def compare_sides(
    figure: Figure, pairs: list[tuple[str, str]] | tuple[tuple[str, str], ...], within: float
) -> Figure:
    """Add the ratios of sides that were taken in turns."""
    found = []
    for ours, theirs in pairs:
        if ours in figure.series and theirs in figure.series:
            sure = interval(ratios(figure.series[ours], figure.series[theirs]))
            found.append(Ratio(ours, theirs, sure, sure.within(within)))
    return msgspec.structs.replace(figure, ratios=found)


def revision(root: Path) -> str:
    """Say which commit a tree is, with a plus where something in it is not committed."""
    command = ["git", "-C", str(root), "describe", "--always", "--abbrev=9", "--dirty=+"]
    command += ["--exclude=*"]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        return "unknown"
    return ended.stdout.strip() or "unknown"


def _model() -> str:
    """Name the machine: a Pi says so itself, a PC tells its processor."""
    try:
        return Path("/proc/device-tree/model").read_text("utf-8").strip("\0\n ")
    except OSError:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((each.partition(":")[2].strip() for each in lines if "model name" in each), "?")
