"""Crash images of a kitchen at work, each opened as the hub opens its file, and what they held."""

import hashlib
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from hub.store.database_file import PRAGMAS
from hub.store.errors import Damaged
from hub.store.journal import Summary, summarize
from tests.support.crash_images import Disk, Image, Way
from tests.support.disk_shim import Op, Shim, recorded
from tests.support.process import clean_environment

_WAYS = tuple(Way)
_AT_ONCE = 2
_CHANGES = 160
QUICK = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - nothing to keep there
"""A file system in memory: thousands of files are opened, and none has to last."""


class Findings(NamedTuple):
    """What came of it.

    Attributes:
        images: how many were opened.
        commits: how many there were in all.
        lost: images in which something acknowledged was missing.
        wrong: images that held no committed prefix, or could not be opened: why, and how often.
    """

    images: int
    commits: int
    lost: int
    wrong: Counter[str]


class State(NamedTuple):
    """What a database holds: a digest of all of it, and the last event."""

    digest: bytes
    seq: int


def record(
    folder: Path, seed: int, changes: int, *, synchronous: str = "FULL", some_fail: bool = False
) -> list[Op]:
    """Let a kitchen work, and return all that went to its disk.

    Args:
        folder: new, for its files.
        seed: of what is done.
        changes: how many.
        synchronous: the level of protection.
        some_fail: whether fsync fails now and then.
    """
    data = folder / "data"
    data.mkdir(parents=True)
    shim = Shim(folder, data / "galley.db", recording=True)
    kitchen = [sys.executable, "-m", "tests.support.recorded_kitchen", str(data / "galley.db")]
    fails = shim.environment["DISK_SHIM_FAILS"] if some_fail else ""
    done = subprocess.run(
        [*kitchen, str(seed), str(changes), synchronous],
        env=clean_environment()
        | {"COVERAGE_PROCESS_CONFIG": "", "DISK_SHIM_SOME_FAIL": fails}
        | shim.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert shim.record is not None
    return list(recorded(shim.record))


def many_examined(
    folder: Path, seed: int, images: int, *, synchronous: str = "FULL", some_fail: bool = False
) -> Findings:
    """Record kitchens at work, one for each processor, and examine images of all of them.

    Args:
        folder: for their files.
        seed: of everything.
        images: how many in all; an even number.
        synchronous: the level of protection.
        some_fail: whether fsync fails now and then.
    """
    with ProcessPoolExecutor(_AT_ONCE, get_context("spawn")) as pool:
        found = [
            pool.submit(
                _recorded_and_examined,
                folder / str(part),
                seed + part,
                images // _AT_ONCE,
                synchronous,
                some_fail,
            )
            for part in range(_AT_ONCE)
        ]
    parts = [each.result() for each in found]
    return Findings(
        sum(each.images for each in parts),
        sum(each.commits for each in parts),
        sum(each.lost for each in parts),
        sum((each.wrong for each in parts), Counter()),
    )


def _recorded_and_examined(
    folder: Path, seed: int, images: int, synchronous: str, some_fail: bool
) -> Findings:
    ops = record(folder, seed, _CHANGES, synchronous=synchronous, some_fail=some_fail)
    with tempfile.TemporaryDirectory(prefix="galley-crashes-", dir=QUICK) as place:
        return examined(ops, Path(place), random.Random(seed), images)


def examined(ops: Sequence[Op], folder: Path, thrown: random.Random, images: int) -> Findings:
    """Cut the power at random moments, and look at what is there afterwards.

    Args:
        ops: what went to the disk.
        folder: for the files that are opened.
        thrown: decides when, and what is lost.
        images: how many.
    """
    file = folder / "galley.db"
    states: set[State] = set()
    found = Counter[str]()
    lost = 0
    cuts = Counter(thrown.choices(range(len(ops)), k=images))
    for count, promised, disk in _moments(ops, states, file, thrown, cuts):
        for _ in range(count):
            image = disk.after_cut(thrown.choice(_WAYS), thrown)
            try:
                state = opened(image, file)
            except sqlite3.Error as error:
                found[str(error)] += 1
                continue
            if state not in states:
                found["no state that there has been"] += 1
            elif state.seq < promised:
                lost += 1
    return Findings(images, len(states), lost, found)


def _moments(
    ops: Sequence[Op], states: set[State], file: Path, thrown: random.Random, cuts: Counter[int]
) -> Iterator[tuple[int, int, Disk]]:
    """Go through the record; at each cut give how often, the last event promised, and the disk.

    Every state that the writing program itself has seen is noted on the way.
    """
    disk = Disk(thrown)
    # On which every sync succeeds: the page cache, which is what the program sees.
    seen = Disk(random.Random(0))
    states.add(opened(Image({}), file))
    promised = 0
    for number, op in enumerate(ops):
        disk.take(op)
        if op.kind == "M":
            promised = max(promised, op.at)
        elif op.kind != "F":
            seen.take(op)
        if number in cuts or (op.kind == "S" and op.file != "d"):
            # What is on its way may already be there whole, and so is a state as well.
            states.add(opened(seen.as_it_is(), file))
        if number in cuts:
            yield cuts[number], promised, disk


def opened(image: Image, file: Path) -> State:
    """Open an image with the hub's settings, and read all that it holds.

    Raises:
        sqlite3.Error: it cannot be opened, or SQLite itself finds it damaged.
    """
    image.write(file)
    digest = hashlib.sha256()
    seq = 0
    with closing(sqlite3.connect(file)) as database:
        for pragma in PRAGMAS:
            database.execute(pragma)
        tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1")
        for (table,) in tables.fetchall():
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            whole = " || ',' || ".join(f"quote({each})" for each in columns)
            sql = f"SELECT CAST(group_concat({whole}, ';') AS BLOB) FROM {table}"  # noqa: S608
            [(rows,)] = database.execute(sql)
            digest.update(rows or b"")
            if table == "events":
                seq = _summarize(database).seq
        [(verdict,)] = database.execute("PRAGMA quick_check(1)")
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    return State(digest.digest(), seq)


def _summarize(database: sqlite3.Connection) -> Summary:
    try:
        return summarize(database)
    except Damaged as error:
        raise sqlite3.DatabaseError(str(error)) from error
