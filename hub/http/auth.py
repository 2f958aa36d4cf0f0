"""From a token to the device behind it; slowing down those who guess, or who write too fast."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol

from hub.domain.errors import Code, Refusal, bad_field
from hub.domain.permissions import Principal, Role
from hub.http.rate_limit import LimitFields, TokenBucket, limit_fields
from hub.limits import DEFAULT, Limits
from hub.wire.people import PROOF_HEADER

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
_MAX_TOKEN = 200


class Devices(Protocol):
    """Where tokens are looked up."""

    def find_principal(self, token: str) -> Principal | None:
        """Say whose token this is."""
        ...


def _ignore(_principal: Principal, _address: str) -> None:
    pass


def _know_nobody(principal: Principal, _proof: str) -> Principal:
    return principal


class Authenticator:
    """Says who asks. A valid token is never made to wait, whatever its address has done.

    Args:
        devices: where tokens are looked up.
        clock: monotonic seconds.
        identify: says who asks where a device has shown who stands at it.
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
        identify: Callable[[Principal, str], Principal] = _know_nobody,
        limits: Limits = DEFAULT,
    ) -> None:
        self._devices = devices
        self._clock = clock
        self._seen = seen
        self._identify = identify
        self.limits = limits
        self._failures = limits.failures_per_minute
        self._failure_policy = f'"failures";q={self._failures};w={PER_SECONDS:.0f}'
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

    def identify(self, principal: Principal, proofs: list[str]) -> Principal:
        """Say who stands at a device that has shown it.

        Args:
            principal: the device.
            proofs: what it has shown.

        Raises:
            Refusal: FORBIDDEN for what proves nothing, BAD_REQUEST for two of them.
        """
        if len(proofs) != 1:
            raise bad_field(PROOF_HEADER, "comes twice")
        return self._identify(principal, proofs[0])

    def spend_write(self, principal: Principal, count: int = 1, *, spent: int = 0) -> LimitFields:
        """Take some of the writes that a device may make -> what its answer says of those left.

        Args:
            principal: whose.
            count: how many what is to be done counts as.
            spent: of them, those that were taken before.

        Raises:
            Refusal: RATE_LIMITED; the write must not be carried out.
        """
        writes = self._writes
        left = writes.spend(principal.id, count, spent=spent)
        return limit_fields(writes.policy, left, writes.window)

    def exhausted_writes(self, seconds: int) -> LimitFields:
        """Say what the answer to a device tells that has to wait so many seconds to write."""
        return limit_fields(self._writes.policy, 0, seconds)

    def failures_of(self, address: str) -> LimitFields:
        """Say what the answer to a failure tells of how many more an address may have."""
        failed = self._failed.get(address, ())
        left = max(0, self._failures - len(failed))
        seconds = self._wait(failed) if failed else round(PER_SECONDS)
        return limit_fields(self._failure_policy, left, seconds)

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
            wait = self._wait(recent)
            raise Refusal(
                Code.RATE_LIMITED,
                f"Too many failed attempts from this address; try again in {wait} s.",
                retry_after=wait,
            )
        self._failed[address] = [*recent, now]
        while len(self._failed) > _ADDRESSES:
            self._failed.popitem(last=False)

    def _wait(self, failed: Sequence[float]) -> int:
        """Say in how many seconds the first of some failures is forgotten."""
        return max(1, round(failed[0] + PER_SECONDS - self._clock()))
