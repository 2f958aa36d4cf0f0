"""What a benchmark says: on the terminal, and in the record of the run."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks import restai
from scripts.benchmarks.intervals import interval
from scripts.benchmarks.record import Figure, Section, compare_sides
from scripts.benchmarks.turns import Effort, Pairs, Sides, in_turns

HUB = "hub"
"""The side that is this tree's hub."""

SCREEN = "screen"
"""The side that is this tree's screen."""

_IN_A_LINE = 3


class Quantity(NamedTuple):
    """A figure that each turn finds.

    Attributes:
        key: under which a turn returns it.
        what: it is; no other figure of the benchmark is called so.
        unit: of its values.
        more_is_better: so for a rate; not for a time.
        digits: shown behind the point.
        decides: whether turns go on until its ratios are sure; a 99th percentile never would be.
    """

    key: str
    what: str
    unit: str
    more_is_better: bool = False
    digits: int = 0
    decides: bool = True


class SectionReport:
    """What one benchmark says.

    Args:
        section: where its figures are kept.
        effort: that its turns may take.
    """

    def __init__(self, section: Section, effort: Effort) -> None:
        self.section = section
        self._effort = effort

    def note(self, text: str) -> None:
        """Say something that is no figure."""
        print(f"  {text}", flush=True)

    def turns(
        self,
        quantities: Sequence[Quantity],
        sides: Sides,
        pairs: Pairs | None = None,
        effort: Effort | None = None,
    ) -> None:
        """Quantity sides in turns, and say what was found.

        Args:
            quantities: that each turn finds.
            sides: what is measured.
            pairs: whose ratios count; the first side with each other one by default.
            effort: that the turns may take, if not that of all benchmarks.
        """
        names = list(sides)
        wanted = [(names[0], other) for other in names[1:]] if pairs is None else list(pairs)
        deciding = [each.key for each in quantities if each.decides]
        found = in_turns(sides, wanted, deciding, effort or self._effort)
        for each in quantities:
            held = {
                side: values[each.key]
                for side, values in found.series.items()
                if each.key in values
            }
            self.series(each, held, wanted)
        rounds = max(len(values) for each in found.series.values() for values in each.values())
        said = f"{rounds} turns of each side"
        if wanted and not found.narrow:
            said += (
                f"; NOT sure to within {self._effort.within:.0%} of the ratio: that takes "
                "a quieter machine, or more --rounds and --minutes"
            )
        self.note(said)

    def series(
        self, quantity: Quantity, series: Mapping[str, Sequence[float]], pairs: Pairs = ()
    ) -> None:
        """Say what sides have reached, and how they stand to each other."""
        bare = Figure(
            quantity.what,
            quantity.unit,
            quantity.more_is_better,
            {side: list(values) for side, values in series.items()},
        )
        figure = compare_sides(bare, list(pairs), self._effort.within)
        self.section.figures.append(figure)
        better = "more" if quantity.more_is_better else "less"
        self.note(f"{quantity.what}, {quantity.unit} ({better} is better)")
        reached = [
            f"{side} {interval(values).text(quantity.digits)}"
            for side, values in figure.series.items()
        ]
        for line in ["; ".join(reached)] if len(reached) <= _IN_A_LINE else reached:
            self.note(f"  {line}")
        for ratio in figure.ratios:
            wide = "" if ratio.narrow else " ~"
            self.note(f"  {ratio.ours} / {ratio.theirs}: {ratio.interval.text(3)}{wide}")
        for other in restai.FIGURES:
            if (other.letter, other.what) == (self.section.letter, quantity.what):
                self.note(f"  {other.text()}")

    def value(self, quantity: Quantity, value: float, side: str = HUB) -> None:
        """Say a figure that was taken once."""
        self.series(quantity, {side: [value]})


class Options(argparse.Namespace):
    """What was asked for on the command line.

    Attributes:
        which: letters of benchmarks; all without one.
        rounds: turns of each side, at the most.
        seconds: load in each turn.
        minutes: after which a comparison begins no further turn.
        within: how near the ends of a ratio's interval are to be, in per cent of it.
        history: orders of the long history.
        idle: seconds that a screen is watched.
        presses: that a single presser makes in a turn.
        connections: of the writers on a slow disk.
        delays: milliseconds that a slow disk takes longer for each fsync.
        sockets: that hear of a press.
        open_orders: that a board has.
        sizes: of a screen, in pixels.
        tickets: on a screen's board.
        folder: where to put the databases.
        records: where to put the file of the run.
        against: another revision to measure beside this tree.
        tree: where that revision is checked out.
        report: what the benchmark that runs says.
    """

    which: list[str]
    rounds: int
    seconds: int
    minutes: float
    within: float
    history: int
    idle: int
    presses: int
    connections: list[int]
    delays: list[int]
    sockets: list[int]
    open_orders: list[int]
    sizes: list[tuple[int, int]]
    tickets: list[int]
    folder: Path | None
    records: Path
    against: str | None
    tree: Path | None = None
    report: SectionReport

    @property
    def effort(self) -> Effort:
        """How long turns may go on."""
        return Effort(self.within / 100, self.rounds, self.minutes * 60)

    def trees(self, ours: str = HUB) -> dict[str, Path | None]:
        """Name the sides that are measured, and the trees that they run from; None is this one.

        Args:
            ours: what this tree's side is called.
        """
        found: dict[str, Path | None] = {ours: None}
        if self.against is not None:
            found[f"{ours} of {self.against}"] = self.tree
        return found
