"""Whatever comes and goes, every order has its place, and none jumps under the cook's finger."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from display.state.places import KEY_REST_MS, PATIENCE_MS, QUIET_MS
from display.state.settings import PlacesMode
from tests.support.moving_board import (
    GAP,
    Board,
    act,
    check_glass,
    ground,
    steps,
    ticket,
)
from tests.support.strategies import unhurried


def test_a_gap_is_closed_in_its_column_after_2_quiet_seconds_and_no_other_ticket_moves() -> None:
    board = Board(*(ticket(name, 5) for name in "ABCDEF"))
    assert board.columns() == ["AB", "CD", "EF"]
    before = [part.top for part in board.places.parts]
    tops = [part.top for part in board.take("A").parts]
    assert board.columns() == ["B", "CD", "EF"]
    assert tops == before[1:]
    board.paint(after=QUIET_MS - 1)
    assert [part.top for part in board.places.parts] == tops
    board.paint(after=1)
    assert board.columns() == ["B", "CD", "EF"]
    assert board.places.parts[0].top == 50


def test_a_key_holds_gaps_open_for_2_seconds_but_for_no_more_than_6() -> None:
    board = Board(*(ticket(name, 5) for name in "ABCDEFG"))
    board.take("A")
    for _ in range(3):
        board.key(after=1_500)
        assert board.columns()[0] == "B"
    board.key(after=PATIENCE_MS - 4_500 - 1)
    assert board.columns()[0] == "B"
    board.key(after=1)
    assert board.columns()[0] == "BG"


def test_a_new_order_is_a_ticket_at_once_when_nobody_presses_and_else_a_lit_chip() -> None:
    board = Board(ticket("A"))
    board.add(ticket("B"))
    assert board.columns()[0] == "AB"
    board.key()
    [chip] = board.add(ticket("C"), after=500).chips
    assert (chip.order_id, chip.lit) == ("C", 500)
    assert board.paint(after=1_500).chips == ()


def test_a_chip_is_lit_until_a_key_shows_that_somebody_has_looked() -> None:
    board = Board(*(ticket(name, 14) for name in "ABC"))
    board.add(ticket("D"))
    lit = []
    for after in (0, 999, 1):
        [chip] = board.key(after=after).chips
        lit.append(chip.lit)
    assert lit == [0, 0, None]


def test_a_chip_where_nobody_presses_is_lit_for_a_minute() -> None:
    board = Board(*(ticket(name, 14) for name in "ABC"))
    board.add(ticket("D"))
    lit = []
    for after in (59_999, 1):
        [chip] = board.paint(after=after).chips
        lit.append(chip.lit)
    assert lit == [0, None]


def test_what_waited_when_the_screen_came_is_not_lit() -> None:
    board = Board(*(ticket(name, 14) for name in "ABCD"))
    assert [chip.lit for chip in board.places.chips] == [None]


def test_one_younger_ticket_may_pass_the_one_that_waits_longest_and_no_second_one() -> None:
    board = Board(*(ticket(name, 11) for name in "ABC"), ticket("D", 14))
    board.add(ticket("e", 2), ticket("f", 2), ticket("g", 2))
    assert board.columns() == ["Ae", "B", "C"]
    board.paint(after=60_000)
    board.add(ticket("h", 2))
    assert board.columns() == ["Ae", "B", "C"]
    board.take("B")
    board.paint(after=QUIET_MS)
    assert board.columns() == ["Ae", "D", "Cf"]


def test_one_that_waits_longest_is_parted_between_two_feet_rather_than_not_shown() -> None:
    board = Board(*(ticket(name, 8) for name in "ABC"), ticket("D", 11))
    assert board.columns() == ["AD", "BD", "C"]


def test_by_age_a_later_ticket_may_use_the_end_of_the_last_column() -> None:
    tickets = [*(ticket(name, 13) for name in "ABC"), ticket("D", 14), ticket("e", 1)]
    board = Board(*tickets, on=ground(PlacesMode.AGE))
    assert board.columns() == ["A", "B", "Ce"]


def test_a_rush_pushes_the_youngest_at_a_foot_out_and_they_stand_as_chips_meanwhile() -> None:
    board = Board(*(ticket(name, 5) for name in "ABCDEF"))
    board.add(ticket("R", 4, rush=True))
    assert sorted("".join(board.columns())) == sorted("ABCDEFR".replace("F", ""))
    assert [chip.order_id for chip in board.places.chips] == ["F"]
    assert board.places.key_of("R") is None


def test_a_rush_never_pushes_out_a_rush() -> None:
    board = Board(*(ticket(name, 14, rush=True) for name in "ABC"))
    board.add(ticket("R", 4, rush=True))
    assert board.columns() == ["A", "B", "C"]


def test_a_rush_that_nothing_makes_room_for_leaves_everything_where_it_is() -> None:
    board = Board(*(ticket(name, 14, rush=True) for name in "AB"), ticket("C", 14))
    board.add(ticket("R", 90, rush=True))
    assert board.columns() == ["A", "B", "C"]


def test_a_ticket_that_grows_pushes_down_what_is_below_it_and_off_what_has_no_room() -> None:
    board = Board(*(ticket(name, 4) for name in "ABC"), on=ground(columns=1))
    board.add(ticket("A", 5))
    assert board.columns() == ["ABC"]
    board.add(ticket("A", 12))
    assert board.columns() == ["A"]
    assert [chip.order_id for chip in board.places.chips] == ["B", "C"]


def test_a_ticket_that_grows_at_a_columns_foot_stays() -> None:
    board = Board(*(ticket(name, 4) for name in "ABC"), on=ground(columns=1))
    board.add(ticket("C", 9))
    assert board.columns() == ["AC"]


@pytest.mark.parametrize(
    ("lines", "dish", "expected"),
    [
        (24, 4, [(0, 0, 16), (1, 16, 24), (1, 0, 3)]),
        # There is room for 17 lines, and two of them would be left over.
        (19, 1, [(0, 0, 16), (1, 16, 19), (1, 0, 3)]),
    ],
)
def test_a_ticket_longer_than_a_column_is_parted_between_dishes_with_3_lines_on_each_side(
    lines: int, dish: int, expected: list[tuple[int, int, int]]
) -> None:
    board = Board(ticket("A", lines, dish=dish), ticket("B"))
    parts = [(each.column, each.from_line, each.to_line) for each in board.places.parts]
    assert parts == expected


def test_a_ticket_longer_than_the_glass_fills_it_and_says_what_is_left() -> None:
    board = Board(ticket("A", 90))
    assert len(board.places.parts) == 3
    assert board.places.parts[-1].to_line < 90


def test_in_a_grid_each_part_fills_a_cell() -> None:
    board = Board(ticket("A", 12), ticket("B"), on=ground(PlacesMode.GRID))
    assert board.columns()[:3] == ["A", "A", "B"]
    assert {part.height for part in board.places.parts} == {300}


def test_by_age_the_first_free_place_is_filled_from_the_next_column() -> None:
    board = Board(*(ticket(name, 5) for name in "ABCDEF"), on=ground(PlacesMode.AGE))
    board.take("A")
    board.paint(after=QUIET_MS)
    assert board.columns() == ["BC", "DE", "F"]


def test_keys_go_to_the_oldest_and_rest_4_seconds_before_they_mean_another_ticket() -> None:
    board = Board(*(ticket(name) for name in "ABCDEF"))
    keys = board.places.keys
    assert {key: holder.order_id for key, holder in keys.items()} == dict(enumerate("ABCD"))
    board.take("B")
    holders = [board.paint(after=after).keys[1].order_id for after in (KEY_REST_MS - 1, 1)]
    assert holders == ["B", "E"]


@unhurried
@example(
    [
        ("add", 0, False),
        ("add", 0, False),
        ("add", 13, True),
        ("grow", 5, True),
        ("wait", 2000, False),
    ],
    PlacesMode.STILL,
)
@given(st.lists(steps, min_size=5, max_size=60), st.sampled_from(PlacesMode))
def test_every_order_has_one_place_whatever_happens(
    happens: list[tuple[str, int, bool]], mode: PlacesMode
) -> None:
    board = Board(on=ground(mode))
    for number, step in enumerate(happens):
        act(board, step, number)
        check_glass(board)


@unhurried
@given(st.lists(steps, min_size=5, max_size=60), st.sampled_from(PlacesMode))
def test_a_key_names_no_two_orders_within_4_seconds(
    happens: list[tuple[str, int, bool]], mode: PlacesMode
) -> None:
    board = Board(on=ground(mode))
    meant: dict[int, tuple[str, int]] = {}
    for number, step in enumerate(happens):
        act(board, step, number)
        for key, holder in board.places.keys.items():
            if holder.freed is None:
                name, last = meant.get(key, (holder.order_id, board.now))
                assert name == holder.order_id or board.now - last >= KEY_REST_MS
                meant[key] = holder.order_id, board.now
        held = [each.order_id for each in board.places.keys.values()]
        assert len(held) == len(set(held))


@unhurried
@given(st.lists(steps, min_size=5, max_size=60))
def test_in_still_no_ticket_changes_its_column_unless_the_cook_sorts(
    happens: list[tuple[str, int, bool]],
) -> None:
    board = Board()
    for number, step in enumerate(happens):
        before, sorted_at = board.places.parts, board.sorted_at
        act(board, step, number)
        first = {part.order_id: part.column for part in before if not part.from_line}
        if board.sorted_at == sorted_at:
            for part in board.places.parts:
                if not part.from_line:
                    assert first.get(part.order_id, part.column) == part.column


@unhurried
@given(st.lists(steps, min_size=5, max_size=60))
def test_after_a_settle_the_first_that_waits_fits_nowhere(
    happens: list[tuple[str, int, bool]],
) -> None:
    board = Board()
    for number, step in enumerate(happens):
        act(board, step, number)
    for _ in range(4):
        board.paint(after=PATIENCE_MS)
    assert board.places.pending is None
    waiting = sorted(
        (board.tickets[chip.order_id] for chip in board.places.chips),
        key=lambda each: not each.rush,
    )
    for first in waiting[:1]:
        need = first.head + sum(first.lines)
        for column, rect in enumerate(board.ground.columns[board.places.rows - 1]):
            ends = [each.top + each.height for each in board.places.parts if each.column == column]
            room = rect.y + rect.h - max(ends) - GAP if ends else rect.h
            assert room < need


@pytest.mark.parametrize("quiet", [True, False])
def test_the_frame_goes_to_the_next_at_once_after_the_cooks_own_bump_and_else_rests(
    *, quiet: bool
) -> None:
    board = Board(ticket("A"), ticket("B"))
    board.own = frozenset({"A"} if quiet else ())
    framed = [board.places.framed, board.take("A").framed]
    framed += [board.paint(after=after).framed for after in (1_199, 1)]
    assert framed == (["A", "B", "B", "B"] if quiet else ["A", None, None, "B"])


def test_nothing_is_worked_out_again_while_nothing_changes() -> None:
    board = Board(*(ticket(name) for name in "ABCDEF"))
    before = board.places
    assert board.paint(after=60_000) is before
