"""Which dish of the menu each dish of a file is, so that it keeps its id."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from hub.domain.menu import Menu, MenuItem
from hub.domain.names import plain
from hub.menu.files.drafts import DraftDish

_Known = Mapping[Hashable, MenuItem]
_Keys = Callable[[DraftDish, str | None], Iterable[Hashable]]


def recognise(
    dishes: Sequence[DraftDish], categories: Sequence[str | None], before: Menu
) -> list[MenuItem | None]:
    """Find the dish of the menu that each dish of a file is; no dish is found twice.

    By its id; else by name and category; else by PLU; else by its name, where no other dish of the
    file or of the menu has it.

    Args:
        dishes: of the file.
        categories: the short name of each one's category; None for none.
        before: the menu as it is.
    """
    found: list[MenuItem | None] = [
        before.items.get(dish.id) if dish.id is not None else None for dish in dishes
    ]
    taken = {each.id for each in found if each is not None}
    in_file = Counter(plain(dish.name) for dish in dishes)
    for known, key_of in _ways(before, in_file):
        for at, dish in enumerate(dishes):
            if found[at] is None and dish.id is None:
                match = next(filter(None, map(known.get, key_of(dish, categories[at]))), None)
                if match is not None and match.id not in taken:
                    taken.add(match.id)
                    found[at] = match
    return found


def _ways(before: Menu, in_file: Mapping[str, int]) -> Iterator[tuple[_Known, _Keys]]:
    items = before.items.values()
    names = Counter(plain(each.name) for each in items)
    plus = Counter(plu for each in items for plu in each.plu or ())
    yield (
        {(plain(each.name), each.category): each for each in items},
        lambda dish, category: [(plain(dish.name), category)],
    )
    yield (
        {plu: each for each in items for plu in each.plu or () if plus[plu] == 1},
        lambda dish, _: dish.plu or (),
    )
    yield (
        {plain(each.name): each for each in items if names[plain(each.name)] == 1},
        lambda dish, _: [plain(dish.name)] if in_file[plain(dish.name)] == 1 else [],
    )
