"""Looking at the network: which hubs there are, who has a name, and what is taken back from it."""

import asyncio
from collections.abc import Collection

# The package exports these two, but does not list them.
from zeroconf import DNSOutgoing, DNSQuestion, ServiceStateChange  # type: ignore[attr-defined]
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from hub.network.addresses import Address, find_interfaces
from hub.wire.service_record import SERVICE_TYPE, FoundHub, read_record, sort_hubs

_A, _PTR, _AAAA, _IN = 1, 12, 28, 1
_QUERY, _ANSWER = 0x0000, 0x8400
_AT_ONCE = 0.0

_PROBES, _PROBE_EVERY = 3, 0.25
"""How often a host name is asked for before it is taken, and how far apart in seconds (RFC 6762,
8.1)."""


async def ask_for_host(known: AsyncZeroconf, host: str) -> None:
    """Ask who has a host name, and wait as long as an answer may take."""
    for number in range(_PROBES):
        for kind in (_A, _AAAA):
            # The first asks to be answered directly: what was said to all within the last second
            # is not said to all again.
            _ask(known, f"{host}.", kind, directly=number == 0)
        await asyncio.sleep(_PROBE_EVERY)


def ask_for_hubs(known: AsyncZeroconf) -> None:
    """Ask all hubs to say who they are, also those that are known already."""
    _ask(known, SERVICE_TYPE, _PTR, directly=False)


def take_back(known: AsyncZeroconf, host: str, gone: Collection[Address]) -> None:
    """Say that a host has some addresses no longer.

    A new address replaces an old one of its kind by itself; the last of its kind would be believed
    for two more minutes.
    """
    if not gone:
        # zeroconf would send a packet without anything in it, and log that as a fault of its own.
        return
    farewell = DNSOutgoing(_ANSWER)
    former = AsyncServiceInfo(
        SERVICE_TYPE, SERVICE_TYPE, server=f"{host}.", addresses=[each.packed for each in gone]
    )
    for record in former.dns_addresses(override_ttl=0):
        farewell.add_answer_at_time(record, _AT_ONCE)
    known.zeroconf.async_send(farewell)


def _ask(known: AsyncZeroconf, name: str, kind: int, *, directly: bool) -> None:
    question = DNSQuestion(name, kind, _IN)
    question.unicast = directly
    query = DNSOutgoing(_QUERY)
    query.add_question(question)
    known.zeroconf.async_send(query)


async def browse(seconds: float) -> tuple[FoundHub, ...] | None:
    """Look for hubs.

    Args:
        seconds: how long they get to answer.

    Returns:
        those that did; None when this machine is on no network.
    """
    senders = [sender for each in find_interfaces() for sender in each.senders]
    if not senders:
        return None
    names: set[str] = set()

    def note(name: str, state_change: ServiceStateChange, **_: object) -> None:
        (names.discard if state_change is ServiceStateChange.Removed else names.add)(name)

    async with AsyncZeroconf(interfaces=senders) as known:
        async with AsyncServiceBrowser(known.zeroconf, SERVICE_TYPE, handlers=[note]):
            # They answer with all there is to know about them. It asks a second time after a
            # second: what is said to this machine alone may end at another program on it.
            await asyncio.sleep(seconds)
        infos = [AsyncServiceInfo(SERVICE_TYPE, each) for each in names]
        hubs = [_read(each) for each in infos if each.load_from_cache(known.zeroconf)]
    return sort_hubs(each for each in hubs if each is not None)


def _read(info: AsyncServiceInfo) -> FoundHub | None:
    return read_record(
        info.decoded_properties, info.server or "", info.parsed_scoped_addresses(), info.port
    )
