"""Contacts on an invented clock."""

from hypothesis import given
from hypothesis import strategies as st

from display.inputs.key_state import Debounce


def played(edges: list[tuple[float, bool]], until: float) -> list[bool]:
    """Play edges, asking only when one comes and at the very end, and return what settled."""
    contact = Debounce(0.025)
    news = [contact.edge(at, down=down) for at, down in edges]
    return [each for each in (*news, contact.settle(until)) if each is not None]


def test_a_clean_press_settles_once_it_has_lasted() -> None:
    contact = Debounce(0.025)
    contact.edge(1.0, down=True)

    assert contact.settle(1.02) is None
    assert contact.settle(1.025) is True
    assert contact.settle(1.5) is None


def test_a_glitch_of_two_milliseconds_is_no_press() -> None:
    assert played([(1.0, True), (1.002, False)], 2.0) == []


def test_bouncing_when_it_closes_and_opens_is_one_press() -> None:
    closing = [(1 + n * 0.001, n % 2 == 0) for n in range(9)]
    opening = [(2 + n * 0.001, n % 2 == 1) for n in range(9)]

    assert played([*closing, *opening], 3.0) == [True, False]


def test_presses_told_too_late_are_all_counted() -> None:
    edges = [(n + part, down) for n in range(5) for part, down in ((0.1, True), (0.3, False))]

    assert played(edges, 9.0) == [True, False] * 5


def test_a_button_that_is_down_at_the_start_is_news_only_when_it_comes_up() -> None:
    contact = Debounce(0.025, down=True)

    assert contact.settle(100.0) is None
    contact.edge(101.0, down=False)
    assert contact.settle(102.0) is False


@given(st.lists(st.tuples(st.floats(0.0001, 0.1), st.booleans()), max_size=60))
def test_downs_and_ups_take_turns_whatever_the_contact_does(
    steps: list[tuple[float, bool]],
) -> None:
    edges, at = [], 0.0
    for pause, down in steps:
        at += pause
        edges.append((at, down))

    news = played(edges, at + 1)

    assert news == [index % 2 == 0 for index in range(len(news))]
    assert (len(news) % 2 == 1) == (edges[-1][1] if edges else False)
