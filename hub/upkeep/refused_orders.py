"""Requests with orders that were refused: a guest may have paid for one."""

from collections import deque
from collections.abc import Iterator

from hub.clock.wall_clock import Clock
from hub.domain.errors import Code
from hub.domain.times import instant
from hub.wire.attention import Attention, describe

_KEPT = 3600 * 1000
_MOST = 1000

BATCH = "POST /api/orders/batch"

ROUTES = frozenset(
    {
        "POST /api/orders",
        BATCH,
        "POST /api/orders/{id}/items",
        "PUT /api/orders",
        "PUT /api/orders/{id}",
    }
)
"""By which orders come in."""

_SAID = frozenset(
    {Code.ITEM_UNAVAILABLE, Code.RATE_LIMITED, Code.STALE, Code.STORAGE_ERROR, Code.STORAGE_FULL}
)
"""What its sender is meant to deal with, or what everybody is told of already."""


class RefusedOrders:
    """Counts those of the last hour.

    Args:
        clock: the hub's time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._refused: deque[tuple[int, str]] = deque(maxlen=_MOST)

    def note(self, route: str, code: str) -> None:
        """Note that a request was refused, if it brought orders.

        Args:
            route: method and path template.
            code: why.
        """
        if route in ROUTES and code not in _SAID:
            self._refused.append((self._clock.now(), code))

    def report(self) -> Iterator[Attention]:
        """Say what was refused in the last hour."""
        now = self._clock.now()
        while self._refused and now - self._refused[0][0] > _KEPT:
            self._refused.popleft()
        if self._refused:
            (since, _), (_, code) = self._refused[0], self._refused[-1]
            yield describe("ORDERS_REFUSED", instant(since), count=len(self._refused), code=code)
