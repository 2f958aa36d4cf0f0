"""``galley-display``: the command line of a kitchen screen.

Exit codes: 0 all went well; 1 it could not be done, and the message says why; 2 the command line or
the settings are wrong; 71 there was no memory left; 75 the desktop has ended, to be started again;
130 stopped by Ctrl-C.
"""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

# It greets whoever imports it; the log says which version it is.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

if any(find_spec(module) is None for module in ("bidi", "pygame")):
    from display.app.doctor import parts

    sys.exit("\n".join(f"galley-display: {each}" for each in parts.without_python_packages()))

from display.app.belonging import pairing_file
from display.app.doctor.examine import Wanted, examine, examine_installation
from display.app.memory import end_at_once, ran_out
from display.app.programs import ScreenFailed, learn_keys, run, screenshot
from display.config import Config, ConfigError, file_text, load
from display.inputs.button_files import ButtonsError
from display.inputs.gpio import GpioError
from display.inputs.profile_files import ProfileError
from display.link.outbox import OutboxUnusable
from display.link.paired import PairedUnusable, forget
from display.renderer.fonts import FontsMissing
from display.renderer.sdl import pygame_name, sdl_version
from hub.protocol import DISTRIBUTION
from hub.protocol.findings import Finding
from hub.protocol.log_lines import start_log
from hub.protocol.plain import plain
from hub.protocol.settings_file import assignment

_CONFIG = "config"
_DOCTOR = "doctor"
_SIZE = (1920, 1080)
_CARD_SECONDS = 10.0
_LONGEST = 3600
_log = logging.getLogger("display")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a screen and return the process's exit code."""
    start_log(logging.INFO)
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == [_DOCTOR]:
        return _examined(_doctor_parser().parse_args(words[1:]))
    if words[:1] == [_CONFIG]:
        return _settings_written(_config_parser().parse_args(words[1:]))
    try:
        return _screen(words)
    except BaseException as error:
        if ran_out(error):
            end_at_once()
        raise


def _screen(words: Sequence[str]) -> int:
    parser = _parser()
    given = parser.parse_args(words)
    if given.headless != (given.screenshot is not None):
        parser.error("--headless and --screenshot go together")
    try:
        config = _config(given)
        _log.info("galley %s, %s, SDL %s", version(DISTRIBUTION), pygame_name(), sdl_version())
        if given.headless:
            asyncio.run(screenshot(config, given.screenshot, _size(config)))
        elif given.learn_keys is not None:
            asyncio.run(learn_keys(config, given.learn_keys))
        else:
            if given.pair:
                forget(pairing_file(config))
            asyncio.run(run(config))
    except (ButtonsError, ConfigError, ProfileError) as error:
        for problem in error.problems:
            _say(problem)
        return 2
    except (FontsMissing, GpioError, OutboxUnusable, PairedUnusable, ScreenFailed) as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _examined(given: argparse.Namespace) -> int:
    # What it logs on the way is said by the findings, and better.
    logging.getLogger().setLevel(logging.ERROR)
    if given.installation:
        return 0 if examine_installation(_tell) else 1
    try:
        size = _size(_config(given))
    except ConfigError:
        size = _SIZE
    wanted = Wanted(
        config=lambda: _config(given),
        size=size,
        headless=given.headless,
        seconds=given.seconds,
        card=given.card,
    )
    try:
        return 0 if asyncio.run(examine(wanted, _tell)) else 1
    except KeyboardInterrupt:
        return 130


def _settings_written(given: argparse.Namespace) -> int:
    try:
        sys.stdout.write(file_text(dict(given.said)))
    except ConfigError as error:
        for problem in error.problems:
            _say(problem)
        return 2
    return 0


def _tell(finding: Finding) -> None:
    sys.stdout.write(f"{finding}\n")
    sys.stdout.flush()


def _config(given: argparse.Namespace) -> Config:
    said = {
        "hub.url": given.hub,
        "hub.token_file": given.token_file,
        "hub.data": given.data,
        "hub.name": given.name,
        "board.station": given.station,
        "glass.theme": given.theme,
        "glass.output": given.output,
        "glass.size": given.size,
        "keys.profile": given.keys,
        "keys.buttons": given.buttons,
    }
    return load(given.config, os.environ, said)


def _size(config: Config) -> tuple[int, int]:
    width, _, height = config.glass.size.partition("x")
    return (int(width), int(height)) if height else _SIZE


def _settings_parser() -> argparse.ArgumentParser:
    """What a screen and its doctor are both told."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings, as TOML")
    parser.add_argument("--hub", metavar="URL", help="the hub (default: the one it is paired with)")
    parser.add_argument(
        "--token-file",
        metavar="FILE",
        help="holds this screen's token (default: that of its pairing)",
    )
    parser.add_argument("--name", metavar="NAME", help="what the hub's lists call this screen")
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="holds its pairing, and presses that wait for a hub that is away (default screen)",
    )
    parser.add_argument("--station", metavar="ID", help="a station, expo, or all (default)")
    parser.add_argument("--theme", metavar="NAME", help="dark (default) or bright")
    parser.add_argument("--output", metavar="N", help="which monitor, from 0")
    parser.add_argument(
        "--size",
        metavar="SIZE",
        help="WIDTHxHEIGHT, fullscreen, or auto (default): a window on a desktop, else all of it",
    )
    parser.add_argument("--keys", metavar="PROFILE", help="keyboard (default), a bar's, or a file")
    parser.add_argument("--buttons", metavar="FILE", help="what is wired to GPIO pins")
    return parser


def _doctor_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"galley-display {_DOCTOR}",
        parents=[_settings_parser()],
        description=(
            "Looks at everything that a screen needs, says what is missing and which package "
            "brings it, and shows a test card. Ends with 1 if there is a problem."
        ),
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=_CARD_SECONDS,
        metavar="N",
        help="how long the card is shown (default %(default)g; any key ends it)",
    )
    parser.add_argument("--headless", action="store_true", help="draw the card without a monitor")
    parser.add_argument(
        "--installation",
        action="store_true",
        help="look only at what was installed: not at settings, monitor, sound, keys and hub",
    )
    parser.add_argument("--card", type=Path, metavar="FILE", help="write the card into a PNG too")
    return parser


def _config_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"galley-display {_CONFIG}",
        description="Prints a settings file with every key, its meaning and its default.",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="said",
        metavar="SECTION.KEY=VALUE",
        type=assignment,
        help="set this in the file; may be given more than once",
    )
    return parser


def _seconds(said: str) -> float:
    seconds = float(said)
    if not 0 <= seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"expected seconds from 0 to {_LONGEST}, not {said}")
    return seconds


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="galley-display",
        parents=[_settings_parser()],
        description="A kitchen screen: shows a hub's orders and bumps them.",
        epilog=(
            "galley-display doctor looks at everything that a screen needs and says what is "
            "missing; see galley-display doctor --help."
        ),
    )
    parser.add_argument(
        "--version", action="version", version=f"galley-display {version(DISTRIBUTION)}"
    )
    parser.add_argument(
        "--pair", action="store_true", help="forget the hub it is paired with, and look for one"
    )
    parser.add_argument(
        "--learn-keys",
        type=Path,
        metavar="FILE",
        help="ask for every key, write the profile (a .toml file), and end",
    )
    parser.add_argument("--headless", action="store_true", help="without a monitor; see next")
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help="write the board into a PNG, and end"
    )
    return parser


def _say(line: str) -> None:
    for each in line.split("\n"):
        sys.stderr.write(f"galley-display: {plain(each)}\n")


if __name__ == "__main__":
    sys.exit(main())
