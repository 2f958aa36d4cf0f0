"""Prices as people write them; what can be read in two ways is not guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.menu.files.prices import find_decimal_mark, minor_digits, read_price, write_price


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("12.50", 1250),
        ("12,50", 1250),
        ("6,5", 650),
        ("7", 700),
        (7.5, 750),
        (6.500001, 650),
        ("5,80 €", 580),
        ("€ 12", 1200),
        ("4,– €", 400),
        ("9.-", 900),
        ("CHF 3.–", 300),
        ("10.90 Fr.", 1090),
        ("R$ 10,90", 1090),
        ("1.234,50", 123_450),
        ("1,234.50", 123_450),
        ("1 234,50 €", 123_450),
        ("1'234.50", 123_450),
        ("٣٫٥٠", 350),
        ("２３.５０", 2350),
        ("0,00 €", 0),
    ],
)
def test_a_price_is_read_however_it_is_written(cell: str | float, minor: int) -> None:
    price = read_price(cell)

    assert (price.minor, price.remark) == (minor, "")


@pytest.mark.parametrize(
    ("cell", "minor", "word"),
    [
        ("£24.00 / £29.00 (10oz)", 2400, "more than one price"),
        ("32.- p.P.", 3200, "p.P."),
        ("ca. 12,50", 1250, "ca."),
        (6.505, 651, "more decimals"),
    ],
)
def test_what_was_read_in_one_of_several_ways_is_said(
    cell: str | float, minor: int, word: str
) -> None:
    price = read_price(cell)

    assert price.minor == minor
    assert word in price.remark


@pytest.mark.parametrize(
    "cell", ["MP", "nach Größe", "-3", "9" * 5000, "12,50,30", "1,234.567,8", float("inf"), True]
)
def test_what_is_no_price_is_left_out_and_said(cell: str | float) -> None:
    price = read_price(cell)

    assert price.minor is None
    assert price.remark


def test_three_digits_behind_a_mark_are_thousands_only_where_the_file_or_the_currency_says_so() -> (
    None
):
    assert read_price("1,234").minor is None
    assert read_price("1,234", ",").minor is None
    assert read_price("1,234", ".").minor == 123_400
    assert read_price("25.000", currency="IDR").minor == 25_000
    assert read_price("1,234", currency="KWD").minor == 1234


def test_a_comma_among_points_is_read_and_said() -> None:
    mark = find_decimal_mark(["£6.50", "£7.20", 8.0, "£9,50"])

    assert mark == "."
    assert read_price("£9,50", mark).remark == "a comma where others have a point: read as 9.50"


def test_the_hubs_currency_says_how_many_decimals_there_are() -> None:
    assert read_price("¥1,200", currency="JPY").minor == 1200
    assert read_price("1.250", currency="BHD").minor == 1250
    assert minor_digits(None) == 2


@given(
    st.integers(0, 100_000_000),
    st.sampled_from([None, "EUR", "JPY", "KWD"]),
    st.sampled_from(".,"),
)
def test_a_price_that_is_written_is_read_again(minor: int, currency: str | None, mark: str) -> None:
    assert read_price(write_price(minor, currency, mark), mark, currency).minor == minor
