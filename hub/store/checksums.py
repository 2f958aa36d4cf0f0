"""Sums over orders, by which the hub notices that a card gives back something else.

Each row has one, and the last event of a transaction holds what those of all live orders add up to:
so an order that has left the index of live ones is missed too. It costs no page that would not be
written anyway. 47 bits, so that 65,536 live orders add up to an integer of SQLite's, and a changed
row passes once in 10^14 times.
"""

from collections.abc import Sequence
from hashlib import blake2b

from hub.domain.orders import order_number
from hub.store.errors import Damaged
from hub.store.row_types import OrderRow
from hub.store.rows import Rows, Sums
from hub.store.tables import ORDERS

_BYTES = 6


def compute_sum(row: OrderRow) -> int:
    """Sum a row up, all but when it was created: that is in the body too."""
    head = f"{row.number} {row.active:d} {row.status} {row.id} {row.session_id}\0".encode()
    digest = blake2b(head, digest_size=_BYTES)
    digest.update(row.request or b"")
    digest.update(row.body)
    return int.from_bytes(digest.digest(), "big") >> 1


def is_whole(row: OrderRow) -> bool:
    """Whether a row that was read is what was written; one without a sum is taken as it is."""
    try:
        return row.sum is None or row.sum == compute_sum(row)
    except (TypeError, ValueError):
        # Not even the types are what they were.
        return False


class LiveSums:
    """The sums of the live orders that are on disk."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}
        self._total = 0

    def load(self, rows: Sequence[OrderRow], total: int | None) -> None:
        """Take the live orders in, in place of all before.

        Args:
            rows: as they stand in their table.
            total: what they add up to, as the last event in its table says; None if none does.

        Raises:
            Damaged: one of them is not what was written, or some are missing.
        """
        if changed := [row for row in rows if not is_whole(row)]:
            numbers = ", ".join(order_number(row.number) for row in changed)
            raise Damaged(f"The database is damaged: not what was written: {numbers}.")
        of = {row.number: compute_sum(row) for row in rows}
        if total not in {None, sum(of.values())}:
            raise Damaged("The database is damaged: some of the live orders are missing.")
        self._of, self._total = of, sum(of.values())

    def compute(self, rows: Rows) -> Sums:
        """Say what has to be written along with some orders; then comes :meth:`commit`."""
        total = self._total
        orders = rows.of(ORDERS)
        of_rows = {row.number: compute_sum(row) for row in orders}
        for row in orders:
            total += (of_rows[row.number] if row.active else 0) - self._of.get(row.number, 0)
        return Sums(of_rows, total)

    def commit(self, rows: Rows, sums: Sums) -> None:
        """Note that a transaction is durable."""
        for row in rows.of(ORDERS):
            if row.active:
                self._of[row.number] = sums.of_rows[row.number]
            else:
                self._of.pop(row.number, None)
        self._total = sums.live
