"""What guests are shown of their own orders, and that the kitchen knows only what it has said."""

from typing import Any

import msgspec

from hub.domain.earlier import AckKind, Acknowledgement, EarlierOrder
from hub.domain.guest_view import show_to_guests
from hub.domain.order_details import Combo, Modifier
from hub.domain.orders import Item, ItemStatus, Order, OrderType
from hub.domain.times import Instant

BEFORE, NOW, LATER = (Instant(f"2026-03-01T18:{each}:00.000Z") for each in (10, 20, 30))


def line(name: str = "Soup", **fields: Any) -> Item:  # noqa: ANN401
    return Item(id=name, name=name, quantity=1, created_at=NOW, **fields)


def order(*items: Item, **fields: Any) -> Order:  # noqa: ANN401
    return Order(
        id="1",
        order_number="ORD-00001",
        type=OrderType.DINE_IN,
        created_at=NOW,
        updated_at=NOW,
        items=items or (line(station="grill"),),
        **fields,
    )


def ack(station: str | None, at: Instant = LATER, version: int = 1) -> Acknowledgement:
    return Acknowledgement(what=AckKind.ALLERGY, version=version, station=station, at=at)


def test_guests_see_what_comes_and_nothing_that_the_house_says_to_itself() -> None:
    secret = {"notes": "rude guest", "customer_name": "Ana", "server": "Bo", "source": "till"}
    steak = line("Steak", notes="VIP", modifiers=(Modifier(name="No salt"),), cancel_reason="mine")

    shown = show_to_guests(order(steak, **secret, handoff="red car"))

    text = msgspec.json.encode(shown).decode()
    for each in ("rude", "Ana", "Bo", "till", "VIP", "mine", "red car"):
        assert each not in text
    assert shown.items[0].modifiers == ("No salt",)


def test_lines_that_wait_say_so_and_parts_name_their_combo() -> None:
    menu = Combo(id="7", name="Menu for one", quantity=1)
    part, dessert = line("Steak", parent_id="7"), line("Cake")

    shown = show_to_guests(order(part, held=(dessert,), groups=(menu,)))

    assert [(each.name, each.status) for each in shown.items] == [
        ("Steak", "pending"),
        ("Cake", "held"),
    ]
    assert shown.items[0].group == "Menu for one"


def test_what_only_stands_on_a_bill_is_left_out() -> None:
    fee = line("Delivery fee", station="none", screen=False)

    assert [each.name for each in show_to_guests(order(line("Soup"), fee)).items] == ["Soup"]


def test_the_kitchen_knows_an_allergy_only_once_every_station_has_said_so() -> None:
    lines = (line("Steak", station="grill"), line("Salad", station="cold", allergies=("nuts",)))

    def known(*acks: Acknowledgement, **fields: Any) -> bool:  # noqa: ANN401
        shown = show_to_guests(order(*lines, allergies=("milk",), acks=acks, **fields))
        assert shown.allergies == ("milk", "nuts")
        return shown.allergy_known

    assert not known()
    assert not known(ack("grill"))
    assert known(ack("grill"), ack("cold"))
    assert known(ack(None))
    # Another round came after they had looked, and an allergy was added.
    assert not known(ack(None, at=BEFORE))
    was = EarlierOrder(version=3, allergies=None)
    assert not known(ack(None, version=2), version=3, was=was)
    assert known(ack(None, version=3), version=3, was=was)


def test_what_nobody_has_seen_is_not_known_because_it_is_eaten() -> None:
    eaten = line(status=ItemStatus.SERVED)

    assert not show_to_guests(order(eaten, allergies=("milk",))).allergy_known
    assert show_to_guests(order(eaten, allergies=("milk",), acks=(ack("grill"),))).allergy_known


def test_guests_without_an_allergy_are_told_of_none() -> None:
    shown = show_to_guests(order(acks=(ack(None),)))

    assert (shown.allergies, shown.allergy_known) == ((), False)
