"""``galley-hub export``: every order, once, wherever it lies."""

import csv
import io
import json
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hub.domain.times import instant
from hub.wire.spreadsheet import ORDER_COLUMNS
from tests.support.branch import files_in
from tests.support.commands import an_order, orders_of
from tests.support.history import DAY, ids_on_disk, live_through
from tests.support.in_process import HubHere, galley
from tests.support.process import owner_request
from tests.support.terminal import TerminalHere

NOON = 1_590_000_000_000


@pytest.fixture(scope="module")
def ten_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder of a hub with 150 orders of ten days of May 2020, 50 of them archived."""
    data = tmp_path_factory.mktemp("past") / "data"
    with HubHere(data):
        pass
    live_through(data / "galley.db", 100, since=NOON, until=NOON + 5 * DAY)
    assert galley("archive", "--data", data, "--keep-days", "30").returncode == 0
    live_through(data / "galley.db", 50, since=NOON + 5 * DAY, until=NOON + 10 * DAY)
    return data


@pytest.fixture
def past(ten_days: Path, tmp_path: Path) -> HubHere:
    """Copy that folder, for a hub that does not run yet."""
    return HubHere(shutil.copytree(ten_days, tmp_path / "data"))


def exported(hub: HubHere, *arguments: str | Path) -> list[dict[str, Any]]:
    done = galley("export", "--data", hub.data, *arguments)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_orders_come_as_the_api_shows_them(hub_here: HubHere) -> None:
    for name in ("Soup", "Crêpe 餃子"):
        owner_request(hub_here.socket, "POST", "/api/orders", an_order(name, notes="a\nb"))

    assert exported(hub_here) == orders_of(hub_here.socket)


def test_every_order_comes_once_newest_first_archived_ones_too(past: HubHere) -> None:
    data = past.data
    both = ids_on_disk(data / "archive" / "2020.db") + ids_on_disk(data / "galley.db")
    assert len(ids_on_disk(data / "archive" / "2020.db")) == 50

    found = exported(past)

    assert sorted(each["id"] for each in found) == sorted(both)
    times = [each["created_at"] for each in found]
    assert times == sorted(times, reverse=True)


def test_an_order_that_lies_in_both_places_comes_once(past: HubHere) -> None:
    before = exported(past)
    archived = past.data / "archive" / "2020.db"
    _copy_one(past.data / "galley.db", archived)

    assert exported(past) == before


def test_from_and_to_cut_both_places(past: HubHere) -> None:
    since, until = NOON + 3 * DAY, NOON + 6 * DAY

    found = exported(past, "--from", instant(since), "--to", instant(until))

    assert len(found) == 50
    assert {each["created_at"] >= instant(since) for each in found} == {True}
    assert {each["created_at"] < instant(until) for each in found} == {True}


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    done = galley("export", "--data", tmp_path, "--from", "yesterday")

    assert done.returncode == 2
    assert "a time such as 2026-01-31 or 2026-01-31T18:00 is needed, not 'yesterday'" in done.stderr


def test_csv_has_a_row_for_each_line(hub_here: HubHere) -> None:
    order = an_order("Soup", table_number="7")
    order["items"] += [{"name": "Steak", "quantity": 2, "modifiers": [{"name": "rare"}]}]
    owner_request(hub_here.socket, "POST", "/api/orders", order)

    done = galley("export", "--data", hub_here.data, "--format", "csv")

    found = rows(done.stdout)
    assert [(each["order_number"], each["quantity"], each["item"]) for each in found] == [
        ("ORD-00001", "1", "Soup"),
        ("ORD-00001", "2", "Steak"),
    ]
    assert found[1]["modifiers"] == "rare"
    assert tuple(found[0]) == ORDER_COLUMNS


def test_a_spreadsheet_finds_no_formula(hub_here: HubHere) -> None:
    order = an_order("=1+1", customer_name="@home", notes="-2+3")
    owner_request(hub_here.socket, "POST", "/api/orders", order)

    [row] = rows(galley("export", "--data", hub_here.data, "--format", "csv").stdout)

    assert (row["item"], row["customer_name"], row["order_notes"]) == ("'=1+1", "'@home", "'-2+3")


def test_a_file_is_written_whole_and_in_the_format_of_its_name(
    hub_here: HubHere, tmp_path: Path
) -> None:
    owner_request(hub_here.socket, "POST", "/api/orders", an_order("Crêpe"))

    done = galley("export", "--data", hub_here.data, tmp_path / "orders.csv")

    assert done.stdout == "1 orders.\n"
    content = (tmp_path / "orders.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbforder_number,")
    assert rows(content.decode())[0]["item"] == "Crêpe"
    assert [each for each in files_in(tmp_path) if "partial" in each] == []


def test_a_folder_that_cannot_be_written_is_named(hub_here: HubHere, tmp_path: Path) -> None:
    done = galley("export", "--data", hub_here.data, tmp_path / "none" / "orders.csv")

    assert done.returncode == 1
    assert "orders.csv cannot be written: No such file or directory." in done.stderr


def test_nothing_is_missed_while_history_moves(hub_here: HubHere) -> None:
    hub_here.stop()
    live_through(hub_here.data / "galley.db", 80, since=NOON, until=NOON + DAY)
    before = exported(hub_here)
    with hub_here, ThreadPoolExecutor(1) as pool:
        move = pool.submit(
            owner_request, hub_here.socket, "POST", "/api/history/move", {"keep_days": 30}
        )
        looks = 0
        while not move.done() or not looks:
            assert exported(hub_here) == before
            looks += 1
        status, moved = move.result()

    assert len(before) == 80
    assert (status, moved["data"]["orders"]) == (200, 30)


def test_an_export_is_streamed(past: HubHere) -> None:
    live_through(past.data / "galley.db", 850, since=NOON + 10 * DAY, until=NOON + 20 * DAY)
    with past, TerminalHere("export", "--data", past.data) as terminal:
        terminal.until("\n")
        # Nobody reads on: the command waits, the hub does not.
        status, _ = owner_request(past.socket, "POST", "/api/orders", an_order())
        assert terminal.going
        code = terminal.ended()
    found = [json.loads(line)["order_number"] for line in terminal.shown.splitlines()]

    assert (status, code) == (201, 0)
    assert found == [f"ORD-{number:05}" for number in range(1000, 0, -1)]


def _copy_one(database: Path, archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as file:
        file.execute("ATTACH ? AS hub", (str(database),))
        file.execute(
            "INSERT INTO orders SELECT id, number, status, created_at, session_id, body "
            "FROM hub.orders ORDER BY number DESC LIMIT 1"
        )
        file.commit()
