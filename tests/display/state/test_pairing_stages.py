"""A screen that belongs to no hub yet: it looks, a person chooses, and it asks one of them."""

import pytest

from display.state import pairing_stages
from display.state.messages import Action
from display.state.pairing_stages import SETTLE_MS, Candidate, Pairing, Stage

MAIN = Candidate(branch="main", name="Main street", urls=("https://10.0.0.2:8443",))
PIER = Candidate(branch="pier", name="Pier", urls=("https://10.0.0.3:8443",))
ANNEX = Candidate(branch="annex", name="Annex", urls=("https://10.0.0.4:8443",))


def a_screen(*hubs: Candidate) -> Pairing:
    return pairing_stages.take_hubs(Pairing(device="grill"), hubs, 0)


def pressed(screen: Pairing, *actions: Action) -> Pairing:
    for action in actions:
        screen = pairing_stages.press(screen, action, None)
    return screen


def test_without_a_hub_it_goes_on_looking() -> None:
    assert pairing_stages.tick(a_screen(), 1_000_000).hub is None


def test_the_only_hub_is_asked_once_others_have_had_time_to_answer() -> None:
    screen = a_screen(MAIN)
    assert pairing_stages.tick(screen, SETTLE_MS - 1).hub is None
    assert pairing_stages.tick(screen, SETTLE_MS).hub == MAIN


def test_of_several_hubs_none_is_asked_before_somebody_has_chosen() -> None:
    assert pairing_stages.tick(a_screen(MAIN, PIER), 1_000_000).hub is None


def test_a_hub_that_comes_later_starts_the_wait_anew() -> None:
    screen = pairing_stages.take_hubs(a_screen(MAIN, PIER), [MAIN], 1_500)
    assert pairing_stages.tick(screen, SETTLE_MS).hub is None
    assert pairing_stages.tick(screen, 1_500 + SETTLE_MS).hub == MAIN


def test_a_new_address_of_the_only_hub_does_not_make_it_wait() -> None:
    moved = Candidate(branch="main", name="Main street", urls=("https://10.0.0.9:8443",))
    screen = pairing_stages.take_hubs(a_screen(MAIN), [moved], 1_500)
    assert pairing_stages.tick(screen, SETTLE_MS).hub == moved


def test_hubs_are_listed_by_name() -> None:
    assert a_screen(PIER, MAIN, ANNEX).hubs == (ANNEX, MAIN, PIER)


def test_next_previous_and_bump_choose_from_the_list() -> None:
    screen = a_screen(ANNEX, MAIN, PIER)
    assert pressed(screen, Action.NEXT, Action.BUMP).hub == MAIN
    assert pressed(screen, Action.PREVIOUS, Action.BUMP).hub == PIER
    assert pressed(screen, Action.BUMP).hub == ANNEX


def test_a_number_chooses_at_once() -> None:
    assert pairing_stages.press(a_screen(ANNEX, MAIN), Action.BUMP, 1).hub == MAIN


@pytest.mark.parametrize("slot", [0, 5])
def test_a_number_without_a_hub_does_nothing(slot: int) -> None:
    assert pairing_stages.press(a_screen(), Action.BUMP, slot).hub is None


def test_the_mark_stays_on_its_hub_when_others_come() -> None:
    screen = pressed(a_screen(MAIN, PIER), Action.NEXT)
    screen = pairing_stages.take_hubs(screen, [ANNEX, MAIN, PIER], 10)
    assert pressed(screen, Action.BUMP).hub == PIER


def test_undo_goes_back_to_the_list_and_forgets_the_number() -> None:
    screen = pressed(a_screen(MAIN, PIER), Action.BUMP)
    screen = pairing_stages.reach(screen, Stage.NUMBER, "123456")
    screen = pressed(screen, Action.UNDO)
    assert (screen.hub, screen.number) == (None, "")


def test_a_hub_that_is_being_asked_is_not_left_by_any_other_key() -> None:
    screen = pressed(a_screen(MAIN, PIER), Action.BUMP)
    assert pressed(screen, Action.NEXT, Action.BUMP, Action.PAGE).hub == MAIN


def test_the_only_hub_is_not_left_at_all() -> None:
    screen = pairing_stages.tick(a_screen(MAIN), SETTLE_MS)
    assert pressed(screen, Action.UNDO).hub == MAIN
