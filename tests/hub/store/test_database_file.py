"""Opening the file: who may, with which settings, and what a refusal leaves behind."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from hub.store import database_file, reads
from hub.store.errors import CannotOpen, StoreError
from hub.store.store import Store
from tests.support.branch import on_disk

_NEWEST = max(database_file.migrations())

_OPEN_ONCE = """
import asyncio, pathlib, sys
from hub.store.errors import CannotOpen
from hub.store.store import Store

async def main() -> None:
    try:
        await (await Store.open(pathlib.Path(sys.argv[1]))).close()
    except CannotOpen as why:
        print(why)
    else:
        print("opened")

asyncio.run(main())
"""


def _open_elsewhere(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _OPEN_ONCE, path], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _read(path: Path) -> bytes:
    return path.read_bytes()


def _write(path: Path, data: bytes, at: int = 0) -> None:
    with path.open("r+b" if at else "wb") as file:
        file.seek(at)
        file.write(data)


async def _refused(path: Path) -> str:
    with pytest.raises(CannotOpen) as caught:
        await Store.open(path)
    return str(caught.value)


async def test_a_new_file_has_the_newest_schema(path: Path) -> None:
    await (await Store.open(path)).close()

    assert on_disk(path, "PRAGMA user_version") == [(_NEWEST,)]
    tables = {name for (name,) in on_disk(path, "SELECT name FROM sqlite_master")}
    assert {"orders", "items", "events", "answers", "menu", "tokens", "sessions"} <= tables


async def test_a_file_of_the_first_schema_is_brought_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(database_file.migrations()[1] + "PRAGMA user_version = 1;")
        connection.execute(
            "INSERT INTO tokens VALUES ('d1', x'00', 'Grill', 'kitchen', NULL, 'then', NULL)"
        )
        connection.commit()

    await (await Store.open(path)).close()

    assert on_disk(path, "PRAGMA user_version") == [(_NEWEST,)]
    assert on_disk(path, "SELECT id, name FROM tokens") == [("d1", "Grill")]
    assert on_disk(path, "SELECT token, at, address FROM seen") == []


async def test_answers_that_were_kept_by_their_keys_are_found_in_the_order_they_came(
    path: Path,
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for number in (1, 2, 3):
            connection.executescript(database_file.migrations()[number])
        connection.execute("PRAGMA user_version = 3")
        for key, at in (("b", 1), ("a", 2)):
            connection.execute(
                "INSERT INTO answers VALUES ('d1', ?, x'00', 200, 7, ?, '{}')", (key, at)
            )
        connection.commit()

    store = await Store.open(path)
    try:
        assert await reads.answer_keys(store, 0) == [
            ("d1", "b", b"\0", 1),
            ("d1", "a", b"\0", 2),
        ]
        assert await reads.answer_of(store, "d1", "a", 2) == (200, 7, b"{}")
    finally:
        await store.close()


async def test_of_more_answers_than_memory_holds_the_older_ones_are_found_by_their_keys(
    path: Path,
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for number in range(1, 6):
            connection.executescript(database_file.migrations()[number])
        connection.execute("PRAGMA user_version = 5")
        connection.executemany(
            "INSERT INTO answers (token, key, request, status, version, at, body) "
            "VALUES ('d1', ?, x'00', 200, 7, ?, '{}')",
            ((f"k{at}", at) for at in range(1, 20_004)),
        )
        connection.commit()

    store = await Store.open(path)
    try:
        assert (await reads.meta(store))["keys_before"] == "3"
        assert await reads.old_keys(store, ("", ""), 9) == [("d1", "k1"), ("d1", "k2")]
        found = await reads.answer_by_key(store, "d1", "k2", 1)
        assert found == (b"\0", 200, 7, b"{}")
        assert await reads.answer_by_key(store, "d1", "k2", 3) is None
        assert await reads.count_before(store, 3) == 2
    finally:
        await store.close()


async def test_migrations_are_numbered_from_one_without_gaps() -> None:
    assert list(database_file.migrations()) == list(range(1, _NEWEST + 1))


async def test_opening_again_keeps_what_was_written(path: Path) -> None:
    first = await Store.open(path)
    await first.execute("INSERT INTO meta (name, value) VALUES ('word', 'kept')")
    await first.close()

    second = await Store.open(path)
    try:
        assert await second.fetch_flushed("SELECT value FROM meta") == [("kept",)]
    finally:
        await second.close()


async def test_the_settings_are_in_force(store: Store) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "locking_mode": "exclusive",
        "foreign_keys": 1,
        "temp_store": 2,
        "cache_spill": 0,
    }

    # The migrations of a new file leave none of them to chance; one that is there has none to run.
    await store.reopen()
    in_force = {name: (await store.fetch_flushed(f"PRAGMA {name}"))[0][0] for name in expected}

    assert in_force == expected


async def test_no_shared_memory_file_is_used(store: Store, path: Path) -> None:
    await store.execute("INSERT INTO meta (name, value) VALUES ('a', 'b')")

    names = {each.name for each in path.parent.iterdir()}
    assert names == {"galley.db", "galley.db-wal"}


async def test_closing_leaves_one_file(path: Path) -> None:
    store = await Store.open(path)
    await store.execute("INSERT INTO meta (name, value) VALUES ('a', 'b')")
    await store.close()

    assert [each.name for each in path.parent.iterdir()] == ["galley.db"]
    assert on_disk(path, "PRAGMA integrity_check") == [("ok",)]


async def test_a_newer_file_is_refused_and_untouched(path: Path) -> None:
    await (await Store.open(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {_NEWEST + 7}")
    before = _read(path)

    message = await _refused(path)

    assert f"schema {_NEWEST + 7}; this program knows up to {_NEWEST}" in message
    assert "newer Galley" in message
    assert _read(path) == before


MORE = "CREATE TABLE more{0} (a INTEGER) STRICT;"


async def _migrated_by_a_newer_program(
    path: Path, monkeypatch: pytest.MonkeyPatch, *beginnings: str
) -> None:
    """Open the file with a program that knows more, each of its steps beginning with a promise."""
    known = database_file.migrations()
    steps = {
        _NEWEST + 1 + each: beginning + MORE.format(each)
        for each, beginning in enumerate(beginnings)
    }
    with monkeypatch.context() as newer:
        newer.setattr(database_file, "migrations", lambda: known | steps)
        await (await Store.open(path)).close()


async def test_a_file_that_a_newer_program_has_only_added_to_is_worked_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a version that is not well gives way to the one before, with all orders."""
    await (await Store.open(path)).close()
    promise = f"-- readable from {_NEWEST:04}\n"
    await _migrated_by_a_newer_program(path, monkeypatch, promise, promise)

    await (await Store.open(path)).close()

    assert on_disk(path, "PRAGMA user_version") == [(_NEWEST + 2,)]


@pytest.mark.parametrize(
    "second",
    ["", f"-- readable from {_NEWEST + 1:04}\n"],
    ids=["no promise", "a promise to a younger one"],
)
async def test_one_step_that_an_older_program_cannot_live_with_is_enough(
    path: Path, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    await (await Store.open(path)).close()
    promise = f"-- readable from {_NEWEST:04}\n"
    await _migrated_by_a_newer_program(path, monkeypatch, promise, second)

    assert "newer Galley" in await _refused(path)


async def test_a_migration_that_fails_half_way_leaves_the_version_before(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = database_file.migrations()
    late = {_NEWEST + 1: "CREATE TABLE half (a INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);"}
    monkeypatch.setattr(database_file, "migrations", lambda: good | late)

    with pytest.raises(StoreError, match="nowhere"):
        await Store.open(path)

    assert on_disk(path, "PRAGMA user_version") == [(_NEWEST,)]
    assert on_disk(path, "SELECT name FROM sqlite_master WHERE name = 'half'") == []


async def test_a_file_whose_migration_failed_opens_once_the_program_is_mended(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = database_file.migrations()
    monkeypatch.setattr(
        database_file, "migrations", lambda: good | {_NEWEST + 1: "DROP TABLE nothing;"}
    )
    with pytest.raises(StoreError, match="nothing"):
        await Store.open(path)
    monkeypatch.setattr(
        database_file, "migrations", lambda: good | {_NEWEST + 1: "CREATE TABLE whole (a) ;"}
    )

    await (await Store.open(path)).close()

    assert on_disk(path, "PRAGMA user_version") == [(_NEWEST + 1,)]
    assert on_disk(path, "SELECT count(*) FROM whole") == [(0,)]


async def test_a_second_opener_is_refused(store: Store, path: Path) -> None:
    assert await _refused(path) == (
        "galley.db is in use: another hub is running on this data folder."
    )


@pytest.mark.system
async def test_a_second_process_is_refused(store: Store, path: Path) -> None:
    assert _open_elsewhere(path) == (
        "galley.db is in use: another hub is running on this data folder."
    )


@pytest.mark.system
async def test_the_refusal_of_a_second_opener_does_not_disturb_the_first(
    store: Store, path: Path
) -> None:
    await _refused(path)
    _open_elsewhere(path)

    await store.execute("INSERT INTO meta (name, value) VALUES ('still', 'here')")

    assert await store.fetch_flushed("SELECT value FROM meta") == [("here",)]
    assert "in use" in _open_elsewhere(path)


@pytest.mark.system
async def test_another_process_may_open_after_the_first_has_closed(path: Path) -> None:
    await (await Store.open(path)).close()

    assert _open_elsewhere(path) == "opened"


async def test_a_file_that_is_no_database_is_refused_and_untouched(path: Path) -> None:
    _write(path, b"two coffees, one without sugar\n" * 200)
    before = _read(path)

    assert await _refused(path) == "galley.db is not a Galley database, or it is damaged."
    assert _read(path) == before


async def test_a_damaged_schema_is_called_damage(path: Path) -> None:
    await (await Store.open(path)).close()
    # Behind the header of 100 bytes stands the schema's own page.
    _write(path, b"\xff" * 3996, at=100)

    assert await _refused(path) == "galley.db is not a Galley database, or it is damaged."


async def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "cannot be opened for writing" in await _refused(tmp_path / "nowhere" / "galley.db")


async def test_a_refusal_never_shows_the_path(path: Path, tmp_path: Path) -> None:
    _write(path, b"not a database, and long enough to be read as a header by anyone" * 30)

    assert str(tmp_path) not in await _refused(path)


async def test_a_migration_need_not_be_held_in_memory_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = "CREATE TABLE found AS SELECT cache_spill FROM pragma_cache_spill;"
    steps = database_file.migrations()
    more = {**steps, max(steps) + 1: asks}
    monkeypatch.setattr(database_file, "migrations", lambda: more)
    store = await Store.open(tmp_path / "galley.db")
    found = await store.fetch_flushed("SELECT cache_spill FROM found")
    await store.close()

    assert found > [(0,)]
