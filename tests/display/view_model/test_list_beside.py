"""A list stands beside the board: it takes a column, and gives it back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from display.state.lists import ALL_DAY_LIST, HELP_LIST, RECALL_LIST, SHOWN_ORDER
from display.state.messages import Action, Invited
from display.state.model import OpenList
from display.state.places import KEY_REST_MS, PATIENCE_MS, QUIET_MS, Places
from display.state.settings import BoardSettings, PlacesMode
from display.state.sold_out_list import SOLD_OUT_LIST
from display.view_model.build import build
from display.view_model.screen import Rect
from display.view_model.screen import Screen as Picture
from tests.support.moving_board import Board, act, check_glass, ground, steps, ticket
from tests.support.one_screen import LAYOUT, Screen, a_line, an_order
from tests.support.strategies import unhurried

LISTS = (ALL_DAY_LIST, RECALL_LIST, SOLD_OUT_LIST, HELP_LIST)

happenings = steps | st.tuples(st.just("list"), st.just(0), st.booleans())


def happen(board: Board, step: tuple[str, int, bool], number: int) -> None:
    if step[0] == "list":
        board.open_list(is_open=step[2])
    else:
        act(board, step, number)


def stands(places: Places) -> dict[str, int]:
    """Say in which column each ticket begins."""
    return {part.order_id: part.column for part in places.parts if not part.from_line}


def test_what_stood_in_the_last_column_goes_where_there_is_room_or_is_a_chip() -> None:
    board = Board(ticket("A", 5), ticket("B", 5), ticket("C", 14), ticket("D", 1), ticket("E", 12))
    assert board.columns() == ["AB", "CD", "E"]
    places = board.open_list(is_open=True)
    assert board.columns()[:2] == ["AB", "CD"]
    assert [chip.order_id for chip in places.chips] == ["E"]
    board = Board(*(ticket(name, 5) for name in "ABCDE"))
    board.take("B")
    board.open_list(is_open=True)
    assert board.columns()[:2] == ["AE", "CD"]


def test_when_the_list_closes_every_ticket_is_back_in_its_place() -> None:
    board = Board(*(ticket(name, 5) for name in "ABCDE"))
    before = board.take("B", after=5_000).parts
    board.open_list(is_open=True)
    board.paint(after=60_000)
    assert board.open_list(is_open=False).parts == before


def test_what_came_while_the_list_was_open_stays_in_its_column_after_it() -> None:
    board = Board(*(ticket(name, 5) for name in "ABCDE"))
    board.open_list(is_open=True)
    board.take("C")
    board.add(ticket("N", 4), after=QUIET_MS)
    board.paint(after=QUIET_MS)
    assert board.columns()[:2] == ["AB", "DE"]
    board.take("D")
    board.paint(after=QUIET_MS)
    assert board.columns()[:2] == ["AB", "EN"]
    board.open_list(is_open=False)
    assert board.columns() == ["AB", "N", "E"]


def test_a_ticket_keeps_its_key_while_it_is_a_chip_beside_a_list() -> None:
    board = Board(*(ticket(name, 12) for name in "ABC"), ticket("d", 0))
    before = board.places.keys
    board.open_list(is_open=True)
    board.add(ticket("e", 0), after=KEY_REST_MS)
    during = board.paint(after=60_000)
    assert [chip.order_id for chip in during.chips] == ["C"]
    assert during.keys[2] == before[2]
    after = board.open_list(is_open=False)
    assert after.keys == before


def test_a_ticket_that_leaves_while_it_is_such_a_chip_frees_its_key() -> None:
    board = Board(*(ticket(name, 12) for name in "ABC"), ticket("d", 0), ticket("e", 0))
    board.open_list(is_open=True)
    assert board.take("C").keys[2].freed == board.now
    assert board.paint(after=KEY_REST_MS).keys[2].order_id == "e"


def test_the_frame_waits_for_its_ticket_beside_a_list() -> None:
    board = Board(*(ticket(name, 14) for name in "ABC"))
    board.places = replace(board.places, framed="C")
    board.open_list(is_open=True)
    assert board.paint(after=60_000).framed == "C"
    assert board.open_list(is_open=False).framed == "C"


def test_a_rush_from_the_last_column_pushes_in_beside_a_list() -> None:
    board = Board(*(ticket(name, 14) for name in "ABC"))
    board.add(ticket("C", 14, rush=True))
    board.open_list(is_open=True)
    assert "C" in board.columns()


@unhurried
@given(st.lists(happenings, min_size=5, max_size=60), st.sampled_from(PlacesMode))
def test_every_order_has_one_place_beside_a_list_and_after_it(
    happens: list[tuple[str, int, bool]], mode: PlacesMode
) -> None:
    board = Board(on=ground(mode))
    for number, step in enumerate(happens):
        happen(board, step, number)
        check_glass(board)


@unhurried
@given(st.lists(happenings, min_size=5, max_size=60), st.sampled_from(PlacesMode))
def test_a_key_names_no_two_orders_within_4_seconds_beside_a_list(
    happens: list[tuple[str, int, bool]], mode: PlacesMode
) -> None:
    board = Board(on=ground(mode))
    meant: dict[int, tuple[str, int]] = {}
    for number, step in enumerate(happens):
        happen(board, step, number)
        for key, holder in board.places.keys.items():
            if holder.freed is None:
                name, last = meant.get(key, (holder.order_id, board.now))
                assert name == holder.order_id or board.now - last >= KEY_REST_MS
                meant[key] = holder.order_id, board.now


@unhurried
@given(st.lists(steps, min_size=5, max_size=40), st.integers(0, 60_000))
def test_a_list_that_is_looked_at_changes_nothing_of_the_board(
    happens: list[tuple[str, int, bool]], looked: int
) -> None:
    board = Board()
    for number, step in enumerate(happens):
        act(board, step, number)
    for _ in range(6):
        board.paint(after=PATIENCE_MS)
    before = board.places

    opened = board.open_list(is_open=True)
    kept = {name: at for name, at in stands(before).items() if at < 2}
    assert all(kept.get(name, at) == at for name, at in stands(opened).items())
    board.paint(after=looked)
    after = board.open_list(is_open=False)

    assert (after.parts, after.keys, after.framed) == (before.parts, before.keys, before.framed)
    assert [chip.order_id for chip in after.chips] == [chip.order_id for chip in before.chips]


def full_board(mode: PlacesMode) -> Screen:
    orders = [an_order(number, *(a_line(f"D{line}") for line in range(4))) for number in range(40)]
    screen = Screen(*orders, settings=BoardSettings(places=mode))
    screen.paint()
    return screen.at(20_000)


def cover(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    )


def covered(picture: Picture, by: str) -> list[str]:
    """List what of the board lies below a panel, ``by`` its key."""
    [over] = [panel.rect for panel in picture.panels if panel.key == by]
    below = {panel.key: panel.rect for panel in picture.panels if panel.key.startswith("chip ")}
    for part in picture.shown:
        below[part.order_id] = Rect(part.left, part.top, part.width, part.height)
    return [name for name, rect in below.items() if cover(rect, over)]


@pytest.mark.parametrize("columns", [1, 2, 4])
@pytest.mark.parametrize("mode", PlacesMode)
@pytest.mark.parametrize("opened", LISTS)
def test_no_list_lies_over_a_ticket_or_a_chip(opened: str, mode: PlacesMode, columns: int) -> None:
    screen = full_board(mode)
    state = replace(screen.state, open_list=OpenList(opened))
    picture = build(state, screen.now, replace(LAYOUT, columns=columns))
    assert picture.shown
    assert covered(picture, "overlay") == []


@pytest.mark.parametrize("columns", [1, 4])
def test_no_code_to_scan_lies_over_a_ticket_or_a_chip(columns: int) -> None:
    screen = full_board(PlacesMode.STILL)
    screen.tell(Invited(now=screen.now, text="galley", role="waiter", for_ms=290_000))
    layout = replace(LAYOUT, columns=columns)
    assert covered(build(screen.state, screen.now, layout), "invitation") == []
    screen.at(screen.now + 290_001)
    shown = build(screen.state, screen.now, layout).shown
    assert len({part.column for part in shown}) == columns


def test_an_order_that_is_shown_for_a_finger_stays_the_chip_that_it_is() -> None:
    screen = full_board(PlacesMode.STILL)
    before = screen.state.painted.places
    screen.press(Action.PAGE, touched=before.chips[0].order_id)
    assert screen.state.open_list is not None
    assert screen.state.open_list.name == SHOWN_ORDER
    assert build(screen.state, screen.now, LAYOUT).places.chips == before.chips
