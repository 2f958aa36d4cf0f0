"""Orders that somebody looks for by a word or two."""

import pytest

from hub.domain.order_details import Combo
from hub.domain.orders import Item, Order, OrderType
from hub.domain.sought_orders import mentions
from hub.domain.times import Instant

NOW = Instant("2026-03-01T18:20:00.000Z")


def line(name: str) -> Item:
    return Item(id=name, name=name, quantity=1, created_at=NOW)


ORDER = Order(
    id="1",
    order_number="ORD-00015",
    display_number="A17",
    type=OrderType.DINE_IN,
    table_number="Terrace 7",
    customer_name="Ana María Silva",
    external_id="4501",
    server="Bo",
    created_at=NOW,
    updated_at=NOW,
    items=(line("Crème brûlée"), line("Steak frites (0.75 kg)")),
    held=(line("Espresso"),),
    groups=(Combo(id="2", name="Lunch menu", quantity=1),),
)


@pytest.mark.parametrize(
    "words",
    [
        "15",
        "ord-00015",
        "A17",
        "a17",
        "terrace",
        "Terrace 7",
        "maria",
        "SILVA",
        "brulee",
        "frites",
        "espresso",
        "lunch",
        "bo",
        "4501",
        "ana steak",
        "7",
    ],
)
def test_an_order_is_found_by_its_numbers_table_names_and_dishes(words: str) -> None:
    assert mentions(ORDER, words)


@pytest.mark.parametrize("words", ["1", "5", "17", "450", "pizza", "ana pizza", "0.76"])
def test_a_number_is_no_part_of_another_one_and_every_word_has_to_be_there(words: str) -> None:
    assert not mentions(ORDER, words)
