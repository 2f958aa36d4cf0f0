"""``scripts/bench``: run the benchmarks, or some of them by letter, and print what each finds.

Figures of one machine on one day mean little; the ratios compare things that ran in turns, until
they are sure enough. A ratio stands with the range in which the true one lies in 95 of 100 cases;
one that did not become sure is marked with a ~. ``scripts/bench compare A B`` compares the files of
two runs, and ``scripts/bench table FILE`` writes one as a table.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from scripts.benchmarks.comparing import about, differences
from scripts.benchmarks.harness import Missing, RefusedError
from scripts.benchmarks.letters import BENCHMARKS
from scripts.benchmarks.processes import seconds_of_others
from scripts.benchmarks.record import Record, Section, begin, read, write
from scripts.benchmarks.report import Options, SectionReport
from scripts.benchmarks.revisions import RevisionError, checked_out
from scripts.benchmarks.table import table

ROOT = Path(__file__).parents[2]
RECORDS = ROOT / ".bench"

_NO_DISK = {"tmpfs", "ramfs"}


def main() -> int:
    """Run what was asked for."""
    if sys.argv[1:2] == ["compare"]:
        return _show(
            sys.argv[1:], {"A": "file of the first run", "B": "of the second"}, differences
        )
    if sys.argv[1:2] == ["table"]:
        return _show(sys.argv[1:], {"FILE": "file of a run"}, table)
    parser = _parser()
    options = parser.parse_args(namespace=Options())
    wanted = options.which or list(BENCHMARKS)
    unknown = [each for each in wanted if each not in BENCHMARKS]
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    folder = options.folder or Path(tempfile.gettempdir())
    record = begin(ROOT, folder, options.against, options.within / 100)
    print(about(record))
    if record.disk in _NO_DISK:
        print(f"{folder} is in memory, where an fsync costs nothing: see --folder")
    with ExitStack() as stack:
        if options.against is not None:
            try:
                options.tree = stack.enter_context(checked_out(ROOT, options.against))
            except RevisionError as error:
                parser.error(str(error))
        for letter in wanted:
            _measure(letter, options, record)
            file = write(record, options.records)
    print(f"\nwritten to {file}; load average now {os.getloadavg()[0]:.1f}")
    return 1 if any(section.failure for section in record.sections) else 0


def _measure(letter: str, options: Options, record: Record) -> None:
    title, run = BENCHMARKS[letter]
    section = Section(letter, title, os.getloadavg()[0])
    record.sections.append(section)
    options.report = SectionReport(section, options.effort)
    print(f"\n({letter}) {title} (load average before: {section.load_before:.1f})", flush=True)
    began, busy = time.monotonic(), seconds_of_others()
    try:
        # A browser may still be writing into its profile when it is told to end.
        with tempfile.TemporaryDirectory(
            dir=options.folder, prefix="galley-bench-", ignore_cleanup_errors=True
        ) as folder:
            run(Path(folder), options)
    except Missing as what:
        section.failure = f"this is missing: {what}"
    except RefusedError as what:
        section.failure = f"not every answer was a success: {what}"
    section.load_after = os.getloadavg()[0]
    section.others = max(0.0, seconds_of_others() - busy) / (time.monotonic() - began)
    options.report.note(f"other programs kept {section.others:.2f} processors busy meanwhile")
    if section.failure:
        options.report.note(f"not measured, {section.failure}")


def _show(
    words: list[str], files: dict[str, str], write_lines: Callable[..., Iterator[str]]
) -> int:
    command, *rest = words
    parser = argparse.ArgumentParser(
        prog=f"scripts/bench {command}", description=write_lines.__doc__
    )
    for name, what in files.items():
        parser.add_argument(name, type=Path, help=what)
    arguments = vars(parser.parse_args(rest))
    try:
        records = [read(arguments[name]) for name in files]
    except (OSError, msgspec.MsgspecError) as error:
        parser.error(str(error))
    print("\n".join(write_lines(*records)))
    return 0


def _counts(text: str) -> list[int]:
    return [int(each) for each in text.split(",")]


def _sizes(text: str) -> list[tuple[int, int]]:
    found = [each.split("x") for each in text.split(",")]
    return [(int(width), int(height)) for width, height in found]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=__doc__,
        epilog="; ".join(f"{letter}: {title}" for letter, (title, _) in BENCHMARKS.items()),
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("which", nargs="*", metavar="LETTER", help="benchmarks; all of them without one")
    add("--against", metavar="REV", help="measure another revision in the same turns")
    add("--within", type=float, default=5, help="per cent of a ratio that its range may be off")
    add("--rounds", type=int, default=60, help="turns of each side, at the most")
    add("--minutes", type=float, default=3, help="after which a comparison begins no further turn")
    add("--seconds", type=int, default=1, help="load in each turn")
    add("--presses", type=int, default=4_000, help="of one who presses alone, in a turn (m)")
    add("--connections", type=_counts, default="1,4,8,32", help="of the writers (n)")
    add("--delays", type=_counts, default="0,10", help="ms more for each fsync (n)")
    add("--sockets", type=_counts, default="50,200,500", help="that hear a press (c)")
    add("--open-orders", type=_counts, default="10,100,300,1000,2900", help="on a board (o)")
    add("--sizes", type=_sizes, default="1920x1080,3840x2160", help="of a screen (f, h)")
    add("--tickets", type=_counts, default="8,30", help="on a screen's board (f, h)")
    add("--history", type=int, default=1_000_000, help="orders of the long history (e)")
    add("--idle", type=int, default=30, help="seconds that a screen is watched, in a turn (h)")
    add("--folder", type=Path, help="where to put the databases")
    add("--records", type=Path, default=RECORDS, help="where to put the file of the run")
    return parser


if __name__ == "__main__":
    sys.exit(main())
