"""What ``galley-display`` can be: a screen on a monitor, or a picture in a file."""

import asyncio
import logging
import os
import signal
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pygame

from display.app.event_watch import LOOK_EVERY
from display.app.hub_choice import (
    NO_HUB,
    HubChoice,
    choose_hub,
    choose_or_pair,
    follow,
    pairing_file,
)
from display.app.loop import App, ToHub
from display.app.managed import ManagedSettings
from display.app.process import StatusLine, end_if_memory_ran_out, mind_memory, supervise
from display.app.setup_screens import ButtonPresses, LearnKeys
from display.config import Config
from display.inputs.gpio_wiring import Wiring, load_wiring
from display.inputs.key_devices import KeyDevices
from display.inputs.keyboard import Keyboard, PluggedKeyboards
from display.inputs.profiles import choose_profile
from display.link.link import HubLink, open_link
from display.link.outbox import Outbox
from display.renderer.drm_master import Turn, take_turns
from display.renderer.glass import CONSOLE, Canvas, NoScreenError, SdlWindow
from display.renderer.reopening_window import LOOK_FOR_MONITOR, ReopeningWindow
from display.sound import Sounds
from display.state.messages import Sound
from hub.common.screen_troubles import describe_trouble
from hub.common.sd_notify import find_service_manager
from hub.locale.catalogues import load_catalogue
from hub.locale.words import speaking

_log = logging.getLogger(__name__)

FIRST_SNAPSHOT_WITHIN = 15.0
"""Seconds that the hub gets before a picture is given up."""

PRESSES = "presses.jsonl"


class ScreenError(Exception):
    """It could not be done. The text is for whoever started the screen."""


class _Parts(NamedTuple):
    """What a screen is made of, whatever is set: its hub, and what is plugged in.

    Attributes:
        hub: that it belongs to.
        outbox: keeps its presses.
        glass, keyboard, sounds, buttons: what a cook sees, presses and hears.
        wiring: what is on pins, if anything is.
        open_window: opens its window by the settings that it gets.
    """

    hub: HubChoice
    outbox: Outbox
    glass: ReopeningWindow
    keyboard: Keyboard
    sounds: Sounds
    buttons: ButtonPresses
    wiring: Wiring | None
    open_window: Callable[[Config], SdlWindow]


async def run(settings: ManagedSettings) -> None:
    """Run a screen until its window is closed or the process is told to end.

    Args:
        settings: those that it goes by; a manager may change them while it runs.

    Raises:
        FontsMissingError: no usable font is installed.
        OutboxError: presses can't be kept.
        CredentialsError: the pairing can't be read or kept.
        ProfileError, ButtonsError: the key profile, or what is wired, can't be used.
        GpioError: the pins can't be used.
    """
    config = settings.config
    keyboard = Keyboard(choose_profile(config.keys.profile))
    wired = load_wiring(Path(config.keys.buttons)) if config.keys.buttons else None
    if wired is not None and wired.buttons:
        keyboard.names = wired.key_names()
    asyncio.get_running_loop().set_exception_handler(mind_memory)
    ended = _end_signals()
    status_line = StatusLine()
    async with AsyncExitStack() as stack:
        by = find_service_manager(os.environ, os.getpid())
        await stack.enter_async_context(supervise(by, status_line))
        outbox = Outbox(Path(config.hub.data) / PRESSES)
        stack.callback(outbox.close)
        open_window = partial(_window, turn=stack.enter_context(take_turns(os.environ)))
        opened = partial(open_window, config)
        window = await _open_when_there(opened, ended, status_line)
        if window is None:
            return
        status_line.describe = lambda: "Looking for the hub that it belongs to."
        glass = ReopeningWindow(window, opened)
        stack.callback(glass.close)
        sounds = Sounds(config.sound.volume)
        stack.callback(sounds.close)
        devices = KeyDevices()
        stack.callback(devices.close)
        direct = pygame.display.get_driver() == CONSOLE
        keyboard.tell_apart(devices, direct=direct, second=config.keys.second)
        buttons = ButtonPresses()
        wiring = None if wired is None else stack.enter_context(Wiring(wired, buttons.press))
        hub = await choose_or_pair(config, glass, keyboard, buttons, ended)
        if hub is None:
            return
        parts = _Parts(hub, outbox, glass, keyboard, sounds, buttons, wiring, open_window)
        while not ended.is_set():
            with speaking(load_catalogue(settings.config.board.language)):
                if not await _show_board(parts, settings, ended, status_line):
                    return


async def _show_board(
    parts: _Parts, settings: ManagedSettings, ended: asyncio.Event, status_line: StatusLine
) -> bool:
    """Show the board until it is closed; says whether it is to begin anew, for another link."""
    config = settings.config
    app = App(config, parts.glass, parts.keyboard, parts.sounds)
    status_line.describe = partial(_status, app)
    parts.buttons.on_press = app.press
    keyboards = PluggedKeyboards()
    app.watch(lambda _: keyboards.troubles())
    app.watch(lambda _: parts.glass.troubles())
    app.look_at(lambda: parts.hub.endpoints.urls)
    app.listen(parts.sounds.troubles, lambda: parts.sounds.audible)
    if parts.wiring is not None:
        app.watch(parts.wiring.troubles)
        app.light(parts.wiring.show)
    app.resume(parts.outbox.waiting)
    async with (
        follow(parts.hub, pairing_file(config)),
        open_link(
            parts.hub.endpoints,
            parts.hub.token,
            config.board.hub_station,
            parts.outbox,
            app.listeners,
            anchor=parts.hub.anchor,
            language=config.board.menu_language,
        ) as link,
    ):
        app.listeners.on_settings = partial(_take_settings, parts, settings, app, link)
        link.report(settings.report())
        ending = asyncio.create_task(_close_when(ended, app))
        try:
            await app.run(link)
        except BaseException as error:
            end_if_memory_ran_out(error)
            raise
        ending.cancel()
    return needs_link(config, settings.config)


def _take_settings(
    parts: _Parts,
    settings: ManagedSettings,
    app: App,
    link: HubLink,
    wanted: Mapping[str, Any],
) -> None:
    """Go by what a manager has set, at once."""
    before = settings.config
    if not settings.take(wanted):
        return
    link.report(settings.report())
    now = settings.config
    parts.sounds.set_volume(now.sound.volume)
    if now.glass.rotate != before.glass.rotate:
        parts.glass.reopen(partial(parts.open_window, now))
    if needs_link(before, now):
        app.close()
    elif now != before:
        app.go_by(now)


def needs_link(before: Config, now: Config) -> bool:
    """Whether the link is made by what has changed: what is asked of the hub is another then."""
    boards = before.board, now.board
    asked = {(each.hub_station, each.language, each.menu_language) for each in boards}
    return len(asked) > 1


async def learn_keys(config: Config, file: Path) -> None:
    """Ask for every key on the monitor, and write the profile.

    Raises:
        FontsMissingError: no usable font is installed.
        ScreenError: the profile was not written.
    """
    ended = _end_signals()
    glass = await _open_when_there(partial(_window, config), ended, StatusLine())
    if glass is None:
        raise ScreenError("ended before there was a screen to draw on")
    try:
        learning = asyncio.create_task(LearnKeys(glass, config.glass.theme, file).run())
        ending = asyncio.create_task(ended.wait())
        await asyncio.wait({learning, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not learning.done():
            learning.cancel()
        elif await learning:
            return
    except OSError as error:
        raise ScreenError(f"{file} can't be written: {error.strerror}") from error
    except NoScreenError as why:
        raise ScreenError(f"the screen has gone ({why}); nothing was written") from why
    finally:
        glass.close()
    raise ScreenError("closed before every key was asked for; nothing was written")


async def screenshot(config: Config, file: Path, size: tuple[int, int]) -> None:
    """Draw the board as it is now into a PNG, without a monitor.

    Raises:
        FontsMissingError: no usable font is installed.
        CredentialsError: the pairing can't be read.
        ScreenError: the screen has no hub, the hub gave no orders, or the file can't be written.
    """
    hub = choose_hub(config)
    if hub is None:
        raise ScreenError(NO_HUB)
    glass = Canvas(size)
    app = App(config, glass, Keyboard(choose_profile(config.keys.profile)), _Silence())
    with tempfile.TemporaryDirectory() as folder:
        outbox = Outbox(Path(folder) / PRESSES)
        async with open_link(
            hub.endpoints,
            hub.token,
            config.board.hub_station,
            outbox,
            app.listeners,
            anchor=hub.anchor,
            language=config.board.menu_language,
        ) as link:
            reached = await _first_orders(app, link)
        outbox.close()
    if not reached:
        why = " ".join(map(describe_trouble, app.state.troubles)) or "it is not answering"
        raise ScreenError(f"No orders came from {hub.endpoints.url}: {why}")
    try:
        pygame.image.save(glass.surface, str(file))
    except (pygame.error, OSError) as error:
        raise ScreenError(f"{file} can't be written: {error}") from error


class _Silence:
    def play(self, sound: Sound) -> None:
        """Make no sound."""


async def _first_orders(app: App, hub: ToHub) -> bool:
    until = app.listeners.now() + FIRST_SNAPSHOT_WITHIN * 1000
    while app.state.replica.epoch is None:
        if app.state.troubles or app.listeners.now() > until:
            return False
        await asyncio.sleep(LOOK_EVERY)
        app.turn(hub)
    return True


def _window(config: Config, turn: Turn = nullcontext) -> SdlWindow:
    glass = config.glass
    return SdlWindow(glass.size, glass.output, turn, glass.rotate)


def _status(app: App) -> str:
    return " ".join(map(describe_trouble, app.state.troubles)) or "The board is shown."


async def _open_when_there(
    window: Callable[[], SdlWindow], ended: asyncio.Event, status_line: StatusLine
) -> SdlWindow | None:
    """Wait for a monitor; None when the process is to end before there is one."""
    said = ""
    while not ended.is_set():
        try:
            return window()
        except NoScreenError as why:
            if str(why) != said:
                said = str(why)
                _log.warning("waiting for a screen to draw on: %s", said)
                status_line.describe = partial("Waiting for a screen to draw on: {}".format, said)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), LOOK_FOR_MONITOR)
    return None


def _end_signals() -> asyncio.Event:
    ended = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    return ended


async def _close_when(ended: asyncio.Event, app: App) -> None:
    await ended.wait()
    app.close()
