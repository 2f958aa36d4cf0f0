"""Which one a person means who gives a name or an id."""

from collections.abc import Sequence
from typing import Any

from hub.cli.errors import CommandFailed


def meant(things: Sequence[dict[str, Any]], which: str, what: str) -> dict[str, Any]:
    """Find one thing by its id or its name.

    Args:
        things: as the hub lists them.
        which: what was given.
        what: what they are called, as in ``galley-hub token``.

    Raises:
        CommandFailed: there is none, or more than one.
    """
    one = what.removesuffix("s")
    for each in things:
        if each["id"] == which.lower():
            return each
    named = [each for each in things if each["name"] == which]
    if not named:
        raise CommandFailed(f"There is no {one} {which!r}; see galley-hub {what} list.")
    if len(named) > 1:
        every = ", ".join(each["id"] for each in named)
        raise CommandFailed(
            f"{len(named)} {one}s are called {which!r}; say which by its id: {every}"
        )
    return named[0]
