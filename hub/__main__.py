"""``galley-hub``: the command line of a branch's hub.

Exit codes: 0 all went well; 1 it could not be done, and the message says why; 2 the command line or
the settings are wrong; 130 stopped by Ctrl-C; 141 whoever read the output stopped reading.
"""

import argparse
import logging
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from hub.cli.output import CommandError
from hub.common.logging_setup import start_log
from hub.common.settings import ConfigError
from hub.common.terminal_safe import plain
from hub.store.errors import StoreError
from hub.wire import DISTRIBUTION


class _Command(NamedTuple):
    """One command: who declares what it takes, and what it does in a few words.

    Named, not imported: a hub that runs for weeks needs none of the other commands' libraries, and
    a command that asks the hub one thing answers sooner.
    """

    declared_by: str
    what: str


_COMMANDS = {
    "serve": _Command("serve:add_arguments", "run the hub"),
    "backup": _Command("backup:add_backup", "make a backup of everything now, and check it"),
    "backups": _Command("backup:add_backups", "which backups there are"),
    "restore": _Command("restore:add_arguments", "put a backup in place of the database"),
    "export": _Command("export:add_arguments", "every order there is, as JSON lines or CSV"),
    "archive": _Command("backup:add_archive", "move old history to the yearly archives now"),
    "pair": _Command("pair:add_pair", "let a device in: a screen, a tablet, a till"),
    "devices": _Command("devices:add_devices", "the devices that have been let in: list, revoke"),
    "token": _Command("devices:add_token", "who may talk to the hub: create, list, revoke"),
    "people": _Command(
        "people:add_arguments", "who stands at a shared device: list, add, change, pin, remove"
    ),
    "menu": _Command("menu:add_arguments", "the whole menu: import, export"),
    "orders": _Command("orders:add_arguments", "orders from a file: import"),
    "events": _Command("events:add_arguments", "what has happened: tail"),
    "fingerprint": _Command(
        "pair:add_fingerprint", "of the hub's certificate, to compare it with a browser's"
    ),
    "doctor": _Command(
        "doctor.examine:add_arguments",
        "look at the whole branch: what is wrong, and what to do about it",
    ),
    "discover": _Command("discover:add_arguments", "which hubs there are on the network"),
    "config": _Command(
        "settings:add_arguments", "print a settings file with everything that can be set"
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the process's exit code."""
    start_log(logging.WARNING)
    # When it is loaded, aiohttp reads all of the internet's authorities that the system knows, and
    # keeps them. The hub and its commands trust the hub's own and nobody else.
    os.environ["SSL_CERT_FILE"] = os.devnull
    chosen = _parser().parse_known_args(arguments)[0].command
    parsed = _parser(chosen).parse_args(arguments)
    try:
        code = int(parsed.run(parsed))
        # Here, where a reader that has gone can still be told from a command that failed.
        sys.stdout.flush()
    except ConfigError as error:
        for problem in error.problems:
            _say(problem)
        return 2
    except BrokenPipeError:
        # The interpreter flushes once more when it ends, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (CommandError, StoreError, OSError) as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _parser(chosen: str | None = None) -> argparse.ArgumentParser:
    """Make the parser that knows every command by name, and all that one of them takes."""
    # Given before the command or behind it, whichever comes to mind first.
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="data folder"
    )
    parser = argparse.ArgumentParser(
        prog="galley-hub", description="The hub of one branch: takes orders, tells the screens."
    )
    parser.add_argument(
        "--version",
        action=_Version,
        nargs=0,
        dest=argparse.SUPPRESS,
        help="show the program's version number and exit",
    )
    parser.add_argument(
        "--data", type=Path, default=Path("var"), metavar="DIR", help="data folder (default ./var)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, (declared_by, what) in _COMMANDS.items():
        if name == chosen:
            declare = pkgutil.resolve_name(f"hub.cli.{declared_by}")
            declare(commands.add_parser(name, parents=[data], help=what), data)
        else:
            # Without help of its own, so that --help is left to whoever knows the command.
            commands.add_parser(name, help=what, add_help=False)
    return parser


class _Version(argparse.Action):
    """``--version``, whose answer is looked up for those only who ask."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version  # noqa: PLC0415 - takes longer than all the rest

        print(f"galley-hub {version(DISTRIBUTION)}")  # noqa: T201 - printing is how it answers
        parser.exit()


def _say(line: str) -> None:
    for each in line.split("\n"):
        sys.stderr.write(f"galley-hub: {plain(each)}\n")


if __name__ == "__main__":
    sys.exit(main())
