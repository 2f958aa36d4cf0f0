"""What other systems ask of orders by the keys that they know them under."""

from collections.abc import Sequence

import msgspec

from hub.commit.command import Command, Json, Outcome
from hub.domain import rules
from hub.domain.orders import OrderStatus
from hub.domain.permissions import Principal
from hub.domain.times import instant
from hub.orders.live_orders import OrderEntry
from hub.orders.order_changes import OrderChanges
from hub.orders.sender_keys import KEPT, SenderKeys
from hub.wire.order_requests import CancelByKey, KeyQuery
from hub.wire.responses import CancelledByKey

_encode = msgspec.json.Encoder().encode


class KeyedOrders:
    """Answers what is asked by a sender's key.

    Args:
        changes: fetches orders and commits what becomes of them.
        sender_keys: finds orders by their keys.
    """

    def __init__(self, changes: OrderChanges, sender_keys: SenderKeys) -> None:
        self._changes = changes
        self._sender_keys = sender_keys

    async def list_orders(self, who: Principal, query: KeyQuery) -> Sequence[OrderEntry]:
        """List the order that has a key, or had it last."""
        found = await self._sender_keys.show(query.key_of(who.name))
        return () if found is None else (found,)

    async def cancel(
        self, command: Command, query: KeyQuery, new: CancelByKey
    ) -> Outcome[Json[CancelledByKey]]:
        """Cancel an order, also before it has come: the key is kept for 48 hours then.

        An order that is cancelled already is shown as it is.

        Raises:
            Refusal: INVALID_TRANSITION for one that is beyond that, STALE.
        """
        key = query.key_of(command.who.name)
        known = await self._sender_keys.find_all([key], self._changes.now()[1])
        now, at = self._changes.now()
        found = known.get(key)
        if not isinstance(found, OrderEntry):
            change = self._changes.writer.begin(command.who.actor, at=at)
            self._sender_keys.cancel_ahead(change, key, new.reason or rules.CANCELLED_WITH_ORDER)
            kept = CancelledByKey(kept_until=instant(at + KEPT))
            ahead: Outcome[Json[CancelledByKey]] = Outcome(Json(_encode(kept)), pending=True)
            command.remember(change, ahead)
            await self._changes.writer.commit(change)
            return ahead
        command.check_version(found.order.version)
        if found.order.status is OrderStatus.CANCELLED:
            shown = await self._changes.show_unchanged(found)
            return Outcome(_wrap(shown.value.text))
        transition = rules.move_order(found.order, OrderStatus.CANCELLED, now, new.reason)
        entry = found.replace(transition.order)
        outcome = Outcome(_wrap(entry.body))
        return await self._changes.commit(command, entry, transition, at, outcome)


def _wrap(order: bytes) -> Json[CancelledByKey]:
    return Json(b'{"order":%b,"kept_until":null}' % order)
