"""The one loop of a screen, and the only place where its state is replaced.

What has come in -> ``update`` -> ``build`` -> ``draw``, when there is something new or a second has
passed. Whatever happens elsewhere, be it the hub's word or a button's thread, ends as a message in
its queue.
"""

import asyncio
import logging
import time
import uuid
from collections import deque
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

import pygame
from msgspec.structs import replace

from display.app.event_watch import TICK_MS, GlassEvents
from display.config import Config
from display.inputs import touch
from display.inputs.keyboard import Keyboard, PressedKey
from display.inputs.lamps import Signal
from display.inputs.profiles import Press
from display.link.listeners import LinkListeners
from display.renderer.edid import ConnectedMonitor, choose_size
from display.renderer.fonts import Fonts
from display.renderer.glass import Glass
from display.renderer.renderer import Renderer
from display.renderer.sdl import feels_fingers
from display.state.messages import (
    FetchRecent,
    FramePainted,
    Inputs,
    Message,
    Play,
    Pressed,
    ReportDrill,
    ReportPainted,
    Request,
    Resumed,
    Send,
    Sound,
    TakeSnapshot,
    Tick,
    UnknownKey,
)
from display.state.model import DEAD_MS, STALE_MS, BoardState
from display.state.settings import PlacesMode
from display.state.update import update
from display.theme import THEMES
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.letter_sizes import LetterSizes, choose_letters
from display.view_model.screen import Screen
from hub.common.screen_troubles import TroubleCode, report_troubles, trouble
from hub.wire.socket_messages import Drilled, Painted, ScreenTrouble, Troubles

_log = logging.getLogger(__name__)


class ToHub(Protocol):
    """What a screen asks of its link."""

    def send(self, request: Request) -> None:
        """Send a press."""
        ...

    def take_snapshot(self) -> None:
        """Ask for a snapshot."""
        ...

    def fetch_recent(self) -> None:
        """Ask for what can be recalled."""
        ...

    def report_painted(self, painted: Painted) -> None:
        """Report what stands on the glass."""
        ...

    def report(self, said: Troubles | Drilled) -> None:
        """Report what is wrong here, or how a drill goes."""
        ...


class Speaker(Protocol):
    """What makes sounds."""

    def play(self, sound: Sound) -> None:
        """Begin a sound."""
        ...


def monotonic_ms() -> int:
    """Return the screen's own time."""
    return time.monotonic_ns() // 1_000_000


def utc_offset_minutes() -> int:
    """Return this machine's offset from UTC as it is now."""
    return time.localtime().tm_gmtoff // 60


_ILLEGIBLE = trouble(TroubleCode.ILLEGIBLE, command="galley-display doctor")


def choose_letters_on(
    monitor: ConnectedMonitor, size: tuple[int, int], config: Config
) -> LetterSizes | None:
    """Say how large letters are on a glass; None where the cells of a grid decide.

    Args:
        monitor: that the glass is on.
        size: of the glass in pixels, upright.
        config: says what the owner knows better, and what stands on the board.
    """
    if config.board.places is PlacesMode.GRID:
        return None
    known = choose_size(monitor, config.glass.inches)
    distance = config.glass.distance or known.distance
    return choose_letters(size, known.pitch, distance, config.board.text)


class App:
    """One screen: its state, and the glass that it stands on.

    Args:
        config: the settings.
        glass: to draw on.
        keyboard: says what keys mean.
        speaker: makes sounds.
        now: monotonic ms.
    """

    def __init__(
        self,
        config: Config,
        glass: Glass,
        keyboard: Keyboard,
        speaker: Speaker,
        now: Callable[[], int] = monotonic_ms,
    ) -> None:
        self.state = BoardState(
            settings=config.board,
            ages=config.ages,
            keys=keyboard.names,
            utc_offset_minutes=utc_offset_minutes(),
        )
        self.listeners = LinkListeners(self.tell, self._on_link_troubles, now)
        self._config = config
        self._glass = glass
        self._keyboard = keyboard
        self._speaker = speaker
        self._now = now
        self._fonts = Fonts()
        self._messages: deque[Message] = deque()
        self._events = GlassEvents(glass, now, keyboard.descriptors)
        self._closed = False
        self._due = 0
        self._screen: Screen | None = None
        self._link_troubles: tuple[ScreenTrouble, ...] = ()
        self._wrong: tuple[ScreenTrouble, ...] = ()
        self._watched: list[Callable[[int], tuple[ScreenTrouble, ...]]] = [keyboard.troubles]
        self._addresses: Callable[[], tuple[str, ...]] = tuple
        self._silent: Callable[[], tuple[ScreenTrouble, ...]] = tuple
        self._audible: Callable[[], bool] = lambda: True
        self._reported: tuple[ScreenTrouble, ...] | None = None
        self._on_signals: Callable[[Collection[Signal]], None] | None = None
        self._touch = feels_fingers()
        self._fit()

    def tell(self, message: Message) -> None:
        """Have the loop take a message in."""
        self._messages.append(message)
        self._events.wake()

    def resume(self, requests: Sequence[Request]) -> None:
        """Show presses that an earlier run of this screen left for the hub."""
        if requests:
            self.tell(Resumed(now=self._now(), requests=tuple(requests)))

    def press(self, press: Press) -> None:
        """Take a press from a button, on the loop's own thread."""
        self.tell(
            Pressed(
                now=self._now(),
                press_id=uuid.uuid4().hex,
                action=press.action,
                slot=press.slot,
                order_id=press.order_id,
            )
        )

    def watch(self, troubles: Callable[[int], tuple[ScreenTrouble, ...]]) -> None:
        """Ask every second what is wrong with something; it gets monotonic ms."""
        self._watched.append(troubles)

    def look_at(self, addresses: Callable[[], tuple[str, ...]]) -> None:
        """Ask every second where the hub is looked for."""
        self._addresses = addresses

    def light(self, on_signals: Callable[[Collection[Signal]], None]) -> None:
        """Have lamps shown what there is to be seen to."""
        self._on_signals = on_signals

    def listen(
        self, troubles: Callable[[], tuple[ScreenTrouble, ...]], audible: Callable[[], bool]
    ) -> None:
        """Ask every second what is wrong with the sound; only the hub is told.

        A kitchen that has no loudspeaker must not look at an alarm all day.

        Args:
            troubles: says what is wrong.
            audible: says whether a sound that is played now can be heard.
        """
        self._silent, self._audible = troubles, audible

    def go_by(self, config: Config) -> None:
        """Go by other settings from now on, but for those that the link was made with."""
        self._config = config
        self.state = replace(self.state, settings=config.board, ages=config.ages)
        self._fit()
        self.tell(Tick(now=self._now()))

    def close(self) -> None:
        """End the loop."""
        self._closed = True
        self._events.wake()

    async def run(self, hub: ToHub) -> None:
        """Show the board until it is closed."""
        with self._events.waking():
            while not self._closed:
                if self._take_in(hub):
                    # A press is on its way to the disk before its picture is drawn; and a glass
                    # that takes a second for a picture leaves time for everybody else.
                    await asyncio.sleep(0)
                    self._draw(hub)
                await self._events.rest(self._due)

    def turn(self, hub: ToHub) -> None:
        """Go round once: take in what has come, and draw what is new."""
        if self._take_in(hub):
            self._draw(hub)

    def _take_in(self, hub: ToHub) -> bool:
        """Take in what has come; returns whether anything has."""
        self._look()
        if self._now() >= self._due:
            self._tick()
            self._report_troubles(hub)
        if not self._messages:
            return False
        while self._messages:
            self._take(self._messages.popleft(), hub)
        return True

    def _look(self) -> None:
        # What the kernel has told of keys before SDL is asked, SDL tells too.
        self._keyboard.listen(self._now())
        for event in self._events.take():
            self._on_event(event)
        for key in self._keyboard.take_merged():
            self._on_key(key)

    def _draw(self, hub: ToHub) -> None:
        screen = build(self.state, self._now(), self._layout)
        if screen != self._screen and not self._glass.dark:
            self._glass.show(self._renderer.draw(screen))
            self._screen = screen
            if not self._glass.dark:
                self._note_painted(screen, hub)
            # A desktop's answer to that may have brought events along, and those wake nobody.
            self._look()
        if self._on_signals is not None:
            self._on_signals(self._signals())

    def _note_painted(self, screen: Screen, hub: ToHub) -> None:
        painted = FramePainted(
            now=self._now(),
            seq=screen.seq,
            places=screen.places,
            shown=screen.shown,
            chips=screen.chips,
            spots=screen.spots,
            pages=screen.pages,
        )
        self._take(painted, hub)

    def _signals(self) -> set[Signal]:
        silence = self.state.silence(self._now())
        drill = self.state.drill
        if drill is not None and not drill.presses:
            return set(Signal)
        signals = {Signal.WAITING} if self.state.bell.waiting else set()
        if self.state.troubles or self.state.heard is None or silence >= STALE_MS:
            signals.add(Signal.TROUBLE)
        return signals

    def _take(self, message: Message, hub: ToHub) -> None:
        self.state, effects = update(self.state, message)
        for effect in effects:
            if isinstance(effect, Send):
                hub.send(effect.request)
            elif isinstance(effect, TakeSnapshot):
                hub.take_snapshot()
            elif isinstance(effect, FetchRecent):
                hub.fetch_recent()
            elif isinstance(effect, ReportPainted):
                hub.report_painted(
                    Painted(seq=effect.seq, tickets=effect.tickets, chips=effect.chips)
                )
            elif isinstance(effect, Play):
                self._speaker.play(effect.sound)
            elif isinstance(effect, ReportDrill):
                hub.report(self._drill_report(effect))

    def _drill_report(self, how: ReportDrill) -> Drilled:
        return Drilled(
            id=how.drill_id,
            rung=self._audible(),
            shown=how.shown,
            presses=how.presses,
            unknown=how.unknown,
            gave_way=how.gave_way,
        )

    def _tick(self) -> None:
        now = self._now()
        # Silence is said at its second, not up to a second later.
        since = now - self.state.silence(now)
        steps = [at for mark in (STALE_MS, DEAD_MS) if (at := since + mark) > now]
        self._due = min([now + TICK_MS, *steps])
        offset, looked_for = utc_offset_minutes(), self._addresses()
        if (self.state.utc_offset_minutes, self.state.looked_for) != (offset, looked_for):
            self.state = replace(self.state, utc_offset_minutes=offset, looked_for=looked_for)
        self._say_troubles()
        self.tell(Tick(now=now))

    def _on_event(self, event: pygame.event.Event) -> None:
        if event.type == pygame.QUIT:
            self.close()
        elif event.type == pygame.FINGERDOWN and not self._touch:
            # A touch screen that was plugged in later.
            self._touch = True
            self._fit()
        elif event.type in {pygame.VIDEORESIZE, pygame.VIDEOEXPOSE}:
            self._fit()
            self.tell(Tick(now=self._now()))
        key = self._keyboard.key_down(event)
        if key is not None:
            self._on_key(key)
        elif self._screen is not None:
            press = touch.press_of(event, self._screen)
            if press is not None:
                self.press(press)

    def _on_key(self, key: PressedKey) -> None:
        press = self._keyboard.meaning(key)
        if press is not None:
            self.press(press)
        elif key.name == "escape" and self._glass.windowed:
            self.close()
        else:
            self.tell(UnknownKey(now=self._now()))

    def _fit(self) -> None:
        """Lay the board out for the glass as it is now, and forget what was drawn before."""
        surface, board = self._glass.surface, self._config.board
        width, height = surface.get_size()
        letters = choose_letters_on(self._glass.monitor, (width, height), self._config)
        self._layout = Layout(
            width, height, board.columns, board.rows, self._fonts.width, letters, self._touch
        )
        too_small = letters is not None and not letters.fits and not self._glass.windowed
        self._illegible = (_ILLEGIBLE,) if too_small else ()
        self._renderer = Renderer(surface, THEMES[self._config.glass.theme], self._fonts)
        self._screen = None

    def _on_link_troubles(self, troubles: tuple[ScreenTrouble, ...]) -> None:
        for each in report_troubles(t for t in troubles if t not in self._link_troubles).troubles:
            _log.warning("%s", each)
        self._link_troubles = troubles
        self._say_troubles()

    def _report_troubles(self, hub: ToHub) -> None:
        """Tell the hub what is wrong with this machine; what the link says, it knows better."""
        known = (*self._wrong, *self._silent(), *self._illegible)
        if known != self._reported:
            self._reported = known
            hub.report(report_troubles(known))

    def _say_troubles(self) -> None:
        now = self._now()
        self._wrong = tuple(each for ask in self._watched for each in ask(now))
        troubles = (*self._link_troubles, *self._wrong)
        if troubles != self.state.troubles:
            self.tell(Inputs(now=now, troubles=troubles))
