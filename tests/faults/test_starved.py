"""A hub without memory, and a hub and a screen without processor time."""

from pathlib import Path

import pytest

from tests.support.audit import CLEAN
from tests.support.pinned_processor import pinned_processor
from tests.support.squeezed import BACK_WITHIN, squeezed_hub

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]

SEED = 20_261_124


async def test_a_hub_that_runs_out_of_memory_loses_nothing_says_so_and_is_back(
    tmp_path: Path,
) -> None:
    outcome = await squeezed_hub(tmp_path, SEED)

    assert outcome.bites > 0
    assert outcome.findings == CLEAN
    assert outcome.whole
    assert outcome.back_after <= BACK_WITHIN
    assert "the hub is out of memory" in (tmp_path / "data.log").read_text("utf-8")


async def test_a_hub_that_nobody_starts_again_is_seen(tmp_path: Path) -> None:
    outcome = await squeezed_hub(tmp_path, SEED, supervised=False)

    assert outcome.back_after > BACK_WITHIN


@pytest.mark.root
async def test_no_board_lies_while_another_program_has_the_processor_and_all_is_back_after_it(
    tmp_path: Path,
) -> None:
    outcome = await pinned_processor(tmp_path, length=12)

    assert outcome.placed > 0
    assert outcome.lies == set()
    assert outcome.back_after <= BACK_WITHIN


@pytest.mark.root
async def test_a_board_that_looks_current_without_its_orders_is_seen(tmp_path: Path) -> None:
    outcome = await pinned_processor(tmp_path, length=6, deaf=True)

    assert outcome.lies != set()
