"""The hub's frames as a screen reads them: each as it is, and what it does not know as seen."""

import json

import msgspec
import pytest

from display.link.decoding import (
    HubRefusal,
    read_event,
    read_frame,
    read_menu_names,
    read_refusal,
    read_sold_out,
    read_upcoming,
)
from display.state.messages import (
    DishLeft,
    HubAlarm,
    ItemSeen,
    OrderSeen,
    OtherSeen,
    SoldOutDish,
    UpcomingTicket,
)
from hub.domain.orders import (
    DomainEvent,
    Item,
    ItemCancelled,
    ItemMoved,
    Order,
    OrderChanged,
    OrderPlaced,
    OrderType,
    OrderWaiting,
)
from hub.domain.times import instant
from hub.locale.words import Language
from hub.wire.drafts import draft_of
from hub.wire.events import Committed

NOW = 5
AT = instant(1_700_000_000_000)
LINE = Item(id="i1", name="Soup", quantity=1, created_at=AT)
ORDER = Order(
    id="o1",
    order_number="ORD-00001",
    type=OrderType.TAKEOUT,
    created_at=AT,
    updated_at=AT,
    version=3,
    items=(LINE,),
)


def told(event: DomainEvent) -> OrderSeen | ItemSeen | OtherSeen:
    """Write an event as the hub does, and read it as a screen does."""
    committed = Committed(7, 0, draft_of(event, ORDER), ("room",))
    return read_event(read_frame(committed.frame("room").decode()), NOW)


def other(type_: str, payload: object) -> OrderSeen | ItemSeen | OtherSeen:
    return read_event(read_frame(json.dumps({"type": type_, "seq": 7, "payload": payload})), NOW)


@pytest.mark.parametrize(("event", "new"), [(OrderPlaced(), True), (OrderChanged(), False)])
def test_an_order_comes_whole(event: DomainEvent, *, new: bool) -> None:
    assert told(event) == OrderSeen(now=NOW, seq=7, order=ORDER, new=new)


@pytest.mark.parametrize("kind", [ItemMoved, ItemCancelled])
def test_a_line_comes_with_the_version_of_its_order(
    kind: type[ItemMoved | ItemCancelled],
) -> None:
    assert told(kind(LINE)) == ItemSeen(
        now=NOW, seq=7, order_id="o1", version=3, updated_at=AT, item=LINE
    )


def test_an_order_that_waits_for_its_time_comes_whole_too() -> None:
    assert told(OrderWaiting()) == OrderSeen(now=NOW, seq=7, order=ORDER, new=False)


def test_what_is_upcoming_is_read_row_by_row() -> None:
    rows = b'[{"id":"o1","due_at":null,"stations":["grill"],"more":1},{"due_at":7},{"id":"o2"}]'
    read = read_upcoming(msgspec.Raw(rows))
    assert read == (UpcomingTicket("o1", None, ("grill",)), UpcomingTicket("o2"))
    assert read_upcoming(msgspec.Raw(b'{"of": "tomorrow"}')) == ()


def test_an_alert_is_for_the_cook() -> None:
    alert = {"code": "UNSEEN", "message": "Nobody sees #7", "number": 7, "shownAt": "bar"}
    told = HubAlarm(code="UNSEEN", message="Nobody sees #7", number=7, shown_at="bar")

    assert other("kitchen:alert", alert) == OtherSeen(now=NOW, seq=7, alert=told)


@pytest.mark.parametrize("available", [False, True])
def test_what_is_sold_out_and_what_is_back_is_read(available: bool) -> None:
    dish = {"menuItemId": "m1", "name": "Soup", "available": available}
    seen = SoldOutDish("m1", "Soup", available=available)
    assert other("menu:availability", dish) == OtherSeen(now=NOW, seq=7, dish=seen)


@pytest.mark.parametrize("left", [1, 4, None])
def test_how_many_of_a_dish_are_left_is_read(left: int | None) -> None:
    dish = {"menuItemId": "m1", "name": "Soup", "left": left}
    seen = DishLeft("m1", "Soup", left)
    assert other("menu:left", dish) == OtherSeen(now=NOW, seq=7, dish=seen)


def test_the_list_of_what_is_sold_out_is_read() -> None:
    row = b'{"menu_item_id":"m1","name":"Soup","category":null,"available":false,"left":0}'
    assert read_sold_out(b'{"success":true,"data":[' + row + b'],"seq":7}') == (
        SoldOutDish("m1", "Soup", available=False, left=0),
    )


def test_the_names_of_a_language_are_read_off_the_menu() -> None:
    menu = {
        "categories": [
            {
                "id": "mains",
                "name": "Mains",
                "modifier_groups": [
                    {
                        "id": "g",
                        "name": "How?",
                        "items": [{"name": "Rare", "names": {"es": "Poco"}}],
                    }
                ],
            }
        ],
        "items": [
            {
                "id": "1",
                "name": "Soup",
                "names": {"es-MX": "Sopa", "pt": "Sopa p"},
                "price_minor": 1,
            },
            {"id": "2", "name": "Fish", "names": {"es": "Pescado", "es-MX": "Pez"}},
            {"id": "3", "name": "Cake", "modifiers": [{"name": "Cream", "names": {"es": "Nata"}}]},
        ],
    }
    names = read_menu_names(json.dumps({"success": True, "data": menu}).encode(), Language.SPANISH)

    assert names.dishes == {"Soup": "Sopa", "Fish": "Pescado"}
    assert names.modifiers == {"Rare": "Poco", "Cream": "Nata"}


def test_an_event_of_a_newer_hub_counts_as_seen() -> None:
    assert other("weather:changed", {"rain": True}) == OtherSeen(now=NOW, seq=7)


def test_an_event_that_cannot_be_read_is_told() -> None:
    unread = HubAlarm(code="NOT_UNDERSTOOD", message="NOT_UNDERSTOOD")
    assert other("order:new", {"order": 1}) == OtherSeen(now=NOW, seq=7, alert=unread)


@pytest.mark.parametrize(("text", "is_event"), [('{"type":"pong"}', False), (None, True)])
def test_events_are_told_from_replies(text: str | None, *, is_event: bool) -> None:
    frame = read_frame(text or '{"type":"order:new","seq":1,"payload":{}}')

    assert frame.is_event == is_event


def test_a_refusal_is_the_hubs_own_sentence() -> None:
    body = b'{"success":false,"error":{"code":"NOT_FOUND","message":"no such order"}}'

    assert read_refusal(body) == HubRefusal("NOT_FOUND", "no such order")


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"detail":"Not Found"}'])
def test_what_another_program_answers_is_no_refusal(body: bytes) -> None:
    assert read_refusal(body) is None
