"""Where tickets stand and which key means which is the same on a page as on a kitchen's screen."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from display.state.places import Places, TicketSize
from display.state.settings import PlacesMode
from display.view_model.placement import Ground, Moment, arrange
from display.view_model.screen import Rect
from scripts.tablet_browser import serve_sources
from tests.support.tablets import HouseOfTablets

BOARDS = 60
STEPS = 30
CHIPS_A_ROW = 5

# In a browser, with the page's own modules.
_RUN = """async (text) => {
  const {boards, aRow} = JSON.parse(text);
  const {arrange, NOWHERE} = await import("/sources/station/placement.js");
  return JSON.stringify(boards.map(({ground, steps}) => {
    let places = NOWHERE;
    return steps.map(({tickets, moment}) => {
      places = arrange(places, tickets, ground, {...moment, own: new Set(moment.own)},
        (waiting) => Math.ceil(waiting.length / aRow));
      const {parts, chips, rows, framed, unframed, pending, passed} = places;
      const keys = [...places.keys].sort(([one], [other]) => one - other);
      return {parts, keys, chips, rows, framed, unframed, pending, passed};
    });
  }));
}"""


class Kitchen:
    """Orders that come, grow, hurry and leave, and presses in between.

    Args:
        seed: of its chance.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._count = 0
        self._now = 0
        self._tickets: list[TicketSize] = []
        self._last_key: int | None = None
        self._sorted_at: int | None = None
        columns, height = self._chance.randint(1, 5), self._chance.randint(300, 900)
        self.ground = Ground(
            mode=self._chance.choice([PlacesMode.STILL, PlacesMode.STILL, PlacesMode.AGE]),
            columns=tuple(
                tuple(Rect(310 * at, 50, 300, height - 40 * rows) for at in range(columns))
                for rows in range(3)
            ),
            gap=8,
            keys=self._chance.choice([4, 10]),
        )

    def steps(self) -> Iterator[tuple[tuple[TicketSize, ...], Moment]]:
        """Go on: what is on the board, and the moment."""
        for _ in range(STEPS):
            self._now += self._chance.choice([50, 400, 2100, 6500])
            own = frozenset[str]()
            for _ in range(self._chance.choice([0, 1, 1, 2, 6])):
                self._tickets.append(self._ticket())
            if self._tickets and self._chance.random() < 0.5:
                left = self._tickets.pop(
                    min(int(self._chance.expovariate(0.7)), len(self._tickets) - 1)
                )
                if self._chance.random() < 0.6:
                    own, self._last_key = frozenset({left.order_id}), self._now
            if self._tickets and self._chance.random() < 0.25:
                at = self._chance.randrange(len(self._tickets))
                self._tickets[at] = self._ticket(self._tickets[at])
            if self._chance.random() < 0.05:
                self._sorted_at = self._now
            self._tickets.sort(key=lambda each: not each.rush)
            yield tuple(self._tickets), Moment(self._now, self._last_key, self._sorted_at, own)

    def _ticket(self, before: TicketSize | None = None) -> TicketSize:
        lines: list[int] = []
        breaks: list[int] = []
        for _ in range(self._chance.choice([1, 2, 3, 4, 8, 20])):
            lines += [self._chance.choice([24, 31])] * self._chance.randint(1, 3)
            breaks.append(len(lines))
        if before is not None:
            rush = before.rush or self._chance.random() < 0.3
            return replace(before, lines=tuple(lines), breaks=tuple(breaks), rush=rush)
        self._count += 1
        return TicketSize(
            order_id=f"o{self._count}",
            called=f"#{self._count}",
            head=self._chance.choice([48, 84]),
            further=40,
            foot=28,
            lines=tuple(lines),
            breaks=tuple(breaks),
            rush=self._chance.random() < 0.08,
        )


def as_sent(size: TicketSize) -> dict[str, Any]:
    names = ("called", "head", "further", "foot", "lines", "breaks", "rush")
    return {"order": size.order_id} | {name: getattr(size, name) for name in names}


def ground_as_sent(ground: Ground) -> dict[str, Any]:
    columns = [
        [{"x": r.x, "y": r.y, "w": r.w, "h": r.h} for r in rects] for rects in ground.columns
    ]
    return {"mode": ground.mode, "columns": columns, "gap": ground.gap, "keys": ground.keys}


def moment_as_sent(moment: Moment) -> dict[str, Any]:
    return {
        "now": moment.now,
        "lastKey": moment.last_key,
        "sortedAt": moment.sorted_at,
        "own": sorted(moment.own),
    }


def count_rows(waiting: Sequence[str]) -> int:
    return -(-len(waiting) // CHIPS_A_ROW)


def shown(places: Places) -> Mapping[str, Any]:
    return {
        "parts": [
            {
                "order": part.order_id,
                "column": part.column,
                "left": part.left,
                "top": part.top,
                "width": part.width,
                "height": part.height,
                "from": part.from_line,
                "to": part.to_line,
            }
            for part in places.parts
        ],
        "keys": [
            [key, {"order": holder.order_id, "called": holder.called, "freed": holder.freed}]
            for key, holder in sorted(places.keys.items())
        ],
        "chips": [{"order": each.order_id, "lit": each.lit} for each in places.chips],
        "rows": places.rows,
        "framed": places.framed,
        "unframed": places.unframed,
        "pending": places.pending,
        "passed": places.passed,
    }


@pytest.mark.system
async def test_a_page_places_tickets_as_a_screen_does(house: HouseOfTablets) -> None:
    boards, expected = [], []
    for seed in range(BOARDS):
        kitchen, places = Kitchen(seed), Places()
        steps, seen = [], []
        for tickets, moment in kitchen.steps():
            places = arrange(places, tickets, kitchen.ground, moment, count_rows)
            steps.append({"tickets": [*map(as_sent, tickets)], "moment": moment_as_sent(moment)})
            seen.append(shown(places))
        boards.append({"ground": ground_as_sent(kitchen.ground), "steps": steps})
        expected.append(seen)
    tablet = await house.open("station", token="")
    await serve_sources(tablet.page)

    # As texts: Playwright takes its time over large objects.
    told = json.dumps({"boards": boards, "aRow": CHIPS_A_ROW})
    found = json.loads(await tablet.page.evaluate(_RUN, told))

    for seed in range(BOARDS):
        for step, (one, other) in enumerate(zip(found[seed], expected[seed], strict=True)):
            assert one == other, f"board {seed}, step {step}"
