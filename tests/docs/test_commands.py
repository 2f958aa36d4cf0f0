"""The page of commands names each command and each option that there is, and no other."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from hub.__main__ import _COMMANDS, _parser

PAGE = (Path(__file__).parents[2] / "docs" / "operator" / "commands.md").read_text("utf-8")
_ROW = re.compile(r"^\| `([a-z][^`]*)` \| .+ \|$", re.MULTILINE)
EVERYWHERE = {"--help", "-h", "--data"}


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
        if name not in EVERYWHERE
    )


def known() -> Iterator[tuple[str, frozenset[str]]]:
    for name in _COMMANDS:
        parser = subcommands(_parser(name))[name]
        below = subcommands(parser)
        if not below:
            yield name, options(parser)
        for word, each in below.items():
            yield f"{name} {word}", options(each)


def test_every_command_is_told_with_its_options() -> None:
    told = {}
    for row in _ROW.findall(PAGE):
        words = re.match(r"[a-z]+(?: \[?[a-z]+\b\]?)?", row)
        assert words is not None
        named = frozenset(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", row.replace("\\|", "|")))
        told[re.sub(r"[\[\]]", "", words[0])] = named
    assert told == dict(known())
