"""``galley-hub events tail``: the log, readable by people and by programs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hub.cli.events import format_event
from tests.support.commands import an_order
from tests.support.in_process import HubHere, galley
from tests.support.process import owner_request
from tests.support.terminal import Terminal, TerminalHere


@pytest.fixture
def hub(hub_here: HubHere) -> HubHere:
    """Run a hub that has taken fifteen orders: fifteen events."""
    for n in range(15):
        place(hub_here, an_order(f"Dish {n}"))
    return hub_here


def place(hub: HubHere, order: dict[str, Any]) -> dict[str, Any]:
    status, body = owner_request(hub.socket, "POST", "/api/orders", order)
    assert status == 201, body
    data: dict[str, Any] = body["data"]
    return data


def seqs(hub: HubHere, *options: str) -> list[int]:
    told = galley("events", "tail", "--data", hub.data, *options)
    assert told.returncode == 0, told.stderr
    return [int(line.split()[0]) for line in told.stdout.splitlines()]


@contextmanager
def following(hub: HubHere) -> Iterator[Terminal]:
    """Follow the events of the hub, from the last of the fifteen on, for as long as it runs."""
    command = ("events", "tail", "--follow", "-n", "1", "--data", hub.data)
    with TerminalHere(*command, columns=200) as terminal:
        try:
            yield terminal
        finally:
            hub.stop()


def test_the_last_ten_are_shown_unless_somebody_says_otherwise(hub: HubHere) -> None:
    assert seqs(hub) == list(range(7, 17))


def test_n_says_how_many(hub: HubHere) -> None:
    assert seqs(hub, "-n", "3") == [14, 15, 16]


def test_after_shows_everything_behind_a_seq(hub: HubHere) -> None:
    assert seqs(hub, "--after", "2") == list(range(3, 17))


def test_after_and_n_together_show_the_last_of_those(hub: HubHere) -> None:
    assert seqs(hub, "--after", "13", "-n", "5") == [14, 15, 16]
    assert seqs(hub, "--after", "2", "-n", "5") == [12, 13, 14, 15, 16]


def test_the_log_can_be_read_without_a_hub(hub: HubHere) -> None:
    hub.stop()

    assert seqs(hub, "-n", "2") == [15, 16]


def test_more_than_a_page_comes_in_order(hub: HubHere) -> None:
    lines = "".join(json.dumps(an_order()) + "\n" for _ in range(600))
    file = hub.data.parent / "orders.jsonl"
    file.write_text(lines)
    galley("orders", "import", file, "--data", hub.data)

    assert seqs(hub, "--after", "0") == list(range(1, 617))


def test_json_is_the_log_itself(hub: HubHere) -> None:
    told = galley("events", "tail", "--json", "-n", "2", "--data", hub.data).stdout

    _, body = owner_request(hub.socket, "GET", "/api/events?after=14")
    assert [json.loads(line) for line in told.splitlines()] == body["data"]


def test_a_line_says_what_a_person_wants_to_know(hub: HubHere) -> None:
    place(hub, an_order("Stew", type="dine_in", table_number="7", priority="rush"))

    line = galley("events", "tail", "-n", "1", "--data", hub.data).stdout

    assert "order:new" in line
    assert "ORD-00016  dine in, table 7, RUSH: 1x Stew  [owner]" in line


async def test_a_line_names_the_device_that_did_it(hub: HubHere) -> None:
    async with hub.client(hub.make_token("waiter", "Tablet 3")) as client:
        await client.post("/api/orders", json=an_order())

    assert "[Tablet 3]" in galley("events", "tail", "-n", "1", "--data", hub.data).stdout


def test_a_name_cannot_take_over_the_terminal(hub: HubHere) -> None:
    place(hub, an_order("\u202e\u2028fake line"))

    told = galley("events", "tail", "-n", "1", "--data", hub.data).stdout

    assert "\u202e" not in told
    assert len(told.splitlines()) == 1


def test_following_shows_what_happens_next(hub: HubHere) -> None:
    with following(hub) as terminal:
        terminal.until("Dish 14")

        place(hub, an_order("Late soup"))

        terminal.until("Late soup")


def test_following_ends_with_the_hub(hub: HubHere) -> None:
    with following(hub) as terminal:
        terminal.until("Dish 14")

        hub.stop()

        assert terminal.ended() == 1
    _, *told = terminal.shown.splitlines()
    assert told == ["galley-hub: The hub went away before it answered. Try again."]


def test_without_a_hub_there_is_nothing_to_follow(hub: HubHere) -> None:
    hub.stop()

    told = galley("events", "tail", "--follow", "--data", hub.data)

    assert told.returncode == 1
    assert "No hub is running on this folder" in told.stderr


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "99999999999999999999"])
def test_a_seq_that_is_none_is_bad_usage(number: str) -> None:
    refused = galley("events", "tail", "--after", number)

    assert refused.returncode == 2
    assert "a whole number, 0 or more, is needed" in refused.stderr


@pytest.mark.parametrize(
    ("kind", "payload", "told"),
    [
        ("order:updated", {"orderNumber": "ORD-1", "status": "ready"}, "ORD-1  ready"),
        (
            "order:item_status",
            {
                "orderNumber": "ORD-1",
                "recalled": True,
                "item": {"quantity": 2, "name": "Soup", "status": "preparing"},
            },
            "ORD-1  2x Soup -> preparing (recalled)",
        ),
        (
            "order:item_cancelled",
            {
                "orderNumber": "ORD-1",
                "reason": "dropped",
                "item": {"quantity": 1, "name": "Soup", "status": "cancelled"},
            },
            "ORD-1  1x Soup cancelled: dropped",
        ),
        ("menu:availability", {"name": "Soup", "available": False}, "Soup is sold out (86)"),
        ("menu:availability", {"name": "Soup", "available": True}, "Soup is back"),
        ("kitchen:alert", {"code": "CLOCK", "message": "set back"}, "CLOCK: set back"),
        ("of:the_future", {"a": 1}, '{"a": 1}'),
    ],
)
def test_every_type_has_its_words(kind: str, payload: dict[str, Any], told: str) -> None:
    event = {"type": kind, "seq": 7, "timestamp": 0, "actor": None, "payload": payload}

    assert format_event(event, {}).endswith(f"  {told}")
