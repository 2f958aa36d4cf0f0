"""An order's status follows its items."""

import pytest

from hub.domain.orders import ItemStatus, OrderChanged, OrderStatus
from hub.domain.recalls import recall_item
from hub.domain.rules import cancel_item, move_item
from hub.domain.status import status_of
from tests.support.tickets import a_line, an_order, minute


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["pending"], "pending"),
        (["pending", "pending"], "pending"),
        (["pending", "preparing"], "preparing"),
        (["preparing", "preparing"], "preparing"),
        (["pending", "ready"], "preparing"),
        (["preparing", "ready"], "preparing"),
        (["pending", "served"], "preparing"),
        (["preparing", "served"], "preparing"),
        (["ready", "ready"], "ready"),
        (["ready", "served"], "ready"),
        (["served", "served"], "served"),
        (["cancelled", "cancelled"], "cancelled"),
        (["cancelled", "pending"], "pending"),
        (["cancelled", "preparing"], "preparing"),
        (["cancelled", "ready"], "ready"),
        (["cancelled", "served"], "served"),
    ],
)
def test_the_status_is_read_off_the_live_lines(lines: list[str], status: str) -> None:
    items = [a_line(str(number), line) for number, line in enumerate(lines)]
    assert status_of(items) == status


@pytest.mark.parametrize(
    ("line", "status"),
    [("pending", "confirmed"), ("preparing", "preparing"), ("ready", "ready")],
)
def test_a_confirmation_shows_only_while_nothing_has_been_started(line: str, status: str) -> None:
    assert status_of([a_line("1", line)], confirmed=True) == status


def test_a_completed_order_is_completed_not_served() -> None:
    assert status_of([a_line("1", "served")], completed=True) is OrderStatus.COMPLETED


def test_the_first_line_to_start_takes_the_order_with_it() -> None:
    change = move_item(an_order("pending", "pending"), "2", ItemStatus.PREPARING, minute(1))

    assert change.order.status is OrderStatus.PREPARING
    assert change.events[-1] == OrderChanged()


def test_a_step_that_leaves_the_status_as_it_is_tells_only_of_the_line() -> None:
    change = move_item(an_order("preparing", "pending"), "2", ItemStatus.PREPARING, minute(1))

    assert OrderChanged() not in change.events


def test_cancelling_what_was_missing_makes_the_rest_ready() -> None:
    change = cancel_item(an_order("ready", "pending"), "2", "out of stock", minute(1))

    assert change.order.status is OrderStatus.READY


def test_cancelling_the_last_line_cancels_the_order() -> None:
    change = cancel_item(an_order("cancelled", "pending"), "2", "out of stock", minute(1))

    assert change.order.status is OrderStatus.CANCELLED


def test_a_recall_moves_the_status_back_the_same_way() -> None:
    change = recall_item(an_order("served", "served"), "1", minute(9))

    assert change.order.status is OrderStatus.READY
