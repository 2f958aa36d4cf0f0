"""What can happen to an order: what a rule reports, and what is told of it."""

import msgspec

from hub.domain.orders import Item, Order


class OrderPlaced(msgspec.Struct, frozen=True):
    """A new order."""


class OrderChanged(msgspec.Struct, frozen=True):
    """The order's status, its own fields or its set of lines changed."""


class ItemMoved(msgspec.Struct, frozen=True):
    """A line took one step; ``recalled`` when the step was back."""

    item: Item
    recalled: bool = False


class ItemCancelled(msgspec.Struct, frozen=True):
    """A line was taken off."""

    item: Item


Happening = OrderPlaced | OrderChanged | ItemMoved | ItemCancelled


class Change(msgspec.Struct, frozen=True):
    """An order after a command, and what happened on the way, in the order to be told."""

    order: Order
    happenings: tuple[Happening, ...]
