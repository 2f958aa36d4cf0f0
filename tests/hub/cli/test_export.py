"""``galley-hub export``: every order, once, wherever it lies."""

import csv
import io
import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hub.domain.times import instant
from hub.protocol import orders_csv
from tests.support.branch import files_in
from tests.support.commands import an_order, orders_of
from tests.support.history import DAY, ids_on_disk, live_through
from tests.support.process import GALLEY, HubProcess, clean_environment, galley, owner_request

NOON = 1_590_000_000_000


@pytest.fixture
def past(tmp_path: Path) -> HubProcess:
    """Stop a hub that has 400 orders of ten days of May 2020, half of them in the archive."""
    with HubProcess(tmp_path / "data") as hub:
        pass
    live_through(hub.data / "galley.db", 200, since=NOON, until=NOON + 5 * DAY)
    assert galley("archive", "--data", hub.data, "--keep-days", "30").returncode == 0
    live_through(hub.data / "galley.db", 200, since=NOON + 5 * DAY, until=NOON + 10 * DAY)
    return hub


def exported(hub: HubProcess, *arguments: str | Path) -> list[dict[str, Any]]:
    done = galley("export", "--data", hub.data, *arguments)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_orders_come_as_the_api_shows_them(hub_process: HubProcess) -> None:
    for name in ("Soup", "Crêpe 餃子"):
        owner_request(hub_process.socket, "POST", "/api/orders", an_order(name, notes="a\nb"))

    assert exported(hub_process) == orders_of(hub_process.socket)


def test_every_order_comes_once_newest_first_archived_ones_too(past: HubProcess) -> None:
    data = past.data
    both = ids_on_disk(data / "archive" / "2020.db") + ids_on_disk(data / "galley.db")
    assert len(ids_on_disk(data / "archive" / "2020.db")) > 100

    found = exported(past)

    assert sorted(each["id"] for each in found) == sorted(both)
    times = [each["created_at"] for each in found]
    assert times == sorted(times, reverse=True)


def test_an_order_that_lies_in_both_places_comes_once(past: HubProcess) -> None:
    before = exported(past)
    archived = past.data / "archive" / "2020.db"
    _copy_one(past.data / "galley.db", archived)

    assert exported(past) == before


def test_from_and_to_cut_both_places(past: HubProcess) -> None:
    since, until = NOON + 3 * DAY, NOON + 6 * DAY

    found = exported(past, "--from", instant(since), "--to", instant(until))

    assert len(found) == 120
    assert {each["created_at"] >= instant(since) for each in found} == {True}
    assert {each["created_at"] < instant(until) for each in found} == {True}


def test_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    done = galley("export", "--data", tmp_path, "--from", "yesterday")

    assert done.returncode == 2
    assert "a time such as 2026-01-31 or 2026-01-31T18:00 is needed, not 'yesterday'" in done.stderr


def test_csv_has_a_row_for_each_line(hub_process: HubProcess) -> None:
    order = an_order("Soup", table_number="7")
    order["items"] += [{"name": "Steak", "quantity": 2, "modifiers": [{"name": "rare"}]}]
    owner_request(hub_process.socket, "POST", "/api/orders", order)

    done = galley("export", "--data", hub_process.data, "--format", "csv")

    found = rows(done.stdout)
    assert [(each["order_number"], each["quantity"], each["item"]) for each in found] == [
        ("ORD-00001", "1", "Soup"),
        ("ORD-00001", "2", "Steak"),
    ]
    assert found[1]["modifiers"] == "rare"
    assert tuple(found[0]) == orders_csv.COLUMNS


def test_a_spreadsheet_finds_no_formula(hub_process: HubProcess) -> None:
    order = an_order("=1+1", customer_name="@home", notes="-2+3")
    owner_request(hub_process.socket, "POST", "/api/orders", order)

    [row] = rows(galley("export", "--data", hub_process.data, "--format", "csv").stdout)

    assert (row["item"], row["customer_name"], row["order_notes"]) == ("'=1+1", "'@home", "'-2+3")


def test_a_file_is_written_whole_and_in_the_format_of_its_name(
    hub_process: HubProcess, tmp_path: Path
) -> None:
    owner_request(hub_process.socket, "POST", "/api/orders", an_order("Crêpe"))

    done = galley("export", "--data", hub_process.data, tmp_path / "orders.csv")

    assert done.stdout == "1 orders.\n"
    content = (tmp_path / "orders.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbforder_number,")
    assert rows(content.decode())[0]["item"] == "Crêpe"
    assert [each for each in files_in(tmp_path) if "partial" in each] == []


def test_a_folder_that_cannot_be_written_is_named(hub_process: HubProcess, tmp_path: Path) -> None:
    done = galley("export", "--data", hub_process.data, tmp_path / "none" / "orders.csv")

    assert done.returncode == 1
    assert "orders.csv cannot be written: No such file or directory." in done.stderr


def test_nothing_is_missed_while_history_moves(past: HubProcess) -> None:
    before = exported(past)
    with past:
        command = [*GALLEY, "archive", "--keep-days", "30", "--data", str(past.data)]
        with subprocess.Popen(
            command, env=clean_environment(), stdout=subprocess.DEVNULL
        ) as moving:
            looks = 0
            while moving.poll() is None or not looks:
                assert exported(past) == before
                looks += 1
        assert moving.returncode == 0


def test_an_export_is_streamed(past: HubProcess) -> None:
    live_through(past.data / "galley.db", 3000, since=NOON + 10 * DAY, until=NOON + 20 * DAY)
    with (
        past,
        subprocess.Popen(
            [*GALLEY, "export", "--data", str(past.data)],
            env=clean_environment(),
            stdout=subprocess.PIPE,
        ) as export,
    ):
        assert export.stdout is not None
        first = json.loads(export.stdout.readline())
        # Nobody reads on: the command waits, the hub does not.
        status, _ = owner_request(past.socket, "POST", "/api/orders", an_order())
        assert export.poll() is None
        rest = export.stdout.read().splitlines()

    assert status == 201
    assert first["order_number"] == "ORD-03400"
    assert len(rest) == 3399


def _copy_one(database: Path, archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as file:
        file.execute("ATTACH ? AS hub", (str(database),))
        file.execute(
            "INSERT INTO orders SELECT id, number, status, created_at, session_id, body "
            "FROM hub.orders ORDER BY number DESC LIMIT 1"
        )
        file.commit()
