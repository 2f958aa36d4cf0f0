"""From a token to the device behind it, and slowing down those who guess."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Principal, Role

OWNER = Principal(id="owner", name="the hub's own socket", role=Role.MANAGER)
"""Who comes through the socket in the data folder: whoever owns the file."""

FAILURES = 10
PER_SECONDS = 60.0
"""Failed authentications that an address may have before it has to wait."""

_ADDRESSES = 4096
_MAX_TOKEN = 200


class Devices(Protocol):
    """Where tokens are looked up."""

    def principal_of(self, token: str) -> Principal | None:
        """Say whose token this is."""
        ...


class Gatekeeper:
    """Says who asks. A valid token is never made to wait, whatever its address has done.

    Args:
        devices: where tokens are looked up.
        clock: monotonic seconds.
    """

    def __init__(self, devices: Devices, clock: Callable[[], float] = time.monotonic) -> None:
        self._devices = devices
        self._clock = clock
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
        principal = self._devices.principal_of(token) if len(token) <= _MAX_TOKEN else None
        if principal is None:
            self._fail(address)
            raise Refusal(
                Code.UNAUTHORIZED, "Authorization: this token is unknown or has been revoked."
            )
        return principal

    def _fail(self, address: str) -> None:
        now = self._clock()
        recent = [at for at in self._failed.pop(address, ()) if at > now - PER_SECONDS]
        if len(recent) >= FAILURES:
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
