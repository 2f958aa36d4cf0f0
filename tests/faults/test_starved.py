"""A hub and a screen without memory, and both without processor time."""

import os
import signal
from pathlib import Path

import pytest

from tests.support.audit import CLEAN
from tests.support.pinned_processor import pinned_processor
from tests.support.process import HubProcess
from tests.support.squeezed import BACK_WITHIN, ENOUGH_BITES, squeezed_hub, started_again
from tests.support.squeezed_screen import (
    COMES_WITHIN,
    SupervisedScreen,
    shown_after,
    squeezed_screen,
)

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]

SEED = 20_261_124

# That it comes back at all is asked in every run of whole programs; how soon, where it is quiet.
in_time_or_at_all = pytest.mark.parametrize(
    "within", [60.0, pytest.param(BACK_WITHIN, marks=pytest.mark.timing)]
)


@in_time_or_at_all
async def test_a_hub_that_runs_out_of_memory_loses_nothing_says_so_and_is_back(
    tmp_path: Path, within: float
) -> None:
    outcome = await squeezed_hub(tmp_path, SEED, within=within)

    assert outcome.bites == ENOUGH_BITES
    assert outcome.findings == CLEAN
    assert outcome.whole
    assert outcome.back_after <= within
    assert "the hub is out of memory" in (tmp_path / "data.log").read_text("utf-8")


async def test_a_hub_that_nobody_starts_again_is_seen(tmp_path: Path) -> None:
    outcome = await squeezed_hub(tmp_path, SEED, supervised=False)

    assert len(outcome.ends) == 1
    assert outcome.back_after > BACK_WITHIN


@in_time_or_at_all
async def test_a_screen_that_runs_out_of_memory_says_so_and_shows_the_newest_again(
    tmp_path: Path, within: float
) -> None:
    outcome = await squeezed_screen(tmp_path, within=within)

    said = (tmp_path / "screen" / "screen.log").read_text("utf-8")
    assert outcome.back_after <= within, said[-4000:]
    assert outcome.bites == ENOUGH_BITES, said[-4000:]
    assert outcome.unsaid == 0


async def test_a_screen_that_hangs_is_ended_and_started_again(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "data") as hub:
        screen = SupervisedScreen(hub, tmp_path / "screen", watchdog=2.0).start()
        try:
            async with (
                hub.client() as client,
                started_again(screen.ended, screen.start, supervised=True) as ends,
            ):
                assert await shown_after(client, COMES_WITHIN) <= COMES_WITHIN
                os.kill(screen.pid, signal.SIGSTOP)
                order = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
                assert (await client.post("/api/orders", json=order))[0] == 201
                assert await shown_after(client, COMES_WITHIN) <= COMES_WITHIN
        finally:
            screen.stop()

    assert ends[:1] == [-signal.SIGABRT]


async def test_a_screen_that_nobody_starts_again_is_seen(tmp_path: Path) -> None:
    outcome = await squeezed_screen(tmp_path, supervised=False)

    assert len(outcome.ends) == 1
    assert outcome.back_after > BACK_WITHIN


@pytest.mark.timing
@pytest.mark.root
async def test_no_board_lies_while_another_program_has_the_processor_and_all_is_back_after_it(
    tmp_path: Path,
) -> None:
    outcome = await pinned_processor(tmp_path, length=60)

    assert outcome.placed > 0
    assert outcome.lies == set()
    assert outcome.back_after <= BACK_WITHIN


@pytest.mark.timing
@pytest.mark.root
async def test_a_board_that_looks_current_without_its_orders_is_seen(tmp_path: Path) -> None:
    outcome = await pinned_processor(tmp_path, length=6, deaf=True)

    assert outcome.lies != set()
