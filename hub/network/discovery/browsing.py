"""Looks once which hubs there are."""

import asyncio

from zeroconf import ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from hub.network.discovery.interfaces import networks
from hub.wire.service_record import SERVICE_TYPE, FoundHub, listed, understood


async def browse(seconds: float) -> tuple[FoundHub, ...] | None:
    """Look for hubs.

    Args:
        seconds: how long they get to answer.

    Returns:
        those that did; None when this machine is on no network.
    """
    senders = [sender for each in networks() for sender in each.senders]
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
    return listed(each for each in hubs if each is not None)


def _read(info: AsyncServiceInfo) -> FoundHub | None:
    return understood(
        info.decoded_properties, info.server or "", info.parsed_scoped_addresses(), info.port
    )
