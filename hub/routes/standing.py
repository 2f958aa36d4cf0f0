"""How the hub stands, for whoever looks at its machine: on the hub's own socket only."""

from collections.abc import Callable

from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.wire.responses import Standing


class StandingApi:
    """Answers ``/api/standing``, on the hub's own socket.

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
