"""Each run of the event log has a name, and it is written down where it began, and why."""

import pytest

from hub.commit.event_log import machine_name, take_up_epoch
from hub.store import reads
from hub.store.row_types import EpochRow
from tests.support.branch import OPENING_TIME, Bench


async def _known(bench: Bench) -> list[EpochRow]:
    return await reads.epochs(bench.branch._store)


async def test_a_new_branch_says_when_its_log_began_and_on_which_machine(bench: Bench) -> None:
    [first] = await _known(bench)

    assert first == EpochRow(bench.branch.epoch, 0, OPENING_TIME, "created", machine_name())


async def test_a_restart_goes_on_with_the_run_that_there_is(bench: Bench) -> None:
    before = await _known(bench)
    await bench.place("Soup")

    await bench.reopen()

    assert await _known(bench) == before


async def test_a_card_in_another_machine_begins_a_run_behind_what_it_has(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bench.branch.epoch
    await bench.place("Soup")
    await bench.close()
    monkeypatch.setattr("hub.branch.machine_name", lambda: "another machine")

    await bench.open()

    assert bench.branch.epoch != first
    before, present = await _known(bench)
    assert before.epoch == first
    assert present[:2] == (bench.branch.epoch, 1)
    assert present[3:] == ("moved", "another machine")
    await bench.reopen()
    assert await _known(bench) == [before, present]


async def test_a_machine_that_cannot_be_told_from_others_begins_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await _known(bench)
    await bench.close()
    monkeypatch.setattr("hub.branch.machine_name", lambda: "")

    await bench.open()

    assert await _known(bench) == before


async def test_a_full_disk_keeps_no_hub_from_starting_on_another_machine(bench: Bench) -> None:
    store = bench.branch._store
    before = await _known(bench)
    long = "another machine " * 10_000

    async with bench.full():
        epoch = await take_up_epoch(store, OPENING_TIME, long)

    assert epoch == bench.branch.epoch
    assert await _known(bench) == before
