"""How the board does with real orders, in motion and under a cook's hands."""

import argparse
import statistics
from collections.abc import Sequence

from display.renderer.fonts import Fonts
from display.state.settings import PlacesMode
from scripts.board_trial.kitchen import Ordered
from scripts.board_trial.motion import watch
from scripts.board_trial.presses import Hand, PressOutcome, simulate, unguarded
from tests.support.real_orders import Dish, real_orders

_ONE_LINE: Ordered = [[Dish(1, "Cheeseburger", ())]]
_TENTH = 10

_UNGUARDED = ((Hand.KEYS, PlacesMode.STILL), (Hand.TOUCH, PlacesMode.AGE))
"""Some presses go astray without guards, or the trial would find nothing."""

MODES = (PlacesMode.STILL, PlacesMode.AGE)

MOST_WRONG = {
    (Hand.KEYS, PlacesMode.STILL): 0.0,
    (Hand.KEYS, PlacesMode.AGE): 0.0,
    (Hand.TOUCH, PlacesMode.STILL): 0.0002,
    (Hand.TOUCH, PlacesMode.AGE): 0.0011,
    (Hand.BUMP, PlacesMode.STILL): 0.0,
    (Hand.BUMP, PlacesMode.AGE): 0.0,
}
"""Share of presses that may reach another ticket than the cook meant."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the trial; returns 1 when presses reached tickets that they must not reach."""
    parser = argparse.ArgumentParser(description="How the board does with real orders.")
    parser.add_argument("--presses", type=int, default=200_000, help="of each kind; 0 for none")
    parser.add_argument("--bumps", type=int, default=2_500, help="in motion; 0 for none")
    parser.add_argument("--seed", type=int, default=11)
    said = parser.parse_args(arguments)
    measure = Fonts().width
    ordered = list(real_orders().values())
    if said.bumps:
        for mode in MODES:
            for what, orders in (("real orders", ordered), ("tickets of one line", _ONE_LINE)):
                _tell_motion(f"{mode}, {what}", mode, said.bumps, said.seed, orders)
    failed = False
    for hand in Hand if said.presses else ():
        for mode in MODES:
            found = simulate(hand, mode, said.presses, said.seed, ordered, measure)
            wrong = found[PressOutcome.WRONG]
            refused = found[PressOutcome.REFUSED] / found.total()
            print(f"{hand} in {mode}: {wrong} of {found.total()} wrong, {refused:.1%} refused")
            failed = failed or wrong > MOST_WRONG[hand, mode] * found.total()
    for hand, mode in _UNGUARDED if said.presses else ():
        with unguarded():
            found = simulate(hand, mode, said.presses // _TENTH, said.seed, ordered, measure)
        wrong = found[PressOutcome.WRONG]
        print(f"{hand} in {mode} without guards: {wrong} of {found.total()} wrong")
        failed = failed or not wrong
    return int(failed)


def _tell_motion(what: str, mode: PlacesMode, bumps: int, seed: int, ordered: Ordered) -> None:
    motion = watch(mode, bumps, seed, ordered, Fonts().width)
    shares = sorted(motion.shares)
    pairs = zip(motion.whole, motion.before, strict=True)
    print(
        f"{what}: {statistics.median(shares):.2f} of the glass in use in the median, "
        f"{shares[len(shares) // _TENTH]:.2f} in nine of ten; "
        f"{statistics.median(motion.whole):.0f} whole tickets, "
        f"{statistics.median(new / max(1, old) for new, old in pairs):.2f} times those of the old "
        f"board; {statistics.mean(motion.moved):.2f} others move with a bump"
    )


if __name__ == "__main__":
    raise SystemExit(main())
