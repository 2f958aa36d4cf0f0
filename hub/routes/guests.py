"""What guests see: the numbers that are ready, and what their own table has ordered."""

from hub.access.table_sessions import TableSessions
from hub.commit.command import Json, Listing, Outcome
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Permission, Principal
from hub.domain.ready_numbers import ReadyNumber
from hub.http.routing import Route
from hub.orders.history import History
from hub.orders.ready_board import ReadyBoard
from hub.wire.responses import GuestSession


class ReadyApi:
    """Answers ``/api/ready``."""

    def __init__(self, board: ReadyBoard) -> None:
        self._board = board

    @Route(
        "GET",
        "/api/ready",
        needs=Permission.ORDERS_READY,
        summary="The numbers that guests wait for, in the making and ready, and nothing else",
    )
    async def _list(self) -> Listing[ReadyNumber]:
        return self._board.list()


class GuestApi:
    """Answers ``/api/guest``.

    Args:
        sessions: knows the tables that have guests.
        history: reads the orders of one.
    """

    def __init__(self, sessions: TableSessions, history: History) -> None:
        self._sessions = sessions
        self._history = history

    @Route(
        "GET",
        "/api/guest",
        needs=Permission.SESSION_READ,
        summary="What the table has ordered whose guests ask, as they may see it",
        refuses=(Code.NOT_FOUND,),
    )
    async def _show(self, who: Principal) -> Outcome[Json[GuestSession]]:
        if who.session_id is None:
            raise Refusal(Code.NOT_FOUND, "This token is of no table's guests.")
        return await self._history.guest_session(self._sessions.get(who.session_id))
