"""Heights of lines and columns of a card: all follow from the height of a dish's line."""

import math
from functools import cached_property, lru_cache

import msgspec

from display.view_model.layout import Layout
from display.view_model.letter_sizes import HEAD_ARC


class Sizes(msgspec.Struct, frozen=True, dict=True):
    """Heights of lines and columns of a card, in pixels; all follow from a dish's line.

    Attributes:
        layout: the glass.
        width: of a card.
        line: height of a dish's line; 0 for that of the glass.
    """

    layout: Layout
    width: int
    line: int = 0

    @cached_property
    def unit(self) -> int:
        """The height of a dish's line."""
        return self.line or self.layout.unit

    @cached_property
    def big(self) -> int:
        """Line height of number, age, key, quantity and allergy."""
        letters = None if self.line else self.layout.letters
        return round(1.15 * self.unit) if letters is None else letters.head

    @cached_property
    def afar(self) -> int:
        """The least line height of what is looked for first: it is ``big`` where that is enough."""
        letters = None if self.line else self.layout.letters
        if letters is None:
            return self.big
        return min(self.big, math.ceil(letters.line * HEAD_ARC / letters.arc))

    @cached_property
    def detail(self) -> int:
        """Line height of how a dish is wanted."""
        letters = None if self.line else self.layout.letters
        return round(0.86 * self.unit) if letters is None else letters.small

    @cached_property
    def note(self) -> int:
        """Line height of a note."""
        return round(0.95 * self.unit)

    @cached_property
    def pad(self) -> int:
        """What stays free at the left and the right."""
        return max(3, round(0.22 * self.unit))

    @cached_property
    def sign(self) -> int:
        """How wide and high the sign of a dish is."""
        return max(8, round(0.5 * self.unit))

    @cached_property
    def quantity(self) -> int:
        """Where a dish's quantity begins."""
        return self.pad + self.sign + round(0.2 * self.unit)

    @cached_property
    def name(self) -> int:
        """Where a dish's name begins, behind a quantity of one figure."""
        return self.after(self.quantity, "8")

    @cached_property
    def deeper(self) -> int:
        """How far the parts of a combo stand to the right."""
        return round(0.75 * self.unit)

    @cached_property
    def outline(self) -> int:
        """The width of thin lines."""
        return max(1, round(self.unit / 20))

    def after(self, left: int, quantity: str) -> int:
        """Say where what follows a quantity begins."""
        width = self.layout.measure(quantity, self.big, bold=True)
        return left + width + round(0.2 * self.unit)


@lru_cache(maxsize=16)
def find_sizes(layout: Layout, width: int) -> Sizes:
    """Return the sizes of cards of one width, worked out once for all of them."""
    return Sizes(layout, width)
