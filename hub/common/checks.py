"""What a check has found: one line, with what to do about it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from hub.common.terminal_safe import plain
from hub.locale.words import mark, say


class Level(StrEnum):
    """How bad it is: with a problem something can't work, with a warning it works less well."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


_LEVELS = {
    Level.OK: mark("ok", context="a finding"),
    Level.WARNING: mark("warning", context="a finding"),
    Level.PROBLEM: mark("problem", context="a finding"),
}


class Finding(NamedTuple):
    """One line of a doctor's.

    Attributes:
        level: how bad it is.
        about: what was looked at, in a word or two of English; names as they are.
        text: what was found and, if that is not well, what to do, as it is said.
    """

    level: Level
    about: str
    text: str

    def __str__(self) -> str:
        # Names and files are in it, of whoever has chosen them.
        level = say(_LEVELS[self.level], context="a finding")
        return plain(f"{level:8} {say(self.about)}: {self.text}")


def ok(about: str, text: str) -> Finding:
    """Say that all is well."""
    return Finding(Level.OK, about, text)


def warning(about: str, text: str) -> Finding:
    """Say that something is not well that can be done without."""
    return Finding(Level.WARNING, about, text)


def problem(about: str, text: str) -> Finding:
    """Say why something cannot work."""
    return Finding(Level.PROBLEM, about, text)


def worst(findings: Iterable[Finding]) -> Level:
    """Return the worst level among them."""
    levels = {finding.level for finding in findings}
    return next((level for level in (Level.PROBLEM, Level.WARNING) if level in levels), Level.OK)
