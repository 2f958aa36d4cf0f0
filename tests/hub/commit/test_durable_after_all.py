"""A commit whose end nobody knows, and the file that is opened anew after it."""

import asyncio
import logging
from itertools import count

import pytest

from hub.commit.idempotency import StoredAnswer
from hub.domain.errors import Code
from hub.domain.orders import OrderStatus
from hub.domain.permissions import Role
from hub.store.errors import Damaged, StoreBroken
from hub.store.rows import Rows
from hub.store.store import Store
from tests.support.branch import (
    Bench,
    asks,
    data_in,
    new_order,
    order_in,
    refusal,
    seqs,
    until,
)


async def _well(bench: Bench) -> None:
    await until(lambda: bench.branch.writer.trouble is None)


@pytest.fixture
def lost_commit(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[StoreBroken]:
    """Make the next commit durable, and then look as if its fsync had failed."""
    failures = [StoreBroken("disk I/O error")]
    really = Store.commit

    async def commit(store: Store, rows: Rows) -> None:
        await really(store, rows)
        if failures:
            raise failures.pop()

    monkeypatch.setattr(Store, "commit", commit)
    return failures


async def test_what_is_durable_after_all_is_told(
    bench: Bench, lost_commit: list[StoreBroken]
) -> None:
    why = await refusal(bench.place("Soup", "Bread"))
    await _well(bench)

    assert why.code is Code.STORAGE_ERROR
    assert seqs(bench.events) == [1]
    assert bench.events[0].draft.order_id == bench.snapshot()[0].id
    assert bench.events[0].rooms == ("branch:main:kitchen", "branch:main")


async def test_what_is_durable_after_all_is_told_to_its_guests_as_well(
    bench: Bench, lost_commit: list[StoreBroken]
) -> None:
    session = "22222222-2222-4222-8222-222222222222"
    await refusal(bench.place("Soup", session_id=session))
    await _well(bench)

    assert bench.events[0].rooms == ("branch:main:kitchen", "branch:main", f"session:{session}")


async def test_seq_goes_on_behind_what_was_durable_after_all(
    bench: Bench, lost_commit: list[StoreBroken]
) -> None:
    await refusal(bench.place("Soup"))
    await _well(bench)

    order = await bench.place("Bread")

    assert order.order_number == "ORD-00002"
    assert seqs(bench.events) == [1, 2]
    assert bench.branch.board.seq == 2


async def test_a_snapshot_never_shows_what_is_yet_to_be_told(
    bench: Bench, lost_commit: list[StoreBroken]
) -> None:
    running = asyncio.create_task(refusal(bench.place("Soup")))
    shown: set[tuple[int, int, int]] = set()
    await until(lambda: bench.branch.writer.trouble is not None)
    while bench.branch.writer.trouble is not None:
        shown.add((len(bench.snapshot()), bench.branch.board.seq, len(bench.events)))
        await asyncio.sleep(0)
    shown.add((len(bench.snapshot()), bench.branch.board.seq, len(bench.events)))

    await running
    assert shown == {(0, 0, 0), (1, 1, 1)}


async def test_a_retry_under_the_same_key_gets_the_answer_that_was_durable(
    bench: Bench, lost_commit: list[StoreBroken]
) -> None:
    async def place() -> StoredAnswer:
        soup = new_order("Soup")
        return await bench.once("key-1", lambda command: bench.branch.intake.place(command, soup))

    await refusal(place())
    await _well(bench)

    answer = await place()

    assert order_in(answer) == bench.snapshot()[0]
    assert answer.status == 201
    assert len(bench.snapshot()) == 1


async def test_devices_stay_known_while_the_file_is_opened_anew(
    bench: Bench, lost_commit: list[StoreBroken]
) -> None:
    lost_commit.clear()
    made = await bench.branch.devices.make(asks(), Role.KITCHEN, "grill screen")
    token = data_in(made)["token"]
    lost_commit.append(StoreBroken("disk I/O error"))
    await refusal(bench.place("Soup"))

    while bench.branch.writer.trouble is not None:
        assert bench.branch.devices.find_principal(token) is not None
        await asyncio.sleep(0)
    assert bench.branch.devices.find_principal(token) is not None


async def test_a_revocation_that_was_durable_after_all_is_carried_out(
    bench: Bench, lost_commit: list[StoreBroken]
) -> None:
    lost_commit.clear()
    made = data_in(await bench.branch.devices.make(asks(), Role.KITCHEN, "grill screen"))
    lost_commit.append(StoreBroken("disk I/O error"))
    await refusal(bench.branch.devices.revoke(asks(), made["id"]))
    await _well(bench)

    assert bench.revoked == [made["id"]]
    assert bench.branch.devices.find_principal(made["token"]) is None


async def test_the_writer_tries_again_until_the_file_opens(
    bench: Bench,
    lost_commit: list[StoreBroken],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("hub.commit.writer._REOPEN_EVERY", 0.001)
    causes = [OSError("the card is gone"), StoreBroken("disk I/O error")]
    really = Store.reopen

    async def reopen(store: Store) -> None:
        if causes:
            raise causes.pop()
        await really(store)

    monkeypatch.setattr(Store, "reopen", reopen)

    with caplog.at_level(logging.ERROR):
        await refusal(bench.place("Soup"))
        await _well(bench)

    assert caplog.text.count("cannot be opened again yet") == 2
    assert (await bench.place("Bread")).status is OrderStatus.PENDING
    assert seqs(bench.events) == [1, 2]


async def test_damage_that_is_found_when_the_file_is_opened_anew_is_to_be_mended_by_a_start(
    bench: Bench, lost_commit: list[StoreBroken], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.commit.writer._REOPEN_EVERY", 0.001)
    looks = count(1)
    asked: list[int] = []

    async def reopen(_: Store) -> None:
        next(looks)
        raise Damaged("not what was written")

    monkeypatch.setattr(Store, "reopen", reopen)
    bench.branch.writer.on_damage = lambda: asked.append(1)

    why = await refusal(bench.place("Soup"))
    await until(lambda: next(looks) > 10)

    assert why.code is Code.STORAGE_ERROR
    assert asked == [1]


async def test_a_branch_whose_file_stays_broken_can_still_be_closed(
    bench: Bench, lost_commit: list[StoreBroken], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reopen(store: Store) -> None:
        raise StoreBroken("still broken")

    monkeypatch.setattr(Store, "reopen", reopen)
    await refusal(bench.place("Soup"))

    await bench.close()

    monkeypatch.undo()
    await bench.open()
    assert len(bench.snapshot()) == 1
    assert bench.branch.board.seq == 1
