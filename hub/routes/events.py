"""The durable event log: for integrations, audit and reports; screens take snapshots instead."""

from typing import Annotated

from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.http.signature import Listing
from hub.orders.history import History
from hub.wire.requests import EventsQuery
from hub.wire.responses import Answer, LoggedEvent


class EventsApi:
    """Answers ``/api/events``."""

    def __init__(self, history: History) -> None:
        self._history = history

    @Route(
        "GET",
        "/api/events",
        needs=Permission.EVENTS_READ,
        summary="The event log behind a seq, in order, without gaps",
    )
    async def _list(self, query: EventsQuery) -> Annotated[Answer, Listing[LoggedEvent]]:
        return await self._history.events(query)
