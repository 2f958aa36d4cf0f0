"""What screens say is wrong with them, over the wire."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.wire.socket_messages import TROUBLE_LENGTH, TROUBLES
from tests.support.live import Live
from tests.support.sockets import Socket, connected, joined


@pytest.fixture
async def screen(live: Live) -> AsyncIterator[Socket]:
    async with joined(live.port, live.token("kitchen")) as socket:
        await socket.say("join", room=live.kitchen_room)
        await socket.hear_until("joined")
        yield socket


async def listed(live: Live, socket: Socket) -> dict[str, Any]:
    """Return the only screen as the hub lists it, once it has taken in all that was said."""
    await socket.say("ping")
    await socket.hear_until("pong")
    [screen] = (await live.ask("GET", "/api/kitchen/screens")).data
    found: dict[str, Any] = screen
    return found


async def test_a_screens_troubles_are_listed(live: Live, screen: Socket) -> None:
    await screen.say("troubles", troubles=["USB Keypad is unplugged"])
    assert (await listed(live, screen))["troubles"] == ["USB Keypad is unplugged"]


async def test_what_is_wrong_with_a_screen_is_listed_as_codes_as_well(
    live: Live, screen: Socket
) -> None:
    stuck = {"code": "KEY_STUCK", "values": {"key": "up", "since": 7}}
    await screen.say("troubles", troubles=["Key up is stuck"], codes=[stuck])
    assert (await listed(live, screen))["trouble_codes"] == [stuck]


async def test_the_last_troubles_replace_the_ones_before(live: Live, screen: Socket) -> None:
    await screen.say("troubles", troubles=["USB Keypad is unplugged"])
    await screen.say("troubles", troubles=[])
    assert (await listed(live, screen))["troubles"] == []


async def test_a_screen_that_has_said_nothing_has_no_troubles(live: Live, screen: Socket) -> None:
    assert (await listed(live, screen))["troubles"] == []


@pytest.mark.parametrize(
    "said",
    [
        {"troubles": ["x"] * (TROUBLES + 1)},
        {"troubles": ["x" * (TROUBLE_LENGTH + 1)]},
        {"troubles": [""]},
        {"troubles": "soup"},
        {"troubles": [], "codes": [{"code": "x" * 41}]},
        {"troubles": [], "codes": [{"code": "X", "values": {"key": ["up"]}}]},
        {},
    ],
)
async def test_troubles_out_of_bounds_are_refused_and_the_socket_stays_open(
    live: Live, screen: Socket, said: dict[str, object]
) -> None:
    await screen.say("troubles", **said)
    assert (await screen.hear())["type"] == "error"
    assert (await listed(live, screen))["troubles"] == []


async def test_the_greeting_names_the_reports_that_the_hub_takes(live: Live) -> None:
    async with connected(live.port, live.token("kitchen")) as socket:
        assert (await socket.hear())["hears"] == [
            *("troubles", "drill", "tickets", "trouble_codes", "settings", "host")
        ]
