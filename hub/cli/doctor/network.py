"""How the branch's network sees the hub: addresses, its announcement, and its certificate."""

import asyncio
import datetime as dt
import ssl
from collections.abc import Collection, Iterator, Sequence
from ipaddress import IPv4Address

import msgspec

from hub.cli.doctor.machine import Run, format_age
from hub.common.checks import Finding, ok, problem, warning
from hub.config_sections import LanSettings
from hub.locale.words import say
from hub.network.addresses import Address, Addresses, choose_open
from hub.network.lan import find_trouble, is_closed_to_neighbours
from hub.network.tls.certificate import can_hold
from hub.network.tls.contents import CertificateContents, read_certificate
from hub.wire.pinning import Anchor, pinned_context
from hub.wire.service_record import FoundHub

_WITHIN = 5.0
_RELOAD = "sudo systemctl reload galley-hub"
_LOG = "journalctl -u galley-hub -e"
_SOON = dt.timedelta(days=14)


def check_addresses(found: Sequence[Address]) -> Iterator[Finding]:
    """Say where this machine is on the network.

    Args:
        found: its addresses.
    """
    if not found:
        none = say("no cable or Wi-Fi has an address: no screen can reach this machine")
        yield problem("network", none)
        return
    said = ", ".join(map(str, found))
    if all(each.is_link_local for each in found if isinstance(each, IPv4Address)):
        alone = say("the router has given it no address. Is the router on, and the cable in?")
        yield warning("network", f"{said}: {alone}")
    else:
        yield ok("network", said)


class _Lent(msgspec.Struct):
    local: str = ""
    dynamic: bool = False


class _Link(msgspec.Struct):
    addr_info: tuple[_Lent, ...] = ()


def check_lease(run: Run, found: Sequence[Address]) -> Iterator[Finding]:
    """Ask for a fixed lease where the router lends this machine its address.

    A browser takes name and address for two places: at another address, a tablet that came in by
    the old one is a stranger. Whether the router always lends the same cannot be seen from here, so
    this is no warning.

    Args:
        run: runs the system's programs.
        found: this machine's addresses.
    """
    try:
        links = msgspec.json.decode(run(("ip", "-j", "-4", "addr")) or "[]", type=list[_Link])
    except msgspec.DecodeError:
        return
    here = set(map(str, found))
    lent = [
        each.local
        for link in links
        for each in link.addr_info
        if each.dynamic and each.local in here
    ]
    if lent:
        text = say(
            "the router lends it {addresses} (DHCP). Have the router give it the same one for "
            "ever: a tablet that came in by the address is a stranger at another",
            addresses=", ".join(lent),
        )
        yield ok("lease", text)


def check_door(port: int | None, only: Collection[Address], found: Addresses) -> Iterator[Finding]:
    """Say when the hub's door for the network lets nobody in, as it is set.

    Args:
        port: of the door; None when it is closed.
        only: the addresses that it is to be open on; none for all.
        found: this machine's addresses.
    """
    if port is None:
        closed = say(
            "closed by the settings ([lan] enabled = false): no screen or till of another machine "
            "can reach this hub. If there are any, set enabled = true, then: {reload}",
            reload=_RELOAD,
        )
        yield warning("door", closed)
    elif is_closed_to_neighbours(frozenset(only)):
        local = say(
            "open for this machine only ([lan] addresses): no screen or till of another machine "
            "can reach this hub. If there are any, leave addresses empty, then: {reload}",
            reload=_RELOAD,
        )
        yield warning("door", local)
    elif found and not choose_open(found, only):
        elsewhere = say(
            "set to be open at {only} only ([lan] addresses), and this machine is at {here}: "
            "nobody can come in. Leave addresses empty, or set them right, then: {reload}",
            only=", ".join(map(str, only)),
            here=", ".join(map(str, found)),
            reload=_RELOAD,
        )
        yield problem("door", elsewhere)


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
        unseen = say(
            "a look at the network does not find this hub, so no new screen will. Does a firewall "
            "block UDP port 5353? Restart the hub; screens that are paired find its old address"
        )
        yield problem("discovery", unseen)
    for each in own:
        here = {str(address) for address in found}
        if here & {address.partition("%")[0] for address in each.addresses}:
            seen = say(
                "the network finds {name} as {host}, port {port}",
                name=each.name,
                host=each.host,
                port=each.port,
            )
            yield ok("discovery", seen)
        else:
            moved = say(
                "the network finds this hub at {addresses}, where it is not any more. That settles "
                "within two minutes; if it does not, restart the hub",
                addresses=", ".join(each.addresses),
            )
            yield warning("discovery", moved)
    for each in hubs:
        if each.branch == branch and each not in own:
            double = say(
                "another hub at {address} calls itself branch {branch} as well: give one of them "
                "another name ([hub] branch), or switch it off",
                address=each.addresses[0],
                branch=branch,
            )
            yield warning("discovery", double)


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
            shut = say(
                "nobody can come in at {address}, port {port} ({why}). Is [lan] addresses set to "
                "others? Does a firewall block it?",
                address=address,
                port=port,
                why=_explain(error),
            )
            result.append(problem("door", shut))
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
    cure = say("the hub renews it by itself; if this stays, look at: {log}", log=_LOG)
    if now < looked.begins:
        ahead = format_age(looked.begins - now)
        return warning("certificate", say("it begins in {age}: is the clock right?", age=ahead))
    if now > looked.ends:
        over = say("it ran out {age} ago; browsers will warn.", age=format_age(now - looked.ends))
        return warning("certificate", f"{over} {cure}")
    lacking = [each for each in found if can_hold(each) and each not in looked.addresses]
    if lacking:
        others = ", ".join(map(str, lacking))
        text = say("it is not for {addresses}; browsers will warn there.", addresses=others)
        return warning("certificate", f"{text} {cure}")
    left = looked.ends - now
    text = say("good for {age}, and for every address of this machine", age=format_age(left))
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
        return say("another hub's certificate is shown there")
    if isinstance(error, TimeoutError):
        return say("no answer")
    return getattr(error, "strerror", None) or str(error)
