"""Machines of screens: each screen is asked for its own, and answers for nobody else's."""

import asyncio
import json

import pytest

from hub.common.host_client import HostAway
from hub.domain.permissions import Principal, Role
from hub.domain.times import instant
from hub.realtime.fanout import Fanout
from hub.realtime.subscriber import Subscriber
from hub.upkeep.screen_hosts import ScreenHosts
from hub.wire.host import RebootMachine, VerbDone
from hub.wire.socket_messages import HostTold

DONE = {"answer": "done"}
ROOM = "branch:b1:kitchen"


class Kitchen:
    """Screens, and what asks for their machines."""

    def __init__(self, within: float = 30.0) -> None:
        self.fanout = Fanout()
        self.hosts = ScreenHosts(ROOM, self.fanout, within)

    def screen(self, name: str, role: Role = Role.KITCHEN) -> Subscriber:
        subscriber = Subscriber(Principal(id=name, name=name, role=role), instant(0))
        self.fanout.admit(subscriber)
        self.fanout.join(subscriber, ROOM)
        return subscriber

    def tell(self, screen: Subscriber, told: HostTold) -> None:
        self.fanout.on_host_told(screen, told)


async def asked_of(screen: Subscriber) -> dict[str, object]:
    frame = await screen.next()
    assert isinstance(frame, bytes)
    said: dict[str, object] = json.loads(frame)
    return said


async def test_only_the_screen_that_was_asked_answers() -> None:
    kitchen = Kitchen()
    grill, bar = kitchen.screen("grill"), kitchen.screen("bar")
    asking = asyncio.create_task(kitchen.hosts.ask("grill", RebootMachine(by="tablet")))
    said = await asked_of(grill)

    assert said["type"] == "host:ask"
    assert said["verb"] == {"verb": "reboot", "by": "tablet"}
    told = HostTold(id=str(said["id"]), answer=DONE)
    other = {"answer": "refused", "code": "FAILED", "message": "it is the bar's"}
    kitchen.tell(bar, HostTold(id=told.id, answer=other))
    kitchen.tell(grill, HostTold(id="another", answer=other))
    kitchen.tell(grill, told)
    # What is said twice is said once.
    kitchen.tell(grill, HostTold(id=told.id, answer=other))

    assert await asking == VerbDone()


@pytest.mark.parametrize("device", ["bar", "floor"])
async def test_a_screen_that_is_not_there_is_not_waited_for(device: str) -> None:
    kitchen = Kitchen()
    kitchen.screen("grill")
    kitchen.screen("floor", Role.WAITER)

    with pytest.raises(HostAway):
        await kitchen.hosts.ask(device, RebootMachine())


async def test_a_screen_without_galley_host_says_so() -> None:
    kitchen = Kitchen()
    grill = kitchen.screen("grill")
    asking = asyncio.create_task(kitchen.hosts.ask("grill", RebootMachine()))
    said = await asked_of(grill)

    kitchen.tell(grill, HostTold(id=str(said["id"]), answer=None))

    with pytest.raises(HostAway):
        await asking


async def test_an_older_screen_is_given_up() -> None:
    kitchen = Kitchen(within=0.05)
    kitchen.screen("grill")

    with pytest.raises(HostAway):
        await kitchen.hosts.ask("grill", RebootMachine())


async def test_what_is_no_answer_is_none() -> None:
    kitchen = Kitchen()
    grill = kitchen.screen("grill")
    asking = asyncio.create_task(kitchen.hosts.ask("grill", RebootMachine()))
    said = await asked_of(grill)

    kitchen.tell(grill, HostTold(id=str(said["id"]), answer={"answer": "dance"}))

    with pytest.raises(HostAway):
        await asking
