"""The page of commands names each command and each option that there is, and no other."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from display.__main__ import _parser as _parser_of_a_screen
from hub.__main__ import _COMMANDS, _parser

PAGE = (Path(__file__).parents[2] / "docs" / "operator" / "commands.md").read_text("utf-8")
_ROW = re.compile(r"^\| `([a-z][^`]*)` \| .+ \|$", re.MULTILINE)
_OPTION = re.compile(r"^\| `(--[a-z-]+)[^`]*` \| .+ \|$", re.MULTILINE)
HELP = {"--help", "-h"}


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


def options(parser: argparse.ArgumentParser) -> frozenset[str]:
    return frozenset(
        name
        for action in parser._actions
        if action.help != argparse.SUPPRESS
        for name in action.option_strings
        if name not in HELP
    )


def known() -> Iterator[tuple[str, frozenset[str]]]:
    for name in _COMMANDS:
        parser = subcommands(_parser(name))[name]
        below = subcommands(parser)
        if not below:
            yield name, options(parser) - {"--data"}
        for word, each in below.items():
            # Every command takes it; the page says so once.
            yield f"{name} {word}", options(each) - {"--data"}


def test_every_command_is_told_with_its_options() -> None:
    told = {}
    for row in _ROW.findall(PAGE):
        words = re.match(r"[a-z]+(?: \[?[a-z0-9][a-z0-9-]*\b\]?)?", row)
        assert words is not None
        named = frozenset(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", row.replace("\\|", "|")))
        told[re.sub(r"[\[\]]", "", words[0])] = named
    assert told == dict(known())


def test_every_option_of_a_screen_is_told() -> None:
    told = _OPTION.findall(PAGE.partition("## galley-display\n")[2])
    assert sorted(told) == sorted(options(_parser_of_a_screen()))
