"""Text is broken and shortened by what it measures, never in the middle of a letter."""

from hypothesis import given
from hypothesis import strategies as st

from display.view_model.layout import is_said_from_right, shorten, shrink, wrap, wrap_behind
from display.view_model.words import age, clock

FROM_RIGHT = "\N{RIGHT-TO-LEFT MARK}"
"""Nothing is drawn of it."""


def monospace(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return len(text) * size


@given(st.text(), st.integers(1, 30))
def test_wrapping_keeps_every_letter_in_order(text: str, letters: int) -> None:
    found = "".join(wrap(text, letters * 10, 10, monospace)).replace(FROM_RIGHT, "")
    assert "".join(found.split()) == "".join(text.split())


@given(st.text(), st.integers(-3, 30), st.integers(1, 30))
def test_wrapping_behind_something_keeps_every_letter_in_order(
    text: str, first: int, letters: int
) -> None:
    lines = wrap_behind(text, first * 10, letters * 10, 10, monospace)
    found = "".join(lines).replace(FROM_RIGHT, "")
    assert "".join(found.split()) == "".join(text.split()).replace(FROM_RIGHT, "")
    assert len(lines[0].removeprefix(FROM_RIGHT)) <= max(0, first)


def test_only_the_first_line_is_as_short_as_what_stands_before_it_wants() -> None:
    words = "Seen: silence the bell"
    assert wrap_behind(words, 60, 120, 10, monospace) == ["Seen:", "silence the", "bell"]
    assert wrap_behind(words, 40, 120, 10, monospace) == ["", "Seen:", "silence the", "bell"]
    assert wrap_behind("看过了停止响铃", 30, 100, 10, monospace) == ["看过了", "停止响铃"]


@given(st.text(st.characters(categories=["L", "N", "P", "Z"])), st.integers(1, 30))
def test_no_wrapped_line_is_too_wide(text: str, letters: int) -> None:
    lines = wrap(text, letters * 10, 10, monospace)
    assert all(len(line.removeprefix(FROM_RIGHT)) <= letters for line in lines)


def test_words_stay_whole_where_they_fit() -> None:
    assert wrap("sauce on the side", 100, 10, monospace) == ["sauce on", "the side"]


def test_a_word_wider_than_a_line_is_broken() -> None:
    assert wrap("Donaudampfschiff", 60, 10, monospace) == ["Donaud", "ampfsc", "hiff"]


def test_an_accent_stays_with_its_letter() -> None:
    assert wrap("cafe\N{COMBINING ACUTE ACCENT}s", 40, 10, monospace) == [
        "caf",
        "e\N{COMBINING ACUTE ACCENT}s",
    ]


def test_a_family_of_emoji_stays_together() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}"
    assert wrap(f"xx{family}", 30, 10, monospace) == ["xx", family]


def test_a_shortened_text_says_that_it_goes_on() -> None:
    assert shorten("Terrace twelve", 90, 10, monospace) == "Terrace…"


def test_a_text_that_fits_is_left_alone() -> None:
    assert shorten("Terrace", 70, 10, monospace) == "Terrace"


def test_shrinking_stops_at_the_greatest_size_that_fits() -> None:
    assert shrink("12345", 60, 20, monospace) == 12


def test_ages_take_at_most_five_characters() -> None:
    minute, hour = 60_000, 3_600_000
    ages = [0, 7 * minute + 5_000, 99 * minute + 59_000, 100 * minute, 99 * hour, 240 * hour]
    assert [age(each) for each in ages] == ["0:00", "7:05", "99:59", "1h40", "99h00", "10d"]


def test_the_time_of_day_is_the_kitchens_own() -> None:
    assert [clock(0, offset) for offset in (0, 330, -60)] == ["00:00", "05:30", "23:00"]


def test_a_text_is_never_shortened_within_a_letter_and_its_accent() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    assert shorten(f"ab{family}cd", 50, 10, monospace) == "ab…"


def test_every_row_of_what_is_read_from_the_right_is_so() -> None:
    rows = wrap("استرجاع UP DOWN للاختيار", 80, 10, monospace)
    assert rows == ["استرجاع", "\N{RIGHT-TO-LEFT MARK}UP DOWN", "للاختيار"]
    assert all(map(is_said_from_right, rows))


def test_a_sentence_is_read_as_its_own_words_are_whatever_names_stand_in_it() -> None:
    table = "\N{FIRST STRONG ISOLATE}طاولة 7\N{POP DIRECTIONAL ISOLATE}"
    assert not is_said_from_right(f"{table} is gone")
    assert is_said_from_right(f"{table}: 2, 3")
