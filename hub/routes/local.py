"""Asked on the hub's own socket only: tokens, backups, the drill, how the hub stands."""

from collections.abc import Callable
from http import HTTPStatus

from hub.access.devices import DeviceService
from hub.commit.command import Command, Outcome
from hub.domain.errors import Code
from hub.domain.permissions import Permission, Role
from hub.http.routing import Route
from hub.orders.old_orders import HOUR, OldOrders
from hub.upkeep.archiving import Archiver
from hub.upkeep.backups import BackupService
from hub.upkeep.screen_drill import DrillService
from hub.wire.requests import (
    BackupsQuery,
    CloseOrders,
    MakeBackup,
    MoveHistory,
    NewToken,
    OpenDrill,
    Uuid,
)
from hub.wire.responses import (
    BackupListed,
    BackupMade,
    Drill,
    Gone,
    HistoryMoved,
    OrdersClosed,
    Standing,
    TokenListed,
    TokenMade,
)

_AS_IT_IS_SET = MakeBackup()
_AS_LONG_AS_IT_IS_SET = MoveHistory()
_AS_LONG_AS_USUAL = OpenDrill()


class TokensApi:
    """Answers ``/api/tokens``: tokens without a device behind them."""

    def __init__(self, devices: DeviceService) -> None:
        self._devices = devices

    @Route(
        "GET",
        "/api/tokens",
        needs=Permission.DEVICES_MANAGE,
        summary="The valid tokens, without the tokens",
    )
    async def _list(self) -> list[TokenListed]:
        return self._devices.list_tokens()

    @Route(
        "POST",
        "/api/tokens",
        needs=Permission.DEVICES_MANAGE,
        summary="Make a token for a device; it can be read this once",
        status=HTTPStatus.CREATED,
        refuses=(Code.CONFLICT,),
    )
    async def _make(self, command: Command, body: NewToken) -> Outcome[TokenMade]:
        return await self._devices.make(command, Role(body.role.value), body.name)

    @Route(
        "DELETE",
        "/api/tokens/{id}",
        needs=Permission.DEVICES_MANAGE,
        summary="Make a token worthless, at once",
        refuses=(Code.NOT_FOUND,),
    )
    async def _revoke(self, command: Command, id: Uuid) -> Outcome[Gone]:
        return await self._devices.revoke(command, id)


class OldOrdersApi:
    """Answers ``/api/orders/close``."""

    def __init__(self, old_orders: OldOrders) -> None:
        self._old_orders = old_orders

    @Route(
        "POST",
        "/api/orders/close",
        needs=Permission.DEVICES_MANAGE,
        summary="Complete the open orders that nobody has touched for so long",
    )
    async def _close(self, body: CloseOrders) -> OrdersClosed:
        older_than = round(body.older_than_hours * HOUR)
        return OrdersClosed(orders=await self._old_orders.close(older_than))


class BackupsApi:
    """Answers ``/api/backups`` and ``/api/history``."""

    def __init__(self, backups: BackupService, archiver: Archiver) -> None:
        self._backups = backups
        self._archiver = archiver

    @Route(
        "POST",
        "/api/backups",
        needs=Permission.DEVICES_MANAGE,
        summary="Make a backup now, check it, and clear old ones away",
        refuses=(Code.CONFLICT,),
    )
    async def _make(self, body: MakeBackup = _AS_IT_IS_SET) -> BackupMade:
        return await self._backups.make(body)

    @Route(
        "GET",
        "/api/backups",
        needs=Permission.DEVICES_MANAGE,
        summary="The backups that there are, the newest first",
    )
    async def _list(self, query: BackupsQuery) -> list[BackupListed]:
        return await self._backups.list_backups(query)

    @Route(
        "POST",
        "/api/history/move",
        needs=Permission.DEVICES_MANAGE,
        summary="Move old history to the yearly archives now",
    )
    async def _move(self, body: MoveHistory = _AS_LONG_AS_IT_IS_SET) -> HistoryMoved:
        return await self._archiver.move_history(body)


class DrillApi:
    """Answers ``/api/drill``."""

    def __init__(self, drill: DrillService) -> None:
        self._drill = drill

    @Route(
        "POST",
        "/api/drill",
        needs=Permission.DEVICES_MANAGE,
        summary="Have every screen ring, flash and wait for a key",
        status=HTTPStatus.CREATED,
    )
    async def _open(self, body: OpenDrill = _AS_LONG_AS_USUAL) -> Drill:
        return self._drill.open(body.seconds)

    @Route(
        "GET",
        "/api/drill",
        needs=Permission.DEVICES_MANAGE,
        summary="Where the drill stands, screen by screen",
        refuses=(Code.NOT_FOUND,),
    )
    async def _current(self) -> Drill:
        return self._drill.current()

    @Route(
        "DELETE",
        "/api/drill",
        needs=Permission.DEVICES_MANAGE,
        summary="End the drill: every screen shows its board again",
        refuses=(Code.NOT_FOUND,),
    )
    async def _close(self) -> Gone:
        return self._drill.close()


class StandingApi:
    """Answers ``/api/standing``.

    Args:
        standing: says how it stands now.
    """

    def __init__(self, standing: Callable[[], Standing]) -> None:
        self._standing = standing

    @Route(
        "GET",
        "/api/standing",
        needs=Permission.DEVICES_MANAGE,
        summary="Where the hub can be reached, and where its backups go",
    )
    async def _show(self) -> Standing:
        return self._standing()
