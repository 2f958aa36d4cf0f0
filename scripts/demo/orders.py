"""What people order: parties at tables, takeout and delivery, with their wishes."""

import random
from collections.abc import Collection, Sequence
from typing import TypeVar

from scripts.demo.dice import dice
from scripts.demo.wire import DemoModifier, Dish

TABLES = tuple(str(number) for number in range(1, 29))
_TYPES = {"dine_in": 0.62, "takeout": 0.23, "delivery": 0.15}
_PARTY = {1: 0.16, 2: 0.42, 3: 0.16, 4: 0.17, 5: 0.05, 6: 0.04}
_NAMES = (
    *("Ada", "Aziz", "Beatriz", "Carlos", "Chen", "Dimitri", "Elif", "Emma", "Fatima", "Grace"),
    *("Hanna", "Igor", "Ines", "Jamal", "Jonas", "Kim", "Lena", "Luca", "Maria", "Mateo", "Mina"),
    *("Noor", "Olga", "Oscar", "Priya", "Quinn", "Rosa", "Sami", "Sofia", "Tariq", "Uma", "Zoe"),
)
_INITIALS = "ABCDEFGHIJKLMNOPRSTVWZ"
_LINE_NOTES = (
    "sauce on the side",
    "no salt, please",
    "cut in half to share",
    "extra hot",
    "for the child, first if you can",
    "ALLERGY: nuts, clean board",
    "ALLERGY: gluten, please check",
)
_ORDER_NOTES = {
    "dine_in": (
        "birthday: candle with the dessert",
        "theatre at eight",
        "high chair",
        "by the window",
    ),
    "takeout": ("no cutlery", "waiting outside", "extra napkins"),
    "delivery": ("ring twice", "leave at the door", "no cutlery", "call on arrival"),
}
_STAGES = (
    (0, ("drink", "bar", "beverage", "coffee", "beer", "wine")),
    (1, ("start", "soup", "salad", "appetizer", "small")),
    (3, ("dessert", "sweet", "cake", "ice")),
)
_APPETITE = {0: 0.5, 1: 0.25, 2: 0.9, 3: 0.05}
_MAIN = 2

_NAMED_TABLES = 0.2
_NOTED_ORDERS = 0.12
_RUSHED_ORDERS = 0.05
_CHANGED_LINES = 0.4
_CHANGED_TWICE = 0.3
_TOGETHER = ("no ", "extra ", "add ")
_NOTED_LINES = 0.1

Body = dict[str, object]
_T = TypeVar("_T")


def new_order(
    seed: int,
    arrival: float,
    dishes: Sequence[Dish],
    taken: Collection[str | None],
    kind: str | None = None,
) -> Body:
    """Make up the order of a party, as the body of ``POST /api/orders``.

    Args:
        seed: of the whole service.
        arrival: when they order; the same arrival and menu always give the same order.
        dishes: the menu; at least one of them available.
        taken: tables that have an open order.
        kind: how they eat, such as ``dine_in``; None leaves it to chance.
    """
    thrown = dice(seed, "order", f"{arrival:.3f}")
    kind = kind or _pick(thrown, _TYPES)
    body: Body = {"type": kind}
    if kind == "dine_in":
        free = [table for table in TABLES if table not in taken] or list(TABLES)
        body["table_number"] = thrown.choice(free)
    if kind != "dine_in" or thrown.random() < _NAMED_TABLES:
        body["customer_name"] = f"{thrown.choice(_NAMES)} {thrown.choice(_INITIALS)}."
    if thrown.random() < _NOTED_ORDERS:
        body["notes"] = thrown.choice(_ORDER_NOTES[kind])
    if thrown.random() < _RUSHED_ORDERS:
        body["priority"] = "rush"
    wishes = [
        wish
        for _ in range(_pick(thrown, _PARTY))
        for wish in _wishes(thrown, dishes, _APPETITE, in_courses=kind == "dine_in")
    ]
    wishes.sort(key=lambda wish: str(wish.get("course", "")))
    body["items"] = _merge(wishes or [_line(thrown, _any(thrown, dishes), course=None)])
    return body


def another_round(thrown: random.Random, dishes: Sequence[Dish], *, dessert: bool = False) -> Body:
    """Make up another round, as the body of ``POST /api/orders/{id}/items``.

    Args:
        thrown: the dice.
        dishes: the menu; at least one of them available.
        dessert: sweets for the end, rather than drinks in between.
    """
    appetite = {3: 0.8, 0: 0.4} if dessert else {0: 1.0}
    guests = thrown.randint(1, 3)
    wishes = [
        wish for _ in range(guests) for wish in _wishes(thrown, dishes, appetite, in_courses=False)
    ]
    return {"items": _merge(wishes or [_line(thrown, _any(thrown, dishes), course=None)])}


def stage_of(dish: Dish) -> int:
    """Say when in a meal a dish comes: 0 drinks, 1 starters, 2 mains and sides, 3 desserts."""
    category = (dish.category or "").casefold()
    for stage, words in _STAGES:
        if any(word in category for word in words):
            return stage
    return _MAIN


def _wishes(
    thrown: random.Random, dishes: Sequence[Dish], appetite: dict[int, float], *, in_courses: bool
) -> list[Body]:
    wishes: list[Body] = []
    for stage, likely in appetite.items():
        choice = [dish for dish in dishes if dish.available and stage_of(dish) == stage]
        if choice and thrown.random() < likely:
            # Drinks are no course: they come when they are ready.
            course = stage if in_courses and stage else None
            wishes.append(_line(thrown, thrown.choice(choice), course=course))
    return wishes


def _line(thrown: random.Random, dish: Dish, *, course: int | None) -> Body:
    line: Body = {"menu_item_id": dish.id, "quantity": 1}
    if dish.modifiers and thrown.random() < _CHANGED_LINES:
        line["modifiers"] = [{"modifier_id": each.id} for each in _changes(thrown, dish)]
    # Nobody asks for a rare beer.
    if stage_of(dish) == _MAIN and thrown.random() < _NOTED_LINES:
        line["notes"] = thrown.choice(_LINE_NOTES)
    if course is not None:
        line["course"] = course
    return line


def _changes(thrown: random.Random, dish: Dish) -> list[DemoModifier]:
    chosen = [thrown.choice(dish.modifiers)]
    # A steak is not both rare and well done; what is left off or put on goes together.
    others = [each for each in dish.modifiers if each.name.startswith(_TOGETHER)]
    if thrown.random() < _CHANGED_TWICE and (other := thrown.choice(others or chosen)) != chosen[0]:
        chosen.append(other)
    return chosen


def _merge(wishes: Sequence[Body]) -> list[Body]:
    lines: list[Body] = []
    counts: list[int] = []
    for wish in wishes:
        if wish in lines:
            counts[lines.index(wish)] += 1
        else:
            lines.append(wish)
            counts.append(1)
    return [{**line, "quantity": count} for line, count in zip(lines, counts, strict=True)]


def _any(thrown: random.Random, dishes: Sequence[Dish]) -> Dish:
    return thrown.choice([dish for dish in dishes if dish.available])


def _pick(thrown: random.Random, weights: dict[_T, float]) -> _T:
    return thrown.choices(list(weights), list(weights.values()))[0]
