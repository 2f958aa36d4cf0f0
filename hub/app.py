"""The composition root: settings in, a running hub out. Starts in order, stops in reverse."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from hub.api.auth import OWNER, Gatekeeper
from hub.api.backups import BackupsApi
from hub.api.connections import Server
from hub.api.devices import DevicesApi
from hub.api.drill import DrillApi
from hub.api.events import EventsApi
from hub.api.guard import Guard
from hub.api.health import HealthApi
from hub.api.kitchen import KitchenApi
from hub.api.listening import STOP_WITHIN, Census, listening
from hub.api.menu import MenuApi
from hub.api.metrics import Metrics
from hub.api.openapi import document
from hub.api.orders import OrdersApi
from hub.api.pages import PagesApi
from hub.api.pairing import PairingApi
from hub.api.routing import Route
from hub.api.server import House, HttpDoor
from hub.api.standing import StandingApi
from hub.api.websocket import Place, SocketDoor
from hub.clock import Machine, SystemMachine, WallClock
from hub.config import LanSettings
from hub.domain.errors import Refusal
from hub.domain.permissions import Role
from hub.domain.times import instant
from hub.kitchen.alerts import GRACE, Grace
from hub.kitchen.backups import Keeping
from hub.kitchen.branch import Branch
from hub.kitchen.drill import DrillDesk
from hub.kitchen.pairing import PairingDesk, Reach
from hub.lan import Lan, authority_of, on_the_network, own_certificate, shown_by
from hub.protocol.announcing import Announcement
from hub.protocol.answers import Health, Standing
from hub.protocol.closing import CloseCode
from hub.protocol.limits import DEFAULT, Limits
from hub.protocol.local_name import local_names
from hub.protocol.pinning import Anchor
from hub.protocol.rooms import kitchen_room
from hub.realtime.fanout import Fanout
from hub.store.errors import CannotOpen, StoreError

_log = logging.getLogger(__name__)

DATABASE = "galley.db"
OWNER_SOCKET = "hub.sock"

HOUSEKEEPING_EVERY = 3600.0
"""Seconds between two rounds of tidying up; a hub at rest leaves its card alone in between."""


class Doors(NamedTuple):
    """Where the hub can be reached, beside its own socket.

    Attributes:
        loopback: address and port for plain HTTP on this machine; port 0 lets the system choose.
            None opens none.
        lan: the door for the network; None opens none.
        hosts: further host names that the hub answers to.
        title: what people call the hub; empty for "Galley" and the branch.
    """

    loopback: tuple[str, int] | None = None
    lan: LanSettings | None = None
    hosts: tuple[str, ...] = ()
    title: str = ""


NO_DOORS = Doors()
NOTHING_SAID = Keeping()


class Hub:
    """A running hub.

    Attributes:
        branch: everything it knows and does.
        anchor: the certificate that paired devices trust.
        closing: what sockets are told when the hub stops; a restart sets RESTARTING.
        port: where it listens on TCP for this machine; None when it does not.
        lan: the door for the network; None while there is none.
        pairing: lets new devices in, when a manager has opened it.
        public, local: what can be asked over the network, and through its own socket only.
    """

    def __init__(self, branch: Branch, fanout: Fanout, anchor: Anchor) -> None:
        self.branch = branch
        self.anchor = anchor
        self.pairing = PairingDesk(
            branch_id=branch.id,
            devices=branch.devices,
            reach=Reach(lambda: bytes.fromhex(anchor.fingerprint), self._urls),
            show=partial(fanout.show, kitchen_room(branch.id), Role.KITCHEN),
        )
        self.closing = CloseCode.GOING_AWAY
        self.port: int | None = None
        self.lan: Lan | None = None
        self.public: tuple[Route, ...] = ()
        self.local: tuple[Route, ...] = ()

    def _urls(self) -> tuple[str, ...]:
        if self.lan is not None:
            return self.lan.urls
        return () if self.port is None else (f"http://127.0.0.1:{self.port}",)


@asynccontextmanager
async def running(
    data: Path,
    *,
    branch_id: str | None = None,
    doors: Doors = NO_DOORS,
    clock: Machine | None = None,
    grace: Grace = GRACE,
    limits: Limits = DEFAULT,
    keeping: Keeping = NOTHING_SAID,
) -> AsyncIterator[Hub]:
    """Run a hub on a data folder for as long as the context lasts.

    Args:
        data: the folder with the database and the owner's socket; made if there is none.
        branch_id: the branch that the folder must be of; None takes the folder's own.
        doors: where it can be reached, beside its own socket.
        clock: a machine's clocks; None takes this one's.
        grace: how long an order may be on no screen before the kitchen is told.
        limits: what any one client gets.
        keeping: backups, and how much of the past stays in the database.

    Raises:
        CannotOpen: the database is in use, newer than the program, or of another branch; or a port
            is taken; or the hub's own keys cannot be used.
        BadCertificates: the owner's certificate cannot be used.
    """
    machine = clock or SystemMachine()
    own = None if doors.lan is None else own_certificate(doors.lan, WallClock(machine))
    _make_private(data)
    fanout = Fanout()
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        branch = await Branch.open(
            data / DATABASE,
            machine,
            branch_id=branch_id,
            publish=fanout.publish,
            on_revoked=fanout.close_device,
            keeping=keeping,
        )
        stack.push_async_callback(branch.close)
        fanout.on_painted = branch.alerts.painted
        branch.alarms.show = partial(fanout.show, kitchen_room(branch.id), Role.KITCHEN)
        fanout.on_left = lambda device_id: branch.sightings.connected([device_id])
        tidying = asyncio.create_task(_keep_house(branch, fanout), name="housekeeping")
        stack.push_async_callback(_cancelled, tidying)
        timekeeping = asyncio.create_task(branch.corrections.run(), name="timekeeping")
        stack.push_async_callback(_cancelled, timekeeping)
        lookout = asyncio.create_task(branch.alerts.run(grace), name="lookout")
        stack.push_async_callback(_cancelled, lookout)
        _count(metrics, branch, fanout)
        # All of them, because another machine on the network may have the first ones already.
        names = (*local_names(branch.id), "localhost", *doors.hosts)
        authority = authority_of(data, branch.id, names)
        hub = Hub(branch, fanout, authority.anchor)
        gatekeeper = Gatekeeper(branch.devices, seen=branch.sightings.seen, limits=limits)
        sockets = SocketDoor(
            Place(branch.id, lambda: branch.epoch, branch.board, branch.alarms.standing),
            fanout=fanout,
            gatekeeper=gatekeeper,
            clock=branch.time.shown,
            metrics=metrics,
        )
        public, local = _routes(hub, fanout, metrics)
        hub.public, hub.local = tuple(public), tuple(local)
        guard = Guard([*names, socket.gethostname().lower(), *(own.hosts if own else ())])

        census = Census(limits, metrics.turned_away)
        metrics.gauge("galley_connections", "Open TCP connections.", lambda: len(census))

        house = House(branch.answers, metrics, branch.time.shown)

        def door(routes: list[Route], *, owned: bool) -> Server:
            return HttpDoor(
                routes,
                socket=sockets.serve,
                gatekeeper=gatekeeper,
                guard=guard,
                house=house,
                owner=OWNER if owned else None,
            ).server()

        await _listen_locally(stack, door([*public, *local], owned=True), data / OWNER_SOCKET)
        if doors.loopback is not None:
            listener = _bound(*doors.loopback)
            server = door(public, owned=False)
            await stack.enter_async_context(listening(server, listener, census=census))
            hub.port = int(listener.getsockname()[1])
        if doors.lan is not None and doors.lan.enabled:
            shown = shown_by(data, authority, names, branch.time, own)
            server = door(public, owned=False)
            announcement = Announcement(
                branch=branch.id,
                name=doors.title,
                version=version("galley"),
                fingerprint=authority.anchor.fingerprint,
            )
            hub.lan = await stack.enter_async_context(
                on_the_network(doors.lan, announcement, shown, server, census)
            )

        async def say_goodbye() -> None:
            await fanout.close_all(hub.closing, STOP_WITHIN)

        # While the doors still listen: aiohttp hears no client out once it closes.
        stack.push_async_callback(say_goodbye)
        yield hub
        _log.info("stopping")


async def _keep_house(branch: Branch, fanout: Fanout) -> None:
    """Do now and then what nobody waits for."""
    while True:
        await asyncio.sleep(HOUSEKEEPING_EVERY)
        branch.sightings.connected(fanout.devices())
        await branch.write_sightings()
        try:
            await branch.answers.purge()
        except (Refusal, StoreError) as error:
            _log.warning("old answers could not be forgotten: %s", error)
        try:
            await branch.backups.keep_history()
        except (Refusal, StoreError) as error:
            _log.warning("old history could not be moved to its archive: %s", error)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _routes(hub: Hub, fanout: Fanout, metrics: Metrics) -> tuple[list[Route], list[Route]]:
    branch = hub.branch
    devices = DevicesApi(
        branch.id, branch.devices, branch.history, branch.sightings, fanout.devices
    )
    health = Health(status="ok", branch=branch.id, epoch=branch.epoch, version=version("galley"))
    public: list[Route] = [
        *KitchenApi(branch.id, branch.orders, branch.board, branch.menu, fanout).routes(),
        *OrdersApi(branch.orders, branch.history).routes(),
        *MenuApi(branch.menu).routes(),
        *devices.routes(),
        *PairingApi(hub.pairing).routes(),
        *EventsApi(branch.history).routes(),
        *PagesApi(branch.id, hub.anchor, lambda: hub.lan.urls[0] if hub.lan else None).routes(),
    ]
    about = HealthApi(
        health,
        lambda: branch.writer.trouble,
        metrics,
        lambda: document([*public, *about.routes()], version("galley")),
    )
    public += about.routes()
    drill = DrillDesk(kitchen_room(branch.id), fanout)
    return public, [
        *devices.local_routes(),
        *BackupsApi(branch.backups).routes(),
        *DrillApi(drill).routes(),
        *StandingApi(lambda: _standing(hub)).routes(),
    ]


def _standing(hub: Hub) -> Standing:
    return Standing(
        branch=hub.branch.id,
        version=version("galley"),
        lan_port=None if hub.lan is None else hub.lan.port,
        announced=hub.lan is not None and hub.lan.announced,
        backups=str(hub.branch.backups.folder),
        time=instant(hub.branch.time.shown.now()),
    )


def _count(metrics: Metrics, branch: Branch, fanout: Fanout) -> None:
    writer = branch.writer
    metrics.gauge("galley_sockets", "Connected WebSockets.", lambda: len(fanout))
    metrics.gauge(
        "galley_slow_closed",
        "Sockets closed because they were too slow.",
        lambda: fanout.slow_closed,
    )
    metrics.gauge("galley_commits", "Transactions committed.", lambda: writer.commits)
    metrics.gauge("galley_changes", "Changes committed.", lambda: writer.units)
    metrics.gauge("galley_seq", "The last durable event.", lambda: branch.log.committed)
    metrics.gauge(
        "galley_unpainted",
        "Orders that are on no screen of one of their stations.",
        lambda: branch.alerts.unpainted,
    )
    metrics.gauge("galley_writable", "1 while changes can be written.", lambda: not writer.trouble)


async def _listen_locally(stack: AsyncExitStack, server: web.Server, path: Path) -> None:
    # Only the holder of the database's lock gets here: a socket that is left over is nobody's.
    _remove(path)
    runner = web.ServerRunner(server, shutdown_timeout=STOP_WITHIN)
    await runner.setup()
    stack.callback(_remove, path)
    stack.push_async_callback(runner.cleanup)
    before = os.umask(0o177)
    try:
        await web.UnixSite(runner, str(path)).start()
    except OSError as error:
        raise CannotOpen(
            f"The hub's own socket {path} cannot be made: {error.strerror or error}. A data folder "
            "with a shorter path may help."
        ) from error
    finally:
        os.umask(before)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotOpen(
            f"Port {port} on {host} cannot be listened on: {error.strerror}. "
            "Is another hub running? Choose another with --port."
        ) from error
    listener.settimeout(0)
    return listener


def _make_private(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CannotOpen(f"The data folder {data} cannot be made: {error.strerror}.") from error
