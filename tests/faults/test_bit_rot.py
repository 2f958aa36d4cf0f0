"""A card gives back something else than was written: the hub notices, mends it, and says so."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from hub.store.checksums import LiveSums, compute_sum
from hub.store.row_types import OrderRow
from tests.support.effort import tries
from tests.support.rotten import (
    anywhere,
    at_work,
    flipped,
    in_journal,
    in_live_orders,
    killed_at_work,
)

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

SEED = 20_261_124
FLIPS = tries(60, 300)
_FEW = 3


async def test_every_changed_live_order_is_noticed_and_named(quick_path: Path) -> None:
    kitchen = await at_work(quick_path / "kitchen", SEED)
    missed = []

    async def look(database: Path) -> None:
        missed.append(_sqlite_says(database) == "ok")

    places = in_live_orders(kitchen, SEED, FLIPS)
    found = await flipped(kitchen, quick_path, places, SEED, look)

    assert found.noticed == found.flips == FLIPS
    assert (found.silent, found.unnamed) == ([], [])
    # Or no sums would be needed.
    assert sum(missed) > FLIPS * 0.9


async def test_no_flip_anywhere_in_the_file_changes_the_board_silently(quick_path: Path) -> None:
    kitchen = await at_work(quick_path / "kitchen", SEED)

    # Most of a file is of the past, where a flip changes no board.
    places = anywhere(kitchen, SEED, FLIPS) + in_live_orders(kitchen, SEED, _FEW)
    found = await flipped(kitchen, quick_path, places, SEED)

    assert (found.silent, found.unnamed) == ([], [])
    assert found.noticed >= _FEW


async def test_no_flip_in_what_waits_for_its_tables_changes_the_board_silently(
    quick_path: Path,
) -> None:
    kitchen = await killed_at_work(quick_path / "kitchen", SEED)

    found = await flipped(kitchen, quick_path, in_journal(kitchen, SEED, FLIPS), SEED)

    assert found.noticed == found.flips == FLIPS
    assert (found.silent, found.unnamed) == ([], [])


async def test_a_hub_that_believes_what_it_reads_is_seen(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def believed(sums: LiveSums, rows: Sequence[OrderRow], _total: int | None) -> None:
        sums._of = {row.number: compute_sum(row) for row in rows}
        sums._total = sum(sums._of.values())

    monkeypatch.setattr(LiveSums, "load", believed)
    kitchen = await at_work(quick_path / "kitchen", SEED)

    found = await flipped(kitchen, quick_path, in_live_orders(kitchen, SEED, 60), SEED)

    assert len(found.silent) > 5


def _sqlite_says(database: Path) -> str:
    try:
        with closing(sqlite3.connect(database)) as connection:
            return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.Error as error:
        return str(error)
