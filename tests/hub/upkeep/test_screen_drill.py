"""The drill: who is asked, what is counted, and when it is over."""

import json

import pytest

from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Principal, Role
from hub.domain.times import instant
from hub.realtime.fanout import Fanout
from hub.realtime.subscriber import Subscriber
from hub.upkeep.screen_drill import DrillService
from hub.wire.socket_messages import CloseCode, Drilled

ROOM = "branch:b1:kitchen"


class Kitchen:
    """The service, screens, and a clock that stands still."""

    def __init__(self) -> None:
        self.now = 100.0
        self.fanout = Fanout()
        self.service = DrillService(ROOM, self.fanout, lambda: self.now)

    def screen(self, name: str, role: Role = Role.KITCHEN) -> Subscriber:
        subscriber = Subscriber(Principal(id=name, name=name, role=role), instant(0))
        self.fanout.admit(subscriber)
        self.fanout.join(subscriber, ROOM)
        return subscriber


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


async def frames(subscriber: Subscriber) -> list[dict[str, object]]:
    subscriber.close(CloseCode.GOING_AWAY)
    heard = []
    while (frame := await subscriber.next()) is not None:
        heard.append(json.loads(bytes(frame)))
    return heard


async def test_every_screen_is_told_and_nobody_else(kitchen: Kitchen) -> None:
    grill, waiter = kitchen.screen("grill"), kitchen.screen("floor", Role.WAITER)
    drill = kitchen.service.open(30)
    assert await frames(grill) == [{"type": "drill:open", "id": drill.id, "expires_in": 30}]
    assert await frames(waiter) == []


async def test_the_end_is_told_to_every_screen(kitchen: Kitchen) -> None:
    grill = kitchen.screen("grill")
    drill = kitchen.service.open(30)
    kitchen.service.close()
    assert (await frames(grill))[-1] == {"type": "drill:closed", "id": drill.id}


def test_what_a_screen_says_of_the_drill_is_shown(kitchen: Kitchen) -> None:
    grill = kitchen.screen("grill")
    drill = kitchen.service.open(30)
    grill.note_report(Drilled(id=drill.id, rung=True, shown=True, presses=2))
    [screen] = kitchen.service.current().screens
    assert (screen.answered, screen.rung, screen.shown, screen.presses) == (True, True, True, 2)


def test_what_a_screen_said_of_an_earlier_drill_does_not_count(kitchen: Kitchen) -> None:
    grill = kitchen.screen("grill")
    grill.note_report(Drilled(id=kitchen.service.open(30).id, presses=2))
    [screen] = kitchen.service.open(30).screens
    assert (screen.answered, screen.presses) == (False, 0)


def test_a_screen_that_goes_away_stays_on_the_list_as_gone(kitchen: Kitchen) -> None:
    grill = kitchen.screen("grill")
    kitchen.service.open(30)
    kitchen.fanout.dismiss(grill)
    assert [(each.name, each.connected) for each in kitchen.service.current().screens] == [
        ("grill", False)
    ]


def test_a_screen_that_comes_later_has_no_part_in_it(kitchen: Kitchen) -> None:
    kitchen.service.open(30)
    kitchen.screen("late")
    assert kitchen.service.current().screens == ()


def test_its_time_runs_out_but_how_it_went_can_still_be_asked(kitchen: Kitchen) -> None:
    kitchen.screen("grill")
    kitchen.service.open(30)
    kitchen.now += 31
    assert (kitchen.service.current().expires_in, len(kitchen.service.current().screens)) == (0, 1)


def test_without_a_drill_there_is_nothing_to_ask_or_end(kitchen: Kitchen) -> None:
    for ask in (kitchen.service.current, kitchen.service.close):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code is Code.NOT_FOUND
