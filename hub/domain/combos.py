"""Combos: a heading, and the parts that are made under it. Pure.

The heading is no line, because somebody who knows nothing of combos would cook it. What is said of
it goes down to its parts, and how far it is, is how far they are.
"""

import math
from fractions import Fraction
from typing import NamedTuple

from msgspec import UnsetType
from msgspec.structs import replace

from hub.domain.order_details import Combo
from hub.domain.orders import Item, ItemStatus, Order
from hub.domain.station_steps import status_of_ranks
from hub.domain.status import RANK

_LEAST, _DIGITS = 0.001, 3
"""The smallest amount, and the digits behind its point."""


def parts_of(order: Order, combo_id: str) -> list[Item]:
    """List the parts of a combo, those that are held last."""
    return [item for item in order.lines if item.parent_id == combo_id]


def status_of_combo(order: Order, combo_id: str) -> ItemStatus:
    """Read how far a combo is off its parts: it is begun with the first, and ready with the last.

    Cancelled parts count for nothing; with no other left, it is cancelled.
    """
    ranks = [RANK[part.status] for part in parts_of(order, combo_id) if part.live]
    return status_of_ranks(ranks) if ranks else ItemStatus.CANCELLED


class Scaled(NamedTuple):
    """A combo of another quantity, and its parts with theirs."""

    combo: Combo
    parts: tuple[Item, ...]


def scale_parts(order: Order, combo: Combo, quantity: int) -> Scaled:
    """Have a combo made another number of times, and each of its live parts along with it.

    What does not go up evenly is rounded up: nobody gets half a side dish. What is weighed goes up
    by its weight; its name is the old one.

    Args:
        order: that it is on.
        combo: its heading as it is.
        quantity: how many times it is made now.
    """
    by = Fraction(quantity, combo.quantity)
    parts = tuple(_scale(part, by) for part in parts_of(order, combo.id) if part.live)
    return Scaled(replace(combo, quantity=quantity), parts)


def _scale(part: Item, by: Fraction) -> Item:
    if isinstance(part.amount, UnsetType):
        return replace(part, quantity=max(1, math.ceil(part.quantity * by)))
    amount = max(_LEAST, round(part.amount * float(by), _DIGITS))
    return replace(part, amount=amount, quantity=max(1, math.ceil(amount)))
