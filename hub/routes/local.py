"""Asked on the hub's own socket only: moving history, and how the hub stands."""

from collections.abc import Callable

from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.upkeep.archiving import Archiver
from hub.wire.responses import HistoryMoved, Standing
from hub.wire.upkeep_requests import MoveHistory

_AS_LONG_AS_IT_IS_SET = MoveHistory()


class HistoryApi:
    """Answers ``/api/history``."""

    def __init__(self, archiver: Archiver) -> None:
        self._archiver = archiver

    @Route(
        "POST",
        "/api/history/move",
        needs=Permission.DEVICES_MANAGE,
        summary="Move old history to the yearly archives now",
    )
    async def _move(self, body: MoveHistory = _AS_LONG_AS_IT_IS_SET) -> HistoryMoved:
        return await self._archiver.move_history(body)


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
