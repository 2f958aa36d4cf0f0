"""A cook who looks once and presses by heart reaches no ticket that was not meant."""

import pytest

from display.state.settings import PlacesMode
from scripts.board_trial.presses import Hand, PressOutcome, simulate, unguarded
from tests.support.one_screen import measure
from tests.support.real_orders import real_orders

PRESSES = 400
SEED = 11


@pytest.mark.parametrize("mode", [PlacesMode.STILL, PlacesMode.AGE])
@pytest.mark.parametrize("hand", Hand)
def test_no_press_reaches_another_ticket(hand: Hand, mode: PlacesMode) -> None:
    found = simulate(hand, mode, PRESSES, SEED, [*real_orders().values()], measure)
    assert found[PressOutcome.WRONG] == 0
    assert found[PressOutcome.RIGHT] >= PRESSES * 3 // 4


def test_without_guards_presses_go_astray() -> None:
    with unguarded():
        found = simulate(
            Hand.TOUCH, PlacesMode.AGE, PRESSES, SEED, [*real_orders().values()], measure
        )
    assert found[PressOutcome.WRONG] > 0
