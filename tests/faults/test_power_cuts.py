"""The disk's power goes while devices write: what was acknowledged is there, once."""

from pathlib import Path

import pytest

from tests.support.careless_hub import program
from tests.support.dying_hub import power_cut
from tests.support.restarts import READY_WITHIN

pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(300)]

SEED = 20_261_124
CUTS = 60


async def test_no_acknowledged_change_is_lost_or_doubled_by_a_power_cut(tmp_path: Path) -> None:
    outcome = await power_cut(tmp_path, SEED, CUTS)

    assert outcome.kept, outcome
    assert outcome.rounds == CUTS
    assert outcome.retries >= CUTS
    assert outcome.late < READY_WITHIN


async def test_a_hub_that_syncs_only_now_and_then_is_seen_to_lose_something(
    tmp_path: Path,
) -> None:
    outcome = await power_cut(tmp_path, SEED, 10, program("syncing"))

    assert outcome.missing > 0
