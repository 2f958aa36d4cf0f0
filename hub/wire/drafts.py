"""What happened, written as drafts of events: orders, devices, people, guests, settings, alerts."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import msgspec

from hub.domain.orders import (
    DomainEvent,
    ItemCancelled,
    ItemMoved,
    LinesEdited,
    Order,
    OrderPlaced,
    OrderWaiting,
)
from hub.wire.access_payloads import DeviceEvent, PersonEvent, ScreenSettingsEvent, SessionEvent
from hub.wire.events import (
    Draft,
    EventType,
    HostAsked,
    ItemsChanged,
    ItemStatusChanged,
    ItemWasCancelled,
    KitchenAlert,
    OrderNew,
    OrderScheduled,
    OrderUpdated,
    SettingsChanged,
    list_lines,
)
from hub.wire.host import Verb

_encode = msgspec.json.Encoder().encode


def draft_of(event: DomainEvent, order: Order, body: bytes = b"") -> Draft:
    """Write what happened to an order as an event.

    Args:
        event: what happened.
        order: as it is after the change.
        body: its JSON, where that was made already.
    """
    kind, payload = _describe(event, order, body)
    return Draft(
        type=kind,
        payload=_encode(payload),
        order_id=order.id,
        session_id=order.session_id,
        shared=order.shared,
    )


def device_draft(
    what: EventType, device_id: str, name: str, role: str, let_in_by: str = ""
) -> Draft:
    """Tell that a device was let in, perhaps by whom, or is let in no more."""
    by = let_in_by or msgspec.UNSET
    payload = DeviceEvent(device_id=device_id, name=name, role=role, let_in_by=by)
    return Draft(type=what, payload=_encode(payload))


def person_draft(what: EventType, person_id: str, name: str, role: str) -> Draft:
    """Tell that somebody is one of the house, is called otherwise, or is so no more."""
    return Draft(type=what, payload=_encode(PersonEvent(person_id=person_id, name=name, role=role)))


def session_draft(what: EventType, session_id: str, table_number: str) -> Draft:
    """Tell that guests sit down, or have gone."""
    payload = SessionEvent(session_id=session_id, table_number=table_number)
    return Draft(type=what, payload=_encode(payload))


def settings_draft(changed: Iterable[str]) -> Draft:
    """Tell which settings are not as they were at the last start."""
    payload = SettingsChanged(changed=tuple(changed))
    return Draft(type=EventType.SETTINGS_CHANGED, payload=_encode(payload))


def host_draft(verb: Verb, screen: str | msgspec.UnsetType = msgspec.UNSET) -> Draft:
    """Tell that somebody wanted something done to a machine.

    Args:
        verb: what.
        screen: id of the device whose machine it is, where it is not the hub's.
    """
    said = msgspec.to_builtins(verb)
    name = said.pop("verb")
    said.pop("by", None)
    value = " ".join(map(str, said.values())) or msgspec.UNSET
    payload = HostAsked(verb=name, value=value, screen=screen)
    return Draft(type=EventType.HOST_ASKED, payload=_encode(payload))


def screen_settings_draft(device_id: str, name: str, changed: Sequence[str]) -> Draft:
    """Tell which settings of a screen a manager has changed."""
    payload = ScreenSettingsEvent(device_id=device_id, name=name, changed=tuple(changed))
    return Draft(type=EventType.SCREEN_SETTINGS, payload=_encode(payload))


def alert_draft(alert: KitchenAlert) -> Draft:
    """Tell the kitchen something that a person must know."""
    return Draft(type=EventType.KITCHEN_ALERT, payload=_encode(alert), order_id=alert.order_id)


def _describe(event: DomainEvent, order: Order, body: bytes) -> tuple[EventType, Any]:
    if isinstance(event, ItemMoved):
        return EventType.ITEM_STATUS, ItemStatusChanged(
            order_id=order.id,
            order_number=order.order_number,
            version=order.version,
            updated_at=order.updated_at,
            recalled=event.recalled,
            item=event.item,
        )
    if isinstance(event, ItemCancelled):
        return EventType.ITEM_CANCELLED, ItemWasCancelled(
            order_id=order.id,
            order_number=order.order_number,
            version=order.version,
            updated_at=order.updated_at,
            reason=event.item.cancel_reason,
            item=event.item,
        )
    if isinstance(event, LinesEdited):
        return EventType.ITEMS_CHANGED, ItemsChanged(
            order_id=order.id,
            order_number=order.order_number,
            version=order.version,
            updated_at=order.updated_at,
            changes=event.changes,
        )
    shown = cast("Order", msgspec.Raw(body)) if body else order
    if isinstance(event, OrderPlaced):
        return EventType.ORDER_NEW, OrderNew(
            order_id=order.id,
            order_number=order.order_number,
            status=order.status,
            table_session_id=order.session_id,
            table_number=order.table_number,
            items=list_lines(order),
            order=shown,
        )
    if isinstance(event, OrderWaiting):
        return EventType.ORDER_SCHEDULED, OrderScheduled(
            order_id=order.id,
            order_number=order.order_number,
            status=order.status,
            due_at=order.due_at or None,
            release_at=order.release_at or None,
            order=shown,
        )
    return EventType.ORDER_UPDATED, OrderUpdated(
        order_id=order.id, order_number=order.order_number, status=order.status, order=shown
    )
