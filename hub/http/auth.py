"""From a token to the device behind it; slowing down those who guess, or who write too fast."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Principal, Role
from hub.limits import DEFAULT, Limits

OWNER = Principal(id="owner", name="the hub's own socket", role=Role.MANAGER)
"""Who comes through the socket in the data folder: whoever owns the file."""

PER_SECONDS = 60.0
"""For how long a failed authentication is held against an address."""

AT_ONCE = 3
"""Failures that are answered at once: a mistyped token, a device that was revoked."""

HELD_BACK = 0.25
"""Seconds for which the answers to the next failures are held back."""

HELD_BACK_LONGER = 0.5
"""Seconds for which whoever has failed too often waits to be told so."""

_ADDRESSES = 4096
_DEVICES = 4096
_MAX_TOKEN = 200


class Devices(Protocol):
    """Where tokens are looked up."""

    def find_principal(self, token: str) -> Principal | None:
        """Say whose token this is."""
        ...


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
        if len(self._left) > _DEVICES:
            # Longest quiet, so full again or nearly so.
            self._left.popitem(last=False)


def _ignore(_principal: Principal, _address: str) -> None:
    pass


class Authenticator:
    """Says who asks. A valid token is never made to wait, whatever its address has done.

    Args:
        devices: where tokens are looked up.
        clock: monotonic seconds.
        seen: told who has shown a valid token, and from which address.
        limits: how often an address may fail, how fast a device may write, and what else any one
            client gets.

    Attributes:
        limits: the same.
    """

    def __init__(
        self,
        devices: Devices,
        clock: Callable[[], float] = time.monotonic,
        *,
        seen: Callable[[Principal, str], None] = _ignore,
        limits: Limits = DEFAULT,
    ) -> None:
        self._devices = devices
        self._clock = clock
        self._seen = seen
        self.limits = limits
        self._failures = limits.failures_per_minute
        self._writes = TokenBucket(limits.writes_per_second, limits.write_burst, clock)
        self._failed: OrderedDict[str, list[float]] = OrderedDict()

    def from_headers(self, values: list[str], address: str) -> Principal:
        """Read the Authorization header.

        Raises:
            Refusal: UNAUTHORIZED, or RATE_LIMITED after too many failures from the address.
        """
        if len(values) == 1:
            scheme, _, token = values[0].partition(" ")
            if scheme.casefold() == "bearer":
                return self.from_token(token.strip(), address)
        self._fail(address)
        raise Refusal(Code.UNAUTHORIZED, "Authorization: a token is needed, as 'Bearer <token>'.")

    def from_token(self, token: str, address: str) -> Principal:
        """Say whose token it is.

        Raises:
            Refusal: UNAUTHORIZED, or RATE_LIMITED after too many failures from the address.
        """
        principal = self._devices.find_principal(token) if len(token) <= _MAX_TOKEN else None
        if principal is None:
            self._fail(address)
            raise Refusal(
                Code.UNAUTHORIZED, "Authorization: this token is unknown or has been revoked."
            )
        self._seen(principal, address)
        return principal

    def spend_write(self, principal: Principal) -> None:
        """Take one of the writes that a device may make.

        Raises:
            Refusal: RATE_LIMITED; the write must not be carried out.
        """
        self._writes.spend(principal.id)

    def delay_of(self, address: str) -> float:
        """Say for how many seconds the answer to a failure is held back."""
        failures = len(self._failed.get(address, ()))
        if failures <= min(AT_ONCE, self._failures - 1):
            return 0.0
        return HELD_BACK if failures < self._failures else HELD_BACK_LONGER

    def _fail(self, address: str) -> None:
        now = self._clock()
        recent = [at for at in self._failed.pop(address, ()) if at > now - PER_SECONDS]
        if len(recent) >= self._failures:
            self._failed[address] = recent
            wait = max(1, round(recent[0] + PER_SECONDS - now))
            raise Refusal(
                Code.RATE_LIMITED,
                f"Too many failed attempts from this address; try again in {wait} s.",
                retry_after=wait,
            )
        self._failed[address] = [*recent, now]
        while len(self._failed) > _ADDRESSES:
            self._failed.popitem(last=False)
