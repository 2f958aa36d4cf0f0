"""What is heard about names that this hub has or wants."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address
from typing import Generic, NamedTuple, TypeVar

from zeroconf import RecordUpdate, RecordUpdateListener, Zeroconf

from hub.network.addresses import Address

NAMES = 1_000
"""Names of which is noted what was heard; anybody on the network can make up more."""

SAID = 16
"""What is noted of each, such as addresses."""

_A, _TXT, _AAAA, _SRV = 1, 16, 28, 33
_T = TypeVar("_T")


class Names(NamedTuple):
    """What a hub goes by: ``host`` as ``galley-main.local``, ``service`` as its SRV is called."""

    host: str
    service: str


class Rivals(NamedTuple):
    """Others who go by the same names.

    Attributes:
        hubs: fingerprints of other hubs.
        addresses: of other machines that have the host name.
    """

    hubs: frozenset[str]
    addresses: frozenset[Address]

    def __bool__(self) -> bool:
        return bool(self.hubs or self.addresses)


class _Heard(Generic[_T]):
    """What has been said of names: the last of each, and of the names those heard last."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, OrderedDict[_T, None]] = OrderedDict()

    def note(self, name: str, said: _T) -> None:
        of = self._said.setdefault(name, OrderedDict())
        self._said.move_to_end(name)
        of[said] = None
        of.move_to_end(said)
        if len(of) > SAID:
            of.popitem(last=False)
        if len(self._said) > NAMES:
            self._said.popitem(last=False)

    def of(self, name: str) -> set[_T]:
        return set(self._said.get(name, ()))

    def names_with(self, what: _T) -> list[str]:
        return [name for name, said in self._said.items() if what in said]


class NameConflicts(RecordUpdateListener):
    """Notes who else answers to names.

    Multicast comes back to whoever sent it, so the hub also hears itself: what carries its own
    fingerprint or an address of this machine is no rival's.

    Args:
        fingerprint: the hub's own, as it is said on the network.
        own: lists the machine's addresses.
    """

    def __init__(self, fingerprint: str, own: Callable[[], set[Address]]) -> None:
        self._fingerprint = fingerprint
        self._own = own
        # An address that the machine has just lost still is its own.
        self._mine = own()
        self._watched: Names | None = None
        self._heard = asyncio.Event()
        self.forget()

    def forget(self) -> None:
        """Start with a clean sheet."""
        self._addresses: _Heard[Address] = _Heard()
        self._fingerprints: _Heard[str] = _Heard()
        self._hosts: _Heard[str] = _Heard()
        self._heard.clear()

    def watch(self, names: Names | None) -> None:
        """Say which names are the hub's now; :meth:`rival` wakes up for these only."""
        self._watched = names

    async def rival(self) -> None:
        """Wait until another machine uses a name that is watched."""
        await self._heard.wait()

    def rivals(self, names: Names) -> Rivals:
        """List the others who have been heard to use a name."""
        self._mine |= self._own()
        service, host = names.service.lower(), names.host.lower()
        hubs = self._fingerprints.of(service)
        for each in self._hosts.names_with(host):
            hubs |= self._fingerprints.of(each)
        return Rivals(
            frozenset(hubs - {self._fingerprint}),
            frozenset(self._addresses.of(host) - self._mine),
        )

    def async_update_records(
        self,
        zc: Zeroconf,  # noqa: ARG002 - as zeroconf calls it
        now: float,
        records: list[RecordUpdate],
    ) -> None:
        """Take note; called by zeroconf."""
        for record in (each.new for each in records):
            if record.is_expired(now):
                continue
            name = record.name.lower().rstrip(".")
            if record.type in (_A, _AAAA):
                address = ip_address(getattr(record, "address", b""))
                self._addresses.note(name, address)
            elif record.type == _TXT:
                said = _fingerprint(getattr(record, "text", b""))
                self._fingerprints.note(f"{name}.", said)
            elif record.type == _SRV:
                host = getattr(record, "server", "").lower().rstrip(".")
                self._hosts.note(f"{name}.", host)
        if self._watched is not None and self.rivals(self._watched):
            self._heard.set()


def _fingerprint(text: bytes) -> str:
    """Read ``fp`` out of a TXT record: strings with a byte of length before each (RFC 6763)."""
    while text:
        size = text[0] + 1
        key, _, value = text[1:size].partition(b"=")
        if key.lower() == b"fp":
            return value.decode("ascii", "replace")
        text = text[size:]
    return ""
