"""``galley-display``: the command line of a kitchen screen.

Exit codes: 0 all went well; 1 it could not be done, and the message says why; 2 the command line or
the settings are wrong; 71 there was no memory left; 75 the desktop has ended, to be started again;
130 stopped by Ctrl-C.
"""

import argparse
import logging
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from display.app.doctor import packages
from display.app.managed import ManagedSettings
from display.config import ConfigError, file_text, load, settings_given
from hub.common.logging_setup import start_log
from hub.common.settings import assignment
from hub.common.terminal_safe import plain
from hub.wire import DISTRIBUTION

_CONFIG = "config"
_DOCTOR = "doctor"
_CARD_SECONDS = 10.0
_LONGEST = 3600


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a screen and return the process's exit code."""
    start_log(logging.INFO)
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == [_DOCTOR]:
        given = _doctor_parser().parse_args(words[1:])
        return int(_command("examine")(given, lambda: _config(given)))
    if words[:1] == [_CONFIG]:
        return _write_settings(_config_parser().parse_args(words[1:]))
    parser = _parser()
    given = parser.parse_args(words)
    if given.headless != (given.screenshot is not None):
        parser.error("--headless and --screenshot go together")
    return int(_command("screen")(given, lambda: _config(given), _say))


def _command(command: str) -> Any:  # noqa: ANN401 - a function of display.app.commands
    """Return what carries a command out that draws.

    Named, not imported: without the packages that draw, this program still says how it is used.
    """
    if any(find_spec(module) is None for module in ("bidi", "pygame")):
        missing = packages.missing_packages()
        sys.exit("\n".join(f"galley-display: {each}" for each in missing))
    # pygame greets whoever imports it; the log says which version it is.
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    return pkgutil.resolve_name(f"display.app.commands:{command}")


def _write_settings(given: argparse.Namespace) -> int:
    try:
        sys.stdout.write(file_text(dict(given.said)))
    except ConfigError as error:
        for problem in error.problems:
            _say(problem)
        return 2
    return 0


def _say(lines: str) -> None:
    """Write to stderr, each line under the program's name; no text has power over a terminal."""
    for line in lines.split("\n"):
        sys.stderr.write(f"galley-display: {plain(line)}\n")


def _config(given: argparse.Namespace) -> ManagedSettings:
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
    own = load(given.config, os.environ, said)
    return ManagedSettings(own, settings_given(given.config, os.environ, said))


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


if __name__ == "__main__":
    sys.exit(main())
