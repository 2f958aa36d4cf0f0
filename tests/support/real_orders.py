"""Real restaurant orders from a tab-separated file, and a stand-in for where the file is not.

The file is not part of the project: ``GALLEY_REAL_ORDERS`` names it, or it lies beside the project.
Its columns are order_id, quantity, item_name, choice_description and item_price, a line per item.
"""

import os
import random
import re
from pathlib import Path
from typing import NamedTuple

_BESIDE = Path(__file__).parents[3] / "shared" / "data" / "real-orders.tsv"
_HEAD = "order_id\tquantity\titem_name\tchoice_description\titem_price"
_NOTHING = "NULL"

_MAINS = ("Chicken Bowl", "Steak Burrito", "Veggie Salad", "Barbacoa Crispy Tacos")
_SIDES = ("Chips", "Chips and Tomatillo-Green Chili Salsa", "Canned Soda", "6 Pack Soft Drink")
_SALSAS = ("Fresh Tomato Salsa (Mild)", "Tomatillo-Red Chili Salsa (Hot)", "Roasted Chili-Corn")
_FILLINGS = (
    "Rice",
    "Black Beans",
    "Cheese",
    "Sour Cream",
    "Guacamole",
    "Lettuce",
    "Fajita Veggies",
)


class Dish(NamedTuple):
    """One line of an order."""

    quantity: int
    name: str
    modifiers: tuple[str, ...]


Orders = dict[str, tuple[Dish, ...]]


def choices(text: str) -> tuple[str, ...]:
    """Read a nested bracketed list, such as ``[Salsa, [Rice, Beans]]``, as one flat list of names.

    Raises:
        ValueError: the brackets do not match.
    """
    if text.strip() == _NOTHING:
        return ()
    depth = 0
    names: list[str] = []
    for part in re.findall(r"[\[\],]|[^\[\],]+", text):
        if part in "[]":
            depth += 1 if part == "[" else -1
            if depth < 0:
                raise ValueError(f"a bracket closes nothing: {text}")
        elif part != "," and part.strip():
            names.append(part.strip())
    if depth:
        raise ValueError(f"a bracket stays open: {text}")
    return tuple(names)


def parsed(text: str) -> Orders:
    """Read the file's text: the lines of each order, in the file's order."""
    head, *rows = text.splitlines()
    if head != _HEAD:
        raise ValueError(f"other columns than expected: {head}")
    orders: dict[str, list[Dish]] = {}
    for row in rows:
        order, quantity, name, description, _ = row.split("\t")
        line = Dish(int(quantity), name.strip(), choices(description))
        orders.setdefault(order, []).append(line)
    return {order: tuple(lines) for order, lines in orders.items()}


def written(orders: Orders, oddness: random.Random) -> str:
    """Write orders as the file does: nested brackets, and spaces where nobody expects them."""
    rows = [
        f"{order}\t{line.quantity}\t{line.name}\t{_description(line, oddness)}\t$2.39 "
        for order, lines in orders.items()
        for line in lines
    ]
    return "\n".join([_HEAD, *rows, ""])


def made_up(count: int, thrown: random.Random) -> Orders:
    """Make up orders like the real ones: repeated lines, long lists of choices, long orders."""
    orders: Orders = {}
    for number in range(1, count + 1):
        lines = [_made_up_line(thrown) for _ in range(thrown.choice((1, 1, 2, 2, 3, 5)))]
        if thrown.random() < 0.3:
            lines.append(lines[0])
        if thrown.random() < 0.02:
            lines *= 6
        orders[str(number)] = tuple(lines)
    return orders


def real_orders() -> Orders:
    """Read the real orders; where there are none, a made-up 1,200 by way of the same format."""
    named = os.environ.get("GALLEY_REAL_ORDERS")
    file = Path(named) if named else _BESIDE
    if named or file.exists():
        return parsed(file.read_text("utf-8"))
    thrown = random.Random(1200)
    return parsed(written(made_up(1200, thrown), thrown))


def _made_up_line(thrown: random.Random) -> Dish:
    quantity = thrown.choices((1, 2, 3, 5), (90, 7, 2, 1))[0]
    if thrown.random() < 0.4:
        return Dish(quantity, thrown.choice(_SIDES), ())
    salsas = thrown.sample(_SALSAS, thrown.randint(1, 2))
    fillings = thrown.sample(_FILLINGS, thrown.randint(0, len(_FILLINGS)))
    return Dish(quantity, thrown.choice(_MAINS), (*salsas, *fillings))


def _description(line: Dish, oddness: random.Random) -> str:
    names = line.modifiers
    if not names:
        return _NOTHING
    comma = oddness.choice((", ", ", ", ",", " , ", ",  "))
    cut = oddness.randint(0, len(names) - 1)
    inner = f"[{comma.join(names[cut:])}]" if oddness.random() < 0.8 else comma.join(names[cut:])
    return f"[{comma.join([*names[:cut], inner])}]"
