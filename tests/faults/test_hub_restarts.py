"""A hub with two hundred screens is started anew: all are back soon, and nobody is locked out."""

from pathlib import Path

import pytest

from hub.limits import DEFAULT
from tests.support.many_screens import JOINED_WITHIN, RESTARTS, SCREENS, restarted

pytestmark = [pytest.mark.system, pytest.mark.timing, pytest.mark.timeout(180)]


async def test_all_screens_have_joined_again_in_time_after_each_restart(tmp_path: Path) -> None:
    outcomes = await restarted(tmp_path, seed=20_261_124)

    assert len(outcomes) == RESTARTS
    assert max(each.joined_after for each in outcomes) <= JOINED_WITHIN
    assert set.union(*(each.troubles for each in outcomes)) == set()


async def test_screens_that_the_hub_does_not_let_in_are_seen(tmp_path: Path) -> None:
    [outcome] = await restarted(tmp_path, seed=1, restarts=1, one_address=True)

    assert outcome.missing >= SCREENS - DEFAULT.connections_per_address
