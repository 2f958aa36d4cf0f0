"""The command itself: its arguments, and what is printed."""

import argparse
import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hub import config
from hub.cli.doctor.examine import Doctor, Wanted
from hub.cli.doctor.machine import ROOT
from hub.common.checks import Finding
from hub.common.terminal_safe import plain
from hub.wire.requests import DRILL_SECONDS

_LEAST, _MOST = 5, 300
_PROGRAM_WITHIN = 10.0


def add_arguments(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``doctor`` takes."""
    parser.add_argument(
        "--drill",
        action="store_true",
        help="ring every sounder, flash every screen, and ask for one key on every bar",
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=DRILL_SECONDS,
        metavar="N",
        help=f"how long screens wait in a drill (default {DRILL_SECONDS})",
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="settings, for when no hub is running"
    )
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    """Look at everything; 1 when there is a problem.

    Raises:
        ConfigError: the settings cannot be used.
    """
    wanted = Wanted(
        data=given.data,
        settings=config.load(given.config, os.environ, {}),
        drill=given.seconds if given.drill else None,
        root=ROOT,
        run=run_program,
    )
    well = asyncio.run(Doctor(wanted, _say, _tell).examine())
    return 0 if well else 1


def run_program(command: Sequence[str]) -> str | None:
    """Run a program of the system; None where it is not installed, fails or hangs."""
    try:
        done = subprocess.run(  # noqa: S603 - the doctor's own, fixed commands
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PROGRAM_WITHIN,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _say(finding: Finding) -> None:
    _tell(str(finding))


def _tell(line: str) -> None:
    sys.stdout.write(f"{plain(line)}\n")
    sys.stdout.flush()


def _seconds(text: str) -> int:
    seconds = int(text) if text.isascii() and text.isdigit() else 0
    if not _LEAST <= seconds <= _MOST:
        raise argparse.ArgumentTypeError(
            f"a number of seconds from {_LEAST} to {_MOST} is needed, not {text!r}"
        )
    return seconds
