"""How fast a device may write, and what the head of an answer says of such limits.

The fields are those of draft-ietf-httpapi-ratelimit-headers: RateLimit-Policy tells a limit,
RateLimit how much of it is left, so that a client slows down before it is refused.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from hub.domain.errors import Code, Refusal

_DEVICES = 4096


class TokenBucket:
    """Bounds how fast each device may write; whoever is too fast is told when to come again.

    A bucket of 60 holds the most that a kitchen does at one go: a full board of 21 tickets bumped
    when the rush is over, the recall list of 50 orders taken back, or the presses that waited on a
    screen's disk while the hub was away. A script that goes on faster than 20 a second is not a
    cook.

    Args:
        per_second: writes that a device may make for as long as it likes.
        burst: writes that it may make at once, after it has been quiet.
        clock: monotonic seconds.

    Attributes:
        policy: the same, for :func:`limit_fields`.
        window: seconds after which one more may be made at the latest.
    """

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float]) -> None:
        self._per_second = per_second
        self._burst = float(burst)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.policy = f'"writes";q={burst};w={math.ceil(burst / per_second)}'
        self.window = math.ceil(1 / per_second)

    def spend(self, device: str, count: int = 1, *, spent: int = 0) -> int:
        """Take writes of a device's -> how many it has left.

        What would need more than the burst takes all of that.

        Args:
            device: whose.
            count: how many what is to be done counts as.
            spent: of them, those that were taken before.

        Raises:
            Refusal: RATE_LIMITED; the write must not be carried out.
        """
        now = self._clock()
        left, at = self._left.pop(device, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_second)
        whole = min(count, self._burst)
        if left < whole - spent:
            self._left[device] = left, now
            wait = math.ceil((whole - left) / self._per_second)
            raise Refusal(
                Code.RATE_LIMITED,
                f"Too many changes at once from this device; try again in {wait} s.",
                retry_after=wait,
            )
        left -= whole - spent
        self._left[device] = left, now
        if len(self._left) > _DEVICES:
            # Longest quiet, so full again or nearly so.
            self._left.popitem(last=False)
        return int(left)


class LimitFields(NamedTuple):
    """What the head of an answer says of a limit: as it goes over the wire, and by its names."""

    head: bytes
    by_name: Mapping[str, str]


# A screen's presses leave nearly as much as the one before did: this is made once for each figure.
@lru_cache(maxsize=512)
def limit_fields(policy: str, left: int, seconds: int) -> LimitFields:
    """Write what is said of a limit.

    Args:
        policy: its name with its parameters.
        left: how much of it may be used.
        seconds: within which that is all.
    """
    name = policy.partition(";")[0]
    by_name = {"RateLimit-Policy": policy, "RateLimit": f"{name};r={left};t={seconds}"}
    head = "".join(f"{field}: {value}\r\n" for field, value in by_name.items())
    return LimitFields(head.encode("ascii"), by_name)
