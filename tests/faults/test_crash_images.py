"""The power goes at any moment, and the disk loses, reorders and tears what was not synced."""

from pathlib import Path

import pytest

from tests.support.crashes import many_examined
from tests.support.effort import tries

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

SEED = 20_261_124
IMAGES = tries(300, 2500)


@pytest.mark.parametrize("some_fail", [False, True], ids=["fsync holds", "fsync fails sometimes"])
def test_every_crash_image_is_a_committed_prefix_with_all_that_was_acknowledged(
    tmp_path: Path, *, some_fail: bool
) -> None:
    found = many_examined(tmp_path, SEED, images=IMAGES, some_fail=some_fail)

    assert found.images == IMAGES
    assert found.commits > 60
    assert (found.lost, found.wrong) == (0, {})


def test_a_hub_that_acknowledges_before_it_has_synced_is_seen(tmp_path: Path) -> None:
    found = many_examined(tmp_path, SEED, images=150, synchronous="NORMAL")

    assert found.lost > 10


def test_a_hub_that_never_syncs_is_seen(tmp_path: Path) -> None:
    found = many_examined(tmp_path, SEED, images=150, synchronous="OFF")

    assert found.lost > 10
    assert found.wrong.total() > 10
