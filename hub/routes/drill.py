"""The drill before opening: asked for on the hub's own socket only."""

from http import HTTPStatus

from hub.domain.errors import Code
from hub.domain.permissions import Permission
from hub.http.routing import Call, Route
from hub.upkeep.drill import DrillDesk
from hub.wire.requests import OpenDrill
from hub.wire.responses import Answer, Drill, Gone, success


class DrillApi:
    """Answers ``/api/drill``."""

    def __init__(self, desk: DrillDesk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """List what can be asked on the hub's own socket."""
        return [
            Route(
                method="POST",
                path="/api/drill",
                needs=Permission.DEVICES_MANAGE,
                handle=self._open,
                summary="Have every screen ring, flash and wait for a key",
                body=OpenDrill,
                body_optional=True,
                answers=Drill,
                status=HTTPStatus.CREATED,
            ),
            Route(
                method="GET",
                path="/api/drill",
                needs=Permission.DEVICES_MANAGE,
                handle=self._current,
                summary="Where the drill stands, screen by screen",
                answers=Drill,
                refuses=(Code.NOT_FOUND,),
            ),
            Route(
                method="DELETE",
                path="/api/drill",
                needs=Permission.DEVICES_MANAGE,
                handle=self._close,
                summary="End the drill: every screen shows its board again",
                answers=Gone,
                refuses=(Code.NOT_FOUND,),
            ),
        ]

    async def _open(self, call: Call) -> Answer:
        body: OpenDrill = call.body
        return success(self._desk.open(body.seconds), HTTPStatus.CREATED)

    async def _current(self, _: Call) -> Answer:
        return success(self._desk.current())

    async def _close(self, _: Call) -> Answer:
        return success(self._desk.close())
