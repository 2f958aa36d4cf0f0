"""Rooms: who is told what, once, in order."""

import asyncio
import json

import msgspec
import pytest
from msgspec.structs import replace

from hub.domain.orders import ItemStatus, StationStep
from hub.domain.permissions import Principal, Role
from hub.domain.rules import bump
from hub.domain.times import instant
from hub.realtime.fanout import Fanout
from hub.realtime.subscriber import MAX_MESSAGES, Subscriber
from hub.wire.drafts import draft_of
from hub.wire.events import Committed, Draft, EventType
from hub.wire.socket_messages import CloseCode, Painted
from tests.support.tickets import a_line, an_order, minute

KITCHEN, BRANCH, TABLE = "branch:b1:kitchen", "branch:b1", "session:s1"


class Sockets:
    """A fan-out and the sockets that a test puts into it."""

    def __init__(self) -> None:
        self.fanout = Fanout()
        self._seq = 0

    def socket(self, *rooms: str, device: str = "device", role: Role = Role.KITCHEN) -> Subscriber:
        principal = Principal(id=device, name=device, role=role)
        subscriber = Subscriber(principal, instant(0))
        self.fanout.admit(subscriber)
        for room in rooms:
            self.fanout.join(subscriber, room)
        return subscriber

    def tell(self, *rooms: str, kind: EventType = EventType.KITCHEN_ALERT) -> Committed:
        self._seq += 1
        draft = Draft(type=kind, payload=b'{"name":"grill"}')
        event = Committed(self._seq, 1000, draft, rooms)
        self.fanout.publish(event)
        return event


@pytest.fixture
def sockets() -> Sockets:
    return Sockets()


async def told(subscriber: Subscriber) -> list[bytes]:
    subscriber.close(CloseCode.GOING_AWAY)
    frames = []
    while (frame := await subscriber.next()) is not None:
        frames.append(bytes(frame))
    return frames


async def test_an_event_is_encoded_once_for_all_who_hear_it(sockets: Sockets) -> None:
    first, second = sockets.socket(KITCHEN), sockets.socket(KITCHEN)
    event = sockets.tell(KITCHEN, BRANCH)
    [one], [other] = await told(first), await told(second)
    assert one is other
    assert one is event.frame(KITCHEN)


async def test_an_event_reaches_only_its_rooms(sockets: Sockets) -> None:
    kitchen, table, nowhere = sockets.socket(KITCHEN), sockets.socket(TABLE), sockets.socket()
    sockets.tell(KITCHEN, BRANCH)
    assert [len(await told(each)) for each in (kitchen, table, nowhere)] == [1, 0, 0]


async def test_who_may_not_see_a_payload_gets_the_event_without_it(sockets: Sockets) -> None:
    screen, waiter = sockets.socket(KITCHEN), sockets.socket(BRANCH, role=Role.WAITER)
    manager = sockets.socket(BRANCH, role=Role.MANAGER)
    kinds = (EventType.DEVICE_PAIRED, EventType.SESSION_OPENED, EventType.KITCHEN_ALERT)
    for kind in kinds:
        sockets.tell(KITCHEN, BRANCH, kind=kind)

    heard = {
        who: [msgspec.json.decode(frame) for frame in await told(subscriber)]
        for who, subscriber in (("screen", screen), ("waiter", waiter), ("manager", manager))
    }

    assert {who: [each["seq"] for each in events] for who, events in heard.items()} == {
        "screen": [1, 2, 3],
        "waiter": [1, 2, 3],
        "manager": [1, 2, 3],
    }
    whole = {"name": "grill"}
    assert [each["payload"] for each in heard["screen"]] == [{}, whole, whole]
    assert [each["payload"] for each in heard["waiter"]] == [{}, whole, whole]
    assert [each["payload"] for each in heard["manager"]] == [whole, whole, whole]


async def test_a_socket_in_several_rooms_is_told_once(sockets: Sockets) -> None:
    both = sockets.socket(BRANCH, KITCHEN, TABLE)
    events = [sockets.tell(KITCHEN, BRANCH, TABLE) for _ in range(3)]
    assert await told(both) == [event.frame(KITCHEN) for event in events]


async def test_whoever_left_a_room_hears_no_more_of_it(sockets: Sockets) -> None:
    subscriber = sockets.socket(KITCHEN, TABLE)
    sockets.tell(KITCHEN)
    sockets.fanout.leave(subscriber, KITCHEN)
    sockets.tell(KITCHEN)
    sockets.tell(TABLE)
    assert len(await told(subscriber)) == 2


async def test_leaving_a_room_that_one_is_not_in_does_nothing(sockets: Sockets) -> None:
    inside, outside = sockets.socket(KITCHEN), sockets.socket()
    sockets.fanout.leave(outside, KITCHEN)
    sockets.fanout.leave(outside, "session:none")
    sockets.tell(KITCHEN)
    assert len(await told(inside)) == 1


async def test_a_socket_that_was_let_go_is_in_no_room(sockets: Sockets) -> None:
    gone = sockets.socket(KITCHEN, BRANCH)
    sockets.fanout.dismiss(gone)
    sockets.tell(KITCHEN, BRANCH)
    assert await told(gone) == []
    assert len(sockets.fanout) == 0
    assert sockets.fanout.screens(KITCHEN) == []


def test_an_empty_room_is_forgotten(sockets: Sockets) -> None:
    subscriber = sockets.socket(*[f"session:{number}" for number in range(100)])
    sockets.fanout.dismiss(subscriber)
    assert sockets.fanout._rooms == {}


@pytest.mark.parametrize("role", Role)
def test_only_what_a_kitchens_screen_has_painted_counts(sockets: Sockets, role: Role) -> None:
    counted: list[tuple[str | None, int]] = []
    sockets.fanout.on_painted = lambda _, station, said: counted.append((station, said.seq))
    subscriber = sockets.socket(KITCHEN, role=role)
    sockets.fanout.take_station(subscriber, "grill")

    sockets.fanout.note_painted(subscriber, KITCHEN, Painted(seq=7), instant(0))

    assert counted == ([("grill", 7)] if role is Role.KITCHEN else [])


@pytest.mark.parametrize(("station", "status"), [("grill", "ready"), ("fryer", "pending")])
async def test_a_screen_is_told_of_a_shared_line_as_of_its_own(
    sockets: Sockets, station: str, status: str
) -> None:
    fish = replace(
        a_line("fish"),
        station="fryer",
        stations=("fryer", "grill"),
        at=(StationStep(station="fryer"), StationStep(station="grill")),
    )
    change = bump(an_order(fish), ItemStatus.READY, "grill", minute(1))
    screen, till = sockets.socket(KITCHEN), sockets.socket(KITCHEN)
    sockets.fanout.take_station(screen, station)

    for seq, event in enumerate(change.events, 1):
        sockets.fanout.publish(Committed(seq, 0, draft_of(event, change.order), (KITCHEN,)))

    for subscriber, seen in ((screen, (station, status)), (till, ("fryer", "preparing"))):
        frames = [await subscriber.next() for _ in change.events]
        told = [json.loads(bytes(frame)) for frame in frames if frame is not None]
        payloads = [each["payload"] for each in told]
        lines = [each.get("item") or each["order"]["items"][0] for each in payloads]
        assert (lines[-1]["station"], lines[-1]["status"]) == seen
        assert lines[-1]["at"][1]["status"] == "ready"


def test_a_device_stands_where_its_screens_have_joined(sockets: Sockets) -> None:
    screen = sockets.socket(KITCHEN, device="a")
    assert sockets.fanout.stations_of("a") == set()
    sockets.fanout.take_station(screen, "grill")
    assert sockets.fanout.stations_of("a") == {"grill"}
    assert sockets.fanout.stations_of("b") == set()
    other = sockets.socket(KITCHEN, device="a")
    sockets.fanout.take_station(other, "fryer")
    assert sockets.fanout.stations_of("a") == {"grill", "fryer"}


def test_whose_screen_a_device_is_is_passed_on_once_it_is_sure(sockets: Sockets) -> None:
    heard: list[tuple[str, frozenset[str | None]]] = []
    sockets.fanout.on_stations = lambda *said: heard.append(said)
    expo, grill = (sockets.socket(KITCHEN, role=Role.KITCHEN, device=each) for each in "eg")

    sockets.fanout.take_station(expo, None)
    # As a screen of version 0.1.0 does: everything first, and then what is its own.
    for station in (None, "grill"):
        sockets.fanout.take_station(grill, station)
    assert heard == [("g", frozenset({"grill"}))]

    for _ in range(2):
        sockets.fanout.settle(expo)
    assert heard[1:] == [("e", frozenset({None}))]


async def test_a_slow_socket_costs_the_others_nothing(sockets: Sockets) -> None:
    slow, quick = sockets.socket(KITCHEN), sockets.socket(KITCHEN)
    events = []
    heard = []
    for _ in range(MAX_MESSAGES * 2):
        events.append(sockets.tell(KITCHEN).frame(KITCHEN))
        heard.append(await quick.next())
    assert heard == events
    assert slow.closing is CloseCode.TOO_SLOW
    assert quick.closing is None
    assert sockets.fanout.slow_closed == 1


def test_a_revoked_device_loses_all_its_sockets_and_only_its_own(sockets: Sockets) -> None:
    first, second = sockets.socket(KITCHEN, device="a"), sockets.socket(device="a")
    other = sockets.socket(KITCHEN, device="b")
    sockets.fanout.close_device("a")
    assert [each.closing for each in (first, second, other)] == [
        CloseCode.UNAUTHORIZED,
        CloseCode.UNAUTHORIZED,
        None,
    ]


async def test_all_are_told_and_waited_for_when_the_hub_goes_away(sockets: Sockets) -> None:
    everyone = [sockets.socket(KITCHEN), sockets.socket()]
    closing = asyncio.create_task(sockets.fanout.close_all(CloseCode.RESTARTING, 20))
    await asyncio.sleep(0)
    everyone.append(sockets.socket())
    assert [each.closing for each in everyone] == [CloseCode.RESTARTING] * 3
    for subscriber in everyone:
        assert not closing.done()
        sockets.fanout.dismiss(subscriber)
    await asyncio.wait_for(closing, 5)


def test_what_a_screen_has_painted_counts_from_when_it_has_said_whose_it_is(
    sockets: Sockets,
) -> None:
    heard: list[tuple[str | None, int]] = []
    sockets.fanout.on_painted = lambda _, station, said: heard.append((station, said.seq))
    screen = sockets.socket(KITCHEN)
    sockets.fanout.note_painted(screen, KITCHEN, Painted(seq=7), instant(0))
    assert heard == []
    sockets.fanout.take_station(screen, "grill")
    sockets.fanout.note_painted(screen, KITCHEN, Painted(seq=8), instant(0))
    assert heard == [("grill", 8)]


async def test_nobody_who_stays_keeps_the_hub_from_going(sockets: Sockets) -> None:
    sockets.socket()
    await sockets.fanout.close_all(CloseCode.GOING_AWAY, 0.01)
    assert len(sockets.fanout) == 1
