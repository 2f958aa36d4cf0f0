"""One time that pairing is open: who is let in, and that it is one device at most."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from hub.access.pairing_window import (
    CLAIM_WITHIN,
    MAX_OF_ADDRESS,
    MAX_SHORT,
    MAX_WAITING,
    REVEAL_WITHIN,
    Admitted,
    State,
    Window,
)
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Role
from hub.wire.pairing import (
    FAILURES,
    LONG,
    LONG_TRIES,
    SHORT,
    SHORT_OF_ADDRESS,
    TRIES,
    TRIES_OF_ADDRESS,
    WINDOW,
    number,
)
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

EVIL = "192.0.2.7"


def test_the_manager_sees_the_number_that_the_device_shows() -> None:
    window = came(opened(), "a")

    hubs = nonce_of("the hub's for a")
    assert [each.number for each in window.list_asking(0)] == [
        number(ANCHOR, nonce_of("a"), hubs, "Grill")
    ]


def test_a_device_that_has_not_shown_its_nonce_is_not_listed() -> None:
    window = opened()
    window.begin(asking("a"), 0)

    assert window.list_asking(0) == []
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
    assert window.list_asking(0) == []


def test_a_claim_while_the_token_is_being_made_is_refused() -> None:
    window = came(opened(), "a")
    window.confirm("a", 0)
    window.take("a", nonce_of("a"), 0)

    assert code_of(lambda: window.take("a", nonce_of("a"), 0)) is Code.PAIRING_REFUSED


def test_the_code_lets_one_device_in() -> None:
    window = opened()

    assert window.take_by_code(CODE, "Till", 0, "10.0.0.5") == Admitted(Role.KITCHEN, "Till")
    assert code_of(lambda: window.take_by_code(CODE, "Till", 0, "10.0.0.5")) is Code.PAIRING_REFUSED
    window.note_paired(DEVICE)
    assert code_of(lambda: window.take_by_code(CODE, "Till", 0, "10.0.0.5")) is Code.PAIRING_REFUSED


def test_it_is_over_once_a_device_has_its_token() -> None:
    window = came(opened(), "a")
    window.take_by_code(CODE, "Till", 0, "10.0.0.5")
    window.note_paired(DEVICE)

    assert not window.admits(0)
    assert window.list_asking(0) == []
    assert code_of(lambda: window.begin(asking("b"), 0)) is Code.PAIRING_CLOSED
    assert code_of(lambda: window.confirm("a", 0)) is Code.NOT_FOUND


def test_the_code_is_worth_nothing_once_a_device_is_confirmed() -> None:
    window = came(opened(), "a")
    window.confirm("a", 0)

    assert code_of(lambda: window.take_by_code(CODE, "Till", 0, "10.0.0.5")) is Code.PAIRING_REFUSED
    assert window.take("a", nonce_of("a"), 0) is not None


def test_a_token_that_could_not_be_made_may_be_fetched_again() -> None:
    window = opened()
    window.take_by_code(CODE, "Till", 0, "10.0.0.5")
    window.give_back()

    assert window.take_by_code(CODE, "Till", 0, "10.0.0.5") is not None


@pytest.mark.parametrize("late", [WINDOW, WINDOW + 1])
def test_after_five_minutes_it_is_over(late: float) -> None:
    window = came(opened(), "a")

    assert code_of(lambda: window.begin(asking("b"), late)) is Code.PAIRING_CLOSED
    assert code_of(lambda: window.take("a", nonce_of("a"), late)) is Code.PAIRING_REFUSED
    assert code_of(lambda: window.take_by_code(CODE, "x", late, "10.0.0.5")) is Code.PAIRING_REFUSED
    assert code_of(lambda: window.confirm("a", late)) is Code.NOT_FOUND
    assert window.list_asking(late) == []


def test_a_device_confirmed_in_the_last_second_gets_time_to_fetch_its_token() -> None:
    window = came(opened(), "a", now=WINDOW - 1)
    window.confirm("a", WINDOW - 1)

    assert window.take("a", nonce_of("a"), WINDOW - 1 + CLAIM_WITHIN - 0.1) is not None


def _wrong_code(window: Window, _: int) -> None:
    assert code_of(lambda: window.take_by_code(bytes(16), "x", 0, EVIL)) is Code.PAIRING_REFUSED


def _wrong_nonce(window: Window, turn: int) -> None:
    window.begin(asking(f"n{turn}", address=EVIL), 0)
    wrong = nonce_of("other")
    assert code_of(lambda: window.reveal(f"n{turn}", wrong, ANCHOR, 0)) is Code.PAIRING_REFUSED


def _turned_away(window: Window, turn: int) -> None:
    who = f"t{turn}"
    window.begin(asking(who, address=EVIL), 0)
    window.reveal(who, nonce_of(who), ANCHOR, 0)
    window.refuse(who, 0)


@pytest.mark.parametrize("fail", [_wrong_code, _wrong_nonce, _turned_away])
def test_a_strangers_failures_count_against_the_stranger(
    fail: Callable[[Window, int], None],
) -> None:
    window = came(opened(), "honest")
    for turn in range(FAILURES):
        fail(window, turn)

    assert state_of(window) is State.OPEN
    again = asking("again", name="again", address=EVIL)
    assert code_of(lambda: window.begin(again, 0)) is Code.RATE_LIMITED
    assert [each.id for each in came(window, "second").list_asking(0)] == ["honest", "second"]
    window.confirm("honest", 0)
    assert window.take("honest", nonce_of("honest"), 0) is not None


def test_no_number_of_wrong_codes_keeps_the_right_one_out() -> None:
    window = opened()
    for turn in range(10 * FAILURES):
        _wrong_code(window, turn)

    assert window.take_by_code(CODE, "Till", 0, EVIL) == Admitted(Role.KITCHEN, "Till")


@pytest.mark.parametrize("fail", [_wrong_code, _wrong_nonce, _turned_away])
def test_the_manager_is_told_once_who_is_held_off(fail: Callable[[Window, int], None]) -> None:
    window = opened()
    for turn in range(FAILURES - 1):
        fail(window, turn)
    assert window.take_news() == []

    fail(window, FAILURES)

    assert [each.address for each in window.take_news()] == [EVIL]
    assert window.take_news() == []
    [noticed] = window.strangers.list_noticed()
    assert (noticed.failures, noticed.held_off) == (FAILURES, True)


def test_a_pairing_of_another_time_is_nobody_s_failure() -> None:
    window = opened()
    for _ in range(FAILURES):
        assert code_of(lambda: window.take("old", nonce_of("a"), 0)) is Code.PAIRING_REFUSED

    assert window.strangers.list_noticed() == []


def test_a_wrong_nonce_ends_its_own_pairing_only() -> None:
    window = came(opened(), "b")
    _wrong_nonce(window, 0)

    assert code_of(lambda: window.reveal("n0", nonce_of("n0"), ANCHOR, 0)) is Code.PAIRING_REFUSED
    assert window.take("b", nonce_of("b"), 0) is None


def test_a_reveal_that_comes_again_changes_nothing() -> None:
    window = came(opened(), "a")
    before = [each.number for each in window.list_asking(0)]

    window.reveal("a", nonce_of("a"), ANCHOR, 1)

    assert [each.number for each in window.list_asking(0)] == before


def test_only_a_few_with_a_short_number_may_ask_at_once() -> None:
    window = came(opened(), *(f"d{each}" for each in range(MAX_SHORT)))

    assert code_of(lambda: window.begin(asking("late"), 0)) is Code.RATE_LIMITED
    newer = asking("newer", long=True)
    window.begin(newer, 0)
    assert newer.digits == LONG


def test_not_more_may_ask_than_memory_has_room_for() -> None:
    window = opened()
    for each in range(MAX_WAITING):
        window.begin(asking(f"d{each}", long=True), 0)

    assert code_of(lambda: window.begin(asking("late", long=True), 0)) is Code.RATE_LIMITED


def test_one_address_cannot_take_every_place() -> None:
    window = opened()
    for each in range(MAX_OF_ADDRESS):
        window.begin(asking(f"m{each}", name=f"n{each}", address="evil"), 0)

    more = asking("more", name="more", address="evil")
    assert code_of(lambda: window.begin(more, 0)) is Code.RATE_LIMITED
    assert len(came(window, "honest").list_asking(0)) == 1


def test_a_screen_that_starts_anew_takes_its_own_place() -> None:
    window = came(opened(), "a")
    for each in range(SHORT_OF_ADDRESS - 1):
        window.begin(asking(f"a{each}", address="a"), 0)

    last = f"a{SHORT_OF_ADDRESS - 2}"
    window.reveal(last, nonce_of(last), ANCHOR, 0)
    assert [each.id for each in window.list_asking(0)] == [last]


def test_whoever_never_shows_its_nonce_is_forgotten() -> None:
    window = opened()
    for each in range(MAX_SHORT):
        window.begin(asking(f"d{each}"), 0)
    later = REVEAL_WITHIN + 0.1

    came(window, "late", now=later)

    assert [each.id for each in window.list_asking(later)] == ["late"]
    assert code_of(lambda: window.reveal("d0", nonce_of("d0"), ANCHOR, later)) is (
        Code.PAIRING_REFUSED
    )


def test_a_machine_in_the_middle_cannot_try_short_numbers_until_one_fits() -> None:
    window = opened()
    tries = 0
    for now, address in _flood(addresses=64):
        with suppress(Refusal):
            window.begin(asking(f"try{now}", now, address=address), now)
            tries += 1

    assert tries == TRIES


def test_nor_long_ones_from_a_whole_network_of_addresses() -> None:
    window = opened()
    digits: Counter[int] = Counter()
    for now, address in _flood(addresses=2048):
        each = asking(f"try{now}", now, address=address, long=True)
        with suppress(Refusal):
            window.begin(each, now)
            digits[each.digits] += 1

    assert digits[SHORT] <= TRIES
    assert digits[LONG] <= LONG_TRIES


def test_one_address_gets_a_few_tries_and_half_of_the_short_ones() -> None:
    window = opened()
    digits: Counter[int] = Counter()
    for now, address in _flood(addresses=1):
        each = asking(f"try{now}", now, address=address, long=True)
        with suppress(Refusal):
            window.begin(each, now)
            digits[each.digits] += 1

    assert digits == {SHORT: SHORT_OF_ADDRESS, LONG: TRIES_OF_ADDRESS - SHORT_OF_ADDRESS}
    assert came(window, "honest", now=WINDOW - 1).list_asking(WINDOW - 1)[0].digits == SHORT


def test_a_device_gets_in_beside_a_stranger_with_every_address_of_the_network() -> None:
    window = opened()
    now = 0.0
    for turn in range(TRIES_OF_ADDRESS):
        for host in range(1, 254):
            evil = asking(f"{turn} {host}", now, address=f"192.168.1.{host}", long=True)
            with suppress(Refusal):
                window.begin(evil, now)
                window.reveal(evil.id, nonce_of(evil.id), ANCHOR, now)
        now += 1

    screen = asking("screen", now, address="192.168.1.254", long=True)
    window.begin(screen, now)
    window.reveal("screen", nonce_of("screen"), ANCHOR, now)

    hubs = nonce_of("the hub's for screen")
    assert screen.number == number(ANCHOR, nonce_of("screen"), hubs, "Grill", LONG)
    window.confirm("screen", now)
    assert window.take("screen", nonce_of("screen"), now) is not None


def test_a_device_gets_in_beside_a_stranger_who_makes_up_addresses_of_its_own_network() -> None:
    """A branch's devices share one /64: so it is not counted as one from the beginning."""
    window = came(opened(), "2001:db8::5")
    for each in range(5000):
        evil = asking(f"try{each}", address=f"2001:db8::bad:{each:x}", long=True)
        with suppress(Refusal):
            window.begin(evil, 0)

    assert "2001:db8::/64" in {each.address for each in window.strangers.list_noticed()}
    assert [each.digits for each in came(window, "2001:db8:0:1::5", long=True).list_asking(0)] == [
        SHORT,
        LONG,
    ]
    window.confirm("2001:db8::5", 0)


def _flood(addresses: int) -> Iterator[tuple[float, str]]:
    """Give the times and addresses of a stranger's tries, as fast as anybody could ask."""
    for turn in range(8192):
        yield turn * WINDOW / 8200, f"10.0.{turn % addresses // 256}.{turn % addresses % 256}"
