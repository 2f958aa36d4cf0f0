"""How the branch's network sees the hub: addresses, its announcement, and its certificate."""

import asyncio
import datetime as dt
import ssl
from collections.abc import Collection, Iterator, Sequence
from ipaddress import IPv4Address

from hub.cli.doctor.machine import format_age
from hub.common.checks import Finding, ok, problem, warning
from hub.config import LanSettings
from hub.network.addresses import Address, Addresses, choose_open
from hub.network.lan import find_trouble, is_closed_to_neighbours
from hub.network.tls.certificate import can_hold
from hub.network.tls.contents import CertificateContents, read_certificate
from hub.wire.pinning import Anchor, pinned_context
from hub.wire.service_record import FoundHub

_WITHIN = 5.0
_SOON = dt.timedelta(days=14)


def check_addresses(found: Sequence[Address]) -> Iterator[Finding]:
    """Say where this machine is on the network.

    Args:
        found: its addresses.
    """
    if not found:
        yield problem(
            "network", "no cable or Wi-Fi has an address: no screen can reach this machine"
        )
        return
    said = ", ".join(map(str, found))
    if all(each.is_link_local for each in found if isinstance(each, IPv4Address)):
        yield warning(
            "network",
            f"{said}: the router has given it no address. Is the router on, and the cable in?",
        )
    else:
        yield ok("network", said)


def check_door(port: int | None, only: Collection[Address], found: Addresses) -> Iterator[Finding]:
    """Say when the hub's door for the network lets nobody in, as it is set.

    Args:
        port: of the door; None when it is closed.
        only: the addresses that it is to be open on; none for all.
        found: this machine's addresses.
    """
    reload = "then: sudo systemctl reload galley-hub"
    if port is None:
        yield warning(
            "door",
            "closed by the settings ([lan] enabled = false): no screen or till of another machine "
            f"can reach this hub. If there are any, set enabled = true, {reload}",
        )
    elif is_closed_to_neighbours(frozenset(only)):
        yield warning(
            "door",
            "open for this machine only ([lan] addresses): no screen or till of another machine "
            f"can reach this hub. If there are any, leave addresses empty, {reload}",
        )
    elif found and not choose_open(found, only):
        yield problem(
            "door",
            f"set to be open at {', '.join(map(str, only))} only ([lan] addresses), and this "
            f"machine is at {', '.join(map(str, found))}: nobody can come in. Leave addresses "
            f"empty, or set them right, {reload}",
        )


def check_closed_door(settings: LanSettings) -> Iterator[Finding]:
    """Say what keeps the door for the network shut while no hub is running.

    Args:
        settings: of the door.
    """
    if not settings.enabled:
        yield from check_door(None, (), ())
        return
    trouble = find_trouble(settings)
    if trouble is not None:
        yield problem("door", trouble)


def check_discovery(
    hubs: Sequence[FoundHub] | None, branch: str, anchor: Anchor, found: Sequence[Address]
) -> Iterator[Finding]:
    """Say whether a look at the network from outside finds the hub.

    Args:
        hubs: those that the look has found; None when there is no network.
        branch: the hub's.
        anchor: the hub's.
        found: this machine's addresses.
    """
    if hubs is None:
        # Said already: there are no addresses.
        return
    own = [each for each in hubs if each.may_be(branch, anchor.fingerprint)]
    if not own:
        yield problem(
            "discovery",
            "a look at the network does not find this hub, so no new screen will. Does a firewall "
            "block UDP port 5353? Restart the hub; screens that are paired find its old address",
        )
    for each in own:
        here = {str(address) for address in found}
        if here & {address.partition("%")[0] for address in each.addresses}:
            yield ok("discovery", f"the network finds {each.name} as {each.host}, port {each.port}")
        else:
            yield warning(
                "discovery",
                f"the network finds this hub at {', '.join(each.addresses)}, where it is not any "
                "more. That settles within two minutes; if it does not, restart the hub",
            )
    for each in hubs:
        if each.branch == branch and each not in own:
            yield warning(
                "discovery",
                f"another hub at {each.addresses[0]} calls itself branch {branch} as well: give "
                "one of them another name ([hub] branch), or switch it off",
            )


async def check_certificate(
    found: Sequence[Address], port: int, anchor: Anchor, now: dt.datetime
) -> list[Finding]:
    """Connect to the door for the network as a paired screen does, and look at what it shows.

    Args:
        found: this machine's addresses; where there are none, loopback is tried.
        port: of the door.
        anchor: that the hub must prove to hold.
        now: this machine's time.
    """
    result: list[Finding] = []
    looked: CertificateContents | None = None
    context = pinned_context(anchor.pem)
    for address in found or (IPv4Address("127.0.0.1"),):
        try:
            looked = read_certificate(await _fetch_certificate(str(address), port, context))
        except (OSError, ssl.SSLError, TimeoutError, ValueError) as error:
            result.append(
                problem(
                    "door",
                    f"nobody can come in at {address}, port {port} ({_explain(error)}). Is [lan] "
                    "addresses set to others? Does a firewall block it?",
                )
            )
    if looked is not None:
        result.append(judge_certificate(looked, found, now))
    return result


def judge_certificate(
    looked: CertificateContents, found: Sequence[Address], now: dt.datetime
) -> Finding:
    """Judge a certificate at a time.

    Args:
        looked: the certificate.
        found: this machine's addresses; those of the internet, for which no hub signs, don't count.
        now: this machine's time.
    """
    cure = "the hub renews it by itself; if this stays, look at: journalctl -u galley-hub -e"
    if now < looked.begins:
        return warning(
            "certificate", f"it begins in {format_age(looked.begins - now)}: is the clock right?"
        )
    if now > looked.ends:
        over = format_age(now - looked.ends)
        return warning("certificate", f"it ran out {over} ago; browsers will warn. {cure}")
    lacking = [each for each in found if can_hold(each) and each not in looked.addresses]
    if lacking:
        others = ", ".join(map(str, lacking))
        return warning("certificate", f"it is not for {others}; browsers will warn there. {cure}")
    left = looked.ends - now
    text = f"good for {format_age(left)}, and for every address of this machine"
    return warning("certificate", f"{text}; {cure}") if left < _SOON else ok("certificate", text)


async def _fetch_certificate(host: str, port: int, context: ssl.SSLContext) -> bytes:
    async with asyncio.timeout(_WITHIN):
        _, writer = await asyncio.open_connection(host, port, ssl=context)
        try:
            shown: ssl.SSLObject = writer.get_extra_info("ssl_object")
            return shown.getpeercert(binary_form=True) or b""
        finally:
            writer.close()


def _explain(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "another hub's certificate is shown there"
    if isinstance(error, TimeoutError):
        return "no answer"
    return getattr(error, "strerror", None) or str(error)
