"""``galley-hub config``: a settings file with all that can be set."""

import argparse

from hub.cli.output import say
from hub.common.settings import assignment
from hub.config import file_text


def add_arguments(parser: argparse.ArgumentParser, _data: argparse.ArgumentParser) -> None:
    """Declare what ``config`` takes."""
    parser.description = "Prints a settings file with every key, its meaning and its default."
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="said",
        metavar="SECTION.KEY=VALUE",
        type=assignment,
        help="set this in the file; may be given more than once",
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    say(file_text(dict(arguments.said)), end="")
    return 0
