"""Alarms: what stands, and where it is shown."""

from typing import Any

from tests.support.live import Live
from tests.support.sockets import Socket, joined

FULL = {"code": "STORAGE_TROUBLE", "message": "The disk is full."}


async def room_of(socket: Socket, room: str) -> dict[str, Any]:
    await socket.say("join", room=room)
    return (await socket.hear_until("joined"))[-1]


async def test_who_joins_the_kitchen_is_told_which_alarms_stand(live: Live) -> None:
    live.hub.branch.alarms.sound(FULL["code"], FULL["message"])
    async with joined(live.port, live.token("kitchen")) as socket:
        assert (await room_of(socket, live.kitchen_room))["alarms"] == [FULL]


async def test_that_none_stands_is_said_too(live: Live) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        assert (await room_of(socket, live.kitchen_room))["alarms"] == []


async def test_other_rooms_hear_of_no_alarms(live: Live) -> None:
    async with joined(live.port, live.token("waiter")) as socket:
        assert "alarms" not in await room_of(socket, live.room)


async def test_screens_are_shown_an_alarm_and_its_end_once_each(live: Live) -> None:
    alarms = live.hub.branch.alarms
    async with joined(live.port, live.token("kitchen")) as socket:
        for _ in range(2):
            alarms.sound(FULL["code"], FULL["message"])
        for _ in range(2):
            alarms.end(FULL["code"])
        await socket.say("ping")
        heard = (await socket.hear_until("pong"))[:-1]
    assert heard == [{"type": "alarms", "alarms": [FULL]}, {"type": "alarms", "alarms": []}]
