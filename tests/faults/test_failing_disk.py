"""The disk fails or is full: nothing is acknowledged that is not kept, and screens say so."""

from pathlib import Path

import pytest

from tests.support.careless_hub import program
from tests.support.effort import tries
from tests.support.failing_disk import fsync_failing, full

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]

FAILURES = tries(5, 20)
ROOM_WITHIN = 5.0
"""Seconds from when there is room again to the first change that is taken."""


async def test_a_failed_fsync_is_never_acknowledged_and_is_on_every_screen(tmp_path: Path) -> None:
    outcome = await fsync_failing(tmp_path, FAILURES)

    assert outcome.answers == {(503, "STORAGE_ERROR")}
    assert outcome.alarmed == FAILURES
    assert outcome.reopened >= FAILURES
    assert outcome.read
    assert (outcome.lost, outcome.untold) == (0, 0)


async def test_a_hub_that_answers_before_the_fsync_is_seen(tmp_path: Path) -> None:
    outcome = await fsync_failing(tmp_path, 2, program("waiting"))

    assert (201, "") in outcome.answers
    assert outcome.lost > 0


@pytest.mark.root
async def test_a_full_disk_refuses_changes_and_takes_them_again_once_there_is_room(
    tmp_path: Path,
) -> None:
    outcome = await full(tmp_path, 3)

    assert outcome.answers - {(201, "")} == {(507, "STORAGE_FULL")}
    assert outcome.read
    assert outcome.alarmed == 3
    assert outcome.quiet_after + outcome.written_after < ROOM_WITHIN
    assert (outcome.lost, outcome.untold) == (0, 0)


@pytest.mark.root
async def test_a_hub_that_answers_before_it_knows_of_the_full_disk_is_seen(tmp_path: Path) -> None:
    outcome = await full(tmp_path, 1, program("waiting"))

    assert outcome.lost > 0
