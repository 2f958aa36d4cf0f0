"""How answers look on a terminal, and how a command says that it could not be done."""

from collections.abc import Sequence
from typing import Any, TextIO

from hub.common.terminal_safe import plain, plain_lines

__all__ = ["CommandError", "find_one", "plain", "say", "show", "table"]


class CommandError(Exception):
    """It could not be done. The text is for whoever typed the command."""


def say(text: str, *, end: str = "\n", flush: bool = False, file: TextIO | None = None) -> None:
    """Print an answer. Whatever a stranger may have chosen in it has no power over the terminal."""
    print(plain_lines(text), end=end, flush=flush, file=file)


def show(picture: str) -> None:
    """Print what this program itself has drawn, its colours included."""
    print(picture)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out in columns, under their headings; whatever is in a cell stays one line."""
    cells = [tuple(map(plain, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (headings, *cells)
    )


def find_one(things: Sequence[dict[str, Any]], which: str, one: str, listed: str) -> dict[str, Any]:
    """Find one thing by its id or its name.

    Args:
        things: as the hub lists them.
        which: what was given.
        one: what such a thing is called.
        listed: the command that lists them.

    Raises:
        CommandError: there is none, or more than one.
    """
    for each in things:
        if each["id"] == which.lower():
            return each
    named = [each for each in things if each["name"] == which]
    if not named:
        raise CommandError(f"There is no {one} {which!r}; see galley-hub {listed}.")
    if len(named) > 1:
        every = ", ".join(each["id"] for each in named)
        raise CommandError(
            f"{len(named)} {one}s are called {which!r}; say which by its id: {every}"
        )
    return named[0]
