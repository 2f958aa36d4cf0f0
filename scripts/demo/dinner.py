"""The kitchen that the demo opens on: a full board in the middle of dinner, with a bit of all.

Whatever the menu, the board holds tickets of every age, an allergy, a rush, a combo, a line that
was cancelled, one that was changed late, a course that is held, and an order for later.
"""

import math
import random
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from scripts.demo.dice import dice
from scripts.demo.orders import Body, new_order, stage_of
from scripts.demo.wire import Deed, Dish

AGES = (
    *(16.0, 13.5, 12.4, 11.2, 9.8, 8.6, 7.2, 6.4, 5.6, 4.9),
    *(4.3, 3.8, 3.3, 2.8, 2.3, 1.9, 1.5, 1.0, 0.6, 0.2),
)
"""Minutes of service since each ticket was taken: late, warning and fresh ones."""

_LATER = 25.0
_LATER_PREP = 15
_STARTED_AFTER = 1.5
_STARTER, _MAIN = 1, 2
_PARTS = 3
_MOST_LINES = 3
_DONE = 0.7


class Opening(NamedTuple):
    """What has happened before anybody looks.

    Attributes:
        orders: what was ordered, oldest first.
        since: what became of each of them, step by step.
    """

    orders: tuple[Deed, ...]
    since: tuple[tuple[Deed, ...], ...]


class _Scene(NamedTuple):
    """Chance and menu, as they are for one ticket."""

    thrown: random.Random
    dishes: tuple[Dish, ...]

    def line(self, stage: int, **fields: object) -> Body:
        """Return a line with a dish of a stage, or with any where the menu has none."""
        choice = [each for each in self.dishes if stage_of(each) == stage] or list(self.dishes)
        # A side is a main that is made quickly, and nobody orders four bowls of bread.
        choice.sort(key=lambda dish: dish.target_minutes or 0.0, reverse=True)
        chosen = self.thrown.choice(choice[: math.ceil(len(choice) / 2)])
        return {"menu_item_id": chosen.id, "quantity": 1, **fields}


def opening(seed: int, dishes: Sequence[Dish], speed: float, clock: datetime) -> Opening:
    """Make up the board that a service opens on.

    Args:
        seed: of the whole service.
        dishes: the menu; at least one of them available.
        speed: seconds of service in one second: how fast the tickets have got old.
        clock: the time of day.
    """
    available = tuple(dish for dish in dishes if dish.available)
    # A dish of no station is marked as not routed: not the first thing to show of a kitchen.
    there = tuple(dish for dish in available if dish.station is not None) or available
    targets = {dish.id: dish.target_minutes or 10.0 for dish in there}
    taken: set[str | None] = set()
    orders: list[Deed] = []
    since: list[tuple[Deed, ...]] = []
    for number, minutes in enumerate(AGES):
        scene = _Scene(dice(seed, "opening", number), there)
        kind, twist = _TWISTS.get(number, (None, None))
        body = new_order(seed, -minutes, there, taken, kind)
        taken.add(str(body.get("table_number")))
        # Short tickets: many of them are to be seen at once.
        body |= {"id": str(uuid.uuid4()), "items": _lines(body)[:_MOST_LINES]}
        body["taken_at"] = (clock - timedelta(minutes=minutes / speed)).isoformat()
        more = [] if twist is None else twist(body, scene)
        lines = _name_lines(body)
        steps = () if minutes < _STARTED_AFTER else _cook(body, lines, targets, minutes, scene)
        orders.append(Deed("POST", "/api/orders", body))
        since.append((*(make(body, lines) for make in more), *steps))
    orders.append(Deed("POST", "/api/orders", _for_later(seed, there, speed, clock)))
    return Opening(tuple(orders), tuple(since))


_More = Callable[[Body, list[Body]], Deed]
_Twist = Callable[[Body, _Scene], list[_More]]


def _allergy(body: Body, scene: _Scene) -> list[_More]:
    body |= {"allergies": ["Peanuts"], "guests": 2}
    body["items"] = [scene.line(_STARTER), scene.line(_MAIN), scene.line(_MAIN)]
    return []


def _rush(body: Body, _scene: _Scene) -> list[_More]:
    body["priority"] = "rush"
    return []


def _combo(body: Body, scene: _Scene) -> list[_More]:
    """Have a box of which each part comes from another station, as far as there are stations."""
    food = [each for each in scene.dishes if stage_of(each) in {_STARTER, _MAIN}]
    mixed = scene.thrown.sample(food or scene.dishes, len(food or scene.dishes))
    by_station = {dish.station: dish for dish in mixed}
    parts = [{"menu_item_id": dish.id, "quantity": 2} for dish in by_station.values()]
    box: Body = {"name": "Box for two", "quantity": 1, "parts": parts[:_PARTS]}
    body["items"] = [box]
    return []


def _cancelled(body: Body, scene: _Scene) -> list[_More]:
    body["items"] = [scene.line(_MAIN, quantity=2), scene.line(_STARTER, notes="to share")]
    return [_cancel]


def _fewer(body: Body, scene: _Scene) -> list[_More]:
    body |= {"guests": 4, "items": [scene.line(_MAIN, quantity=4), scene.line(_STARTER)]}
    return [_edit]


def _courses(body: Body, scene: _Scene) -> list[_More]:
    first, then = scene.line(_STARTER, course=1), scene.line(_MAIN, course=2, held=True)
    body["items"] = [first | {"quantity": 2}, then, scene.line(_MAIN, course=2, held=True)]
    return []


_TWISTS: dict[int, tuple[str | None, _Twist]] = {
    1: ("takeout", _combo),
    2: ("dine_in", _cancelled),
    3: ("dine_in", _allergy),
    4: ("dine_in", _fewer),
    5: ("dine_in", _courses),
    7: ("dine_in", _rush),
}


def _cancel(body: Body, lines: list[Body]) -> Deed:
    path = f"/api/kitchen/orders/{body['id']}/items/{lines[-1]['id']}/cancel"
    return Deed("POST", path, {"reason": "guest changed their mind"})


def _edit(body: Body, lines: list[Body]) -> Deed:
    path = f"/api/orders/{body['id']}/items/{lines[0]['id']}"
    return Deed("PATCH", path, {"quantity": 2})


def _name_lines(body: Body) -> list[Body]:
    """Give every line an id, so that it can be spoken of later; return those to be cooked now."""
    for line in _lines(body):
        line["id"] = str(uuid.uuid4())
    return [line for line in _lines(body) if not line.get("held")]


def _lines(body: Body) -> list[Body]:
    return cast("list[Body]", body["items"])


def _cook(
    body: Body, lines: list[Body], targets: dict[str, float], minutes: float, scene: _Scene
) -> tuple[Deed, ...]:
    """Say how far the cooks have got: all is on the fire, and some of it done; never the last."""
    bump = f"/api/kitchen/orders/{body['id']}/bump"
    done = [
        line
        for line in lines[:-1]
        if targets.get(str(line.get("menu_item_id")), minutes) < minutes
        and scene.thrown.random() < _DONE
    ]
    return (
        Deed("POST", bump, {"status": "preparing"}),
        *(
            Deed("PATCH", f"/api/kitchen/items/{line['id']}/status", {"status": "ready"})
            for line in done
        ),
    )


def _for_later(seed: int, dishes: Sequence[Dish], speed: float, clock: datetime) -> Body:
    body = new_order(seed, -len(AGES), dishes, (), "takeout")
    due = clock + timedelta(minutes=_LATER_PREP + _LATER / speed)
    return body | {"due_at": due.isoformat(), "prep_minutes": _LATER_PREP}
