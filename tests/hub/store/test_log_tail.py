"""The end of the log in memory: no gaps, not more than its bounds, nothing that an archive has."""

from pathlib import Path

import pytest

from hub.store import log_tail, reads
from hub.store.log_tail import Tail
from hub.store.row_types import EventRow, MovedEvents
from hub.store.rows import Rows
from hub.store.store import Store
from hub.store.tables import MOVED_EVENTS
from tests.support.unflushed import commit


def _events(first: int, last: int, size: int = 2) -> list[EventRow]:
    return [
        EventRow(seq, "order:new", 0, None, None, None, b"x" * size)
        for seq in range(first, last + 1)
    ]


def _seqs(held: Tail, after: int, limit: int = 100) -> list[int]:
    return [event.seq for event in held.page(after, limit)]


def test_a_page_begins_behind_a_seq_and_ends_at_its_limit() -> None:
    held = Tail()
    held.add(_events(1, 9))

    assert _seqs(held, 0) == list(range(1, 10))
    assert _seqs(held, 4, 3) == [5, 6, 7]
    assert _seqs(held, 9) == []
    assert _seqs(held, 12) == []


def test_it_holds_only_so_many_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_tail, "EVENTS", 3)
    held = Tail()
    held.add(_events(1, 9))

    assert _seqs(held, 6) == [7, 8, 9]
    assert [after for after in range(11) if held.reaches(after)] == [6, 7, 8, 9, 10]


def test_it_holds_only_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_tail, "BYTES", 100)
    held = Tail()
    for seq in range(1, 10):
        held.add(_events(seq, seq, 40))

    assert len(held) == 2
    assert _seqs(held, 7) == [8, 9]


def test_one_event_that_is_larger_than_all_it_holds_is_left_to_its_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_tail, "BYTES", 100)
    held = Tail()
    held.add(_events(1, 1, 101))

    assert not held.reaches(0)
    assert held.reaches(1)
    held.add(_events(2, 2))
    assert _seqs(held, 1) == [2]


def test_behind_a_gap_it_begins_anew() -> None:
    held = Tail()
    held.add(_events(1, 3))
    held.add(_events(9, 10))

    assert [after for after in range(11) if held.reaches(after)] == [8, 9, 10]
    assert _seqs(held, 8) == [9, 10]


async def test_a_hub_that_starts_holds_nothing_and_knows_the_end(store: Store, path: Path) -> None:
    await store.commit(commit(1))
    await store.close()

    again = await Store.open(path)

    assert len(again.tail) == 0
    assert again.tail.reaches(1)
    assert [event.seq for event in await reads.log_page(again, 0, 10)] == [1]
    await again.close()


async def test_a_page_goes_on_from_the_table_through_what_waits_for_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_tail, "EVENTS", 1)
    for number in range(1, 6):
        await store.commit(commit(number))
        if number == 2:
            await store.flush()

    pages = [await reads.log_page(store, after, 3) for after in (0, 1, 3, 4)]

    assert [[event.seq for event in page] for page in pages] == [[1, 2, 3], [2, 3, 4], [4, 5], [5]]


async def test_events_that_an_archive_has_are_read_no_more(store: Store) -> None:
    for number in range(1, 5):
        await store.commit(commit(number))
    rows = Rows()
    rows.put(MOVED_EVENTS, MovedEvents(1, 2))
    await store.commit(rows)

    assert [event.seq for event in await reads.log_page(store, 0, 10)] == [3, 4]
