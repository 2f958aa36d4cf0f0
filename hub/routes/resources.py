"""Everything that a hub can be asked, put together from the branch's services."""

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import NamedTuple

from hub.access.pairing import PairingService
from hub.branch import Branch
from hub.http import asyncapi, openapi
from hub.http.metrics import Metrics
from hub.http.routing import Endpoint, endpoints_of
from hub.orders.batch import OrderBatches
from hub.orders.floor_view import FloorView
from hub.orders.ready_board import ReadyBoard
from hub.orders.waiting_dishes import WaitingDishes
from hub.realtime.fanout import Fanout
from hub.routes.attention import AttentionApi
from hub.routes.courses import CoursesApi
from hub.routes.devices import DevicesApi
from hub.routes.floor import FloorApi
from hub.routes.guests import GuestApi, ReadyApi
from hub.routes.health import HealthApi
from hub.routes.host import HostApi, ScreenHostApi
from hub.routes.house import AvailabilityApi, OftenApi, RoutingApi, TablesApi
from hub.routes.kitchen import KitchenApi, Screens
from hub.routes.local import HistoryApi, StandingApi
from hub.routes.menu import MenuApi
from hub.routes.order_edits import OrderEditsApi, ReopeningsApi
from hub.routes.orders import EventsApi, OrdersApi
from hub.routes.pages import FrontPage, PagesApi
from hub.routes.pairing import PairingApi
from hub.routes.people import PeopleApi
from hub.routes.screens import ScreensApi
from hub.routes.upkeep import (
    AuditApi,
    BackupsApi,
    DoctorApi,
    DrillApi,
    OldOrdersApi,
    RestartApi,
    SettingsApi,
    TokensApi,
)
from hub.upkeep.attention import AttentionService, AttentionSources
from hub.upkeep.comparing import BackupComparison
from hub.upkeep.examination import HubExamination
from hub.upkeep.host import HostService
from hub.upkeep.refused_orders import BATCH, RefusedOrders
from hub.upkeep.restarts import Restarts
from hub.upkeep.screen_drill import DrillService
from hub.upkeep.settings_file import SettingsFile
from hub.upkeep.trial_order import TrialOrders
from hub.wire import DISTRIBUTION
from hub.wire.link_codes import Wifi
from hub.wire.pinning import Anchor
from hub.wire.responses import Health, Standing
from hub.wire.rooms import kitchen_room


class Surroundings(NamedTuple):
    """What a hub has around its branch.

    Attributes:
        fanout: knows who is connected.
        metrics: counts.
        pairing: lets new devices in; wifi: that they join before.
        refused: counts the orders that were refused.
        ready_board: knows the numbers that guests wait for.
        void_reasons: the house's own reasons to take a dish off an order.
        asks_person: says whether a device of some name asks who stands at it.
        anchor: the certificate that paired devices trust.
        network_url: where the network finds the hub; None while it does not.
        standing: how the hub stands, for its owner.
        restarts: has the hub start anew.
        settings_file: shows and changes the settings.
        examination: has the doctor look at everything.
        trial: sends a test order to every station.
        host: looks after the machine.
    """

    fanout: Fanout
    metrics: Metrics
    pairing: PairingService
    wifi: Wifi | None
    refused: RefusedOrders
    ready_board: ReadyBoard
    void_reasons: tuple[str, ...]
    asks_person: Callable[[str], bool]
    anchor: Anchor
    network_url: Callable[[], str | None]
    standing: Callable[[], Standing]
    restarts: Restarts
    settings_file: SettingsFile
    examination: HubExamination
    trial: TrialOrders
    host: HostService


class Resources(NamedTuple):
    """What can be asked over the network, what through the hub's own socket only, and what is seen.

    The last is the front door in a browser, which belongs to no API.
    """

    public: tuple[Endpoint, ...]
    local: tuple[Endpoint, ...]
    seen: tuple[Endpoint, ...]


def resources_of(branch: Branch, around: Surroundings) -> Resources:
    """List everything that can be asked of a hub.

    Args:
        branch: what it knows and does.
        around: what it has around its branch.

    Raises:
        BadSignatureError: a handler's signature does not fit its route.
    """
    program = version(DISTRIBUTION)
    about = HealthApi(
        Health(status="ok", branch=branch.id, epoch=branch.epoch, version=program),
        lambda: branch.writer.trouble,
        around.metrics,
        lambda: openapi.document(public, program),
        lambda: asyncapi.document(program),
    )
    public = endpoints_of(
        KitchenApi(
            branch.id,
            branch.orders,
            branch.board,
            branch.menu,
            Screens(around.fanout, branch.last_seen),
        ),
        OrdersApi(
            branch.intake,
            branch.orders,
            branch.keyed_orders,
            OrderBatches(
                branch.intake, branch.local_time.localize, partial(around.refused.note, BATCH)
            ),
            branch.history,
        ),
        OrderEditsApi(branch.edits, branch.moves, branch.whole_orders),
        ReopeningsApi(branch.reopenings),
        CoursesApi(branch.courses),
        AvailabilityApi(branch.availability, lambda: branch.log.committed),
        OftenApi(branch.often, lambda: branch.log.committed),
        RoutingApi(branch.routing),
        TablesApi(branch.floor),
        FloorApi(
            FloorView(branch.live_orders, branch.log, branch.devices.sessions, branch.alerts),
            branch.edits,
            around.void_reasons,
        ),
        MenuApi(branch.menu, branch.menu_imports),
        DevicesApi(
            branch.id,
            branch.devices,
            branch.history,
            branch.last_seen,
            around.fanout.devices,
            around.asks_person,
            says_numbers=around.ready_board.rules.aloud,
        ),
        PeopleApi(branch.people),
        ScreensApi(branch.screen_settings),
        ReadyApi(around.ready_board),
        GuestApi(branch.devices.sessions, branch.history),
        AttentionApi(_gather_attention(branch, around)),
        PairingApi(around.pairing, branch.devices.unanswered, around.wifi),
        TokensApi(branch.devices),
        OldOrdersApi(branch.old_orders),
        BackupsApi(
            branch.backups,
            BackupComparison(branch.log, branch.live_orders, branch.backups, around.restarts),
        ),
        RestartApi(around.restarts),
        SettingsApi(around.settings_file),
        DoctorApi(around.examination),
        HostApi(around.host),
        ScreenHostApi(branch.devices, around.host),
        AuditApi(branch.history.audit),
        DrillApi(DrillService(kitchen_room(branch.id), around.fanout), around.trial),
        EventsApi(branch.history),
        PagesApi(branch.id, around.anchor, around.network_url),
        about,
    )
    local = endpoints_of(
        HistoryApi(branch.archiver),
        StandingApi(around.standing),
    )
    seen = endpoints_of(FrontPage(branch.id, around.anchor, around.network_url))
    return Resources(tuple(public), tuple(local), tuple(seen))


def _gather_attention(branch: Branch, around: Surroundings) -> AttentionService:
    room = kitchen_room(branch.id)
    sources = AttentionSources(
        alarms=branch.alarms,
        live_orders=branch.live_orders,
        menu=lambda: branch.menu.menu,
        devices=branch.devices,
        last_seen=branch.last_seen,
        backups=branch.backups,
        restarts=around.restarts,
        refused=around.refused,
        waiting=WaitingDishes(branch.devices.has_role, around.ready_board.rules.stays),
        screens=lambda: [each.describe() for each in around.fanout.screens(room)],
        asking=around.pairing.list_asking,
        came_in=branch.devices.unanswered.list_all,
    )
    return AttentionService(sources, branch.time.shown)
