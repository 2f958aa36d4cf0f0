"""The commands that draw: a screen, its picture, its keys, its doctor. No other needs pygame."""

import argparse
import asyncio
import logging
import os
import pwd
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from display.app.hub_choice import pairing_file
from display.app.managed import ManagedSettings
from display.app.modes import ScreenError, learn_keys, run, screenshot
from display.app.process import end_if_memory_ran_out
from display.config import Config, ConfigError
from display.inputs.gpio import GpioError
from display.inputs.gpio_wiring import ButtonsError
from display.inputs.profiles import ProfileError
from display.link.credentials import CredentialsError, forget_credentials
from display.link.outbox import OutboxError
from display.renderer.fonts import FontsMissingError
from display.renderer.sdl import pygame_name, sdl_version
from hub.common.checks import Finding
from hub.locale.catalogues import find_language, load_catalogue
from hub.locale.words import speaking
from hub.wire import DISTRIBUTION

_SIZE = (1920, 1080)
_log = logging.getLogger(__name__)


class FolderOwnerError(Exception):
    """The folder is another user's. The text is for whoever started the screen."""


_FAILURES = (
    FontsMissingError,
    GpioError,
    FolderOwnerError,
    OutboxError,
    CredentialsError,
    ScreenError,
)


def screen(
    given: argparse.Namespace, read: Callable[[], ManagedSettings], say: Callable[[str], None]
) -> int:
    """Run a screen, or write its picture, or learn its keys.

    Args:
        given: the command line.
        read: reads the settings, or raises ConfigError.
        say: tells whoever started the screen why it can't be done.

    Returns:
        the process's exit code.
    """
    try:
        return _screen(given, read, say)
    except BaseException as error:
        end_if_memory_ran_out(error)
        raise


def examine(given: argparse.Namespace, read: Callable[[], ManagedSettings]) -> int:
    """Look at everything that a screen needs; arguments and result as of :func:`screen`."""
    # What a screen at work never needs would stay in its memory.
    from display.app.doctor import examine as doctor  # noqa: PLC0415

    # What it logs on the way is said by the findings, and better.
    logging.getLogger().setLevel(logging.ERROR)
    if given.installation:
        return 0 if doctor.examine_installation(_tell) else 1
    try:
        size = _size(read().config)
    except ConfigError:
        size = _SIZE
    wanted = doctor.Examination(
        config=lambda: read().config,
        size=size,
        headless=given.headless,
        seconds=given.seconds,
        card=given.card,
    )
    try:
        with speaking(load_catalogue(find_language(os.environ))):
            return 0 if asyncio.run(doctor.examine(wanted, _tell)) else 1
    except KeyboardInterrupt:
        return 130


def _draw(given: argparse.Namespace, settings: ManagedSettings) -> None:
    config = settings.config
    if given.headless:
        asyncio.run(screenshot(config, given.screenshot, _size(config)))
    elif given.learn_keys is not None:
        asyncio.run(learn_keys(config, given.learn_keys))
    else:
        check_owner(Path(config.hub.data))
        if given.pair:
            forget_credentials(pairing_file(config))
        asyncio.run(run(settings))


def _screen(
    given: argparse.Namespace, read: Callable[[], ManagedSettings], say: Callable[[str], None]
) -> int:
    try:
        settings = read()
        _log.info("galley %s, %s, SDL %s", version(DISTRIBUTION), pygame_name(), sdl_version())
        with speaking(load_catalogue(settings.config.board.language)):
            _draw(given, settings)
    except (ButtonsError, ConfigError, ProfileError) as error:
        for problem in error.problems:
            say(problem)
        return 2
    except _FAILURES as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _tell(finding: Finding) -> None:
    sys.stdout.write(f"{finding}\n")
    sys.stdout.flush()


def _size(config: Config) -> tuple[int, int]:
    width, _, height = config.glass.size.partition("x")
    return (int(width), int(height)) if height else _SIZE


def check_owner(folder: Path) -> None:
    """See that root leaves no files in another user's folder, who could not use them any more.

    Args:
        folder: need not exist; then the nearest one above it counts, in which it would be made.

    Raises:
        FolderOwnerError: root is at work in another user's folder.
    """
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    owner = place.stat().st_uid
    if os.geteuid() != 0 or owner == 0:
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = f"#{owner}"
    raise FolderOwnerError(
        f"{folder}: this folder is of user {name}, who could not use what root leaves there. Start "
        f"the screen as that user: sudo -u '{name}' galley-display ..., or name another folder "
        "with --data"
    )
