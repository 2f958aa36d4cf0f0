"""Categories and stations by the names that people give them; new ones get a short name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from hub.domain.menu import Category, Station
from hub.domain.names import plain

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_LONGEST = 32
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "\u0131": "i"}
)


class ShortNames:
    """Finds categories, or stations, by name or short name, and makes those that are not there.

    Args:
        known: those of the menu.
        kind: what they are, for the short name of one whose letters have none.
        exact: texts are short names where they can be; a new one is named after it.
    """

    def __init__(
        self, known: Mapping[str, Category] | Mapping[str, Station], kind: str, *, exact: bool
    ) -> None:
        self._ids = set(known)
        self._by_name: dict[str, str] = {}
        for each in known.values():
            self._by_name.setdefault(plain(each.name), each.id)
        self._kind = kind
        self._exact = exact
        self._new: dict[str, str] = {}

    def find(self, text: str) -> str:
        """Return the short name of what a text means; a new one if nothing is called so."""
        if text in self._ids:
            return text
        known = self._by_name.get(plain(text))
        return known if known is not None else self._make(text)

    def new(self) -> Iterator[tuple[str, str]]:
        """Go through those that were made: short name and name."""
        yield from self._new.items()

    def _make(self, text: str) -> str:
        is_short = self._exact and _SLUG.fullmatch(text) is not None
        short = text if is_short else self._shorten(text)
        name = re.sub(r"[-_]", " ", text).title() if is_short else text
        self._ids.add(short)
        self._by_name[plain(text)] = short
        self._new[short] = name
        return short

    def _shorten(self, text: str) -> str:
        letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
        bare = "".join(each for each in letters if not unicodedata.combining(each))
        short = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:_LONGEST].strip("-") or self._kind
        number, found = 2, short
        while found in self._ids:
            tail = f"-{number}"
            found = f"{short[: _LONGEST - len(tail)]}{tail}"
            number += 1
        return found
