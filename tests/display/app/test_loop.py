"""The loop by itself: what makes it draw, and what it does with what comes in."""

from collections.abc import Sequence

import pygame
import pytest

from display.app.loop import App
from display.config import Config
from display.inputs.keyboard import Keyboard
from display.inputs.lamps import Signal
from display.inputs.profiles import KEYBOARD, Press
from display.renderer.glass import Canvas, SdlWindow
from display.renderer.reopening_window import ReopeningWindow
from display.state.messages import (
    Action,
    BumpOrder,
    Heard,
    LinkChanged,
    LinkState,
    OrderSeen,
    Request,
    Snapshot,
    Sound,
)
from display.state.settings import BoardSettings, TextSize
from hub.common.screen_settings import GlassSettings, ThemeName
from hub.common.screen_troubles import TroubleCode, trouble
from hub.domain.orders import Order
from hub.wire.socket_messages import Drilled, Painted, Troubles
from tests.support.tickets import HUB_MS, takeout_order

START = 1_000_000


class Clock:
    def __init__(self) -> None:
        self.ms = START

    def __call__(self) -> int:
        return self.ms


class Watched(Canvas):
    """A canvas that counts how often something was shown, and gives out events."""

    def __init__(self) -> None:
        super().__init__((640, 360))
        self.shown = 0
        self.happening: list[pygame.event.Event] = []

    def events(self) -> Sequence[pygame.event.Event]:
        events, self.happening = self.happening, []
        return events

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        self.shown += 1


class Hub:
    """Notes what it is asked for."""

    def __init__(self) -> None:
        self.sent: list[Request] = []
        self.snapshots = 0
        self.seqs: list[int] = []
        self.said: list[Troubles | Drilled] = []

    def send(self, request: Request) -> None:
        self.sent.append(request)

    def report(self, said: Troubles | Drilled) -> None:
        self.said.append(said)

    def fetch_recent(self) -> None:
        pass

    def take_snapshot(self) -> None:
        self.snapshots += 1

    def report_painted(self, painted: Painted) -> None:
        self.seqs.append(painted.seq)


class Tape:
    def __init__(self) -> None:
        self.heard: list[Sound] = []

    def play(self, sound: Sound) -> None:
        self.heard.append(sound)


class Stage:
    """An app with everything around it made by hand."""

    def __init__(self) -> None:
        self.clock, self.glass, self.hub, self.tape = Clock(), Watched(), Hub(), Tape()
        self.app = App(Config(), self.glass, Keyboard(KEYBOARD), self.tape, self.clock)

    def turn(self, after: int = 0) -> None:
        self.clock.ms += after
        self.app.turn(self.hub)

    def open(self, *orders: Order) -> None:
        now = self.clock.ms
        self.app.tell(LinkChanged(now=now, connection=LinkState.LIVE))
        self.app.tell(Snapshot(now=now, epoch="e", seq=5, hub_ms=HUB_MS, orders=orders))
        self.turn()


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_board_goes_by_other_settings_at_once(stage: Stage) -> None:
    stage.open(takeout_order(1))
    before = pygame.image.tobytes(stage.glass.surface, "RGB")

    theme = GlassSettings(theme=ThemeName.BRIGHT)
    stage.app.go_by(Config(board=BoardSettings(text=TextSize.HUGE), glass=theme))
    stage.turn()

    assert stage.app.state.settings.text is TextSize.HUGE
    assert pygame.image.tobytes(stage.glass.surface, "RGB") != before
    assert [each.order_number for each in stage.app.state.board()] == ["ORD-00001"]


async def test_nothing_is_drawn_when_nothing_has_come(stage: Stage) -> None:
    stage.open(takeout_order(1))
    before = stage.glass.shown

    stage.turn(after=20)

    assert stage.glass.shown == before


async def test_what_changes_nothing_on_the_glass_is_not_drawn(stage: Stage) -> None:
    stage.open(takeout_order(1))
    before = stage.glass.shown

    stage.app.tell(Heard(now=stage.clock.ms))
    stage.turn()

    assert stage.glass.shown == before


async def test_ages_are_drawn_every_second(stage: Stage) -> None:
    stage.open(takeout_order(1))
    before = stage.glass.shown

    for _ in range(3):
        stage.app.tell(Heard(now=stage.clock.ms))
        stage.turn(after=1000)

    assert stage.glass.shown == before + 3


@pytest.mark.parametrize("heard_at", [0, 400, 999])
async def test_silence_is_said_at_its_second(stage: Stage, heard_at: int) -> None:
    stage.open(takeout_order(1))
    stage.turn(after=heard_at)
    stage.app.tell(Heard(now=stage.clock.ms))
    for _ in range(29):
        stage.turn(after=100)
    before = stage.glass.surface.get_at((4, 4))

    stage.turn(after=100)

    assert stage.glass.surface.get_at((4, 4)) != before


async def test_what_was_painted_is_reported_once(stage: Stage) -> None:
    stage.open(takeout_order(1))
    stage.turn(after=1000)
    stage.app.tell(OrderSeen(now=stage.clock.ms, seq=6, order=takeout_order(2), new=True))
    stage.turn()
    stage.turn(after=1000)

    assert stage.hub.seqs[-2:] == [5, 6]


async def test_a_gap_asks_for_a_snapshot(stage: Stage) -> None:
    stage.open(takeout_order(1))

    stage.app.tell(OrderSeen(now=stage.clock.ms, seq=9, order=takeout_order(2), new=True))
    stage.turn()

    assert stage.hub.snapshots == 1


async def test_a_new_order_is_heard(stage: Stage) -> None:
    stage.open()

    stage.app.tell(OrderSeen(now=stage.clock.ms, seq=6, order=takeout_order(2), new=True))
    stage.turn()

    assert stage.tape.heard[-1] is Sound.NEW_ORDER


async def test_a_button_bumps_what_stands_there(stage: Stage) -> None:
    stage.open(takeout_order(1), takeout_order(2))
    stage.turn(after=500)

    stage.app.press(Press(Action.BUMP, 1))
    stage.turn()

    [sent] = stage.hub.sent
    assert isinstance(sent, BumpOrder)
    assert (sent.order_id, sent.status) == ("o2", "preparing")


async def test_a_touch_bumps_what_stands_there(stage: Stage) -> None:
    stage.open(takeout_order(1))
    stage.turn(after=1_000)

    stage.glass.happening = [pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(40, 60))]
    stage.turn()

    assert [each.press_id for each in stage.hub.sent] == [
        flight.press_id for flight in stage.app.state.in_flight
    ]
    assert len(stage.hub.sent) == 1


async def test_every_press_has_an_id_of_its_own(stage: Stage) -> None:
    stage.open(takeout_order(1), takeout_order(2))
    stage.turn(after=500)

    stage.app.press(Press(Action.BUMP, 0))
    stage.app.press(Press(Action.BUMP, 1))
    stage.turn()

    assert len({each.press_id for each in stage.hub.sent}) == 2


async def test_troubles_of_the_link_and_of_the_keys_stand_together(stage: Stage) -> None:
    unplugged = trouble(TroubleCode.KEYBOARD_UNPLUGGED, name="The bar")
    unknown = trouble(TroubleCode.TOKEN_UNKNOWN)
    stage.app.watch(lambda _: (unplugged,))
    stage.app.listeners.trouble("token", unknown)

    stage.turn(after=1000)

    assert stage.app.state.troubles == (unknown, unplugged)


async def test_lamps_say_that_a_ticket_waits(stage: Stage) -> None:
    shown: list[set[Signal]] = []
    stage.app.light(lambda signals: shown.append(set(signals)))
    stage.open()

    stage.app.tell(OrderSeen(now=stage.clock.ms, seq=6, order=takeout_order(2), new=True))
    stage.turn()

    assert shown == [set(), {Signal.WAITING}]


async def test_a_screen_in_a_kitchen_is_not_left_by_escape(stage: Stage) -> None:
    escape = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, scancode=0)
    stage.glass.happening = [escape]

    stage.turn()

    assert not stage.app._closed


async def test_what_nobody_can_see_is_neither_drawn_nor_reported_until_it_can(
    stage: Stage,
) -> None:
    stage.open(takeout_order(1))
    reported, shown = list(stage.hub.seqs), stage.glass.shown
    stage.glass.dark = True

    stage.app.tell(OrderSeen(now=stage.clock.ms, seq=6, order=takeout_order(2), new=True))
    stage.turn()
    assert (stage.hub.seqs, stage.glass.shown) == (reported, shown)

    stage.glass.dark = False
    stage.glass.happening = [pygame.event.Event(pygame.VIDEOEXPOSE)]
    stage.turn()
    assert (stage.hub.seqs, stage.glass.shown) == ([*reported, 6], shown + 1)


async def test_what_was_lost_while_it_was_shown_is_not_reported(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open(takeout_order(1))
    reported = list(stage.hub.seqs)
    monkeypatch.setattr(stage.glass, "show", lambda _: setattr(stage.glass, "dark", True))

    stage.app.tell(OrderSeen(now=stage.clock.ms, seq=6, order=takeout_order(2), new=True))
    stage.turn()

    assert stage.hub.seqs == reported


async def test_a_screen_outlives_its_window_and_draws_on_the_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    seconds = iter(range(0, 1000, 10))
    glass = ReopeningWindow(
        SdlWindow("640x360", 0), lambda: SdlWindow("800x600", 0), lambda: next(seconds)
    )
    stage.app = App(Config(), glass, Keyboard(KEYBOARD), stage.tape, stage.clock)
    stage.open(takeout_order(1))

    pygame.display.quit()
    stage.turn(after=1000)
    stage.turn(after=1000)

    assert glass.surface.get_size() == (800, 600)
    assert len(set(pygame.image.tobytes(glass.surface, "RGB"))) > 1
    glass.close()
