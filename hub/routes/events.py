"""The durable event log: for integrations, audit and reports; screens take snapshots instead."""

from hub.commit.command import Listing
from hub.domain.permissions import Permission, Principal
from hub.http.routing import Route
from hub.orders.history import History
from hub.wire.requests import EventsQuery
from hub.wire.responses import LoggedEvent


class EventsApi:
    """Answers ``/api/events``."""

    def __init__(self, history: History) -> None:
        self._history = history

    @Route(
        "GET",
        "/api/events",
        needs=Permission.EVENTS_READ,
        summary="The event log behind a seq, in order, without gaps",
        epoch=True,
    )
    async def _list(self, who: Principal, query: EventsQuery) -> Listing[LoggedEvent]:
        return await self._history.events(who, query)
