"""The durable event log: for integrations, audit and reports; screens take snapshots instead."""

from hub.domain.permissions import Permission
from hub.http.routing import Call, Route
from hub.orders.history import History
from hub.wire.requests import EventsQuery
from hub.wire.responses import Answer, LoggedEvent


class EventsApi:
    """Answers ``/api/events``."""

    def __init__(self, history: History) -> None:
        self._history = history

    def routes(self) -> list[Route]:
        """List what can be asked here."""
        return [
            Route(
                method="GET",
                path="/api/events",
                needs=Permission.EVENTS_READ,
                handle=self._list,
                summary="The event log behind a seq, in order, without gaps",
                query=EventsQuery,
                answers=list[LoggedEvent],
                listing=True,
            )
        ]

    async def _list(self, call: Call) -> Answer:
        return await self._history.events(call.query)
