"""galley-display of whichever tree Python finds, that stands still and draws when it is told to.

Run as a file, so that nothing of its own tree comes along, with the event that its board has to
show and galley-display's arguments. From then on each line that it reads, a count, lets it draw its
board as it is one second later, and then all of it anew, so many times; it answers with one line.
What it uses of a screen has had the same names in every revision since 0.1.0.
"""

import json
import sys
import time
from typing import Any

import pygame
from msgspec.structs import replace

from display.__main__ import main
from display.app import loop
from display.renderer.renderer import Renderer
from display.view_model.build import build

SECOND = 1_000


def run(seq: int, arguments: list[str]) -> int:
    """Be the screen, until standard input ends.

    Args:
        seq: of the event.
        arguments: of galley-display.
    """
    renderers: list[Renderer] = []

    class KeptRenderer(Renderer):
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - any revision's
            super().__init__(*args, **kwargs)
            renderers.append(self)

    def stand_still(state: Any, now: int, layout: Any) -> Any:  # noqa: ANN401 - any revision's
        screen = build(state, now, layout)
        if screen.seq < seq:
            return screen

        def draw(at: int) -> tuple[float, float, float]:
            began = time.perf_counter()
            screen = build(replace(state, heard=at), at, layout)
            built = time.perf_counter()
            areas = renderers[-1].draw(screen)
            drawn = time.perf_counter()
            pygame.display.update(list(areas))
            flipped = time.perf_counter()
            return 1000 * (built - began), 1000 * (drawn - built), 1000 * (flipped - drawn)

        _say(tickets=len(state.board()), first=sum(draw(now)))
        for line in sys.stdin:
            tick, full = [], []
            for _ in range(int(line)):
                now += SECOND
                tick.append(draw(now))
                renderers[-1].forget()
                full.append(draw(now))
            _say(tick=tick, full=full)
        raise SystemExit

    vars(loop).update(Renderer=KeptRenderer, build=stand_still)
    return main(arguments)


def _say(**found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), sys.argv[2:]))
