"""How fast one token may write: a bucket of tries that fills at an even pace."""

import math
from collections import OrderedDict
from collections.abc import Callable

from hub.domain.errors import Code, Refusal

_REMEMBERED = 4096


class Pace:
    """Counts each device's writes. Whoever is too fast is told when to come again.

    A bucket of 60 holds the most that a kitchen does at one go: a full board of 21 tickets bumped
    when the rush is over, the recall list of 50 orders taken back, or the presses that waited on a
    screen's disk while the hub was away. A script that goes on faster than 20 a second is not a
    cook.

    Args:
        per_second: writes that a device may make for as long as it likes.
        burst: writes that it may make at once, after it has been quiet.
        clock: monotonic seconds.
    """

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, device: str) -> None:
        """Take one write of a device's.

        Raises:
            Refusal: RATE_LIMITED; the write must not be carried out.
        """
        now = self._clock()
        left, at = self._left.pop(device, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_second)
        if left < 1:
            self._left[device] = left, now
            wait = math.ceil((1 - left) / self._per_second)
            raise Refusal(
                Code.RATE_LIMITED,
                f"Too many changes at once from this device; try again in {wait} s.",
                retry_after=wait,
            )
        self._left[device] = left - 1, now
        if len(self._left) > _REMEMBERED:
            # Longest quiet, so full again or nearly so.
            self._left.popitem(last=False)
