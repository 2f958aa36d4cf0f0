"""Courses that are words: which comes before which. Pure."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from hub.domain.names import fold
from hub.domain.orders import Item

DEFAULT_ORDER: tuple[str, ...] = ("starter", "main", "dessert")
"""The order of courses where an owner has not set another."""

_ALIKE = (
    (
        *("starter", "starters", "appetizer", "appetizers", "appetiser", "appetisers"),
        *("Vorspeise", "Vorspeisen", "hors d'oeuvre", "antipasto", "antipasti"),
        *("entrante", "entrantes", "entrada", "entradas", "前菜", "开胃菜", "مقبلات"),
    ),
    (
        *("main", "mains", "main course", "main courses", "main dish", "main dishes"),
        *("Hauptgang", "Hauptgericht", "Hauptgerichte", "Hauptspeise", "Hauptspeisen"),
        *("plat", "plats", "plat principal", "plats principaux", "secondo", "secondi"),
        *("plato principal", "platos principales", "prato principal", "pratos principais"),
        *("主菜", "طبق رئيسي", "أطباق رئيسية"),
    ),
    (
        *("dessert", "desserts", "Nachtisch", "Nachspeise", "Nachspeisen", "dolce", "dolci"),
        *("postre", "postres", "sobremesa", "sobremesas", "甜点", "甜品", "حلويات", "حلوى"),
    ),
)
"""Words of eight languages for the same course. "Entrée" is a starter here and a main there, so it
has its place only where an owner gives it one."""


def rank_course(course: int | str | None, order: tuple[str, ...]) -> int | None:
    """Say which place a course has: its number, or its word's place in the order, from 1.

    Args:
        course: of a line.
        order: the words in their order; each stands for those of other languages as well.

    Returns:
        None for a line without a course, and for a word that has no place.
    """
    if course is None or isinstance(course, int):
        return course
    return _places(order).get(fold(course))


def sort_by_word(lines: Sequence[Item], order: tuple[str, ...]) -> tuple[Item, ...]:
    """Bring lines whose course is a word into the words' order; words without a place come last.

    All others stay where they are among themselves, in front.
    """
    last = len(order) + 1

    def place(item: Item) -> int:
        if not isinstance(item.course, str):
            return 0
        return rank_course(item.course, order) or last

    return tuple(sorted(lines, key=place))


@lru_cache(maxsize=8)
def _places(order: tuple[str, ...]) -> Mapping[str, int]:
    places: dict[str, int] = {}
    for place, word in enumerate(order, start=1):
        places.setdefault(fold(word), place)
    for alike in _ALIKE:
        folded = [fold(each) for each in alike]
        known = [places[each] for each in folded if each in places]
        for each in folded if known else ():
            places.setdefault(each, min(known))
    return places
