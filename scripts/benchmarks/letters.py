"""The benchmarks by letter, in the order in which they run."""

from collections.abc import Callable
from pathlib import Path

from scripts.benchmarks import (
    encryption,
    fanout,
    following,
    idling,
    memory,
    open_orders,
    ordering,
    painting,
    pressing,
    readers,
    reading,
    redrawing,
    single_presser,
    slow_disk,
    start,
    tablets,
    weight,
    writing,
)
from scripts.benchmarks.report import Options

BENCHMARKS: dict[str, tuple[str, Callable[[Path, Options], None]]] = {
    "a": ("durable PATCH against one transaction a request", writing.run),
    "b": ("GET of the board against constant bytes", reading.run),
    "c": ("from a PATCH to every socket", fanout.run),
    "d": ("resident memory", memory.run),
    "e": ("start with an empty and with a long history", start.run),
    "f": ("a full redraw of a board, and a second's ticking ages", redrawing.run),
    "g": ("from an event to the glass against a page in Chromium", painting.run),
    "h": ("a screen where nothing happens, beside a page in Chromium", idling.run),
    "i": ("what TLS costs", encryption.run),
    "j": ("processor time of a start, and bytes written for those of the changes", weight.run),
    "k": ("durable PATCH with and without a follower of the log", following.run),
    "l": ("from a key to the glass, its own and another, woken and looked at", pressing.run),
    "m": ("one who presses alone, and the slowest of the presses", single_presser.run),
    "n": ("durable PATCH on a slow disk", slow_disk.run),
    "o": ("a board of few and of many open orders: GET, press, snapshot", open_orders.run),
    "p": ("readers beside 32 writers", readers.run),
    "q": ("durable POST of an order of four lines", ordering.run),
    "r": ("a tablet's page drawn after an event, beside innerHTML", tablets.redraw),
    "s": ("thirty pages in one browser on one hub", tablets.thirty),
    "t": ("what a page has kept after thousands of events", tablets.night),
}
