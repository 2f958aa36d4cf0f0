"""Whether a cook can read the screen: how large the monitor is, how far away, and what to change.

Sizes of letters are said in minutes of arc, as 14': the angle under which capitals are seen.
"""

from collections.abc import Iterator
from typing import NamedTuple

from display.renderer.edid import ConnectedMonitor
from display.state.settings import TextSize
from display.view_model.letter_sizes import (
    CAPITALS,
    LEAST_ARC,
    LetterSizes,
    MonitorSize,
    SizeSource,
    choose_letters,
    find_arc,
    find_inches,
)
from hub.common.checks import Finding, ok, warning
from hub.locale.words import mark, say, say_many

_FEW = 3
"""Orders at once below which a cook only ever sees the next one."""

_LINES_OF_AN_ORDER = 17
"""Lines of a column that a whole order takes in the middle, with what stays empty at its foot."""

_FROM = {
    SizeSource.SETTING: mark("by the setting [glass] inches"),
    SizeSource.CENTIMETRES: mark("by what it says of itself"),
    SizeSource.MILLIMETRES: mark("by what it says of its first picture"),
    SizeSource.RESOLUTION: mark("a guess by its pixels, for it says nothing usable of itself"),
}


class Viewing(NamedTuple):
    """How a board is read.

    Attributes:
        size: of the monitor.
        glass: the board's pixels, upright.
        distance: of the eye, in metres.
        text: as the settings want it.
        line: the height of a line in pixels where the cells of a grid decide; None where the eye
            does.
    """

    size: MonitorSize
    glass: tuple[int, int]
    distance: float
    text: TextSize = TextSize.NORMAL
    line: int | None = None


def judge_size(monitor: ConnectedMonitor, size: MonitorSize) -> Finding:
    """Say for how large a monitor is taken, and where that is known from.

    Args:
        monitor: as it is driven.
        size: what it is taken for.
    """
    socket = f" ({monitor.connector})" if monitor.connector else ""
    said = say(
        "{inches} inches, {source}. Where the ruler on the test card is not 100 mm long, set "
        "[glass] inches",
        inches=f"{size.inches:.3g}",
        source=f"{say(_FROM[size.source])}{socket}",
    )
    return warning("size", said) if size.source is SizeSource.RESOLUTION else ok("size", said)


def judge_letters(viewing: Viewing) -> Finding:
    """Say how large letters are to the eye of a cook, and what to change where that is too small.

    Args:
        viewing: of the board.
    """
    size, metres = viewing.size, viewing.distance
    letters = choose_letters(viewing.glass, size.pitch, metres, viewing.text)
    line = letters.line if viewing.line is None else viewing.line
    arc = find_arc(line, size.pitch, metres)
    orders = _count_orders(letters, viewing.glass)
    said = say(
        "{inches} inches at {metres} m: {arc}' now",
        inches=f"{size.inches:.3g}",
        metres=f"{metres:g}",
        arc=f"{arc:.0f}",
    )
    legible = letters.fits if viewing.line is None else arc >= LEAST_ARC
    if legible and (orders >= _FEW or viewing.line is not None):
        height = f"{line * CAPITALS * size.pitch:.1f}"
        return ok("letters", say("{what}, capitals of {height} mm", what=said, height=height))
    cures = say(", or ").join(_cures(viewing))
    if legible:
        few = say_many(
            "which shows about {count} order", "which shows about {count} orders", orders
        )
    else:
        few = say_many(
            "and {arc}' would show about {count} order",
            "and {arc}' would show about {count} orders",
            orders,
            arc=f"{letters.arc:.0f}",
        )
    return warning("letters", f"{said}, {few}: {cures}")


def _cures(viewing: Viewing) -> Iterator[str]:
    size, metres = viewing.size, viewing.distance
    if size.distance < metres:
        yield say("hang it at {metres} m", metres=f"{size.distance:g}")
    larger = find_inches(metres)
    if larger > size.inches:
        yield say("take one of {inches} inches", inches=f"{larger:g}")
    if viewing.text in {TextSize.LARGE, TextSize.HUGE}:
        yield say("set {setting}", setting='[board] text = "normal"')
    if viewing.line is not None:
        yield say("have fewer [board] columns and rows")
    yield say("say [glass] distance, if it is another one")


def _count_orders(letters: LetterSizes, glass: tuple[int, int]) -> int:
    lines = letters.count_columns(glass[0]) * letters.count_lines(glass[1])
    return max(1, round(lines / _LINES_OF_AN_ORDER))
