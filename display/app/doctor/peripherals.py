"""What a cook drives the board with, and hears: keys, buttons on pins, sound."""

from collections.abc import Iterator
from pathlib import Path

import pygame

from display.app.doctor import packages
from display.config import Config
from display.inputs.gpio import GpioError, pin_factory
from display.inputs.gpio_wiring import ButtonsError, WiringSettings, load_wiring
from display.inputs.key_devices import INPUT_DEVICES, KeyDevices, list_sockets
from display.inputs.profiles import ProfileError, choose_profile
from display.renderer import sdl
from display.sound import Sounds
from display.state.key_names import TEN
from hub.common.checks import Finding, ok, problem, warning
from hub.common.screen_troubles import TroubleCode, describe_trouble, trouble
from hub.locale.words import say

_NOT_HEARD = frozenset({"dummy", "disk"})


def check_keys(config: Config, folder: Path = INPUT_DEVICES) -> Iterator[Finding]:
    """Read the key profile and what is wired, open the pins, and see which keyboards there are.

    Args:
        config: the settings.
        folder: of the devices' files.
    """
    try:
        yield ok("keys", say("profile {name}", name=choose_profile(config.keys.profile).name))
    except ProfileError as error:
        yield from (problem("keys", each) for each in error.problems)
    yield from _check_bars(config, folder)
    if not config.keys.buttons:
        return
    try:
        wired = load_wiring(Path(config.keys.buttons))
    except ButtonsError as error:
        yield from (problem("buttons", each) for each in error.problems)
        return
    if not wired.buttons and not wired.lamps:
        file = config.keys.buttons
        none = say("{file} is empty: no button works. Write it anew.", file=file)
        yield problem("buttons", none)
        return
    found = packages.find_gpio()
    yield found
    if found.level == "ok":
        yield from _check_pins(wired)


def _check_bars(config: Config, folder: Path) -> Iterator[Finding]:
    """Say which keyboards can be told apart, as the settings name them."""
    second = config.keys.second
    devices = KeyDevices(folder)
    devices.look()
    locked, found = devices.locked, devices.keyboards
    devices.close()
    if locked:
        files = ", ".join(Path(each).name for each in locked)
        unread = say(
            "{files} can't be read, so two bars can't be told apart: sudo usermod -aG input "
            "$USER, then log in again",
            files=files,
        )
        yield warning("keys", unread)
    if found:
        yield ok("keys", ", ".join(list_sockets(found)))
    if not second:
        return
    if not any(each.is_called(second) for each in found.values()):
        missing = trouble(TroubleCode.SECOND_BAR_MISSING, name=second)
        yield problem("keys", describe_trouble(missing))
    if 0 < config.board.keys <= TEN:
        few = say(
            "the second bar's numbers mean nothing: set keys under [board] to 20, not {count}",
            count=config.board.keys,
        )
        yield warning("keys", few)


def _check_pins(wired: WiringSettings) -> Iterator[Finding]:
    try:
        pin_factory(wired.chip).close()
    except GpioError as error:
        yield problem("pins", str(error))
    else:
        buttons, lamps = len(wired.buttons), len(wired.lamps)
        there = say("{buttons} buttons, {lamps} lamps and buzzers", buttons=buttons, lamps=lamps)
        yield ok("pins", there)


def check_sound(volume: float) -> Finding:
    """Open the audio device, and close it again.

    Args:
        volume: as in the settings.
    """
    if volume == 0:
        return ok("sound", say("off: volume is 0"))
    sounds = Sounds(volume)
    driver = sdl.audio_driver()
    opened = pygame.mixer.get_init() is not None
    sounds.close()
    if not opened:
        silent = say(
            "no audio device opens, nothing will be heard: connect a loudspeaker or a "
            "monitor with one, and add the user to the group audio"
        )
        return warning("sound", silent)
    if driver in _NOT_HEARD:
        unheard = say(
            "the driver {driver} makes nothing heard: SDL_AUDIODRIVER says so", driver=driver
        )
        return warning("sound", unheard)
    return ok("sound", say("driver {driver}, the device opens", driver=driver or "SDL"))
