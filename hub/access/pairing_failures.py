"""Who has failed to be paired while pairing is open: counted by address, and held off by it. Pure.

What a stranger does wrong counts against the stranger's address and nobody else's. The table is
bounded: addresses of IPv6 cost nothing, so beyond :data:`NEIGHBOURS` of one /64 its further ones
are counted as one, and so is whoever comes when :data:`ADDRESSES` are known.
"""

from collections import Counter
from ipaddress import IPv6Address, IPv6Network, ip_address

import msgspec

from hub.wire.pairing import FAILURES, TRIES_OF_ADDRESS, PairingStranger

NEIGHBOURS = 64
"""Addresses of one /64 of IPv6 that are counted each by itself. A branch's devices share one."""

ADDRESSES = 1024
"""Addresses that are counted each by itself: four times what a home router hands out."""

LISTED = 20
"""Of those that have failed, how many a manager is told of by name."""

_ELSEWHERE = "other addresses"


class Stranger(msgspec.Struct):
    """What has come from one address: how often a pairing was begun, and what was wrong."""

    address: str
    begun: int = 0
    short: int = 0
    wrong_codes: int = 0
    wrong_nonces: int = 0
    refused: int = 0

    @property
    def failures(self) -> int:
        """Everything that was wrong."""
        return self.wrong_codes + self.wrong_nonces + self.refused

    @property
    def held_off(self) -> bool:
        """Whether it may not ask any more while pairing is open this time."""
        return self.failures >= FAILURES or self.begun >= TRIES_OF_ADDRESS

    def to_wire(self) -> PairingStranger:
        """Say it as the manager sees it."""
        return PairingStranger(
            address=self.address,
            asked=self.begun,
            wrong_codes=self.wrong_codes,
            wrong_nonces=self.wrong_nonces,
            refused=self.refused,
            held_off=self.held_off,
        )


class Strangers:
    """The table of one time that pairing is open."""

    def __init__(self) -> None:
        self._of: dict[str, Stranger] = {}
        self._neighbours: Counter[IPv6Network] = Counter()

    def at(self, address: str) -> Stranger:
        """Return what is known of an address, which may be nothing yet."""
        known = self._of.get(address)
        if known is not None:
            return known
        network = _network(address)
        if network is not None and self._neighbours[network] >= NEIGHBOURS:
            return self._entry(str(network))
        if len(self._of) >= ADDRESSES:
            return self._entry(_ELSEWHERE)
        if network is not None:
            self._neighbours[network] += 1
        return self._entry(address)

    def worst(self) -> int:
        """Return how many failures the address has that has most."""
        return max((each.failures for each in self._of.values()), default=0)

    def list_noticed(self) -> list[Stranger]:
        """List those that have failed or are held off, the worst first."""
        found = [each for each in self._of.values() if each.failures or each.held_off]
        return sorted(found, key=lambda each: (each.failures, each.begun), reverse=True)

    def _entry(self, name: str) -> Stranger:
        return self._of.setdefault(name, Stranger(name))


def _network(address: str) -> IPv6Network | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if not isinstance(parsed, IPv6Address):
        return None
    return IPv6Network((int(parsed) >> 64 << 64, 64))
