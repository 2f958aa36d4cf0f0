"""The drill before opening: asked for on the hub's own socket only."""

from http import HTTPStatus

from hub.domain.errors import Code
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.upkeep.drill import DrillDesk
from hub.wire.requests import OpenDrill
from hub.wire.responses import Drill, Gone

_AS_LONG_AS_USUAL = OpenDrill()


class DrillApi:
    """Answers ``/api/drill``, on the hub's own socket."""

    def __init__(self, desk: DrillDesk) -> None:
        self._desk = desk

    @Route(
        "POST",
        "/api/drill",
        needs=Permission.DEVICES_MANAGE,
        summary="Have every screen ring, flash and wait for a key",
        status=HTTPStatus.CREATED,
    )
    async def _open(self, body: OpenDrill = _AS_LONG_AS_USUAL) -> Drill:
        return self._desk.open(body.seconds)

    @Route(
        "GET",
        "/api/drill",
        needs=Permission.DEVICES_MANAGE,
        summary="Where the drill stands, screen by screen",
        refuses=(Code.NOT_FOUND,),
    )
    async def _current(self) -> Drill:
        return self._desk.current()

    @Route(
        "DELETE",
        "/api/drill",
        needs=Permission.DEVICES_MANAGE,
        summary="End the drill: every screen shows its board again",
        refuses=(Code.NOT_FOUND,),
    )
    async def _close(self) -> Gone:
        return self._desk.close()
