"""``galley-hub``: the command line of a branch's hub.

Exit codes: 0 all went well; 1 it could not be done, and the message says why; 2 the command line or
the settings are wrong; 130 stopped by Ctrl-C; 141 whoever read the output stopped reading.
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from hub.cli import (
    backup,
    devices,
    discover,
    events,
    export,
    fingerprint,
    menu,
    orders,
    pair,
    restore,
    serve,
    settings,
    tokens,
)
from hub.cli.doctor import command as doctor
from hub.cli.failing import CommandFailed
from hub.config import ConfigError
from hub.store.errors import StoreError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the process's exit code."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    parsed = _parser().parse_args(arguments)
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
    except (CommandFailed, StoreError, OSError) as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    # Given before the command or behind it, whichever comes to mind first.
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="data folder"
    )
    parser = argparse.ArgumentParser(
        prog="galley-hub", description="The hub of one branch: takes orders, tells the screens."
    )
    parser.add_argument("--version", action="version", version=f"galley-hub {version('galley')}")
    parser.add_argument(
        "--data", type=Path, default=Path("var"), metavar="DIR", help="data folder (default ./var)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve.add_arguments(commands.add_parser("serve", parents=[data], help="run the hub"))
    for name, declare, what in (
        ("backup", backup.add_backup, "make a backup of everything now, and check it"),
        ("backups", backup.add_backups, "which backups there are"),
        ("restore", restore.add_arguments, "put a backup in place of the database"),
        ("export", export.add_arguments, "every order there is, as JSON lines or CSV"),
        ("archive", backup.add_archive, "move old history to the yearly archives now"),
    ):
        declare(commands.add_parser(name, parents=[data], help=what))
    for name, module, what in (
        ("pair", pair, "let a device in: a screen, a tablet, a till"),
        ("devices", devices, "the devices that have been let in: list, revoke"),
        ("token", tokens, "who may talk to the hub: create, list, revoke"),
        ("menu", menu, "the whole menu: import, export"),
        ("orders", orders, "orders from a file: import"),
        ("events", events, "what has happened: tail"),
        ("fingerprint", fingerprint, "of the hub's certificate, to compare it with a browser's"),
        ("doctor", doctor, "look at the whole branch: what is wrong, and what to do about it"),
        ("discover", discover, "which hubs there are on the network"),
        ("config", settings, "print a settings file with everything that can be set"),
    ):
        module.add_arguments(commands.add_parser(name, parents=[data], help=what), data)
    return parser


def _say(line: str) -> None:
    sys.stderr.write(f"galley-hub: {line}\n")


if __name__ == "__main__":
    sys.exit(main())
