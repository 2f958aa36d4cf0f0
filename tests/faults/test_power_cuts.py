"""The disk's power goes while devices write: what was acknowledged is there, once."""

import random
from pathlib import Path

import pytest

from tests.support.careless_hub import program
from tests.support.cut_disk import CutDisk, cut_disk
from tests.support.process import GALLEY, HubProcess
from tests.support.restarts import READY_WITHIN, UNMEASURED, Outcome, survived

pytestmark = [pytest.mark.system, pytest.mark.root, pytest.mark.timeout(300)]

SEED = 20_261_124
CUTS = 60


async def test_no_acknowledged_change_is_lost_or_doubled_by_a_power_cut(tmp_path: Path) -> None:
    outcome = await _cut(tmp_path, CUTS)

    assert outcome.kept, outcome
    assert outcome.rounds == CUTS
    assert outcome.retries >= CUTS
    assert outcome.late < READY_WITHIN


async def test_a_hub_that_syncs_only_now_and_then_is_seen_to_lose_something(
    tmp_path: Path,
) -> None:
    outcome = await _cut(tmp_path, 10, program("syncing"))

    assert outcome.missing > 0


async def _cut(folder: Path, cuts: int, started: tuple[str, ...] = GALLEY) -> Outcome:
    with cut_disk(folder) as disk:
        hub = HubProcess(disk.place / "data", environment=UNMEASURED, program=started)
        hub.log = folder / "hub.log"
        try:
            return await survived(hub.start(), lambda: _fall(disk, hub), random.Random(SEED), cuts)
        finally:
            hub.kill()


def _fall(disk: CutDisk, hub: HubProcess) -> None:
    disk.cut()
    hub.kill()
    disk.power_up()
