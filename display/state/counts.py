"""All-day: how often each dish is still to be made over all open tickets (FIELD)."""

from collections import Counter
from typing import NamedTuple

from display.state.model import State
from display.state.unknown_words import is_unfinished


class Dish(NamedTuple):
    """A dish as it is made: its name, and its modifiers in the order of the alphabet."""

    name: str
    modifiers: tuple[str, ...]


def all_day(state: State) -> list[tuple[int, Dish]]:
    """Count this screen's dishes, each with its modifiers; the most frequent first."""
    counts: Counter[Dish] = Counter()
    for order in state.board():
        for item in state.settings.mine(order):
            if is_unfinished(item):
                modifiers = tuple(sorted(each.name for each in item.modifiers))
                counts[Dish(item.name, modifiers)] += item.quantity
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(count, dish) for dish, count in ranked]
