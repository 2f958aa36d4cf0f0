"""Names compared: spelled alike, or as good as alike. An index of who has which. Pure."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_FOLDED = 16_384
"""Names that are remembered folded: an order asks for the same ones again and again."""

_ACCENTS = "".join(map(chr, range(0x300, 0x370)))
_APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201a\u201b\u2032\uff07"
_HYPHENS = "-_\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_AS_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"}
_FOLDING = str.maketrans(dict.fromkeys(_ACCENTS + _APOSTROPHES + _HYPHENS, "") | _AS_LETTERS)


def plain(name: str) -> str:
    """Write a name so that case, spacing and Unicode's several spellings of a letter are gone."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


@lru_cache(maxsize=_FOLDED)
def fold(name: str) -> str:
    """Write a name so that case, accents, apostrophes, hyphens and spaces are gone.

    Marks of other scripts than Latin, Greek and Cyrillic stay: there they tell words apart.
    """
    # Some letters fold to others only once they are decomposed.
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(folded.translate(_FOLDING).split()) or plain(name)


class NameIndex:
    """Who has a name or a PLU. Neither has to be anybody's alone."""

    __slots__ = ("_exact", "_folded", "_plu")

    def __init__(self) -> None:
        self._exact: dict[str, tuple[str, ...]] = {}
        self._folded: dict[str, tuple[str, ...]] = {}
        self._plu: dict[str, tuple[str, ...]] = {}

    def copy(self) -> "NameIndex":
        """Return one that can be changed without changing this one."""
        other = NameIndex()
        other._exact = dict(self._exact)
        other._folded = dict(self._folded)
        other._plu = dict(self._plu)
        return other

    def add(self, owner: str, name: str, plu: Iterable[str]) -> None:
        """Enter an owner's name and its PLUs."""
        _enter(self._exact, name, owner)
        _enter(self._folded, fold(name), owner)
        for each in set(plu):
            _enter(self._plu, each, owner)

    def remove(self, owner: str, name: str, plu: Iterable[str]) -> None:
        """Take out what :meth:`add` has entered."""
        _strike(self._exact, name, owner)
        _strike(self._folded, fold(name), owner)
        for each in set(plu):
            _strike(self._plu, each, owner)

    def find_by_plu(self, plu: str) -> tuple[str, ...]:
        """List who has a PLU."""
        return self._plu.get(plu, ())

    def find_by_name(self, name: str) -> tuple[str, ...]:
        """List who has just this name; where nobody has, whose name is the same once folded."""
        return self._exact.get(name) or self._folded.get(fold(name), ())

    def find_alike(self, name: str) -> tuple[str, ...]:
        """List whose name is the same once folded."""
        return self._folded.get(fold(name), ())


def _enter(table: dict[str, tuple[str, ...]], key: str, owner: str) -> None:
    table[key] = (*table.get(key, ()), owner)


def _strike(table: dict[str, tuple[str, ...]], key: str, owner: str) -> None:
    left = tuple(each for each in table[key] if each != owner)
    if left:
        table[key] = left
    else:
        del table[key]
