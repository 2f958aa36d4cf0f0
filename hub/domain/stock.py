"""How many of a dish changes of orders take from what is left of it, or give back. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping

from hub.domain.orders import Item, ItemStatus, Order

OrderChange = tuple[Order | None, Order]
"""An order before a change, or None for a new one, and after it."""


def count_taken(changes: Iterable[OrderChange]) -> Mapping[str, int]:
    """Count what changes that belong together take of each dish; less than nothing comes back.

    What was begun is gone, whatever becomes of its line; of what nobody has begun comes back what
    is wanted no longer. Pieces of one line, on several orders as well, count as one line: none is
    taken twice for being split or moved. A test order takes nothing.

    Args:
        changes: of all orders that change together.
    """
    pending: Counter[tuple[str, str]] = Counter()
    pieces: Counter[tuple[str, str]] = Counter()
    for before, after in changes:
        for order, sign in ((before, -1), (after, 1)):
            for item in () if order is None or order.test else order.lines:
                is_pending = item.status is ItemStatus.PENDING
                if item.menu_item_id is None or not (is_pending or _is_begun(item)):
                    continue
                line = item.menu_item_id, item.split_from or item.id
                pieces[line] += sign * item.quantity
                pending[line] += sign * item.quantity if is_pending else 0
    taken: Counter[str] = Counter()
    for line, count in pieces.items():
        # Less is left of it: only as much comes back as nobody has begun.
        taken[line[0]] += count if count > 0 else -min(-count, max(0, -pending[line]))
    return taken


def _is_begun(item: Item) -> bool:
    return item.live or item.started_at is not None
