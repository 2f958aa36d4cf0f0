"""What waiters and whoever sends out look at, from memory: open tables, and orders by station."""

import msgspec

from hub.access.table_sessions import TableSessions
from hub.commit.command import Listing
from hub.commit.event_log import EventLog
from hub.domain.open_tables import OpenTable, Seated, list_open_tables
from hub.domain.pass_view import PassOrder, order_for_pass, view_from_pass
from hub.orders.live_orders import LiveOrders
from hub.orders.unpainted import UnpaintedAlerts

_encode = msgspec.json.Encoder().encode


class FloorView:
    """Shows what is going on, from memory; it reflects committed changes only.

    Args:
        live_orders: the orders as they are committed.
        log: says which event they reflect.
        sessions: knows which tables have guests.
        alerts: knows which orders stand on no screen.
    """

    def __init__(
        self,
        live_orders: LiveOrders,
        log: EventLog,
        sessions: TableSessions,
        alerts: UnpaintedAlerts,
    ) -> None:
        self._live_orders = live_orders
        self._log = log
        self._sessions = sessions
        self._alerts = alerts

    def open_tables(self) -> Listing[OpenTable]:
        """List the tables at which something is going on, by their names."""
        entries = sorted(self._live_orders.iter_committed(), key=lambda entry: entry.number)
        seated = {
            each.table_number: Seated(each.id, each.created_at) for each in self._sessions.view()
        }
        found = list_open_tables((entry.order for entry in entries), seated)
        return Listing(tuple(map(_encode, found)), self._log.committed)

    def pass_orders(self) -> Listing[PassOrder]:
        """List the open orders for whoever sends out, rushes first, then by age."""
        nowhere, chips = self._alerts.find_unseen()
        orders = order_for_pass(entry.order for entry in self._live_orders.list_on_board())
        rows = (
            view_from_pass(order, nowhere.get(order.id, ()), chips.get(order.id, ()))
            for order in orders
        )
        return Listing(tuple(map(_encode, rows)), self._log.committed)
