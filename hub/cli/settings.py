"""``galley-hub config``: a settings file with all that can be set, and where what is set stands."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from hub.cli.output import say
from hub.common.managed_settings import MANAGED, list_set
from hub.common.settings import assignment
from hub.common.settings_words import format_value
from hub.config import AT_THE_HUB, file_text, load, settings_given


def add_arguments(parser: argparse.ArgumentParser, _data: argparse.ArgumentParser) -> None:
    """Declare what ``config`` takes."""
    parser.description = (
        "Prints a settings file with every key, its meaning and its default; with --where, what is "
        "set in a hub's own files and variables, and which of them says so."
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
    parser.add_argument(
        "--where", action="store_true", help="say what is set, and where each of it stands"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the owner's file, for --where")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    """Print it.

    Raises:
        ConfigError: naming every mistake.
    """
    if arguments.where:
        managed: Path = arguments.data / MANAGED
        load(arguments.config, os.environ, {}, managed)
        for line in _list_set(arguments.config, managed):
            say(line)
    else:
        say(file_text(dict(arguments.said)), end="")
    return 0


def _list_set(path: Path | None, managed: Path) -> Iterator[str]:
    given = settings_given(path, os.environ, {}, managed)
    places = {"file": str(path), "manager": str(managed), "variable": "a variable"}
    for each in list_set(given, AT_THE_HUB):
        value = "(not shown)" if each.secret else format_value(each.value)
        yield f"{each.name} = {value}  # {places[each.source]}"
