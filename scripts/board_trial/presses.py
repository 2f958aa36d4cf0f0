"""Presses of a cook who looks once and presses by heart, while the board moves under his hands."""

import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum

from display.inputs.touch import press_at
from display.state import presses as on_press
from display.state.messages import Action, Pressed
from display.state.settings import PlacesMode
from display.view_model import placement
from display.view_model.layout import Measure
from scripts.board_trial.kitchen import Ordered, TrialKitchen

_ARRIVES_MS, _ANOTHER_HAND_MS = 6_000, 12_000
_FEWEST, _MOST = 18, 40
"""Open orders between which the board is kept, so that more waits than fits."""

_BURSTS = ((1, 2, 3), (60, 25, 15))
"""Number keys that are pressed from one look, and how often."""


class Hand(StrEnum):
    """What is pressed."""

    KEYS = "keys"
    TOUCH = "touch"
    BUMP = "bump"


class PressOutcome(StrEnum):
    """What came of a press."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"


_WAITS: dict[Hand, tuple[int, int]] = {
    Hand.KEYS: (300, 1_200),
    Hand.TOUCH: (300, 900),
    Hand.BUMP: (300, 1_200),
}
"""Milliseconds from the look to the press, and from one press to the next."""


def simulate(
    hand: Hand, mode: PlacesMode, count: int, seed: int, ordered: Ordered, measure: Measure
) -> Counter[PressOutcome]:
    """Press a number of times, and count what came of it.

    Args:
        hand: what is pressed.
        mode: how tickets find their places.
        count: presses.
        seed: of the chances.
        ordered: what is ordered.
        measure: how wide a text is.
    """
    thrown = random.Random(seed)  # noqa: S311 - chances of a trial, to be had again
    kitchen = TrialKitchen(ordered, mode, thrown, measure)
    cook = _Cook(kitchen, hand, thrown)
    found: Counter[PressOutcome] = Counter()
    arrives, another = 0, _ANOTHER_HAND_MS
    while found.total() < count:
        plan = cook.look()
        for press, wanted in plan:
            at = kitchen.now + thrown.randint(*_WAITS[hand])
            while min(arrives, another) <= at:
                if arrives <= another:
                    kitchen.wait(arrives)
                    arrives += _ARRIVES_MS
                    kitchen.add()
                else:
                    kitchen.wait(another)
                    another += _ANOTHER_HAND_MS
                    kitchen.finish(thrown.choice(kitchen.open_ids()[:20] or [""]))
            kitchen.wait(at)
            found[cook.carry_out(press, wanted)] += 1
        while len(kitchen.open_ids()) < _FEWEST:
            kitchen.add()
        if len(kitchen.open_ids()) > _MOST:
            kitchen.finish(kitchen.open_ids()[-1])
        kitchen.wait(kitchen.now + thrown.randint(0, 3_000))
    return found


@contextmanager
def unguarded() -> Iterator[None]:
    """Have keys that rest no time, and spots that take a finger as soon as they have changed."""
    guards = (
        (placement, "KEY_REST_MS"),
        (on_press, "KEY_REST_MS"),
        (on_press, "TOUCH_MS"),
    )
    kept = [getattr(module, name) for module, name in guards]
    for module, name in guards:
        setattr(module, name, 0)
    try:
        yield
    finally:
        for (module, name), value in zip(guards, kept, strict=True):
            setattr(module, name, value)


_Plan = Sequence[tuple[Callable[[], Pressed | None], str]]


class _Cook:
    def __init__(self, kitchen: TrialKitchen, hand: Hand, thrown: random.Random) -> None:
        self._kitchen, self._hand, self._thrown = kitchen, hand, thrown

    def look(self) -> _Plan:
        """Look at the glass, and plan a few presses: for which ticket each is meant."""
        picture = self._kitchen.picture
        pressed = {each.order_id for each in self._kitchen.state.in_flight}
        if self._hand is Hand.BUMP:
            framed = picture.places.framed
            if framed is None or framed in pressed:
                return []
            return [(lambda: self._pressed(Action.BUMP), framed)]
        if self._hand is Hand.KEYS:
            counts, often = _BURSTS
            [count] = self._thrown.choices(counts, often)
            keys = [
                (key, holder.order_id)
                for key, holder in picture.places.keys.items()
                if holder.freed is None and holder.order_id not in pressed
            ]
            chosen = self._thrown.sample(keys, min(count, len(keys)))
            return [(self._by_key(key), order_id) for key, order_id in chosen]
        if not picture.shown:
            return []
        # A finger is led by the eye: there is a look for each touch.
        part = self._thrown.choice(picture.shown)
        x, y = part.left + part.width // 2, part.top + part.height // 2
        return [(self._by_touch(x, y), part.order_id)]

    def carry_out(self, press: Callable[[], Pressed | None], wanted: str) -> PressOutcome:
        """Press, and say what came of it."""
        pressed = press()
        sent = [] if pressed is None else self._kitchen.press(pressed)
        if not sent:
            return PressOutcome.REFUSED
        return PressOutcome.RIGHT if sent[0].order_id == wanted else PressOutcome.WRONG

    def _by_key(self, key: int) -> Callable[[], Pressed]:
        return lambda: self._pressed(Action.BUMP, slot=key)

    def _by_touch(self, x: int, y: int) -> Callable[[], Pressed | None]:
        def touch() -> Pressed | None:
            press = press_at(x, y, self._kitchen.picture)
            return None if press is None else self._pressed(press.action, order_id=press.order_id)

        return touch

    def _pressed(
        self, action: Action, slot: int | None = None, order_id: str | None = None
    ) -> Pressed:
        return Pressed(
            now=self._kitchen.now,
            press_id=uuid.UUID(int=self._thrown.getrandbits(128)).hex,
            action=action,
            slot=slot,
            order_id=order_id,
        )
