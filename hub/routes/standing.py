"""How the hub stands, for whoever looks at its machine: on the hub's own socket only."""

from collections.abc import Callable

from hub.domain.permissions import Permission
from hub.http.routing import Call, Route
from hub.wire.responses import Answer, Standing, success


class StandingApi:
    """Answers ``/api/standing``.

    Args:
        standing: says how it stands now.
    """

    def __init__(self, standing: Callable[[], Standing]) -> None:
        self._standing = standing

    def routes(self) -> list[Route]:
        """List what can be asked on the hub's own socket."""
        return [
            Route(
                method="GET",
                path="/api/standing",
                needs=Permission.DEVICES_MANAGE,
                handle=self._show,
                summary="Where the hub can be reached, and where its backups go",
                answers=Standing,
            )
        ]

    async def _show(self, _: Call) -> Answer:
        return success(self._standing())
