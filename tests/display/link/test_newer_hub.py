"""A hub that is one version ahead: what a screen does not understand blanks no board."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from display.link.decoding import read_alarms, read_event, read_frame, read_orders
from display.state.messages import (
    Action,
    BumpOrder,
    HubAlarm,
    ItemSeen,
    OrderSeen,
    OtherSeen,
    RecallOrder,
    UndoneLine,
)
from hub.domain.orders import Order, OrderType
from tests.support.one_screen import Screen, a_line, an_order, requests, words_on_glass
from tests.support.strategies import json_values, unhurried

LINE: dict[str, Any] = {
    "id": "i1",
    "name": "Soup",
    "quantity": 1,
    "status": "pending",
    "created_at": "2024-01-15T10:30:00.000Z",
}
PLAIN: dict[str, Any] = {
    "id": "o1",
    "order_number": "ORD-00001",
    "type": "dine_in",
    "status": "pending",
    "table_number": "4",
    "priority": "normal",
    "created_at": "2024-01-15T10:30:00.000Z",
    "updated_at": "2024-01-15T10:30:00.000Z",
    "version": 1,
    "items": [LINE],
}
OTHER = PLAIN | {"id": "o2", "order_number": "ORD-00002"}


def read(*orders: object) -> tuple[Order, ...]:
    return read_orders([Raw(json.dumps(each).encode()) for each in orders]).orders


def with_line(**fields: object) -> dict[str, Any]:
    return PLAIN | {"items": [LINE | fields]}


def board(*orders: object) -> str:
    """Show what a hub says; returns every word on the glass."""
    screen = Screen(*read(*orders))
    return words(screen)


def words(screen: Screen) -> str:
    return "\n".join(words_on_glass(screen.state, screen.now))


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        pytest.param(with_line(status="plating"), "status: plating", id="a line's status"),
        pytest.param(PLAIN | {"status": "parked"}, "status: parked", id="an order's status"),
        pytest.param(PLAIN | {"type": "kerbside"}, "kerbside", id="a type"),
        pytest.param(PLAIN | {"priority": "vip"}, "priority: vip", id="a priority"),
        pytest.param(PLAIN | {"table_number": 12}, "Table 12", id="a number for a text"),
        pytest.param(PLAIN | {"notes": {"name": "no salt"}}, "» no salt", id="a thing for a text"),
        pytest.param(with_line(quantity=1.5), "2 Soup", id="a part of a dish"),
        pytest.param(with_line(quantity="3"), "3 Soup", id="a quantity as text"),
        pytest.param(with_line(modifiers=["no salt"]), "NO salt", id="modifiers as texts"),
        pytest.param(
            with_line(allergens=[{"name": "nuts"}]), "contains nuts", id="allergens as things"
        ),
        pytest.param(
            with_line(allergies=[{"name": "nuts", "severity": 3}]),
            "ALLERGY: NUTS",
            id="allergies as things",
        ),
        pytest.param(PLAIN | {"allergies": "nuts"}, "ALLERGY: NUTS", id="an allergy as text"),
        pytest.param(with_line(flags=[7]), "7", id="a flag"),
        pytest.param(
            with_line(modifiers=[{"name": "no salt", "kind": "swap", "quantity": "many"}]),
            "NO salt",
            id="a kind of modifier",
        ),
        pytest.param(
            with_line(modifiers=[{"name": "salt", "portion": "rim"}]),
            "salt (rim)",
            id="a part of a dish that a modifier is on",
        ),
        pytest.param(
            with_line(if_out={"do": "phone"}),
            "if sold out: phone",
            id="what to do when it is sold out",
        ),
        pytest.param(
            with_line(at=[{"station": "grill", "status": "plating"}]),
            "1 Soup",
            id="a station's step",
        ),
        pytest.param(
            PLAIN | {"held": [{"id": "h", "name": "Cake", "quantity": "two"}]},
            "1 Cake",
            id="a held line",
        ),
        pytest.param(
            with_line(parent_id="c") | {"groups": [{"id": "c", "name": "Menu", "quantity": 1.5}]},
            "2 Menu",
            id="a combo",
        ),
        pytest.param(
            with_line(was={"version": "new", "quantity": 2, "notes": 5}),
            "2 → 1 Soup",
            id="what a line was",
        ),
        pytest.param(PLAIN | {"acks": [{"what": "smell"}]}, "1 Soup", id="a note of it"),
        pytest.param(with_line(name={"de": "Suppe"}), '1 {"de": "Suppe"}', id="a name"),
        pytest.param(PLAIN | {"items": ["Soup"]}, "1 Soup", id="a line that is a text"),
        pytest.param(PLAIN | {"created_at": "yesterday"}, "≥ 0:01", id="a time"),
    ],
)
def test_what_a_screen_does_not_understand_stands_on_the_ticket_as_it_came(
    order: object, shown: str
) -> None:
    glass = board(order, OTHER)

    assert shown in glass.splitlines()
    assert {"#1", "#2"} <= set(glass.splitlines())


def test_fields_that_are_new_or_gone_change_nothing() -> None:
    newer = PLAIN | {"seats": [1, 2], "hung": [{"id": "h"}]}
    less = {name: value for name, value in PLAIN.items() if name not in {"version", "priority"}}

    assert board(newer) == board(less) == board(PLAIN)


def test_an_order_without_anything_but_an_id_is_a_ticket_all_the_same() -> None:
    assert Screen(*read({"id": "o1"})).board == ["o1"]


@pytest.mark.parametrize("broken", [None, 1, "soup", [], {}, {"id": 7}, {"id": ""}])
def test_an_order_that_cannot_be_read_at_all_costs_no_other_and_is_counted(broken: object) -> None:
    raw = [Raw(json.dumps(each).encode()) for each in (PLAIN, broken, OTHER)]

    found = read_orders(raw)

    assert [order.id for order in found.orders] == ["o1", "o2"]
    assert found.unread == 1


@unhurried
@given(st.sampled_from(sorted(PLAIN)), st.sampled_from(sorted(LINE)), json_values())
def test_whatever_stands_in_a_field_the_board_stands(
    name: str, of_a_line: str, odd: object
) -> None:
    for order in (PLAIN | {name: odd}, with_line(**{of_a_line: odd})):
        screen = Screen(*read(order, OTHER))
        screen.press()

        assert len(screen.board) >= 1
        assert any(each == "o2" for each in screen.state.replica.orders)
        assert words(screen)


def bump(screen: Screen) -> BumpOrder:
    [asked] = requests(screen.press())
    assert isinstance(asked, BumpOrder)
    return asked


def test_a_ticket_in_an_unknown_status_is_bumped_to_ready_and_the_hub_decides() -> None:
    screen = Screen(*read(with_line(status="plating")))

    asked = bump(screen)

    assert (asked.status, asked.items) == ("ready", ("i1",))


def test_an_undo_takes_it_back_to_where_it_was() -> None:
    screen = Screen(*read(with_line(status="plating")))
    screen.press()
    screen.answer("p1")

    [asked] = requests(screen.press(Action.UNDO))

    assert isinstance(asked, RecallOrder)
    assert asked.items == (UndoneLine("i1", "ready", "plating"),)


def test_what_has_begun_is_started_before_what_is_beyond_is_made_ready() -> None:
    lines = [LINE, LINE | {"id": "i2", "status": "plating"}]
    screen = Screen(*read(PLAIN | {"items": lines}))

    asked = bump(screen)

    assert (asked.status, asked.items) == ("preparing", ("i1",))


def test_a_refusal_for_such_a_ticket_is_said_in_the_hubs_words() -> None:
    screen = Screen(*read(with_line(status="plating")))
    screen.press()
    screen.answer("p1", "status: from plating to ready is no step", "INVALID_TRANSITION")

    assert screen.notices == ["#1: status: from plating to ready is no step"]


def test_a_line_without_an_id_is_shown_and_not_asked_for() -> None:
    lines = [LINE, {"name": "Bread", "quantity": 1}]
    screen = Screen(*read(PLAIN | {"items": lines}))

    asked = bump(screen)

    assert "1 Bread" in words(screen).splitlines()
    assert asked.items == ("i1",)


def test_it_counts_in_all_day_and_rings_until_somebody_begins() -> None:
    fresh, begun = with_line(status="queued"), with_line(status="plating", started_at="now")
    screen = Screen()
    screen.hears(read(fresh)[0], new=True)

    assert screen.state.bell.waiting == {"o1"}
    screen.press(Action.ALL_DAY)
    assert "1 Soup" in words(screen)
    screen.hears(read(begun)[0])
    assert not screen.state.bell.waiting


def test_an_edit_to_an_unknown_priority_is_marked_with_its_word() -> None:
    screen = Screen(*read(PLAIN))
    screen.hears(read(PLAIN | {"priority": "vip", "version": 2})[0])

    assert "» priority: vip" in words(screen).splitlines()


def event(kind: str, payload: object) -> OrderSeen | ItemSeen | OtherSeen:
    return read_event(read_frame(json.dumps({"type": kind, "seq": 7, "payload": payload})), 0)


@pytest.mark.parametrize("kind", ["order:new", "order:updated"])
def test_an_event_with_unknown_words_brings_its_order(kind: str) -> None:
    seen = event(kind, {"order": PLAIN | {"type": "kerbside"}, "status": 5, "items": "gone"})

    assert isinstance(seen, OrderSeen)
    assert seen.order.type == "kerbside"
    assert not any(seen.order.type is each for each in OrderType)


def test_an_event_with_an_unknown_status_moves_its_line() -> None:
    line = LINE | {"status": "plating"}
    change = {"orderId": "o1", "version": 2, "updatedAt": "later", "item": line, "recalled": "?"}

    seen = event("order:item_status", change)

    assert isinstance(seen, ItemSeen)
    assert seen.item.status == "plating"


def test_an_alert_with_a_code_and_a_form_of_its_own_is_for_the_cook() -> None:
    assert event("kitchen:alert", {"message": "Salt is low", "code": 7, "more": {}}) == OtherSeen(
        now=0, seq=7, alert=HubAlarm(message="Salt is low")
    )
    assert event("kitchen:alert", {"code": "SALT"}) == OtherSeen(
        now=0, seq=7, alert=HubAlarm(message="SALT")
    )


@pytest.mark.parametrize(
    ("alarms", "sentences"),
    [
        ([{"code": "TOO_HOT", "message": "The hub is hot", "since": 1}], ("The hub is hot",)),
        ([{"code": "TOO_HOT"}, "soup"], ("TOO_HOT", "soup")),
        ({"message": "one"}, ("one",)),
        ([], ()),
    ],
)
def test_an_alarm_of_whatever_form_is_shown(alarms: object, sentences: tuple[str, ...]) -> None:
    found = read_alarms(Raw(json.dumps(alarms).encode()))
    assert tuple(each.message for each in found) == sentences


def test_a_line_of_this_version_is_read_as_it_always_was() -> None:
    known = an_order(1, a_line("Soup", "grill"))

    assert read(msgspec.to_builtins(known)) == (known,)
