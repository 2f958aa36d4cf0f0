"""Backups and old history: asked for on the hub's own socket only."""

from http import HTTPStatus

from hub.domain.errors import Code
from hub.domain.permissions import Permission
from hub.http.routing import Call, Route
from hub.upkeep.backups import BackupService
from hub.wire import requests
from hub.wire.responses import Answer, BackupListed, BackupMade, HistoryMoved


class BackupsApi:
    """Answers ``/api/backups`` and ``/api/history``."""

    def __init__(self, backups: BackupService) -> None:
        self._backups = backups

    def routes(self) -> list[Route]:
        """List what can be asked on the hub's own socket."""
        return [
            Route(
                method="POST",
                path="/api/backups",
                needs=Permission.DEVICES_MANAGE,
                handle=self._make,
                summary="Make a backup now, check it, and clear old ones away",
                body=requests.MakeBackup,
                body_optional=True,
                answers=BackupMade,
                status=HTTPStatus.OK,
                refuses=(Code.CONFLICT,),
            ),
            Route(
                method="GET",
                path="/api/backups",
                needs=Permission.DEVICES_MANAGE,
                handle=self._list,
                summary="The backups that there are, the newest first",
                query=requests.BackupsQuery,
                answers=list[BackupListed],
            ),
            Route(
                method="POST",
                path="/api/history/move",
                needs=Permission.DEVICES_MANAGE,
                handle=self._move,
                summary="Move old history to the yearly archives now",
                body=requests.MoveHistory,
                body_optional=True,
                answers=HistoryMoved,
            ),
        ]

    async def _make(self, call: Call) -> Answer:
        return await self._backups.make(call.body)

    async def _list(self, call: Call) -> Answer:
        return await self._backups.listed(call.query)

    async def _move(self, call: Call) -> Answer:
        return await self._backups.move_history(call.body)
