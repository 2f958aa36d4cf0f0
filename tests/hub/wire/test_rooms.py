import pytest

from hub.domain.permissions import Role
from hub.wire.rooms import find_room, home_room, rooms_of_event, session_of

STAFF = [Role.WAITER, Role.CASHIER, Role.INTEGRATION, Role.MANAGER]


def test_a_kitchen_device_is_at_home_in_the_kitchens_room() -> None:
    assert home_room(Role.KITCHEN, "b1", None) == "branch:b1:kitchen"


@pytest.mark.parametrize("role", STAFF)
def test_other_staff_is_at_home_in_the_branchs_room(role: Role) -> None:
    assert home_room(role, "b1", None) == "branch:b1"


def test_a_customer_is_at_home_in_the_sessions_room() -> None:
    assert home_room(Role.CUSTOMER, "b1", "s1") == "session:s1"


def test_a_customer_without_a_session_is_at_home_nowhere() -> None:
    assert home_room(Role.CUSTOMER, "b1", None) is None


def test_an_event_of_a_sessions_order_goes_to_kitchen_branch_and_session() -> None:
    assert rooms_of_event("b1", "s1") == ("branch:b1:kitchen", "branch:b1", "session:s1")


def test_an_event_of_no_session_goes_to_the_staff_only() -> None:
    assert rooms_of_event("b1", None) == ("branch:b1:kitchen", "branch:b1")


@pytest.mark.parametrize(
    ("room", "session"),
    [
        ("session:s1", "s1"),
        ("session:", None),
        ("session", None),
        ("branch:b1", None),
        ("branch:b1:kitchen", None),
        ("sessions:s1", None),
        ("", None),
    ],
)
def test_a_session_is_read_out_of_its_rooms_name_only(room: str, session: str | None) -> None:
    assert session_of(room) == session


@pytest.mark.parametrize(
    ("said", "room"),
    [
        ("branch:Main", "branch:Main"),
        ("BRANCH:MAIN:Kitchen", "branch:Main:kitchen"),
        ("Session:AB-1", "session:ab-1"),
        ("session:", "session:"),
        ("Branch:Other", "Branch:Other"),
        ("*", "*"),
    ],
)
def test_a_room_may_be_written_in_capitals(said: str, room: str) -> None:
    assert find_room(said, "Main") == room


def test_a_board_of_ready_numbers_hears_nothing() -> None:
    assert home_room(Role.READY, "b1", None) is None
