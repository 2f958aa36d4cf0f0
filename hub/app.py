"""The composition root: settings in, a running hub out. Starts in order, stops in reverse."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from aiohttp import web

from hub.api.auth import OWNER, Gatekeeper
from hub.api.devices import DevicesApi
from hub.api.events import EventsApi
from hub.api.guard import Guard
from hub.api.health import HealthApi
from hub.api.kitchen import KitchenApi
from hub.api.menu import MenuApi
from hub.api.metrics import Metrics
from hub.api.openapi import document
from hub.api.orders import OrdersApi
from hub.api.routing import Route
from hub.api.server import HttpDoor
from hub.api.websocket import SocketDoor
from hub.clock import Clock, SystemClock
from hub.domain.errors import Refusal
from hub.kitchen.branch import Branch
from hub.protocol.answers import Health
from hub.protocol.closing import CloseCode
from hub.realtime.fanout import Fanout
from hub.store.errors import CannotOpen, StoreError

_log = logging.getLogger(__name__)

DATABASE = "galley.db"
OWNER_SOCKET = "hub.sock"

HOUSEKEEPING_EVERY = 3600.0
"""Seconds between two rounds of tidying up; a hub at rest leaves its card alone in between."""

STOP_WITHIN = 3.0
"""Seconds that answers under way get when the hub stops."""


class Hub:
    """A running hub.

    Attributes:
        branch: everything it knows and does.
        closing: what sockets are told when the hub stops; a restart sets RESTARTING.
        port: where it listens on TCP; None when it listens on its own socket only.
    """

    def __init__(self, branch: Branch) -> None:
        self.branch = branch
        self.closing = CloseCode.GOING_AWAY
        self.port: int | None = None


@asynccontextmanager
async def running(
    data: Path,
    *,
    branch_id: str | None = None,
    listen: tuple[str, int] | None = None,
    hosts: tuple[str, ...] = (),
    clock: Clock | None = None,
) -> AsyncIterator[Hub]:
    """Run a hub on a data folder for as long as the context lasts.

    Args:
        data: the folder with the database and the owner's socket; made if there is none.
        branch_id: the branch that the folder must be of; None takes the folder's own.
        listen: address and port for TCP; port 0 lets the system choose. None opens no TCP port.
        hosts: further host names that the hub answers to.
        clock: the hub's time; None takes the machine's.

    Raises:
        CannotOpen: the database is in use, newer than the program, or of another branch; or the
            port is taken.
    """
    clock = clock or SystemClock()
    _make_private(data)
    fanout = Fanout()
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        branch = await Branch.open(
            data / DATABASE,
            clock,
            branch_id=branch_id,
            publish=fanout.publish,
            on_revoked=fanout.close_device,
        )
        stack.push_async_callback(branch.close)
        house = asyncio.create_task(_keep_house(branch), name="housekeeping")
        stack.push_async_callback(_cancelled, house)
        _count(metrics, branch, fanout)
        hub = Hub(branch)
        gatekeeper = Gatekeeper(branch.devices)
        sockets = SocketDoor(
            branch_id=branch.id,
            epoch=lambda: branch.epoch,
            board=branch.board,
            fanout=fanout,
            gatekeeper=gatekeeper,
            clock=clock,
        )
        public, local = _routes(branch, fanout, metrics)
        guard = Guard([f"galley-{branch.id}.local", socket.gethostname().lower(), *hosts])

        def door(routes: list[Route], *, owned: bool) -> web.Server:
            return HttpDoor(
                routes,
                socket=sockets.serve,
                gatekeeper=gatekeeper,
                guard=guard,
                answers=branch.answers,
                metrics=metrics,
                owner=OWNER if owned else None,
            ).server()

        await _listen_locally(stack, door([*public, *local], owned=True), data / OWNER_SOCKET)
        if listen is not None:
            hub.port = await _listen(stack, door(public, owned=False), *listen)

        async def say_goodbye() -> None:
            await fanout.close_all(hub.closing, STOP_WITHIN)

        # While the doors still listen: aiohttp hears no client out once it closes.
        stack.push_async_callback(say_goodbye)
        yield hub
        _log.info("stopping")


async def _keep_house(branch: Branch) -> None:
    """Do now and then what nobody waits for."""
    while True:
        await asyncio.sleep(HOUSEKEEPING_EVERY)
        try:
            await branch.answers.purge()
        except (Refusal, StoreError) as error:
            _log.warning("old answers could not be forgotten: %s", error)


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _routes(branch: Branch, fanout: Fanout, metrics: Metrics) -> tuple[list[Route], list[Route]]:
    devices = DevicesApi(branch.id, branch.devices, branch.history)
    health = Health(status="ok", branch=branch.id, epoch=branch.epoch, version=version("galley"))
    public: list[Route] = [
        *KitchenApi(branch.id, branch.orders, branch.board, branch.menu, fanout).routes(),
        *OrdersApi(branch.orders, branch.history).routes(),
        *MenuApi(branch.menu).routes(),
        *devices.routes(),
        *EventsApi(branch.history).routes(),
    ]
    about = HealthApi(
        health,
        lambda: branch.writer.trouble,
        metrics,
        lambda: document([*public, *about.routes()], version("galley")),
    )
    public += about.routes()
    return public, devices.local_routes()


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
    metrics.gauge("galley_writable", "1 while changes can be written.", lambda: not writer.trouble)


async def _listen(stack: AsyncExitStack, server: web.Server, host: str, port: int) -> int:
    listener = _bound(host, port)
    runner = web.ServerRunner(server, shutdown_timeout=STOP_WITHIN)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.SockSite(runner, listener)
    await site.start()
    return int(listener.getsockname()[1])


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
