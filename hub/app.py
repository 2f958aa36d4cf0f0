"""The composition root: settings in, a running hub out. Starts in order, stops in reverse."""

import logging
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version
from math import inf
from pathlib import Path

from hub.access.pairing import PairingService, Reach
from hub.access.qr_codes import show_wifi
from hub.background import run_in_background
from hub.branch import Branch, BranchOptions
from hub.clock.local_time import LocalTime
from hub.clock.wall_clock import Machine, SystemMachine, WallClock
from hub.config import AT_THE_HUB, Settings, settings_given
from hub.config_sections import HistorySettings, LanSettings, OrdersSettings
from hub.domain.permissions import Role
from hub.domain.times import instant
from hub.http.answers import LongAnswers
from hub.http.auth import OWNER, Authenticator
from hub.http.handler import House, HttpHandler
from hub.http.large_bodies import LargeBodies
from hub.http.listener import STOP_WITHIN, ConnectionLimiter
from hub.http.metrics import Metrics
from hub.http.request_guard import Guard
from hub.http.routing import Endpoint
from hub.http.server import Server
from hub.http.web_files import load_web_files
from hub.http.websocket import Place, WebSocketHandler
from hub.network.lan import (
    Lan,
    open_hub_authority,
    open_lan,
    prepare_certificate,
    read_own_certificate,
)
from hub.network.local import open_loopback, open_owner_socket
from hub.network.plain import open_plain_page
from hub.network.tls.issuing import Issuer, issue_here
from hub.orders.ready_board import ReadyBoard, Watchers
from hub.orders.unpainted import GRACE, Grace
from hub.paths import DATABASE, OWNER_SOCKET, make_private
from hub.realtime.fanout import Fanout
from hub.realtime.subscriber import Subscriber
from hub.routes.health import show_gauges
from hub.routes.resources import Resources, Surroundings, resources_of
from hub.routes.web import web_endpoints
from hub.store.errors import CannotOpen
from hub.upkeep.examination import HubExamination
from hub.upkeep.host import HostService
from hub.upkeep.maintenance import run_maintenance
from hub.upkeep.refused_orders import RefusedOrders
from hub.upkeep.restarts import Restarts
from hub.upkeep.screen_hosts import ScreenHosts
from hub.upkeep.settings_file import SettingsFile
from hub.upkeep.trial_order import TrialOrders
from hub.wire import DISTRIBUTION
from hub.wire.pinning import Anchor
from hub.wire.responses import Standing
from hub.wire.rooms import kitchen_room, ready_room
from hub.wire.service_record import Announcement, local_names
from hub.wire.socket_messages import CloseCode, Painted

_log = logging.getLogger(__name__)


_FOR_ONE_COMMAND = Settings(
    lan=LanSettings(enabled=False),
    history=HistorySettings(keep_days=0),
    orders=OrdersSettings(close_after_hours=0),
)


class Hub:
    """A running hub.

    Attributes:
        branch: everything it knows and does.
        anchor: the certificate that paired devices trust.
        closing: what sockets are told when the hub stops; a restart sets RESTARTING.
        port: where it listens on TCP for this machine; None when it does not.
        lan: the door for the network; None while there is none.
        pairing: lets new devices in, when a manager has opened it.
        restarts: has whoever runs it start it anew.
        settings_file: shows and changes the settings.
        examination: has the doctor look at everything.
        host: looks after the machine.
        resources: everything that it can be asked.
    """

    def __init__(
        self,
        branch: Branch,
        fanout: Fanout,
        ready_board: ReadyBoard,
        anchor: Anchor,
        metrics: Metrics,
        given: Settings,
        trial: TrialOrders,
    ) -> None:
        self.branch = branch
        self.anchor = anchor
        self.pairing = PairingService(
            branch_id=branch.id,
            devices=branch.devices,
            reach=Reach(
                fingerprint=lambda: bytes.fromhex(anchor.fingerprint),
                urls=self._urls,
                page=lambda: self.lan.named if self.lan else "",
            ),
            show=partial(fanout.show, kitchen_room(branch.id), Role.KITCHEN),
        )
        refused = RefusedOrders(branch.time.shown)
        metrics.on_refused = refused.note
        self.closing = CloseCode.GOING_AWAY
        self.port: int | None = None
        self.lan: Lan | None = None
        self.restarts = Restarts()
        self.examination = HubExamination(branch.time.shown)
        self.settings_file = SettingsFile(settings_given(), AT_THE_HUB)
        screens = ScreenHosts(kitchen_room(branch.id), fanout)
        self.host = HostService(branch.writer, self.examination, screens.ask)
        self.resources: Resources = resources_of(
            branch,
            Surroundings(
                fanout=fanout,
                metrics=metrics,
                pairing=self.pairing,
                wifi=show_wifi(given.wifi.name, given.wifi.password),
                refused=refused,
                ready_board=ready_board,
                void_reasons=given.orders.void_reasons,
                asks_person=given.people.ask_at,
                anchor=anchor,
                network_url=lambda: self.lan.named if self.lan else None,
                standing=self._standing,
                restarts=self.restarts,
                settings_file=self.settings_file,
                examination=self.examination,
                trial=trial,
                host=self.host,
            ),
        )

    def find_page(self, address: str) -> str | None:
        """Say where browsers find the hub at an address of this machine; None while nowhere."""
        return None if self.lan is None else self.lan.find_url(address)

    def _urls(self) -> tuple[str, ...]:
        if self.lan is not None:
            return self.lan.urls
        return () if self.port is None else (f"http://127.0.0.1:{self.port}",)

    def _standing(self) -> Standing:
        return Standing(
            branch=self.branch.id,
            version=version(DISTRIBUTION),
            lan_port=None if self.lan is None else self.lan.port,
            announced=self.lan is not None and self.lan.announced,
            lan_only=() if self.lan is None else tuple(map(str, self.lan.only)),
            backups=str(self.branch.backups.folder),
            time=instant(self.branch.time.shown.now()),
        )


def _connect(branch: Branch, fanout: Fanout) -> TrialOrders:
    """Have a branch and those who listen to it hear of each other; returns one of them."""
    branch.devices.on_renamed = fanout.rename_device
    fanout.on_gone = branch.alerts.note_gone
    fanout.on_left = lambda device_id: branch.last_seen.note_connected([device_id])
    fanout.on_stations = branch.last_seen.note_stations
    branch.screen_settings.show = partial(fanout.show_device, kitchen_room(branch.id))
    branch.screen_settings.connected = fanout.devices
    show = partial(fanout.show, kitchen_room(branch.id), Role.KITCHEN)
    branch.alarms.show = branch.stand_ins.show = show
    trial = TrialOrders(branch.intake, branch.order_changes, branch.timers, branch.menu, branch.log)

    def note_painted(screen: Subscriber, station: str | None, painted: Painted) -> None:
        branch.alerts.note_painted(screen, station, painted)
        trial.note_painted(screen, station, painted)

    fanout.on_painted = note_painted
    return trial


@asynccontextmanager
async def run_hub(
    data: Path,
    settings: Settings | None = None,
    *,
    clock: Machine | None = None,
    grace: Grace = GRACE,
    issuer: Issuer = issue_here,
    plain: tuple[socket.socket, ...] = (),
) -> AsyncIterator[Hub]:
    """Run a hub on a data folder for as long as the context lasts.

    Args:
        data: the folder with the database and the owner's socket; made if there is none.
        settings: what the owner has set; each room is handed its section whole. None runs a hub
            for one command: it listens on its own socket only, and moves no history.
        clock: a machine's clocks; None takes this one's.
        grace: how long an order may be on no screen before the kitchen is told.
        issuer: has certificates signed. A hub that goes on for long has it done elsewhere.
        plain: sockets that listen already, for the plain page that leads to the hub.

    Raises:
        CannotOpen: the database is in use, newer than the program, or of another branch; or a port
            is taken; or the hub's own keys cannot be used.
        CertificateError: the owner's certificate cannot be used.
    """
    machine = clock or SystemMachine()
    given = settings or _FOR_ONE_COMMAND
    own = read_own_certificate(given.lan, WallClock(machine))
    _make_private(data)
    fanout = Fanout()
    async with AsyncExitStack() as stack:
        branch = await Branch.open(
            data / DATABASE,
            machine,
            branch_id=given.hub.branch or None,
            on_revoked=fanout.close_device,
            listeners=[fanout.publish],
            options=BranchOptions(
                backup=given.backup,
                history=given.history,
                local_time=LocalTime(given.branch.time_zone, given.branch.day_starts),
                currency=given.branch.currency or None,
            ),
        )
        stack.push_async_callback(branch.close)
        branch.lines.holds_courses = given.courses.hold
        branch.lines.course_words = given.courses.order
        branch.alerts.chips_after = given.orders.chip_alarm_minutes * 60 or inf
        trial = _connect(branch, fanout)
        ready_board = ReadyBoard(
            branch.live_orders, branch.log, branch.time.shown, given.ready.rules
        )
        branch.followers.listen(ready_board.note)
        numbers = ready_room(branch.id)
        watchers = Watchers(
            partial(fanout.is_watched, numbers), partial(fanout.show, numbers, None)
        )
        tidying = run_maintenance(
            idempotency_keys=branch.idempotency_keys,
            archiver=branch.archiver,
            sender_keys=branch.sender_keys,
            last_seen=branch.last_seen,
            write_last_seen=branch.write_last_seen,
            connected=fanout.devices,
        )
        for work, name in (
            (tidying, "housekeeping"),
            (branch.clock_steps.run(), "timekeeping"),
            (branch.timers.run(), "timers"),
            (branch.alerts.run(grace), "unpainted alerts"),
            (branch.old_orders.run(given.orders), "old orders"),
            (ready_board.run(watchers), "ready numbers"),
        ):
            await stack.enter_async_context(run_in_background(work, name))
        # All of them, because another machine on the network may have the first ones already.
        names = (*local_names(branch.id), "localhost", *given.hub.hosts)
        now = branch.time.now()
        authority = await open_hub_authority(data, branch.id, names, given.lan, issuer, now)
        metrics = Metrics()
        limiter = ConnectionLimiter(given.limits, metrics.count_rejection)
        show_gauges(metrics, branch, fanout, limiter)
        hub = Hub(branch, fanout, ready_board, authority.anchor, metrics, given, trial)
        authenticator = Authenticator(
            branch.devices,
            seen=branch.last_seen.note,
            identify=branch.people.identify,
            limits=given.limits,
        )
        sockets = WebSocketHandler(
            Place(
                branch.id,
                lambda: branch.epoch,
                branch.board,
                branch.devices.sessions.is_readable,
                branch.alarms.current,
                hub.pairing.current_frame,
                given.courses.order,
                branch.stand_ins.current,
                ready_board.view,
                branch.last_seen.station_of,
                branch.screen_settings.wanted,
                branch.screen_settings.note_told,
            ),
            fanout=fanout,
            authenticator=authenticator,
            clock=branch.time.shown,
            metrics=metrics,
        )
        guard = Guard(
            [*names, socket.gethostname().lower(), *(own.hosts if own else ())], given.hub.origins
        )
        house = House(
            branch.idempotency_keys,
            metrics,
            branch.time.shown,
            LongAnswers(),
            LargeBodies(authenticator.limits.body_within),
            given.compat.original_api,
            branch.local_time.localize,
        )

        def door(endpoints: tuple[Endpoint, ...], *, owned: bool) -> Server:
            return HttpHandler(
                endpoints,
                socket=sockets.serve,
                authenticator=authenticator,
                guard=guard,
                house=house,
                owner=OWNER if owned else None,
            ).server()

        public, local, front = hub.resources
        seen = public + front + web_endpoints(load_web_files())
        await stack.enter_async_context(
            open_owner_socket(door(public + local, owned=True), data / OWNER_SOCKET)
        )
        if settings is not None:
            hub.port = await stack.enter_async_context(
                open_loopback(
                    door(seen, owned=False), settings.hub.host, settings.hub.port, limiter
                )
            )
        if given.lan.enabled:
            announcement = Announcement(
                branch=branch.id,
                name=given.hub.name,
                version=version(DISTRIBUTION),
                fingerprint=authority.anchor.fingerprint,
            )
            shown = prepare_certificate(data, authority, names, branch.time, issuer, own)
            server = door(seen, owned=False)
            hub.lan = await stack.enter_async_context(
                open_lan(given.lan, announcement, shown, server, limiter)
            )

        await stack.enter_async_context(open_plain_page(plain, branch.id, hub.find_page))

        async def say_goodbye() -> None:
            await fanout.close_all(hub.closing, STOP_WITHIN)

        # While the doors still listen: aiohttp hears no client out once it closes.
        stack.push_async_callback(say_goodbye)
        yield hub
        _log.info("stopping")


def _make_private(data: Path) -> None:
    try:
        make_private(data)
    except OSError as error:
        raise CannotOpen(f"The data folder {data} cannot be made: {error.strerror}.") from error
