"""Whose part of a line it is that several stations make, for a device that does not say."""

from typing import Any

import pytest

from hub.domain.permissions import Role
from tests.support.live import Live
from tests.support.sockets import joined

GRILL, FRYER = ("grill", "pending"), ("fryer", "pending")
ANYBODY = (None, "pending")
FISH = {"name": "Fish", "quantity": 1, "stations": ["grill", "fryer"]}


@pytest.fixture(autouse=True)
async def dinner(live: Live) -> None:
    for each in ("grill", "fryer"):
        await live.ask("POST", "/api/menu/stations", {"id": each, "name": each})
    body = {"type": "dine_in", "items": [FISH, {"name": "Soup", "quantity": 1}]}
    await live.ask("POST", "/api/orders", body)


async def join(live: Live, *stations: str | None) -> None:
    """Have a screen join, with one station after the other, and go again."""
    async with joined(live.port, live.token("kitchen")) as screen:
        for each in stations:
            await screen.say("join", room=live.kitchen_room, station=each)
            await screen.hear_until("joined")
        await screen.say("painted", seq=live.hub.branch.board.seq)
        await screen.say("ping")
        await screen.hear_until("pong")


async def poll(live: Live, role: Role = Role.KITCHEN) -> Any:  # noqa: ANN401 - JSON
    [order] = (await live.ask("GET", "/api/kitchen/orders", role=role)).data
    return order["items"]


async def fish(live: Live, role: Role = Role.KITCHEN) -> tuple[str | None, str]:
    [line, soup] = await poll(live, role)
    assert line["stations"] == ["grill", "fryer"]
    assert (soup["station"], soup["status"]) == (None, "pending")
    return line["station"], line["status"]


async def test_until_a_screen_has_said_whose_it_is_such_a_line_is_everybodys(live: Live) -> None:
    assert await fish(live) == ANYBODY
    assert await fish(live, Role.WAITER) == GRILL


@pytest.mark.parametrize(
    ("stations", "seen"),
    [
        ((None, "fryer"), FRYER),
        (("grill", "fryer"), FRYER),
        ((None,), GRILL),
    ],
)
async def test_a_screen_that_polls_is_shown_what_it_was_when_it_had_a_socket(
    live: Live, stations: tuple[str | None, ...], seen: tuple[str, str]
) -> None:
    await join(live, *stations)

    assert await fish(live) == seen


async def test_its_press_without_a_station_is_that_station_s_still(live: Live) -> None:
    await join(live, "fryer")
    [line, _] = await poll(live)

    await live.move(line["id"], "preparing")

    assert await fish(live) == ("fryer", "preparing")
    assert [(step["station"], step["status"]) for step in (await poll(live))[0]["at"]] == [
        ("grill", "pending"),
        ("fryer", "preparing"),
    ]


async def test_where_screens_share_a_token_nobody_can_tell_whose_poll_it_is(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as grill:
        await grill.say("join", room=live.kitchen_room, station="grill")
        await grill.hear_until("joined")
        await join(live, "fryer")
    assert await fish(live) == ANYBODY

    await join(live, "fryer")
    assert await fish(live) == ANYBODY


def seen(*frames: Any) -> list[list[tuple[str | None, str]]]:  # noqa: ANN401 - JSON
    return [
        [(line["station"], line["status"]) for line in order["items"]]
        for frame in frames
        for order in frame.get("orders") or [frame["payload"]["order"]]
    ]


async def test_a_screen_that_asks_for_a_snapshot_again_never_sees_its_ticket_gone(
    live: Live,
) -> None:
    async def ask_snapshot(station: str | None) -> tuple[Any, Any]:
        # As a screen of version 0.1.0 does, each half minute.
        await screen.say("join", room=live.kitchen_room, snapshot=True)
        whole = (await screen.hear_until("joined"))[-1]
        note = {"notes": f"version {live.hub.branch.board.seq}"}
        [order] = whole["orders"]
        await live.ask("PATCH", f"/api/orders/{order['id']}", note)
        between = (await screen.hear_until("order:updated"))[-1]
        if station is not None:
            await screen.say("join", room=live.kitchen_room, station=station)
            await screen.hear_until("joined")
        return whole, between

    soup = (None, "pending")
    async with joined(live.port, live.token("kitchen")) as screen:
        assert seen(*await ask_snapshot("fryer")) == [[GRILL, soup]] * 2
        assert seen(*await ask_snapshot("fryer")) == [[FRYER, soup]] * 2
    async with joined(live.port, live.token("kitchen")) as screen:
        assert seen(*await ask_snapshot("fryer")) == [[FRYER, soup]] * 2
        assert seen(*await ask_snapshot(None)) == [[FRYER, soup]] * 2
        await screen.say("ping")
        await screen.hear_until("pong")
        assert seen(*await ask_snapshot(None)) == [[GRILL, soup]] * 2
