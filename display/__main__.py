"""``galley-display``: the command line of a kitchen screen.

Exit codes: 0 all went well; 1 it could not be done, and the message says why; 2 the command line or
the settings are wrong; 130 stopped by Ctrl-C.
"""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

# It greets whoever imports it; the log says which version it is.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

try:
    import pygame
except ImportError:
    sys.exit("galley-display: pygame is missing: pip install 'galley[display-ce]'")

from display.app.programs import ScreenFailed, learn_keys, run, screenshot
from display.config import Config, ConfigError, load
from display.inputs.button_files import ButtonsError
from display.inputs.gpio import GpioError
from display.inputs.profile_files import ProfileError
from display.link.outbox import OutboxUnusable
from display.renderer.fonts import FontsMissing

_SIZE = (1920, 1080)
_log = logging.getLogger("display")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a screen and return the process's exit code."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.headless != (given.screenshot is not None):
        parser.error("--headless and --screenshot go together")
    try:
        config = _config(given)
        _log.info("galley %s, pygame %s", version("galley"), pygame.version.ver)
        if given.headless:
            asyncio.run(screenshot(config, given.screenshot, _size(config)))
        elif given.learn_keys is not None:
            asyncio.run(learn_keys(config, given.learn_keys))
        else:
            asyncio.run(run(config))
    except (ButtonsError, ConfigError, ProfileError) as error:
        for problem in error.problems:
            _say(problem)
        return 2
    except (FontsMissing, GpioError, OutboxUnusable, ScreenFailed) as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _config(given: argparse.Namespace) -> Config:
    said = {
        "hub.url": given.hub,
        "hub.token_file": given.token_file,
        "hub.data": given.data,
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="galley-display",
        description="A kitchen screen: shows a hub's orders and bumps them.",
    )
    parser.add_argument(
        "--version", action="version", version=f"galley-display {version('galley')}"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings, as TOML")
    parser.add_argument("--hub", metavar="URL", help="the hub (default http://127.0.0.1:8080)")
    parser.add_argument(
        "--token-file", metavar="FILE", help="holds this screen's token (default screen.token)"
    )
    parser.add_argument(
        "--data", metavar="DIR", help="where presses wait for a hub that is away (default screen)"
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
    sys.stderr.write(f"galley-display: {line}\n")


if __name__ == "__main__":
    sys.exit(main())
