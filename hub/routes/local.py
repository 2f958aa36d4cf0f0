"""Backups and old history: asked for on the hub's own socket only."""

from hub.domain.errors import Code
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.upkeep.backups import BackupService
from hub.wire.requests import BackupsQuery, MakeBackup, MoveHistory
from hub.wire.responses import BackupListed, BackupMade, HistoryMoved

_AS_IT_IS_SET = MakeBackup()
_AS_LONG_AS_IT_IS_SET = MoveHistory()


class BackupsApi:
    """Answers ``/api/backups`` and ``/api/history``, on the hub's own socket."""

    def __init__(self, backups: BackupService) -> None:
        self._backups = backups

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
        return await self._backups.listed(query)

    @Route(
        "POST",
        "/api/history/move",
        needs=Permission.DEVICES_MANAGE,
        summary="Move old history to the yearly archives now",
    )
    async def _move(self, body: MoveHistory = _AS_LONG_AS_IT_IS_SET) -> HistoryMoved:
        return await self._backups.move_history(body)
