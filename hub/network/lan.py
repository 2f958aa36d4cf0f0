"""The hub on the branch's network: the TLS door, its certificate, and who is told of it."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from ipaddress import ip_address
from pathlib import Path

from hub.background import run_in_background
from hub.clock.wall_clock import Clock
from hub.config_sections import LanSettings
from hub.http.listener import ConnectionLimiter, accept_connections
from hub.http.server import Server
from hub.network import addresses
from hub.network.addresses import Address, Addresses, choose_open
from hub.network.tls.authority import Authority, read_authority
from hub.network.tls.certificate import can_hold
from hub.network.tls.context import CertificateError
from hub.network.tls.issuing import Issuer, SigningTask
from hub.network.tls.live_certificate import ServerCertificate
from hub.network.tls.owner_certificate import OwnCertificate, read_own
from hub.paths import TLS
from hub.store.errors import CannotOpen
from hub.wire.service_record import Announcement, local_name

_log = logging.getLogger(__name__)

LOOK_AT_CLOCK_EVERY = 30.0
"""Seconds between two looks whether the certificate still is valid: a Raspberry Pi's clock may jump
by years once it has found the time."""

_IP_FREEBIND = 15
"""IP_FREEBIND of Linux, to which Python gives no name."""


class Lan:
    """The open door.

    Attributes:
        name: the host name by which the network knows the hub.
        port: where it listens.
        addresses: those of the machine at which it is open, as they are now.
        announced: whether the network is told that the hub is there.
        on_renamed: told when the name has become another one.
    """

    announced = False

    def __init__(
        self,
        name: str,
        port: int,
        found: Addresses,
        shown: ServerCertificate,
        only: frozenset[Address],
    ) -> None:
        self.on_renamed: Callable[[], None] = lambda: None
        self.name = name
        self.port = port
        self.only = only
        self.addresses = choose_open(found, only)
        self._shown = shown

    @property
    def named(self) -> str:
        """Where browsers find the hub by its name."""
        return f"https://{self.name}:{self.port}"

    @property
    def urls(self) -> tuple[str, ...]:
        """Where the hub can be reached: by its name first, then by each address.

        Everybody who is told an address is told one of these. Those that the certificate cannot be
        for, because they are no private ones, are left out where there are others.
        """
        covered = [each for each in self.addresses if can_hold(each)]
        named = () if is_closed_to_neighbours(self.only) else (self.named,)
        told = map(str, covered or self.addresses)
        return (*named, *map(self.find_url, told))

    def find_url(self, address: str) -> str:
        """Say where the hub is reached at an address of this machine, given as text."""
        return f"https://{f'[{address}]' if ':' in address else address}:{self.port}"

    @property
    def uncovered(self) -> bool:
        """Whether no address that is told is in the certificate, so that browsers will warn."""
        return bool(self.addresses) and not any(map(can_hold, self.addresses))

    def take_name(self, name: str) -> None:
        """Take note of the host name that the network knows the hub by."""
        before, self.name = self.name, name
        if name != before:
            self.on_renamed()

    async def follow_addresses(self, found: Addresses) -> None:
        """Follow the machine to its new addresses.

        Raises:
            OSError: a certificate for them cannot be written.
        """
        self.addresses = choose_open(found, self.only)
        await self._shown.renew(self.addresses)

    async def keep_valid(self) -> None:
        """Renew the certificate whenever it is time to, for ever."""
        while True:
            await asyncio.sleep(LOOK_AT_CLOCK_EVERY)
            try:
                await self._shown.renew()
            except OSError as error:
                _log.warning("the certificate could not be renewed: %s", error)


def read_own_certificate(settings: LanSettings, clock: Clock) -> OwnCertificate | None:
    """Read the certificate that the owner brings, if there is one.

    Raises:
        CertificateError: naming everything that is wrong with it.
    """
    files = (settings.certificate, settings.key)
    certificate, key = (Path(each) if each else None for each in files)
    if certificate is None and key is None:
        return None
    return read_own(certificate, key, clock.now())


async def open_hub_authority(
    data: Path, branch_id: str, names: tuple[str, ...], lan: LanSettings, issuer: Issuer, now: int
) -> Authority:
    """Read the authority of a data folder, or have it made when there is none yet.

    Args:
        data: the data folder.
        branch_id: the branch's.
        names: of the hub.
        lan: where it will listen: the first certificate is made in one go with the authority.
        issuer: makes them.
        now: the hub's time, in Unix milliseconds.

    Raises:
        CannotOpen: its files cannot be used, or not be written.
    """
    folder = data / TLS
    only = frozenset(map(ip_address, lan.addresses))
    try:
        authority = read_authority(folder)
        if authority is None:
            task = SigningTask(
                folder=str(folder),
                branch_id=branch_id,
                names=names,
                addresses=tuple(map(str, choose_open(addresses.current(), only))),
                certificate=lan.enabled,
                now=now,
            )
            await issuer(task)
            authority = read_authority(folder)
    except (CertificateError, OSError) as error:
        raise CannotOpen(str(error)) from error
    if authority is None:
        raise CannotOpen(f"The hub's authority was made, and is not in {folder}.")
    return authority


def prepare_certificate(
    data: Path,
    authority: Authority,
    names: tuple[str, ...],
    clock: Clock,
    issuer: Issuer,
    own: OwnCertificate | None,
) -> ServerCertificate:
    """Put the certificate together that the hub shows on the network."""
    if own is not None and own.remark is not None:
        _log.warning("%s", own.remark)
    for each in names:
        if not authority.may_sign_for(each) and not (own is not None and own.is_for(each)):
            _log.warning(
                "hosts: browsers will warn at https://%s, because no certificate is for it", each
            )
    return ServerCertificate(data / TLS, authority, names, clock, issuer, own)


@asynccontextmanager
async def open_lan(
    settings: LanSettings,
    announcement: Announcement,
    shown: ServerCertificate,
    server: Server,
    limiter: ConnectionLimiter,
) -> AsyncIterator[Lan]:
    """Open the door for as long as the context lasts.

    Args:
        settings: where to listen.
        announcement: what the hub says of itself.
        shown: the certificate.
        server: makes the protocol of each connection.
        limiter: counts the connections.

    Raises:
        CannotOpen: the port is taken, or there is no certificate and none can be written.
    """
    found = addresses.current()
    only = frozenset(map(ip_address, settings.addresses))
    try:
        await shown.renew(choose_open(found, only))
    except OSError as error:
        raise CannotOpen(f"The hub's certificate cannot be written: {error}.") from error
    async with AsyncExitStack() as stack:
        sockets = _bind(stack, settings)
        for each in sockets:
            await stack.enter_async_context(
                accept_connections(server, each, limiter=limiter, ssl=shown.context)
            )
        port = int(sockets[0].getsockname()[1])
        lan = Lan(local_name(announcement.branch), port, found, shown, only)
        for work, name in (
            (addresses.watch(found, lan.follow_addresses), "addresses"),
            (lan.keep_valid(), "certificate"),
        ):
            await stack.enter_async_context(run_in_background(work, name))
        if settings.discovery and not is_closed_to_neighbours(only):
            # Zeroconf is 3 MiB, which a hub that nobody has to find does without.
            from hub.network.discovery.advertising import advertise  # noqa: PLC0415

            lan.announced = True
            await stack.enter_async_context(
                advertise(announcement, lan.port, on_host=lan.take_name, only=only)
            )
        yield lan


def find_trouble(settings: LanSettings) -> str | None:
    """Say why a hub with these settings could not open its door; None when it could."""
    try:
        with ExitStack() as stack:
            _bind(stack, settings)
    except CannotOpen as error:
        return str(error)
    return None


def is_closed_to_neighbours(only: frozenset[Address]) -> bool:
    """Say whether a door is open on its own machine only."""
    return bool(only) and all(each.is_loopback for each in only)


def _bind(stack: AsyncExitStack | ExitStack, settings: LanSettings) -> list[socket.socket]:
    """Bind the sockets; all of them on one port, also where the system chooses it."""
    port = settings.port
    sockets: list[socket.socket] = []
    for address in settings.addresses or (_everywhere(),):
        sock = stack.enter_context(_socket(address))
        try:
            sock.bind((address, port))
        except OSError as error:
            raise CannotOpen(
                f"Port {port} cannot be listened on for the network (address {address}): "
                f"{error.strerror}. Is another hub running? Choose another port with [lan] port "
                "(GALLEY_LAN_PORT), or close this door with enabled = false."
            ) from error
        port = int(sock.getsockname()[1])
        sockets.append(sock)
    return sockets


def _everywhere() -> str:
    """Return the address that stands for all: also those of IPv6, where the kernel knows it."""
    return "::" if socket.has_dualstack_ipv6() else "0.0.0.0"  # noqa: S104 - it is what it is for


def _socket(address: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # An address that Wi-Fi brings a minute after the start is listened on from the start.
    sock.setsockopt(socket.SOL_IP, _IP_FREEBIND, 1)
    if address == "::":
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    return sock
