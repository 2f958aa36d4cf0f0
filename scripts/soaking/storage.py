"""What a disk can do to a hub: power cuts, lost and torn writes, bad blocks, no room, no fsync."""

import asyncio
import logging
from pathlib import Path

from scripts.soaking.fault import Fault
from tests.support.crashes import many_examined
from tests.support.dying_hub import killed, power_cut
from tests.support.failing_disk import Outcome as Trouble
from tests.support.failing_disk import fsync_failing, full
from tests.support.restarts import READY_WITHIN, Outcome
from tests.support.rotten import (
    anywhere,
    at_work,
    flipped,
    in_journal,
    in_live_orders,
    killed_at_work,
)
from tests.support.torn_logs import as_the_hub, damages, examined, left_behind

KILLS = 100
CUTS = 60
IMAGES = 5000
LOGS = 5000
FLIPS = 300
TROUBLES = 20


def _check_survival(outcome: Outcome) -> str:
    _check(outcome.kept and outcome.late < READY_WITHIN, outcome)
    return (
        f"{outcome.rounds} times; {outcome.acknowledged} changes acknowledged, {outcome.retries} "
        f"asked again, none lost or doubled; ready within {outcome.late:.2f} s"
    )


def _kills(folder: Path, seed: int) -> str:
    return _check_survival(asyncio.run(killed(folder, seed, KILLS)))


def _power_cuts(folder: Path, seed: int) -> str:
    return _check_survival(asyncio.run(power_cut(folder, seed, CUTS)))


def _crash_images(folder: Path, seed: int) -> str:
    halves = []
    for name, some_fail in (("sound", False), ("failing", True)):
        found = many_examined(folder / name, seed, IMAGES // 2, some_fail=some_fail)
        _check(not found.lost and not found.wrong, found)
        halves.append(found)
    commits = sum(each.commits for each in halves)
    return f"{IMAGES} images of {commits} states: each a committed prefix with all acknowledged"


def _torn_logs(folder: Path, seed: int) -> str:
    left = asyncio.run(left_behind(folder, 60))
    logs = damages(left, seed, LOGS)
    found = examined(left, folder / "opened.db", logs, as_the_hub)
    _check(found == (LOGS, 0, {}), found)
    return f"{LOGS} damaged logs of {len(left.ends)} commits: all before the damage, none in part"


def _bit_rot(folder: Path, seed: int) -> str:
    # Each hub says what it has found; here that is hundreds of times.
    logging.getLogger("hub").setLevel(logging.CRITICAL)
    closed = asyncio.run(at_work(folder / "kitchen", seed))
    left = asyncio.run(killed_at_work(folder / "killed", seed))
    said = []
    for name, kitchen, places in (
        ("in live orders", closed, in_live_orders(closed, seed, FLIPS)),
        ("in what waits for its tables", left, in_journal(left, seed, FLIPS)),
        ("anywhere", closed, anywhere(closed, seed, FLIPS)),
    ):
        found = asyncio.run(flipped(kitchen, folder, places, seed))
        _check(not found.silent and not found.unnamed, found)
        said.append(f"{found.flips} {name}, {found.noticed} noticed")
    return f"{'; '.join(said)}; no board changed silently"


def _make_trouble(outcome: Trouble) -> str:
    _check(outcome.read and not outcome.lost and not outcome.untold, outcome)
    _check(outcome.alarmed > 0, outcome)
    refused = ", ".join(code for _, code in sorted(outcome.answers) if code)
    return (
        f"{refused}; {outcome.alarmed} times on the screen; nothing lost; written again after at "
        f"most {outcome.written_after:.2f} s"
    )


def _full_disk(folder: Path, _seed: int) -> str:
    return _make_trouble(asyncio.run(full(folder, TROUBLES)))


def _count_failed_fsyncs(folder: Path, _seed: int) -> str:
    return _make_trouble(asyncio.run(fsync_failing(folder, TROUBLES)))


def _check(holds: bool, what: object) -> None:  # noqa: FBT001 - what is checked
    if not holds:
        raise AssertionError(str(what))


FAULTS = {
    "kills": Fault(f"kill -9 under 8 writers, {KILLS} times", _kills),
    "power-cuts": Fault(f"the power of the hub's disk cut {CUTS} times", _power_cuts, root=True),
    "crash-images": Fault("unsynced writes lost, reordered and torn", _crash_images),
    "torn-logs": Fault(
        "a write-ahead log cut off, with bits flipped and blocks zeroed", _torn_logs
    ),
    "bit-rot": Fault("bits flipped in the database file", _bit_rot),
    "full-disk": Fault("a disk filled to its last block", _full_disk, root=True),
    "failed-fsyncs": Fault("fsync fails", _count_failed_fsyncs),
}
