"""(f) Drawing a whole board of full tickets, and only what a second changes of it.

Each screen is galley-display in a window of its own, which stands still and draws when it is told.
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from scripts.benchmarks import redrawn_screen
from scripts.benchmarks.full_board import kitchen
from scripts.benchmarks.harness import ServerUnderTest, hub, percentile
from scripts.benchmarks.report import SCREEN, Options, Quantity
from scripts.benchmarks.screens import ScreenUnderTest, screen
from scripts.benchmarks.turns import Values

TURNS = 30
"""Of both kinds, in each turn of the benchmark."""

_KINDS = {"full": "full redraw", "tick": "ages of a second later"}
_PARTS = ("laid out", "drawn", "flipped")


def run(folder: Path, options: Options) -> None:
    """Say how long both take, and where the time goes, for boards and screens of each size."""
    for tickets in options.tickets:
        place = folder / f"{tickets}"
        place.mkdir()
        with hub(place / "hub") as server:
            seq = asyncio.run(_fill(server, tickets))
            for width, height in options.sizes:
                size = place / f"{width}x{height}"
                size.mkdir()
                _compare(server, size, (width, height), tickets, seq, options)


def _compare(
    server: ServerUnderTest,
    folder: Path,
    size: tuple[int, int],
    tickets: int,
    seq: int,
    options: Options,
) -> None:
    what = "{}x{}, {} tickets".format(*size, tickets)
    program = ("-P", redrawn_screen.__file__, f"{seq}")
    every: dict[str, list[Any]] = {}
    with ExitStack() as stack:

        def turn(name: str, drawing: ScreenUnderTest) -> Values:
            found = _ask(drawing, f"{TURNS}\n")
            every[name].append(found)
            return {kind: percentile([sum(each) for each in found[kind]], 0.5) for kind in _KINDS}

        sides = {}
        for number, (name, tree) in enumerate(options.trees(SCREEN).items()):
            place = folder / f"screen {tickets} {size[0]} {number}"
            drawing = stack.enter_context(screen(server, place, size, tree, program))
            first = _ask(drawing)
            if first["tickets"] != tickets:
                raise RuntimeError(f"{name} shows {first['tickets']} tickets, not {tickets}")
            told = f"the very first of {name}, with no letter drawn before: {first['first']:.1f} ms"
            options.report.note(f"{told}, {drawing.glass.told}")
            every[name] = []
            sides[name] = partial(turn, name, drawing)
        quantities = [
            Quantity(kind, f"{words}, {what}, p50", "ms", digits=2)
            for kind, words in _KINDS.items()
        ]
        options.report.turns(quantities, sides)
    for name, turns in every.items():
        for kind, words in _KINDS.items():
            options.report.note(f"{words} of {name}: {_parts([turn[kind] for turn in turns])}")


def _parts(turns: Sequence[Sequence[Sequence[float]]]) -> str:
    frames = [frame for turn in turns for frame in turn]
    parts = ", ".join(
        f"{part} in {percentile([frame[index] for frame in frames], 0.5):.2f}"
        for index, part in enumerate(_PARTS)
    )
    return f"p99 {percentile([sum(frame) for frame in frames], 0.99):.2f} ms; {parts}"


def _ask(drawing: ScreenUnderTest, line: str = "") -> Any:  # noqa: ANN401 - JSON
    process = drawing.process
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the screen has no pipes")
    process.stdin.write(line)
    process.stdin.flush()
    said = process.stdout.readline()
    if not said:
        raise RuntimeError("the screen ended; its log says why")
    return json.loads(said)


async def _fill(server: ServerUnderTest, tickets: int) -> int:
    async with kitchen(server, tickets) as board:
        return await board.painted()
