"""``scripts/bench table FILE``: a run as a table in Markdown."""

from collections.abc import Iterator

from scripts.benchmarks.comparing import about, number
from scripts.benchmarks.record import Figure, Record


def table(record: Record) -> Iterator[str]:
    """Write what a run has found, a row for each ratio, and for each side that has none."""
    yield about(record)
    for section in record.sections:
        if section.figures:
            yield ""
            loads = f"{section.load_before:.1f} to {section.load_after:.1f}"
            others = f"others kept {section.others:.2f} processors busy"
            yield f"({section.letter}) {section.title}; load average {loads}, {others}"
            yield ""
            yield "| what | figure | beside | ratio |"
            yield "|---|---|---|---|"
            for figure in section.figures:
                yield from _rows(figure)


def _rows(figure: Figure) -> Iterator[str]:
    left = list(figure.series)
    for ratio in figure.ratios:
        found = f"{ratio.interval.text(2)}{'' if ratio.narrow else ' ~'}"
        ours, theirs = _side(figure, ratio.ours), _side(figure, ratio.theirs)
        yield f"| {figure.what} | {ours} | {theirs} | {found} |"
        left = [side for side in left if side not in {ratio.ours, ratio.theirs}]
    for side in left:
        yield f"| {figure.what} | {_side(figure, side)} | | |"


def _side(figure: Figure, side: str) -> str:
    return f"{side}: {number(figure.median(side).median)} {figure.unit}"
