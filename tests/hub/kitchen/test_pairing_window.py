"""One time that pairing is open: who is let in, and that it is one device at most."""

from collections.abc import Callable

import pytest

from hub.domain.errors import Code
from hub.domain.permissions import Role
from hub.kitchen.pairing_window import (
    CLAIM_WITHIN,
    MAX_OF_ADDRESS,
    MAX_WAITING,
    REVEAL_WITHIN,
    Admitted,
    State,
    Window,
)
from hub.protocol.pairing import FAILURES, TRIES, WINDOW, number
from tests.support.pairing_window import (
    ANCHOR,
    CODE,
    DEVICE,
    asking,
    came,
    code_of,
    nonce_of,
    opened,
    state_of,
)


def test_the_manager_sees_the_number_that_the_device_shows() -> None:
    window = came(opened(), "a")

    hubs = nonce_of("the hub's for a")
    assert [each.number for each in window.asking(0)] == [
        number(ANCHOR, nonce_of("a"), hubs, "Grill")
    ]


def test_a_device_that_has_not_shown_its_nonce_is_not_listed() -> None:
    window = opened()
    window.begin(asking("a"), 0)

    assert window.asking(0) == []
    assert code_of(lambda: window.confirm("a", 0)) is Code.NOT_FOUND


def test_a_device_waits_until_it_is_confirmed() -> None:
    window = came(opened(), "a")

    assert window.take("a", nonce_of("a"), 1) is None
    window.confirm("a", 1)
    assert window.take("a", nonce_of("a"), 1) == Admitted(Role.KITCHEN, "Grill")


def test_the_manager_s_name_for_it_counts_more_than_its_own() -> None:
    window = came(opened("The pass"), "a")
    window.confirm("a", 0)

    assert window.take("a", nonce_of("a"), 0) == Admitted(Role.KITCHEN, "The pass")


def test_another_s_nonce_fetches_nothing() -> None:
    window = came(opened(), "a", "b")
    window.confirm("a", 0)

    assert code_of(lambda: window.take("a", nonce_of("b"), 0)) is Code.PAIRING_REFUSED
    assert window.take("a", nonce_of("a"), 0) is not None


def test_whoever_else_asked_is_refused_when_one_is_confirmed() -> None:
    window = came(opened(), "a", "b")
    window.confirm("a", 0)

    assert code_of(lambda: window.take("b", nonce_of("b"), 0)) is Code.PAIRING_REFUSED
    assert code_of(lambda: window.begin(asking("c"), 0)) is Code.PAIRING_CLOSED
    assert window.asking(0) == []


def test_a_claim_while_the_token_is_being_made_is_refused() -> None:
    window = came(opened(), "a")
    window.confirm("a", 0)
    window.take("a", nonce_of("a"), 0)

    assert code_of(lambda: window.take("a", nonce_of("a"), 0)) is Code.PAIRING_REFUSED


def test_the_code_lets_one_device_in() -> None:
    window = opened()

    assert window.take_by_code(CODE, "Till", 0) == Admitted(Role.KITCHEN, "Till")
    assert code_of(lambda: window.take_by_code(CODE, "Till", 0)) is Code.PAIRING_REFUSED
    window.used(DEVICE)
    assert code_of(lambda: window.take_by_code(CODE, "Till", 0)) is Code.PAIRING_REFUSED


def test_the_code_is_worth_nothing_once_a_device_is_confirmed() -> None:
    window = came(opened(), "a")
    window.confirm("a", 0)

    assert code_of(lambda: window.take_by_code(CODE, "Till", 0)) is Code.PAIRING_REFUSED
    assert window.take("a", nonce_of("a"), 0) is not None


def test_a_token_that_could_not_be_made_may_be_fetched_again() -> None:
    window = opened()
    window.take_by_code(CODE, "Till", 0)
    window.give_back()

    assert window.take_by_code(CODE, "Till", 0) is not None


@pytest.mark.parametrize("late", [WINDOW, WINDOW + 1])
def test_after_five_minutes_it_is_over(late: float) -> None:
    window = came(opened(), "a")

    assert code_of(lambda: window.begin(asking("b"), late)) is Code.PAIRING_CLOSED
    assert code_of(lambda: window.take("a", nonce_of("a"), late)) is Code.PAIRING_REFUSED
    assert code_of(lambda: window.take_by_code(CODE, "x", late)) is Code.PAIRING_REFUSED
    assert code_of(lambda: window.confirm("a", late)) is Code.NOT_FOUND
    assert window.asking(late) == []


def test_a_device_confirmed_in_the_last_second_gets_time_to_fetch_its_token() -> None:
    window = came(opened(), "a", now=WINDOW - 1)
    window.confirm("a", WINDOW - 1)

    assert window.take("a", nonce_of("a"), WINDOW - 1 + CLAIM_WITHIN - 0.1) is not None


def _wrong_code(window: Window, _: int) -> None:
    assert code_of(lambda: window.take_by_code(bytes(16), "x", 0)) is Code.PAIRING_REFUSED


def _wrong_nonce(window: Window, turn: int) -> None:
    window.begin(asking(f"n{turn}"), 0)
    wrong = nonce_of("other")
    assert code_of(lambda: window.reveal(f"n{turn}", wrong, ANCHOR, 0)) is Code.PAIRING_REFUSED


def _turned_away(window: Window, turn: int) -> None:
    came(window, f"t{turn}").refuse(f"t{turn}", 0)


@pytest.mark.parametrize("fail", [_wrong_code, _wrong_nonce, _turned_away])
def test_five_failures_close_it(fail: Callable[[Window, int], None]) -> None:
    window = came(opened(), "honest")
    for turn in range(FAILURES - 1):
        fail(window, turn)
    assert state_of(window) is State.OPEN
    assert [each.id for each in window.asking(0)] == ["honest"]

    fail(window, FAILURES)

    assert state_of(window) is State.FAILED
    assert code_of(lambda: window.take_by_code(CODE, "x", 0)) is Code.PAIRING_REFUSED
    assert code_of(lambda: window.begin(asking("x"), 0)) is Code.PAIRING_CLOSED


def test_another_s_failures_do_not_undo_a_token_that_is_being_made() -> None:
    window = opened()
    window.take_by_code(CODE, "Till", 0)
    for turn in range(FAILURES):
        _wrong_code(window, turn)
    assert state_of(window) is State.OPEN

    window.used(DEVICE)

    assert state_of(window) is State.USED


def test_failures_count_when_the_token_could_not_be_made_after_all() -> None:
    window = opened()
    window.take_by_code(CODE, "Till", 0)
    for turn in range(FAILURES):
        _wrong_code(window, turn)

    window.give_back()

    assert state_of(window) is State.FAILED


def test_a_pairing_of_another_time_is_nobody_s_failure() -> None:
    window = opened()
    for _ in range(FAILURES):
        assert code_of(lambda: window.take("old", nonce_of("a"), 0)) is Code.PAIRING_REFUSED

    assert window.failures == 0


def test_a_wrong_nonce_ends_its_own_pairing_only() -> None:
    window = came(opened(), "b")
    _wrong_nonce(window, 0)

    assert code_of(lambda: window.reveal("n0", nonce_of("n0"), ANCHOR, 0)) is Code.PAIRING_REFUSED
    assert window.take("b", nonce_of("b"), 0) is None


def test_a_reveal_that_comes_again_changes_nothing() -> None:
    window = came(opened(), "a")
    before = [each.number for each in window.asking(0)]

    window.reveal("a", nonce_of("a"), ANCHOR, 1)

    assert [each.number for each in window.asking(0)] == before


def test_only_a_few_may_ask_at_once() -> None:
    window = came(opened(), *(f"d{each}" for each in range(MAX_WAITING)))

    assert code_of(lambda: window.begin(asking("late"), 0)) is Code.RATE_LIMITED


def test_one_address_cannot_take_every_place() -> None:
    window = opened()
    for each in range(MAX_OF_ADDRESS):
        window.begin(asking(f"m{each}", name=f"n{each}", address="evil"), 0)

    more = asking("more", name="more", address="evil")
    assert code_of(lambda: window.begin(more, 0)) is Code.RATE_LIMITED
    assert len(came(window, "honest").asking(0)) == 1


def test_a_screen_that_starts_anew_takes_its_own_place() -> None:
    window = came(opened(), "a")
    for each in range(MAX_WAITING + 1):
        window.begin(asking(f"a{each}", address="a"), 0)

    last = f"a{MAX_WAITING}"
    window.reveal(last, nonce_of(last), ANCHOR, 0)
    assert [each.id for each in window.asking(0)] == [last]


def test_whoever_never_shows_its_nonce_is_forgotten() -> None:
    window = opened()
    for each in range(MAX_WAITING):
        window.begin(asking(f"d{each}"), 0)
    later = REVEAL_WITHIN + 0.1

    came(window, "late", now=later)

    assert [each.id for each in window.asking(later)] == ["late"]
    assert code_of(lambda: window.reveal("d0", nonce_of("d0"), ANCHOR, later)) is (
        Code.PAIRING_REFUSED
    )


def test_a_machine_in_the_middle_cannot_try_numbers_until_one_fits() -> None:
    window = opened()
    now = 0.0
    for each in range(TRIES):
        window.begin(asking(f"try{each}", now, address="evil"), now)
        now += REVEAL_WITHIN + 0.1

    assert code_of(lambda: window.begin(asking("again"), now)) is Code.RATE_LIMITED
