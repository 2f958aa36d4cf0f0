"""Words that are set differently, run in behind each other and broken into rows that fit."""

from collections.abc import Iterator, Sequence

from display.view_model.layout import Measure, wrap
from display.view_model.ticket_line import Span

BETWEEN = " · "
"""What parts things that stand behind each other."""

Phrase = Sequence[Span]


def run_in(phrases: Sequence[Phrase], width: int, size: int, measure: Measure) -> list[list[Span]]:
    """Set phrases behind each other, as many on a row as fit.

    A phrase that does not fit behind another begins a row; one that is wider than a row is broken
    between words.

    Args:
        phrases: what is said, each of words that are set differently.
        width: pixels that a row may have.
        size: line height in pixels.
        measure: tells widths.
    """
    rows: list[list[Span]] = []
    for phrase in phrases:
        behind = [*rows[-1], Span(BETWEEN, phrase[0].tone), *phrase] if rows else []
        if rows and _is_within(behind, width, size, measure):
            rows[-1] = _join(behind)
        else:
            rows += _break(phrase, width, size, measure)
    return rows


def span_width(span: Span, size: int, measure: Measure) -> int:
    """Return how wide a span is, in pixels."""
    return measure(span.text, size, bold=span.bold)


def part_phrases(row: Sequence[Span]) -> list[Span]:
    """Part what stands on a row again into what is said, and what parts it."""
    parted: list[Span] = []
    for span in row:
        first, *further = span.text.split(BETWEEN)
        texts = [first, *(text for each in further for text in (BETWEEN, each))]
        parted += [span._replace(text=text) for text in texts if text]
    return parted


def _is_within(row: Sequence[Span], width: int, size: int, measure: Measure) -> bool:
    return sum(span_width(each, size, measure) for each in _join(row)) <= width


def _break(phrase: Phrase, width: int, size: int, measure: Measure) -> Iterator[list[Span]]:
    row: list[Span] = []
    for word in _words(phrase, width, size, measure):
        longer = _join([*row, word])
        if row and not _is_within(longer, width, size, measure):
            yield row
            row = [word._replace(text=word.text.lstrip())]
        else:
            row = longer if row else [word._replace(text=word.text.lstrip())]
    if row:
        yield row


def _words(phrase: Phrase, width: int, size: int, measure: Measure) -> Iterator[Span]:
    """Part a phrase into words, each with the blank before it; what is too wide is broken."""
    for span in phrase:
        blank = " " if span.text[:1].isspace() else ""
        for word in span.text.split():
            for part in wrap(word, width, size, measure, bold=span.bold):
                yield span._replace(text=blank + part)
                blank = ""
            blank = " "


def _join(row: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in row:
        if joined and joined[-1][1:] == span[1:]:
            joined[-1] = span._replace(text=joined[-1].text + span.text)
        else:
            joined.append(span)
    return joined
