"""The write-ahead log is cut off anywhere, or has bad blocks: a committed prefix is left."""

from pathlib import Path

import pytest

from tests.support.effort import tries
from tests.support.torn_logs import as_the_hub, believing_all, damages, examined, left_behind

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

SEED = 20_261_124
LOGS = tries(600, 5000)
CHANGES = 60


async def test_a_damaged_log_gives_all_transactions_before_the_damage_and_nothing_in_part(
    quick_path: Path,
) -> None:
    left = await left_behind(quick_path, CHANGES)

    logs = damages(left, SEED, LOGS)
    found = examined(left, quick_path / "opened.db", logs, as_the_hub)

    assert len(left.ends) > CHANGES
    assert found == (LOGS, 0, {})


async def test_a_reader_that_believes_every_page_of_a_log_is_seen(quick_path: Path) -> None:
    left = await left_behind(quick_path, CHANGES)

    logs = damages(left, SEED, LOGS)
    found = examined(left, quick_path / "opened.db", logs, believing_all)

    assert found.wrong.total() > 20
