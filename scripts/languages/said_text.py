"""A text in the code that people read, and what it has to be for others to translate it."""

import string
from typing import NamedTuple

PAGES = "hub/web"
"""Where the pages are; the rest is Python."""


class SaidText(NamedTuple):
    """A text in the code.

    Attributes:
        text: English.
        many: English for several; None where it is not about a number of things.
        context: tells it from the same words with another meaning.
        file: where it stands, from the root of the tree.
        line: there.
    """

    text: str
    many: str | None
    context: str
    file: str
    line: int


class NotPlainError(Exception):
    """What is given is no plain literal, so nobody could translate it. The text says where."""


def placeholders(text: str) -> set[str]:
    """Name the placeholders of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
