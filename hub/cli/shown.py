"""How answers look on a terminal."""

from collections.abc import Sequence


def plain(text: str) -> str:
    """Take the power out of a text that a stranger may have chosen.

    A name or a note can hold what makes a terminal recolour, clear or rewrite itself.
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _written_out(each) for each in text)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out in columns, under their headings."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (headings, *rows)
    )


def _written_out(character: str) -> str:
    return character.encode("unicode_escape").decode()
