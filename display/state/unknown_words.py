"""Words of a newer hub that this screen does not know: kept as they came, and never in the way.

The hub's words for a status, a type or a priority are enums. One that a later version adds becomes
a value of the same enum that is none of its members: it compares and is written like any text.
"""

from enum import StrEnum
from typing import TypeVar

from hub.domain.orders import Item, ItemStatus, Order
from hub.domain.status import RANK

Word = TypeVar("Word", bound=StrEnum)


def as_sent(kind: type[Word], word: str) -> Word:
    """Return the member that goes by this word; without one, a value that says it all the same."""
    for member in kind:
        if member == word:
            return member
    value = str.__new__(kind, word)
    value._name_ = value._value_ = word
    return value


def is_known(word: StrEnum) -> bool:
    """Whether this screen knows what the word means."""
    return type(word).__members__.get(word._name_) is word


def rank(status: ItemStatus) -> int:
    """Say how far along a status is; one that is not known counts as begun, and not yet done."""
    return RANK.get(status, RANK[ItemStatus.PREPARING])


def is_untouched(item: Item) -> bool:
    """Whether nobody has begun with a line, or has to."""
    if is_known(item.status):
        return item.status in {ItemStatus.PENDING, ItemStatus.CANCELLED}
    return item.started_at is None


def is_unfinished(item: Item) -> bool:
    """Whether a line is still to be made, as far as this screen can tell."""
    return rank(item.status) < RANK[ItemStatus.READY]


def is_open(order: Order) -> bool:
    """Whether an order stands on its kitchen's boards; with an unknown status its lines decide."""
    if is_known(order.status):
        return order.on_board
    return any(rank(item.status) < RANK[ItemStatus.SERVED] for item in order.items)
