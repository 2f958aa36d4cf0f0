"""Screens whose cable to the hub is pulled out while the cook goes on pressing (root).

Real cables (network namespaces), a real hub in its own process behind TLS, and the screens' own
link, outbox and state in real time. Of the glass only the bar across the top is asked for, by the
function that draws it.
"""

import asyncio
import math
import random
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from display.state.messages import BumpOrder, RecallOrder, Request
from display.view_model.bars import top_bar
from display.view_model.layout import Layout
from display.view_model.screen import Tone
from tests.support.live import eventually
from tests.support.namespaces import Machine, Namespace, Switch, wait_until
from tests.support.process import Client, HubProcess
from tests.support.screen import Listener, listening, now
from tests.support.waiting import GLANCE, Delays, seconds

CUT_FROM, CUT_TO = 5.0, 65.0
"""Seconds that a cable is out."""

SHOWN_WITHIN = 3.0
EQUAL_WITHIN = 3.0
_STARTS_WITHIN = 5.0
_GIVEN_UP_AFTER = 20.0
_AROUND = 1.0
_ORDER_EVERY = 1.0
_READY = "ready"
_LAYOUT = Layout(1280, 720, 4, 2, lambda text, size, **_: len(text) * size // 2)


class Cables:
    """A hub's machine, and one that stands for all screens; between them a switch.

    Attributes:
        far: the hub's machine. It has an address for each cable, and notices nothing when one is
            pulled out: packets for it are lost on the way, as in a real switch.
        near: where the screens are. Its end of a cable that is pulled out has no link.
    """

    def __init__(self, switch: Switch, far: Machine, near: Namespace) -> None:
        self._switch = switch
        self.far = far
        self.near = near

    @staticmethod
    def address(number: int) -> str:
        """Return the far machine's address that is reached over a cable only."""
        return f"198.18.{number}.1"

    def unplug(self, number: int) -> None:
        """Pull a cable out of the switch."""
        self._switch.ip("link", "set", f"cable{number}", "down")
        wait_until(lambda: not self._connected(number), f"cable {number} has no link")

    def plug(self, number: int) -> None:
        """Put a cable in again."""
        self._switch.ip("link", "set", f"cable{number}", "up")
        wait_until(lambda: self._connected(number), f"cable {number} has a link")

    def lay(self, number: int) -> None:
        """Lay a cable."""
        here, there = f"eth{number}", f"cable{number}"
        self.near.ip("link", "add", here, "type", "veth", "peer", there, "netns", self._switch.name)
        self._switch.ip("link", "set", there, "master", "switch", "up")
        self.near.ip("link", "set", here, "up")
        self.near.ip("address", "add", f"198.18.{number}.2/30", "dev", here)
        self.far.add(f"{self.address(number)}/30")
        wait_until(lambda: self._connected(number), f"cable {number} has a link")

    def _connected(self, number: int) -> bool:
        return "state UP" in self.near.ip("link", "show", f"eth{number}")


@contextmanager
def cables(count: int) -> Iterator[Cables]:
    """Lay cables, numbered from 0, for as long as the context lasts."""
    with Switch() as switch, switch.machine("hub") as far, Namespace("screens") as near:
        # Each cable's end answers for its own address only, as if it were a machine of its own.
        near.run("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1")
        network = Cables(switch, far, near)
        for number in range(count):
            network.lay(number)
        yield network


class Schedule(NamedTuple):
    """What happens to one cable: ``begin`` and ``length`` of the cut in s, ``presses`` when."""

    begin: float
    length: float
    presses: tuple[float, ...]


class Outcome(NamedTuple):
    """What came of one schedule.

    Attributes:
        schedule: what was done.
        shown_after: seconds from the cut until the screen said that it is not current, less
            those by which it heard the last word before the cut too late, because all screens were
            held up together.
        not_kept: presses that were not on disk when the cable was put in again.
        steps: through which the hub has led the line that was pressed.
        equal_after: seconds from the link until the board was the hub's, and said to be.
        answered_after: seconds from the link until the hub had answered every press.
    """

    schedule: Schedule
    shown_after: float
    not_kept: frozenset[str]
    steps: tuple[str, ...]
    equal_after: float
    answered_after: float

    @property
    def wrong(self) -> set[str]:
        """What of it must not be."""
        held = {
            "shown too late": self.shown_after <= SHOWN_WITHIN,
            "not kept": not self.not_kept,
            "not done once": self.steps == _STEPS,
            "equal too late": self.equal_after <= EQUAL_WITHIN,
        }
        return {what for what, holds in held.items() if not holds}


_TURNS = ("preparing", "ready", "recall", "ready")
_STEPS = ("preparing", "ready", "preparing", "ready")
"""A recall that is done twice would show: it goes one step back each time."""


def drawn(count: int, seed: int, longest: float = CUT_TO) -> list[Schedule]:
    """Draw schedules; the first presses fall before the cut, the others into it."""
    thrown = random.Random(seed)
    return [_schedule(thrown, longest) for _ in range(count)]


def _schedule(thrown: random.Random, longest: float) -> Schedule:
    begin, length = thrown.uniform(1.0, _STARTS_WITHIN), thrown.uniform(CUT_FROM, longest)
    presses = sorted(thrown.uniform(begin - 0.3, begin + length - 1.0) for _ in _TURNS)
    return Schedule(begin, length, tuple(presses))


async def cut_links(folder: Path, schedules: list[Schedule]) -> list[Outcome]:
    """Cut all of them at once, each screen by its own schedule."""
    with cables(len(schedules) + 1) as network, network.near.entered():
        async with _kitchen(folder, network, len(schedules)) as kitchen:
            serving = asyncio.create_task(_orders_come(kitchen.owner))
            work = (kitchen.cut(number, each) for number, each in enumerate(schedules, 1))
            try:
                return await asyncio.gather(*work)
            finally:
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)


class _Kitchen:
    def __init__(
        self,
        folder: Path,
        network: Cables,
        owner: Client,
        screens: list[Listener],
        made: list[Any],
        delays: Delays,
    ) -> None:
        self.owner = owner
        self._delays = delays
        self._folder = folder
        self._network = network
        # The first one's cable is never touched: its board is what there is to be seen.
        self._untouched, *_ = self._screens = screens
        self._orders = made

    async def cut(self, number: int, schedule: Schedule) -> Outcome:
        """Cut one screen off and connect it again."""
        screen, order = self._screens[number], self._orders[number]
        started = time.monotonic()
        pressing = asyncio.create_task(_press_all(screen, order["id"], started, schedule.presses))
        await asyncio.sleep(schedule.begin)
        await asyncio.to_thread(self._network.unplug, number)
        out = time.monotonic()
        shown = asyncio.create_task(self._shown(screen, out, schedule.length))
        await asyncio.sleep(out + schedule.length - time.monotonic())
        pressed = await pressing
        not_kept = self._not_kept(number, screen, pressed)
        shown_after = await shown
        await asyncio.to_thread(self._network.plug, number)
        linked = time.monotonic()
        equal, answered = await asyncio.gather(
            seconds(lambda: self._equal(screen), _GIVEN_UP_AFTER, linked),
            seconds(lambda: len(screen.answers) >= len(pressed), _GIVEN_UP_AFTER, linked),
        )
        steps = await self._steps(order["items"][0]["id"])
        return Outcome(schedule, shown_after, not_kept, steps, equal, answered)

    async def _shown(self, screen: Listener, out: float, given_up_after: float) -> float:
        """Return after how many seconds it is said across the top that the board is not current."""
        current = now()
        while not _not_current(screen):
            if time.monotonic() - out > given_up_after:
                return math.inf
            current = now()
            await asyncio.sleep(GLANCE)
        # Nobody looked in the very moment, but what would have been seen then is known.
        seen = next(each for each in range(current, now() + 1) if _not_current(screen, each))
        heard = (screen.state.heard or 0) / 1000
        # After the cut nothing comes any more: what is heard then has been lying there.
        late = min(max(0.0, heard - out), self._delays.total(out, out + _AROUND))
        return seen / 1000 - out - late

    def _equal(self, screen: Listener) -> bool:
        seen, there = screen.state.replica, self._untouched.state.replica
        # The sequence first: comparing boards takes longer.
        return (
            not _not_current(screen)
            and screen.live()
            and seen.seq == there.seq
            and seen.orders == there.orders
        )

    def _not_kept(self, number: int, screen: Listener, pressed: list[str]) -> frozenset[str]:
        on_disk = (_place(self._folder, number) / "presses.jsonl").read_text("utf-8")
        answered = {each.press_id for each in screen.answers}
        return frozenset(each for each in pressed if each not in answered and each not in on_disk)

    async def _steps(self, item: str) -> tuple[str, ...]:
        _, answer = await self.owner.get("/api/kitchen/orders")
        events, after = [], 0
        while after < answer["seq"]:
            _, page = await self.owner.get(f"/api/events?after={after}&limit=500")
            events += page["data"]
            after = events[-1]["seq"]
        moved = (each["payload"] for each in events if each["type"] == "order:item_status")
        return tuple(each["item"]["status"] for each in moved if each["item"]["id"] == item)


@asynccontextmanager
async def _kitchen(folder: Path, network: Cables, count: int) -> AsyncIterator[_Kitchen]:
    with HubProcess(folder / "data", lan=True, inside=network.far.prefix) as hub:
        anchor = (hub.data / "tls" / "authority.pem").read_text("ascii")
        async with Client("http://localhost", path=hub.socket) as owner, AsyncExitStack() as stack:
            made = [await _placed(owner) for _ in range(count + 1)]
            screens = []
            for number in range(count + 1):
                token = hub.make_token("kitchen", f"screen {number}")
                url = f"https://{network.address(number)}:{hub.lan_port}"
                place = _place(folder, number)
                screen = listening(url, token, place, anchor=anchor)
                screens.append(await stack.enter_async_context(screen))
            await eventually(lambda: all(each.live() for each in screens))
            delays = Delays()
            watching = asyncio.create_task(delays.watch())
            yield _Kitchen(folder, network, owner, screens, made, delays)
            watching.cancel()


async def _press_all(
    screen: Listener, order: str, started: float, presses: tuple[float, ...]
) -> list[str]:
    pressed = []
    assert screen.link is not None
    for at, turn in zip(presses, _TURNS, strict=True):
        await asyncio.sleep(max(0.0, started + at - time.monotonic()))
        press = _press(order, turn)
        screen.link.send(press)
        pressed.append(press.press_id)
    return pressed


def _press(order: str, turn: str) -> Request:
    press_id = uuid.uuid4().hex
    if turn == "recall":
        return RecallOrder(press_id=press_id, order_id=order, station=None)
    return BumpOrder(press_id=press_id, order_id=order, status=turn, station=None)


def _not_current(screen: Listener, at: int | None = None) -> bool:
    at = now() if at is None else at
    return top_bar(screen.state, at, _LAYOUT, 0).tone is Tone.ALARM


def _place(folder: Path, number: int) -> Path:
    return folder / f"screen-{number}"


async def _placed(owner: Client) -> Any:  # noqa: ANN401 - JSON
    body = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
    status, answer = await owner.post("/api/orders", json=body)
    assert status == 201, answer
    return answer["data"]


async def _orders_come(owner: Client) -> None:
    """Keep the board moving, so that who is cut off misses something."""
    while True:
        order = await _placed(owner)
        await owner.post(f"/api/kitchen/orders/{order['id']}/bump", json={"status": "served"})
        await asyncio.sleep(_ORDER_EVERY)
