"""The tables at which something is going on."""

from typing import Any

from hub.domain.open_tables import OpenTable, Seated, list_open_tables
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, OrderType
from hub.domain.times import Instant

EARLY, NOW, LATER = (Instant(f"2026-03-01T18:{each}:00.000Z") for each in (10, 20, 30))


def line(status: ItemStatus, quantity: int = 1, **fields: Any) -> Item:  # noqa: ANN401
    ready = LATER if status is ItemStatus.READY else None
    return Item(
        id="1",
        name="Soup",
        quantity=quantity,
        status=status,
        created_at=NOW,
        ready_at=ready,
        **fields,
    )


def order(table: str | None, *items: Item, **fields: Any) -> Order:  # noqa: ANN401
    return Order(
        id=fields.pop("id", "1"),
        order_number="ORD-00001",
        type=OrderType.DINE_IN,
        table_number=table,
        created_at=NOW,
        updated_at=NOW,
        items=items or (line(ItemStatus.PENDING),),
        **fields,
    )


def only(*orders: Order, **seated: Seated) -> OpenTable:
    [found] = list_open_tables(orders, seated)
    return found


def test_a_table_says_how_many_dishes_are_made_wait_and_are_served() -> None:
    lines = (line(ItemStatus.PENDING, 2), line(ItemStatus.PREPARING), line(ItemStatus.READY, 3))
    more = (line(ItemStatus.SERVED, 4), line(ItemStatus.CANCELLED, 9))

    table = only(order("5", *lines, *more, held=(line(ItemStatus.PENDING, 5),)))

    counts = (table.open, table.ready, table.held, table.served)
    assert counts == (3, 3, 5, 4)
    assert table.ready_since == LATER


def test_all_orders_of_a_table_are_one_table() -> None:
    first = order("5", server="Ana", guests=2, zone="Terrace", id="1")
    second = order("5", server="Bo", guests=4, id="2", allergies=("nuts",))

    table = only(first, second, order("6", id="3", status=OrderStatus.SERVED))

    assert (table.orders, table.servers, table.guests) == (("1", "2"), ("Ana", "Bo"), 4)
    assert (table.zone, table.allergy, table.since) == ("Terrace", True, NOW)


def test_guests_who_have_ordered_nothing_yet_sit_at_a_table() -> None:
    table = only(**{"5": Seated("s1", EARLY)})

    assert (table.table, table.session_id, table.since, table.orders) == ("5", "s1", EARLY, ())


def test_a_table_that_has_everything_is_open_as_long_as_its_guests_sit_there() -> None:
    eaten = order("5", line(ItemStatus.SERVED), status=OrderStatus.SERVED)

    assert list_open_tables([eaten], {}) == []
    assert only(eaten, **{"5": Seated("s1", EARLY)}).served == 1


def test_what_is_gone_or_of_no_table_is_at_none() -> None:
    orders = [
        order("5", status=OrderStatus.COMPLETED),
        order("6", status=OrderStatus.CANCELLED),
        order(None),
    ]

    assert list_open_tables(orders, {}) == []
