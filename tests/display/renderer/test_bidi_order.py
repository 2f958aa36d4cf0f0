"""What stands side by side on the glass, and in which order."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.renderer.bidi_order import REPLACEMENT, arrange, clusters
from tests.support.strategies import unhurried

HEBREW = {"a": "\u05d0", "b": "\u05d1", "c": "\u05d2", "d": "\u05d3", "e": "\u05d4"}
ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def seen(text: str) -> str:
    """Order a text in which a to e stand for Hebrew letters."""
    glass = "".join(arrange("".join(HEBREW.get(letter, letter) for letter in text)))
    for letter, hebrew in HEBREW.items():
        glass = glass.replace(hebrew, letter)
    return glass


@pytest.mark.parametrize(
    ("written", "glass"),
    [
        ("2 x Burger", "2 x Burger"),
        ("2 x abc", "2 x cba"),
        ("2 x abc XL", "2 x cba XL"),
        ("ab 12 cd", "dc 12 ba"),
        ("XL (ab) 12", "XL (ba) 12"),
        ("ab (c) d", "d (c) ba"),
        ("5 (XL) ab", "5 (XL) ba"),
    ],
)
def test_words_from_right_to_left_are_turned_inside_a_line_from_left_to_right(
    written: str, glass: str
) -> None:
    assert seen(written) == glass


@pytest.mark.parametrize(
    ("written", "glass"),
    [
        ("ab (XL) 5", "5 (XL) ba"),
        ("1 ab 9 cd 12", "12 dc 9 ba 1"),
        (f"{ISOLATE}ab{END}: 2, 10", "10 ,2 :ba"),
        (f"{ISOLATE}ab{END} is gone", "ba is gone"),
        ("\N{RIGHT-TO-LEFT MARK}XL ab", "ba XL"),
    ],
)
def test_a_line_that_begins_from_the_right_is_read_from_there(written: str, glass: str) -> None:
    assert seen(written) == glass


def test_isolated_names_keep_their_quantities() -> None:
    names = [f"{ISOLATE}{name}{END}" for name in ("abc", "de XL")]
    assert seen(f"2x {names[0]}, 1x {names[1]} ok") == "2x cba, 1x XL ed ok"


def test_an_isolate_that_was_cut_off_goes_on_to_the_end() -> None:
    assert seen(f"2x {ISOLATE}abc XL") == "2x XL cba"


@pytest.mark.parametrize(
    "letter",
    [
        "x\u0323\u0301",
        "\u05e9\u05b8\u05c1",
        "\u0645\u0651",
        "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}",
        "\N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}",
        "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}",
        "1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}",
    ],
)
def test_a_letter_keeps_its_marks(letter: str) -> None:
    assert clusters(f"a {letter} b") == ["a", " ", letter, " ", "b"]


def test_two_flags_are_two_letters() -> None:
    germany, turkey = "\U0001f1e9\U0001f1ea", "\U0001f1f9\U0001f1f7"
    assert clusters(germany + turkey) == [germany, turkey]


@pytest.mark.parametrize("letter", ["\0", "\x07", "\x9f", "\ud800", "\ue000", "\U0010ffff"])
def test_what_has_no_picture_is_replaced_by_something_that_can_be_seen(letter: str) -> None:
    assert clusters(letter) == [REPLACEMENT]


@pytest.mark.parametrize("blank", ["\t", "\n", "\r", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}"])
def test_every_kind_of_blank_is_a_blank(blank: str) -> None:
    assert clusters(f"a{blank}b") == ["a", " ", "b"]


@unhurried
@given(st.text(alphabet=st.characters(exclude_categories=["Cf", "Cs"])))
def test_no_letter_is_lost(text: str) -> None:
    visible = sorted("".join(clusters(text)))
    mirrored = {each for each in visible if unicodedata.mirrored(each)}
    kept = [each for each in sorted("".join(arrange(text))) if not unicodedata.mirrored(each)]
    assert kept == [each for each in visible if each not in mirrored]
