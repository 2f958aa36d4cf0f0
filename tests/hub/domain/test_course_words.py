"""Courses that are words have an order, in whatever language a till says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.course_words import DEFAULT_ORDER, rank_course, sort_by_word
from hub.domain.courses import fire, hold, part_courses
from hub.domain.orders import Item
from tests.support.one_screen import a_line, an_order

NOW = an_order(1).created_at


@pytest.mark.parametrize(
    ("course", "place"),
    [
        ("starter", 1),
        ("Starters", 1),
        ("VORSPEISE", 1),
        ("hors d\N{RIGHT SINGLE QUOTATION MARK}œuvre", 1),
        ("Main Course", 2),
        ("plat principal", 2),
        ("Postre", 3),
        ("甜点", 3),
        ("حلويات", 3),
        ("entrée", None),
        ("immediate", None),
        ("", None),
        (7, 7),
        (None, None),
    ],
)
def test_a_course_has_its_place(course: int | str | None, place: int | None) -> None:
    assert rank_course(course, DEFAULT_ORDER) == place


def test_an_owners_words_come_first_and_stand_for_those_of_other_languages() -> None:
    order = ("aperitif", "entrée", "dessert")
    found = [rank_course(each, order) for each in ("Apéritif", "entree", "Nachtisch", "starter")]
    assert found == [1, 2, 3, None]


def test_two_words_for_one_course_can_be_two_courses() -> None:
    order = ("antipasto", "starter", "main")
    assert [rank_course(each, order) for each in ("Antipasto", "starter", "Vorspeise")] == [1, 2, 1]


def lines(*courses: int | str | None) -> list[Item]:
    return [a_line(f"{at} {each}", course=each) for at, each in enumerate(courses)]


def names(items: tuple[Item, ...]) -> list[str]:
    return [item.name for item in items]


def test_lines_stand_in_the_order_of_their_words() -> None:
    found = sort_by_word(lines("dessert", None, "digestif", "starter", 2, "main"), DEFAULT_ORDER)
    assert names(found) == ["1 None", "4 2", "3 starter", "5 main", "0 dessert", "2 digestif"]


@given(st.lists(st.sampled_from(["starter", "main", "soup", None, 3]), max_size=9))
def test_no_line_is_lost_and_none_overtakes_its_like(courses: list[int | str | None]) -> None:
    found = sort_by_word(lines(*courses), DEFAULT_ORDER)
    assert sorted(names(found)) == sorted(names(tuple(lines(*courses))))
    for course in set(courses):
        same = [item.name for item in found if item.course == course]
        assert same == sorted(same)


def test_a_house_that_holds_courses_lets_the_main_wait_for_the_starter() -> None:
    asked = lines("dessert", "Vorspeise", "immediate", "main", "coffee")
    now, later = part_courses(asked, (), (), by_course=True)
    assert names(now) == ["1 Vorspeise", "2 immediate", "4 coffee"]
    assert names(later) == ["0 dessert", "3 main"]


def test_a_table_that_is_at_its_main_gets_another_starter_at_once() -> None:
    now, later = part_courses(lines("starter", "dessert"), lines("main"), (), by_course=True)
    assert (names(now), names(later)) == (["0 starter"], ["1 dessert"])


def test_words_and_numbers_go_by_one_order() -> None:
    now, later = part_courses(lines(1, "main"), (), (), by_course=True)
    assert (names(now), names(later)) == (["0 1"], ["1 main"])


def test_an_owner_says_what_waits() -> None:
    order = ("mezze", "grill")
    now, later = part_courses(lines("grill", "Mezze"), (), (), by_course=True, words=order)
    assert (names(now), names(later)) == (["1 Mezze"], ["0 grill"])


def test_a_course_is_fired_and_held_however_its_word_is_spelled() -> None:
    order = an_order(1, a_line("Soup", course="starter"), held=(a_line("Steak", course="Main"),))
    fired = fire(order, NOW, course="main").order
    assert [item.name for item in fired.items] == ["Soup", "Steak"]
    assert [item.name for item in hold(fired, NOW, course="MAIN").order.held or ()] == ["Steak"]
