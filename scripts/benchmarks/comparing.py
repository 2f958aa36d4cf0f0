"""``scripts/bench compare A B``: two runs of different days beside each other."""

from collections.abc import Iterator

from scripts.benchmarks.intervals import quotient
from scripts.benchmarks.record import Figure, Ratio, Record


def differences(before: Record, after: Record) -> Iterator[str]:
    """Write what has changed from one run to the other, line by line.

    What was taken in turns within each run comes first: the ratio of two sides has the machine and
    its load in both of them. A side by itself has not, so its line is no more than a hint.
    """
    yield f"A: {about(before)}"
    yield f"B: {about(after)}"
    if (before.machine, before.python) != (after.machine, after.python):
        yield "Different machines: only ratios of sides can be compared."
    old = {section.letter: section for section in before.sections}
    for section in after.sections:
        if section.letter not in old:
            continue
        first = old[section.letter]
        known = {figure.what: figure for figure in first.figures}
        lines = [
            line
            for figure in section.figures
            if figure.what in known
            for line in _figure(known[figure.what], figure)
        ]
        if lines:
            yield ""
            others = f"A {first.others:.2f}, B {section.others:.2f}"
            yield f"({section.letter}) {section.title} (processors that others kept busy: {others})"
            yield from lines


def about(record: Record) -> str:
    """Say in a line what was measured where."""
    return (
        f"{record.at}, {record.revision}, on {record.machine}, Python {record.python}; databases "
        f"on {record.disk}, an fsync takes {record.fsync:.2f} ms"
    )


def _figure(before: Figure, after: Figure) -> Iterator[str]:
    better = "more" if after.more_is_better else "less"
    yield f"  {after.what} ({after.unit}; {better} is better)"
    known = {(ratio.ours, ratio.theirs): ratio for ratio in before.ratios}
    for ratio in after.ratios:
        if old := known.get((ratio.ours, ratio.theirs)):
            yield f"    {ratio.ours} / {ratio.theirs}: {_ratio(old)} -> {_ratio(ratio)}"
    for side in after.series:
        if side in before.series:
            a, b = before.median(side), after.median(side)
            said = f"    {side}: {number(a.median)} -> {number(b.median)}"
            yield said + (f", B / A {quotient(b, a).text(3)}" if a.median else "")


def _ratio(ratio: Ratio) -> str:
    return ratio.interval.text(3) + ("" if ratio.narrow else " ~")


def number(value: float) -> str:
    """Write a value with three digits that say something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits
