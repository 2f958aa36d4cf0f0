"""Keeping a branch well, as its manager does: tokens, backups, the drill, a start anew."""

from http import HTTPStatus

from hub.access.devices import DeviceService
from hub.commit.command import Command, Listing, Outcome
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Permission, Principal, Role
from hub.http.auth import OWNER
from hub.http.routing import Route
from hub.locale.words import Language
from hub.orders.audit import Audit
from hub.orders.old_orders import HOUR, OldOrders
from hub.upkeep.backups import BackupService
from hub.upkeep.comparing import BackupComparison
from hub.upkeep.examination import HubExamination
from hub.upkeep.restarts import Restart, Restarts
from hub.upkeep.screen_drill import DrillService
from hub.upkeep.settings_file import SettingsFile
from hub.upkeep.trial_order import TrialOrders
from hub.wire.drills import Drill, TrialOrder
from hub.wire.requests import AuditQuery, NewToken, Slug, Uuid
from hub.wire.responses import (
    AuditEntry,
    BackupDifferences,
    BackupListed,
    BackupMade,
    DoctorReport,
    Gone,
    OrdersClosed,
    Restarting,
    TokenListed,
    TokenMade,
)
from hub.wire.settings_shown import SaveSettings, SettingsSaved, SettingsShown
from hub.wire.upkeep_requests import BackupsQuery, BringBack, CloseOrders, MakeBackup, OpenDrill

_AS_IT_IS_SET = MakeBackup()
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
    """Answers ``/api/backups``.

    Args:
        backups: makes backups.
        comparison: says what a backup would change, and has it brought back.
    """

    def __init__(self, backups: BackupService, comparison: BackupComparison) -> None:
        self._backups = backups
        self._comparison = comparison

    @Route(
        "POST",
        "/api/backups",
        needs=Permission.DEVICES_MANAGE,
        summary="Make a backup now, check it, and clear old ones away",
        refuses=(Code.CONFLICT,),
    )
    async def _make(self, command: Command, body: MakeBackup = _AS_IT_IS_SET) -> BackupMade:
        _check_folder(command.who, body.folder)
        return await self._backups.make(body)

    @Route(
        "GET",
        "/api/backups",
        needs=Permission.DEVICES_MANAGE,
        summary="The backups that there are, the newest first",
    )
    async def _list(self, who: Principal, query: BackupsQuery) -> list[BackupListed]:
        _check_folder(who, query.folder)
        return await self._backups.list_backups(query)

    @Route(
        "GET",
        "/api/backups/{id}/differences",
        needs=Permission.DEVICES_MANAGE,
        summary="What would be different if a backup were brought back, in numbers and in words",
        refuses=(Code.NOT_FOUND, Code.STORAGE_ERROR),
    )
    async def _compare(self, id: Slug) -> BackupDifferences:
        return await self._comparison.compare(id)

    @Route(
        "POST",
        "/api/backups/{id}/restore",
        needs=Permission.DEVICES_MANAGE,
        summary="Go back to a backup: the hub starts anew with it, and sets aside what there is",
        status=HTTPStatus.ACCEPTED,
        refuses=(Code.NOT_FOUND, Code.STALE, Code.CONFLICT, Code.STORAGE_ERROR),
    )
    async def _bring_back(self, id: Slug, body: BringBack) -> Restarting:
        return await self._comparison.bring_back(id, body.as_of)


class SettingsApi:
    """Answers ``/api/settings``."""

    def __init__(self, settings: SettingsFile) -> None:
        self._settings = settings

    @Route(
        "GET",
        "/api/settings",
        needs=Permission.DEVICES_MANAGE,
        summary="Every setting with its meaning, its bounds and what it is; no secret among them",
    )
    async def _show(self) -> SettingsShown:
        return await self._settings.view()

    @Route(
        "PUT",
        "/api/settings",
        needs=Permission.DEVICES_MANAGE,
        summary="Write settings into the owner's file, all or none; they hold after a start anew",
        refuses=(Code.CONFLICT,),
    )
    async def _save(self, body: SaveSettings) -> SettingsSaved:
        return await self._settings.save(body.values)


class DoctorApi:
    """Answers ``/api/doctor``."""

    def __init__(self, examination: HubExamination) -> None:
        self._examination = examination

    @Route(
        "GET",
        "/api/doctor",
        needs=Permission.DEVICES_MANAGE,
        summary="Have the doctor look at machine, hub and kitchen; that takes some seconds",
        refuses=(Code.CONFLICT,),
    )
    async def _examine(self, language: Language) -> DoctorReport:
        return await self._examination.report(language)


class AuditApi:
    """Answers ``/api/audit``."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    @Route(
        "GET",
        "/api/audit",
        needs=Permission.DEVICES_MANAGE,
        summary="Who did what, the newest first, in words",
    )
    async def _list(self, query: AuditQuery, language: Language) -> Listing[AuditEntry]:
        return await self._audit.view(query.before, query.limit, language)


class RestartApi:
    """Answers ``/api/restart``."""

    def __init__(self, restarts: Restarts) -> None:
        self._restarts = restarts

    @Route(
        "POST",
        "/api/restart",
        needs=Permission.DEVICES_MANAGE,
        summary="Start the hub anew, with its settings read again",
        status=HTTPStatus.ACCEPTED,
        refuses=(Code.CONFLICT,),
    )
    async def _restart(self) -> Restarting:
        self._restarts.ask(Restart())
        return Restarting(restarting=True)


class DrillApi:
    """Answers ``/api/drill``, and ``/api/drill/order``."""

    def __init__(self, drill: DrillService, trial: TrialOrders) -> None:
        self._drill = drill
        self._trial = trial

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

    @Route(
        "POST",
        "/api/drill/order",
        needs=Permission.DEVICES_MANAGE,
        summary="Send a test order to every station; it goes away by itself after 15 minutes",
        status=HTTPStatus.CREATED,
    )
    async def _place(self, command: Command) -> Outcome[TrialOrder]:
        return await self._trial.place(command)

    @Route(
        "GET",
        "/api/drill/order",
        needs=Permission.DEVICES_MANAGE,
        summary="Which stations' screens have shown the test order",
        refuses=(Code.NOT_FOUND,),
    )
    async def _ticks(self) -> TrialOrder:
        return self._trial.view()

    @Route(
        "DELETE",
        "/api/drill/order",
        needs=Permission.DEVICES_MANAGE,
        summary="Take the test order off every board",
        refuses=(Code.NOT_FOUND,),
    )
    async def _take_off(self) -> Gone:
        return await self._trial.close()


def _check_folder(who: Principal, folder: str | None) -> None:
    """See that nobody but the owner names a folder: over the network that is any file's place.

    Raises:
        Refusal: FORBIDDEN.
    """
    if folder is not None and who.id != OWNER.id:
        why = "can be named on the hub's own socket only"
        raise Refusal(Code.FORBIDDEN, f"folder: {why}.", {"folder": why})
