"""A hub of today takes over what an owner has of version 0.1.0, and nothing is lost."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hub.config import load
from tests.support.in_process import HubHere, galley
from tests.support.process import Client
from tests.support.released import Released, unpack_0_1_0

_CLOCK = "it is not known for how long the hub was off"
"""What a hub says that starts after a power cut, by a clock that nobody has set."""

UNFLUSHED = 3
"""Changes that stand in the journal only."""

_ALL_DAY = "/api/kitchen/all-day"
_LOG = "/api/events?limit=500"
_SEEN = frozenset({"last_seen_at", "address", "connected"})
"""What is said of a device that changes when it says something."""

_AGE = frozenset({"age_from", "age_at_least", "version", "updated_at"})
"""What becomes of an open order when a machine that may have no clock has started anew since."""


@pytest.fixture
def owner(tmp_path: Path) -> Released:
    return unpack_0_1_0(tmp_path)


@pytest.fixture
def hub(owner: Released) -> Iterator[HubHere]:
    with HubHere(owner.hub, "--config", owner.etc / "hub.toml") as hub:
        yield hub


def still(before: object, now: object) -> object:
    """Reduce what is shown now to what was shown before: a newer hub may say more of anything."""
    if isinstance(before, dict) and isinstance(now, dict):
        return {key: still(value, now.get(key)) for key, value in before.items() if key in now}
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [still(*pair) for pair in zip(before, now, strict=True)]
    return now


def without(names: frozenset[str], shown: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(shown, dict):
        return {key: without(names, value) for key, value in shown.items() if key not in names}
    if isinstance(shown, list):
        return [without(names, each) for each in shown]
    return shown


def sort_modifiers(count: dict[str, Any]) -> dict[str, Any]:
    return {**count, "modifiers": sorted(count["modifiers"], key=lambda each: each["name"])}


async def data_of(client: Client, path: str) -> Any:  # noqa: ANN401 - JSON
    status, said = await client.get(path)
    assert status == 200, said
    return said["data"]


def test_what_is_taken_over_is_not_in_its_tables_yet(owner: Released) -> None:
    """Or else it would not be seen whether the journal of 0.1.0 is understood."""
    with closing(sqlite3.connect(owner.hub / "galley.db")) as database:
        [(flushed,)] = database.execute("SELECT max(seq) FROM events").fetchall()

    assert owner.shown["answers"]["/api/kitchen/orders"]["seq"] == flushed + UNFLUSHED


async def test_everything_is_shown_as_it_was(owner: Released, hub: HubHere) -> None:
    answers = owner.shown["answers"]
    async with hub.client() as client:
        for path in answers.keys() - {"/healthz", "/api/devices", _LOG}:
            before = without(_AGE, answers[path]["data"])
            if path == _ALL_DAY:
                # Two orders of the same modifiers are counted together now.
                before = [sort_modifiers(each) for each in before]
            assert still(before, await data_of(client, path)) == before, path
        for order in answers["/api/kitchen/orders"]["data"]:
            now = await data_of(client, f"/api/orders/{order['id']}")
            assert now["version"] == order["version"] + 1
            assert now["age_at_least"]


async def test_the_log_goes_on_where_it_was(owner: Released, hub: HubHere) -> None:
    before = owner.shown["answers"][_LOG]["data"]
    last = owner.shown["answers"]["/api/kitchen/orders"]["seq"]
    async with hub.client() as client:
        epoch = (await data_of(client, "/healthz"))["epoch"]
        order = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
        status, _ = await client.post("/api/orders", json=order)
        log = await data_of(client, f"/api/events?limit=500&after={before[0]['seq'] - 1}")

    assert status == 201
    assert epoch == owner.shown["answers"]["/healthz"]["data"]["epoch"]
    assert still(before, log[: len(before)]) == before
    assert [each["seq"] for each in log] == list(range(before[0]["seq"], log[-1]["seq"] + 1))
    assert log[-1]["seq"] > last


async def test_a_request_that_was_answered_gets_its_first_answer(
    owner: Released, hub: HubHere
) -> None:
    async with hub.client() as client:
        before = await data_of(client, "/api/kitchen/orders")
        for each in owner.shown["again"]:
            _, said = await client.ask(
                each["method"],
                each["path"],
                json=each["body"],
                headers={"Idempotency-Key": each["key"]},
                token=owner.shown["tokens"][each["role"]],
            )
            assert said == each["answer"]

        assert await data_of(client, "/api/kitchen/orders") == before


async def test_every_device_has_the_token_that_it_had(owner: Released, hub: HubHere) -> None:
    before = without(_SEEN, owner.shown["answers"]["/api/devices"]["data"])
    async with hub.client() as client:
        assert still(before, await data_of(client, "/api/devices")) == before
        for role, token in owner.shown["tokens"].items():
            _, said = await client.get("/api/auth/me", token=token)
            assert said["data"]["role"] == role
        for token in owner.shown["worthless"]:
            status, _ = await client.get("/api/auth/me", token=token)
            assert status == 401


async def test_guests_see_their_orders(owner: Released, hub: HubHere) -> None:
    session = owner.shown["session"]
    async with hub.client(session["token"]) as client:
        seen = await data_of(client, f"/api/sessions/{session['session']['id']}")

    assert seen["session"] == session["session"]
    assert [each["table_number"] for each in seen["orders"]] == ["12"]


def test_the_settings_are_taken_without_a_complaint(
    owner: Released, hub: HubHere, caplog: pytest.LogCaptureFixture
) -> None:
    settings = load(owner.etc / "hub.toml", {}, {})
    complaints = [
        each.getMessage()
        for each in caplog.get_records("setup")
        if each.levelno >= logging.WARNING and _CLOCK not in each.getMessage()
    ]

    assert complaints == []
    assert settings.hub.hosts == ("orders.corner-bistro.example",)
    assert settings.hub.name == "Corner Bistro"
    assert settings.limits.writes_per_second == 50
    assert settings.backup.keep_daily == 30
    assert settings.history.keep_days == 0


async def test_its_archive_and_its_backups_are_there(owner: Released, hub: HubHere) -> None:
    listed = galley("backups", "--data", owner.hub).stdout
    [backup] = (owner.hub / "backups").glob("galley-main-2*.db")
    assert backup.name in listed

    hub.stop()
    assert galley("restore", "--data", owner.hub, backup).returncode == 0
    async with hub.start().client() as client:
        restored = await data_of(client, "/api/kitchen/orders")

    before = owner.shown["answers"]["/api/kitchen/orders"]["data"]
    assert {each["id"] for each in restored} < {each["id"] for each in before}


async def test_its_orders_are_found_by_when_they_were_changed(hub: HubHere) -> None:
    """Those that stand in its journal, and those in its tables, which did not note it."""
    closed = "served,completed,cancelled"
    async with hub.client() as client:
        orders = await data_of(client, "/api/orders?limit=500")
        since = "2000-01-01T00:00:00Z"
        changed = await data_of(client, f"/api/orders?limit=500&updated_since={since}")
        old = await data_of(client, f"/api/orders?limit=500&status={closed}")

    assert len(orders) > len(old) > 0
    assert changed == sorted(orders, key=lambda each: (each["updated_at"], each["order_number"]))
    assert old == [each for each in orders if each["status"] in closed.split(",")]
