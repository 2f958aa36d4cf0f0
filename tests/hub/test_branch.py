"""Opening a branch: whose it is, and what it knows from the first moment."""

from pathlib import Path

import pytest

from hub.store import reads
from hub.store.errors import CannotOpen, StoreBroken
from hub.store.store import Store
from tests.support.branch import Bench, files_in, on_disk


async def _epoch(bench: Bench) -> str:
    epoch = bench.branch.epoch
    await bench.close()
    return epoch


async def test_a_new_file_is_of_the_branch_that_was_asked_for(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open(branch_id="harbour")
    await bench.place()
    await bench.close()

    assert bench.events[0].rooms == ("branch:harbour:kitchen", "branch:harbour")
    assert dict(on_disk(bench.path, "SELECT name, value FROM meta"))["branch"] == "harbour"


async def test_without_a_name_a_new_branch_is_called_main(bench: Bench) -> None:
    assert bench.branch.id == "main"


async def test_without_a_name_a_file_opens_as_the_branch_it_is(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open(branch_id="harbour")
    await bench.reopen()

    assert bench.branch.id == "harbour"
    await bench.close()


async def test_the_file_of_another_branch_is_refused(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open(branch_id="harbour")
    await bench.close()

    with pytest.raises(CannotOpen, match="belongs to branch 'harbour', not 'station'"):
        await bench.open(branch_id="station")


async def test_a_refused_branch_lets_go_of_its_file(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open(branch_id="harbour")
    await bench.close()
    with pytest.raises(CannotOpen):
        await bench.open(branch_id="station")

    await bench.open(branch_id="harbour")

    assert bench.branch.id == "harbour"
    await bench.close()


async def test_a_second_hub_on_the_same_folder_is_refused(bench: Bench) -> None:
    with pytest.raises(CannotOpen, match="another hub is running"):
        await Bench(bench.path).open()

    assert (await bench.place()).order_number == "ORD-00001"


async def test_the_epoch_stays_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "galley.db"
    epochs = [await _epoch(await Bench(path).open()) for _ in range(2)]
    other = await _epoch(await Bench(tmp_path / "other.db").open())

    assert epochs[0] == epochs[1] != other


async def test_a_first_start_that_was_cut_short_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = reads.put_meta
    written: list[str] = []

    async def put_meta(store: Store, name: str, value: str) -> None:
        if written:
            raise StoreBroken("the power failed")
        written.append(name)
        await really(store, name, value)

    monkeypatch.setattr(reads, "put_meta", put_meta)
    bench = Bench(tmp_path / "galley.db")
    with pytest.raises(StoreBroken):
        await bench.open(branch_id="harbour")
    monkeypatch.undo()

    await bench.open(branch_id="harbour")

    assert bench.branch.id == "harbour"
    assert bench.branch.epoch
    await bench.close()


async def test_an_empty_branch_has_nothing(bench: Bench) -> None:
    assert bench.snapshot() == []
    assert bench.branch.board.seq == 0
    assert bench.branch.menu.menu.empty
    assert bench.branch.devices.none_yet


async def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    bench = await Bench(tmp_path / "galley.db").open()
    branch = bench.branch
    await bench.close()

    await branch.close()

    assert files_in(tmp_path) == ["galley.db"]
