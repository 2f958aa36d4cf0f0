"""Events as the wire contract lists them, and the frames that carry them."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.domain.menu import MenuItem
from hub.domain.orders import DomainEvent, ItemCancelled, ItemMoved, OrderChanged, OrderPlaced
from hub.wire.drafts import alert_draft, draft_of
from hub.wire.events import Committed, Draft, KitchenAlert
from hub.wire.menu_drafts import availability_draft
from tests.support.strategies import unhurried
from tests.support.tickets import a_line, an_order, minute

ORDER = replace(
    an_order(
        replace(a_line("1", "preparing", "grill"), notes="well done"), a_line("2", "cancelled")
    ),
    table_number="12",
    session_id="s1",
    version=4,
    updated_at=minute(3),
)
LINE, GONE = ORDER.items
HEAD = {"orderId": ORDER.id, "orderNumber": "ORD-00001"}
CHANGED = {**HEAD, "version": 4, "updatedAt": minute(3)}


def plain(value: object) -> object:
    return msgspec.json.decode(msgspec.json.encode(value))


def payload(draft: Draft) -> dict[str, Any]:
    return msgspec.json.decode(draft.payload, type=dict[str, Any])


def committed(event: DomainEvent) -> Committed:
    return Committed(7, 1_705_329_000_000, draft_of(event, ORDER), ("branch:b1",))


def test_a_new_order_is_told_with_its_lines_and_whole() -> None:
    draft = draft_of(OrderPlaced(), ORDER)

    assert draft.type == "order:new"
    assert payload(draft) == {
        **HEAD,
        "status": "preparing",
        "tableSessionId": "s1",
        "tableNumber": "12",
        "items": [
            {
                "id": "1",
                "name": "dish 1",
                "quantity": 1,
                "status": "preparing",
                "notes": "well done",
            },
            {"id": "2", "name": "dish 2", "quantity": 1, "status": "cancelled", "notes": None},
        ],
        "order": plain(ORDER),
    }


def test_an_updated_order_is_told_whole() -> None:
    draft = draft_of(OrderChanged(), ORDER)

    assert draft.type == "order:updated"
    assert payload(draft) == {**HEAD, "status": "preparing", "order": plain(ORDER)}


@pytest.mark.parametrize("recalled", [False, True])
def test_a_step_of_a_line_is_told_with_the_line(recalled: bool) -> None:
    draft = draft_of(ItemMoved(LINE, recalled=recalled), ORDER)

    assert draft.type == "order:item_status"
    assert payload(draft) == {**CHANGED, "recalled": recalled, "item": plain(LINE)}


def test_a_cancelled_line_is_told_with_its_reason() -> None:
    draft = draft_of(ItemCancelled(GONE), ORDER)

    assert draft.type == "order:item_cancelled"
    assert payload(draft) == {**CHANGED, "reason": "out of stock", "item": plain(GONE)}


def test_a_dish_that_is_sold_out_is_told_to_the_staff_only() -> None:
    draft = availability_draft(MenuItem(id="m1", name="soup", available=False))

    assert draft.type == "menu:availability"
    assert payload(draft) == {"menuItemId": "m1", "name": "soup", "available": False}
    assert draft.session_id is None


def test_an_alert_is_told_with_what_it_is_about() -> None:
    draft = alert_draft(KitchenAlert(code="LATE", message="waiting", order_id="o1", station="bar"))

    assert draft.type == "kitchen:alert"
    assert payload(draft) == {
        "code": "LATE",
        "message": "waiting",
        "orderId": "o1",
        "station": "bar",
    }


@pytest.mark.parametrize(
    "event",
    [OrderPlaced(), OrderChanged(), ItemMoved(LINE), ItemCancelled(GONE)],
    ids=lambda each: type(each).__name__,
)
def test_an_order_event_knows_its_order_and_its_session(event: DomainEvent) -> None:
    draft = draft_of(event, ORDER)

    assert (draft.order_id, draft.session_id) == (ORDER.id, "s1")


def test_an_order_is_told_with_every_field_of_the_contract() -> None:
    order = payload(draft_of(OrderChanged(), ORDER))["order"]

    fields = (
        "id order_number type status table_number session_id customer_name notes priority "
        "created_at updated_at version items"
    )
    assert order.keys() >= set(fields.split())


def test_a_line_is_told_with_every_field_of_the_contract() -> None:
    item = payload(draft_of(ItemMoved(LINE), ORDER))["item"]

    fields = (
        "id menu_item_id name quantity status notes modifiers allergens station course "
        "created_at started_at ready_at served_at"
    )
    assert item.keys() >= set(fields.split())


def test_a_frame_is_the_event_of_the_contract() -> None:
    event = committed(OrderChanged())

    assert msgspec.json.decode(event.frame("branch:b1")) == {
        "type": "order:updated",
        "room": "branch:b1",
        "seq": 7,
        "timestamp": 1_705_329_000_000,
        "payload": payload(event.draft),
    }


@unhurried
@given(st.text(st.characters(codec="utf-8")))
def test_a_frame_is_json_whatever_the_room_is_called(room: str) -> None:
    assert msgspec.json.decode(committed(OrderChanged()).frame(room))["room"] == room


def test_a_frame_is_made_once_for_each_room() -> None:
    event = committed(OrderChanged())

    assert event.frame("branch:b1") is event.frame("branch:b1")
    assert event.frame("branch:b1") != event.frame("session:s1")


def test_a_frame_carries_the_very_bytes_that_went_into_the_log() -> None:
    event = committed(OrderChanged())

    assert event.frame("branch:b1").endswith(b'"payload":' + event.draft.payload + b"}")
