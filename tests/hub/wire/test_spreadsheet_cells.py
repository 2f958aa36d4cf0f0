"""Whatever guests and owners write: a spreadsheet finds no formula, and nothing is lost by it."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.domain.orders import Item, Order, OrderType
from hub.domain.times import instant
from hub.wire.spreadsheet import (
    read_cell,
    write_order,
    write_rows,
)
from tests.support.formulas import ATTACKS, SIGNS, begins_a_formula

NOW = instant(0)


def cell_of(text: object) -> str:
    [[cell]] = csv.reader(io.StringIO(write_rows([[text]]), newline=""))
    return cell


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_is_no_formula(attack: str) -> None:
    assert begins_a_formula(attack)
    assert cell_of(attack) == f"'{attack}"


@given(
    st.text(st.sampled_from(f"'{SIGNS} \t\u00a0\u200ba"), min_size=1)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf"]), min_size=1)
)
@example("'=1")
@example("''=1")
@example("'\t=1")
def test_no_text_is_a_formula_and_each_is_read_back(text: str) -> None:
    cell = cell_of(text)

    assert not begins_a_formula(cell)
    assert read_cell(cell) == text


@pytest.mark.parametrize("text", ["soup", "it's", "'round the clock", "1-2", "' '", "ham + eggs"])
def test_an_ordinary_text_is_written_as_it_is(text: str) -> None:
    assert cell_of(text) == text


@pytest.mark.parametrize(("number", "cell"), [(-5, "-5"), (-2.5, "-2.5"), (7, "7"), (None, "")])
def test_a_number_stays_a_number(number: float | None, cell: str) -> None:
    assert cell_of(number) == cell


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_order_s_texts_are_no_formulas(attack: str) -> None:
    item = Item(
        id="i",
        name=attack,
        quantity=1,
        notes=attack,
        allergens=(attack,),
        created_at=NOW,
    )
    order = Order(
        id="o",
        order_number="1",
        type=OrderType.DINE_IN,
        table_number="-1",
        customer_name=attack,
        notes=attack,
        items=(item,),
        created_at=NOW,
        updated_at=NOW,
    )

    [row] = csv.reader(io.StringIO(write_order(order), newline=""))

    assert [each for each in row if begins_a_formula(each)] == []
    assert row.count(f"'{attack}") == len(("customer", "order", "item", "line", "allergen"))
