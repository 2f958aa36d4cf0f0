"""What a screen tells of itself: to a hub that understands it, on every line anew."""

import asyncio
import json
import math
from typing import cast

import aiohttp
import msgspec
import pytest

from display.link.listeners import LinkListeners
from display.link.socket_client import HubSocket, Reports
from display.state.glass_report import MOST_NAMED
from display.state.messages import Drilling, Message, StandInsSeen
from hub.common.screen_troubles import TroubleCode, describe_trouble, report_troubles, trouble
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking
from hub.wire.socket_messages import MAX_FRAME, AuthSuccess, Drilled, Painted, StandIn, Troubles
from tests.support.live import eventually

_VALUES: dict[str, str | int] = dict.fromkeys(("key", "action", "pin", "name", "why"), "x")
_VALUES |= {"command": "x", "option": "x", "count": 1}
UNPLUGGED = Troubles(troubles=("USB Keypad is unplugged",))


class Wire:
    """A socket that says what it is told to, and notes what is sent on it."""

    close_code = None

    def __init__(self) -> None:
        self.sent: list[dict[str, object]] = []
        self.waited: list[float | None] = []
        self._coming: list[str] = []

    def coming(self, **frame: object) -> None:
        self._coming.append(json.dumps(frame))

    async def receive(self, timeout: float | None) -> aiohttp.WSMessage:  # noqa: ASYNC109 - as aiohttp has it
        self.waited.append(timeout)
        if not self._coming:
            raise TimeoutError
        return aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, self._coming.pop(0), None)

    async def send_str(self, text: str) -> None:
        self.sent.append(json.loads(text))

    def kinds(self) -> list[object]:
        return [each["type"] for each in self.sent]


class Screen:
    """A line on such a socket."""

    def __init__(self, station: str | None = None) -> None:
        self.wire = Wire()
        self.heard: list[Message] = []
        self.ears = ears = LinkListeners(self.heard.append, lambda _: None, lambda: 5)
        wire = cast("aiohttp.ClientWebSocketResponse", self.wire)
        self.line = HubSocket(wire, station, ears, asyncio.Event(), asyncio.Event())

    async def hear(self, **frame: object) -> None:
        self.wire.coming(**frame)
        await self.line.next()

    async def greeted(self, **more: object) -> "Screen":
        at = {"userId": "u", "branchId": "main", "epoch": "e", "timestamp": 1}
        await self.hear(type="auth:success", **at, **more)
        self.wire.sent.clear()
        return self


async def test_a_screen_hears_what_is_set_there_as_it_joins_and_as_it_changes() -> None:
    screen = await Screen().greeted()
    heard: list[object] = []
    screen.ears.on_settings = heard.append
    at = {"room": "branch:main:kitchen", "epoch": "e", "seq": 0, "timestamp": 1}

    await screen.hear(type="joined", **at, settings={"board.text": "large"})
    await screen.hear(type="joined", **at)
    await screen.hear(type="settings:wanted", settings={})
    await screen.hear(type="settings:wanted", settings=7)

    assert heard == [{"board.text": "large"}, {}]


async def carried(reports: Reports, screen: Screen, frames: int) -> None:
    """Have reports carried over a line until there were so many."""
    joined = asyncio.Event()
    joined.set()
    carrying = asyncio.create_task(reports.carry(screen.line, joined))
    await eventually(lambda: len(screen.wire.sent) >= frames)
    carrying.cancel()
    await asyncio.gather(carrying, return_exceptions=True)


async def test_a_hub_that_is_too_old_is_not_told_what_it_would_refuse() -> None:
    screen = await Screen().greeted()
    await screen.line.report(UNPLUGGED)
    assert screen.wire.sent == []


async def test_a_hub_that_takes_troubles_is_told_them() -> None:
    screen = await Screen().greeted(hears=["troubles"])
    await screen.line.report(UNPLUGGED)
    assert screen.wire.sent == [{"type": "troubles", "troubles": ["USB Keypad is unplugged"]}]


async def test_only_a_hub_that_knows_of_codes_is_told_the_codes_of_troubles() -> None:
    said = report_troubles([trouble(TroubleCode.KEY_STUCK, key="up")])
    old = await Screen().greeted(hears=["troubles"])
    new = await Screen().greeted(hears=["troubles", "trouble_codes"])
    for each in (old, new):
        await each.line.report(said)
    sentences = {"type": "troubles", "troubles": ["Key up is stuck"]}
    assert old.wire.sent == [sentences]
    stuck = {"code": "KEY_STUCK", "values": {"key": "up"}}
    assert new.wire.sent == [sentences | {"codes": [stuck]}]


async def test_the_hub_is_told_in_english_whatever_the_crew_speaks() -> None:
    with speaking(load_catalogue(Language.SPANISH)):
        assert report_troubles([trouble(TroubleCode.NO_MONITOR)]).troubles == (
            "There is no monitor",
        )
        assert describe_trouble(trouble(TroubleCode.NO_MONITOR)) == "No hay monitor"


@pytest.mark.parametrize("code", TroubleCode)
def test_every_trouble_has_words(code: TroubleCode) -> None:
    assert describe_trouble(trouble(code, **_VALUES)) != code


async def test_a_hub_that_takes_troubles_only_is_told_of_no_drill() -> None:
    screen = await Screen().greeted(hears=["troubles"])
    await screen.line.report(Drilled(id="d"))
    assert screen.wire.sent == []


@pytest.mark.parametrize(
    ("hears", "said"),
    [
        ([], {"type": "painted", "seq": 7}),
        (["troubles", "drill"], {"type": "painted", "seq": 7}),
        (["tickets"], {"type": "painted", "seq": 7, "tickets": [1, 2], "chips": [3]}),
    ],
)
async def test_only_a_hub_that_takes_orders_is_told_which_stand_on_the_glass(
    hears: list[str], said: dict[str, object]
) -> None:
    screen = await Screen().greeted(hears=hears)
    await screen.line.report_painted(Painted(seq=7, tickets=(1, 2), chips=(3,)))
    assert screen.wire.sent == [said]


def test_the_longest_report_fits_into_a_message() -> None:
    numbers = tuple(range(10**9, 10**9 + MOST_NAMED - 1))
    longest = Painted(seq=2**53, tickets=numbers[::2], chips=numbers[1::2])
    assert len(msgspec.json.encode(longest)) < MAX_FRAME


async def test_a_new_line_is_told_everything_again() -> None:
    reports = Reports()
    reports.report_painted(Painted(seq=7))
    reports.report(UNPLUGGED)
    for _ in range(2):
        screen = await Screen().greeted(hears=["troubles"])
        # Both go at once.
        await carried(reports, screen, frames=1)
        assert screen.wire.kinds() == ["painted", "troubles"]


async def test_of_several_troubles_the_last_ones_are_told() -> None:
    reports = Reports()
    reports.report(UNPLUGGED)
    reports.report(Troubles(troubles=()))
    screen = await Screen().greeted(hears=["troubles"])
    await carried(reports, screen, frames=1)
    assert screen.wire.sent == [{"type": "troubles", "troubles": []}]


async def test_a_stations_screen_takes_whole_orders_and_then_says_whose_it_is() -> None:
    screen = Screen("grill")
    at = {"userId": "u", "branchId": "main", "epoch": "e", "timestamp": 1}
    await screen.hear(type="auth:success", **at)
    joins = [(each["snapshot"], each["station"]) for each in screen.wire.sent]
    assert joins == [(True, None), (False, "grill")]


async def test_a_line_on_which_nothing_comes_for_4_seconds_is_given_up() -> None:
    screen = await Screen().greeted()
    before = len(screen.wire.waited)
    with pytest.raises(TimeoutError):
        await screen.line.next()
    assert sum(each or math.inf for each in screen.wire.waited[before:]) == 4.0


async def test_a_drill_is_heard() -> None:
    screen = await Screen().greeted()
    await screen.hear(type="drill:open", id="d", expires_in=60)
    assert screen.heard[-1] == Drilling(now=5, drill_id="d", for_ms=60_000)


async def test_its_end_is_heard() -> None:
    screen = await Screen().greeted()
    await screen.hear(type="drill:closed", id="d")
    assert screen.heard[-1] == Drilling(now=5, drill_id="d", for_ms=0)


async def test_a_frame_of_a_newer_hub_is_passed_over() -> None:
    screen = await Screen().greeted()
    await screen.hear(type="drill:soup", id="d", spoons=3)
    assert not any(isinstance(each, Drilling) for each in screen.heard)


@pytest.mark.parametrize("more", [{}, {"hears": ["troubles", "soup"]}])
async def test_what_a_hub_takes_beside_that_is_no_trouble(more: dict[str, object]) -> None:
    screen = await Screen().greeted(**more)
    await screen.line.report_painted(Painted(seq=3))
    assert screen.wire.kinds() == ["painted"]


def test_an_older_hubs_greeting_names_nothing() -> None:
    assert AuthSuccess(user_id="u", branch_id="b", epoch="e", timestamp=1).hears == ()


async def test_a_screen_hears_which_orders_it_shows_for_another_station() -> None:
    grill = {"station": "grill", "backup": "bar", "orders": [1, 2]}
    screen = await Screen("bar").greeted()
    joined = {"room": "branch:main:kitchen", "epoch": "e", "seq": 1, "timestamp": 1}
    await screen.hear(type="joined", **joined, stand_ins=[grill])
    await screen.hear(type="stand_ins", stand_ins=[])
    await screen.hear(type="stand_ins", stand_ins="all of them")
    heard = [each.rows for each in screen.heard if isinstance(each, StandInsSeen)]
    assert heard == [(StandIn(station="grill", backup="bar", orders=(1, 2)),), ()]
