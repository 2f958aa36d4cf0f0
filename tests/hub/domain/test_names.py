"""Names compared: what makes two the same, and what does not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.domain.names import fold, plain


def test_case_is_folded_for_every_language() -> None:
    assert plain("STRASSE") == plain("Straße")
    assert fold("STRASSE") == fold("Straße")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Crème brûlée", "creme brulee"),
        ("Coca-Cola", "COCA COLA"),
        ("Shepherd's pie", "Shepherd\u2019s Pie"),
        ("Rødgrød", "rodgrod"),
        ("Żurek z łososiem", "zurek z lososiem"),
        ("Œuf", "oeuf"),
        ("ﬁlet", "filet"),
        ("\uff30\uff49\uff5a\uff5a\uff41", "Pizza"),
        ("Ёжик", "ежик"),
        ("Τυρόπιτα", "τυροπιτα"),
    ],
)
def test_case_accents_apostrophes_hyphens_and_spaces_are_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soup", "Soups"),
        ("Pizza 30", "Pizza 40"),
        # What a mark does in these scripts is no accent: it makes another word.
        ("はし", "ばし"),
        ("कल", "कूल"),
        ("กา", "ก้า"),
        ("-", "\u2019"),
    ],
)
def test_what_tells_two_names_apart_stays(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(min_size=1))
@example("\u2120")
@example("\U0001d56c")
def test_a_name_folded_twice_is_as_folded_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)
