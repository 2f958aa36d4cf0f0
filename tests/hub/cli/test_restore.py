"""``galley-hub restore``: all of it or nothing, and the database before is set aside."""

import http.client
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.branch import files_in, on_disk
from tests.support.commands import an_order, orders_of
from tests.support.history import DAY, ids_on_disk, live_through
from tests.support.in_process import Done, HubHere, galley
from tests.support.process import owner_request


class Branch(NamedTuple):
    """A hub that has been stopped, and a backup of it that lacks its last order."""

    hub: HubHere
    backup: Path

    @property
    def database(self) -> Path:
        return self.hub.data / "galley.db"

    @property
    def aside(self) -> Path:
        [path] = self.hub.data.glob("galley-before-*.db")
        return path

    def restore(self, file: Path | None = None) -> Done:
        return galley("restore", file or self.backup, "--data", self.hub.data)

    def refusal(self, file: Path | None = None) -> str:
        """Restore what must be refused; return the reason, without paths."""
        before = (files_in(self.hub.data), self.database.read_bytes())
        done = self.restore(file)
        assert done.returncode == 1, done.stdout
        assert (files_in(self.hub.data), self.database.read_bytes()) == before
        return done.stderr.replace(f"{file or self.backup}", "FILE").strip()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder of a hub that has taken three orders, and beside it a backup of two."""
    folder = tmp_path_factory.mktemp("branch")
    with HubHere(folder / "data") as hub:
        for name in ("Soup", "Steak"):
            owner_request(hub.socket, "POST", "/api/orders", an_order(name))
        assert galley("backup", "--data", hub.data, "--to", folder).returncode == 0
        owner_request(hub.socket, "POST", "/api/orders", an_order("Cake"))
    return folder


@pytest.fixture
def branch(folder: Path, tmp_path: Path) -> Branch:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    [backup] = tmp_path.glob("galley-main-*.db")
    return Branch(HubHere(tmp_path / "data"), backup)


def cut_off_after_an_order(branch: Branch) -> None:
    """Have the hub take another order, and leave the folder as it is at that moment."""
    with branch.hub:
        owner_request(branch.hub.socket, "POST", "/api/orders", an_order("Tart"))
        left = {path: path.read_bytes() for path in branch.hub.data.glob("galley.db*")}
    for path, content in left.items():
        path.write_bytes(content)


def dishes(hub: HubHere) -> list[str]:
    return sorted(order["items"][0]["name"] for order in orders_of(hub.socket))


def meta(database: Path, name: str) -> str:
    [(value,)] = on_disk(database, "SELECT value FROM meta WHERE name = ?", (name,))
    return str(value)


def change(database: Path, sql: str) -> None:
    with closing(sqlite3.connect(database)) as file:
        file.executescript(sql)


def test_the_branch_is_as_it_was(branch: Branch) -> None:
    done = branch.restore()

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Branch main is back as it was in {branch.backup}: 2 orders")
    with branch.hub:
        assert dishes(branch.hub) == ["Soup", "Steak"]


def test_the_database_before_is_set_aside_whole(branch: Branch) -> None:
    before = ids_on_disk(branch.database)

    done = branch.restore()

    assert f"set aside as {branch.aside}" in done.stdout
    assert ids_on_disk(branch.aside) == before
    assert len(before) == 3


def test_what_was_set_aside_can_be_brought_back(branch: Branch) -> None:
    branch.restore()

    assert branch.restore(branch.aside).returncode == 0

    with branch.hub:
        assert dishes(branch.hub) == ["Cake", "Soup", "Steak"]


def test_a_restored_branch_has_a_new_epoch(branch: Branch) -> None:
    before = meta(branch.database, "epoch")

    branch.restore()

    assert meta(branch.backup, "epoch") == before
    assert meta(branch.database, "epoch") != before


def test_the_backup_is_left_as_it_is(branch: Branch) -> None:
    before = branch.backup.read_bytes()

    branch.restore()

    assert branch.backup.read_bytes() == before


def test_seq_and_numbers_go_on_from_the_backup(branch: Branch) -> None:
    branch.restore()

    with branch.hub:
        _, answer = owner_request(branch.hub.socket, "POST", "/api/orders", an_order("Tart"))
        _, page = owner_request(branch.hub.socket, "GET", "/api/events?after=0")

    assert answer["data"]["order_number"] == "ORD-00003"
    assert [event["seq"] for event in page["data"]] == [1, 2, 3, 4]


def test_a_new_machine_takes_a_backup(branch: Branch, tmp_path: Path) -> None:
    done = galley("restore", branch.backup, "--data", tmp_path / "new")

    assert done.returncode == 0, done.stderr
    assert "set aside" not in done.stdout
    with HubHere(tmp_path / "new") as hub:
        assert dishes(hub) == ["Soup", "Steak"]


def test_a_device_paired_since_the_backup_stays(branch: Branch) -> None:
    with branch.hub:
        token = branch.hub.make_token("kitchen", "grill")
    done = branch.restore()

    assert "none has to be paired again" in done.stdout
    with branch.hub:
        assert _status(branch.hub, token) == 200


def test_a_device_revoked_since_the_backup_stays_outside(tmp_path: Path) -> None:
    with HubHere(tmp_path / "data") as hub:
        token = hub.make_token("kitchen", "grill")
        galley("backup", "--data", hub.data, "--to", tmp_path)
        galley("token", "revoke", "grill", "--data", hub.data)
    [backup] = tmp_path.glob("galley-main-*.db")

    assert galley("restore", backup, "--data", hub.data).returncode == 0

    with hub:
        assert _status(hub, token) == 401


def test_a_damaged_database_is_replaced_and_set_aside_as_it_is(branch: Branch) -> None:
    branch.database.write_bytes(b"\0" * 5000)

    done = branch.restore()

    assert "devices are as they were when the backup was made" in done.stdout
    assert branch.aside.read_bytes() == b"\0" * 5000
    with branch.hub:
        assert dishes(branch.hub) == ["Soup", "Steak"]


def test_the_log_of_a_damaged_database_never_gets_into_the_restored_one(branch: Branch) -> None:
    log = branch.database.with_name("galley.db-wal")
    cut_off_after_an_order(branch)
    kept = log.read_bytes()
    assert kept
    branch.database.write_bytes(b"\0" * 5000)

    assert branch.restore().returncode == 0

    assert branch.aside.with_name(f"{branch.aside.name}-wal").read_bytes() == kept
    with branch.hub:
        assert dishes(branch.hub) == ["Soup", "Steak"]


def test_what_only_the_log_holds_is_set_aside_as_well(branch: Branch) -> None:
    cut_off_after_an_order(branch)

    branch.restore()

    assert len(ids_on_disk(branch.aside)) == 4


def test_a_copy_taken_by_hand_comes_back_with_its_log(branch: Branch, tmp_path: Path) -> None:
    cut_off_after_an_order(branch)
    for side in ("", "-wal"):
        shutil.copy(f"{branch.database}{side}", f"{tmp_path}/hand.db{side}")

    assert galley("restore", tmp_path / "hand.db", "--data", tmp_path / "new").returncode == 0

    assert len(ids_on_disk(tmp_path / "new" / "galley.db")) == 4


def test_a_missing_file_is_named(branch: Branch, tmp_path: Path) -> None:
    assert branch.refusal(tmp_path / "none.db") == "galley-hub: FILE: there is no such file."


def test_a_file_that_is_no_database_is_refused(branch: Branch) -> None:
    branch.backup.write_text("minutes of the meeting " * 100)

    assert branch.refusal() == "galley-hub: FILE is no backup of a hub: it is no database."


def test_another_database_is_refused(branch: Branch) -> None:
    branch.backup.unlink()
    change(branch.backup, "CREATE TABLE meta (name, value); CREATE TABLE cats (name);")

    assert branch.refusal() == "galley-hub: FILE is a database, but no backup of a hub."


def test_a_backup_cut_short_is_refused(branch: Branch) -> None:
    whole = branch.backup.read_bytes()
    branch.backup.write_bytes(whole[:20_000])

    assert branch.refusal() == (
        f"galley-hub: FILE is not whole: it has 20000 of {len(whole)} bytes. Take another backup."
    )


def test_a_damaged_backup_is_refused(branch: Branch) -> None:
    [(page,)] = on_disk(
        branch.backup, "SELECT rootpage FROM sqlite_schema WHERE name = 'orders_created'"
    )
    with branch.backup.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"scratched")

    assert "it is damaged" in branch.refusal()


def test_a_backup_of_a_newer_program_is_refused(branch: Branch) -> None:
    change(branch.backup, "PRAGMA user_version = 99")

    assert branch.refusal().startswith("galley-hub: FILE was made by a newer Galley (schema 99;")


def test_a_backup_that_a_newer_program_has_only_added_to_is_taken(branch: Branch) -> None:
    change(branch.backup, "PRAGMA user_version = 99")
    change(branch.backup, "INSERT INTO meta (name, value) VALUES ('readable_from', '15')")

    assert branch.restore().returncode == 0


def test_a_backup_of_another_branch_is_refused(branch: Branch) -> None:
    change(branch.backup, "UPDATE meta SET value = 'b2' WHERE name = 'branch'")

    assert branch.refusal() == (
        "galley-hub: FILE is of branch 'b2'; this data folder is of branch 'main'. Give another "
        "--data folder, or the right backup."
    )


def test_the_database_itself_is_no_backup(branch: Branch) -> None:
    assert branch.refusal(branch.database) == (
        "galley-hub: FILE is the hub's own database, not a backup of it."
    )


def test_a_backup_of_an_older_program_is_brought_up_to_date(branch: Branch) -> None:
    change(
        branch.backup,
        "DROP TABLE epochs; DROP TABLE cursors; DROP TABLE timers; DROP TABLE order_keys; "
        "DROP TABLE raw_notes; DROP INDEX orders_updated; "
        "ALTER TABLE orders DROP COLUMN updated_at; "
        "DROP TABLE screen_settings; "
        "DROP TABLE people; DROP TABLE documents; DROP TABLE stock; DROP TABLE former_menu; "
        "DROP TABLE old_keys; DROP TABLE journal; DROP TABLE seen; "
        "ALTER TABLE orders DROP COLUMN sum; ALTER TABLE orders DROP COLUMN sender; "
        "ALTER TABLE events DROP COLUMN live; "
        "PRAGMA user_version = 1;",
    )

    assert branch.restore().returncode == 0

    with branch.hub:
        assert dishes(branch.hub) == ["Soup", "Steak"]


def test_missing_archives_come_back_as_well(tmp_path: Path) -> None:
    with HubHere(tmp_path / "data") as hub:
        pass
    noon = 1_590_000_000_000
    live_through(hub.data / "galley.db", 80, since=noon, until=noon + DAY)
    galley("archive", "--data", hub.data, "--keep-days", "30")
    galley("backup", "--data", hub.data, "--to", tmp_path)
    [backup] = tmp_path.glob("galley-main-2*.db")

    done = galley("restore", backup, "--data", tmp_path / "new")

    assert "2020.db: brought back as well." in done.stdout
    assert len(ids_on_disk(tmp_path / "new" / "archive" / "2020.db")) == 30


def test_an_undecided_restore_is_forgotten_by_the_next_start(branch: Branch) -> None:
    shutil.copy(branch.backup, branch.hub.data / "galley-restoring.db")

    with branch.hub:
        assert dishes(branch.hub) == ["Cake", "Soup", "Steak"]

    assert not (branch.hub.data / "galley-restoring.db").exists()


@pytest.mark.parametrize("log", ["", "-wal"])
@pytest.mark.parametrize("moved", [False, True])
def test_a_decided_restore_is_finished_by_the_next_start(
    branch: Branch, log: str, *, moved: bool
) -> None:
    # Every state that a power cut can leave between the decision and the end.
    aside = branch.hub.data / "galley-before-20260101T000000Z.db"
    shutil.copy(branch.backup, branch.hub.data / "galley-restored-20260101T000000Z.db")
    if log:
        place = aside if moved else branch.database
        place.with_name(place.name + log).write_bytes(b"old")
    if moved:
        branch.database.rename(aside)

    with branch.hub:
        assert dishes(branch.hub) == ["Soup", "Steak"]

    assert [each for each in files_in(branch.hub.data) if "restor" in each] == []
    if not log:
        assert len(ids_on_disk(aside)) == 3
    else:
        assert aside.with_name(aside.name + log).read_bytes() == b"old"


def _status(hub: HubHere, token: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", hub.port)
    with closing(connection):
        connection.request("GET", "/api/auth/me", headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().status
