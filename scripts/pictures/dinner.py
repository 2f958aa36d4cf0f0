"""A kitchen in the middle of dinner: thirty orders, or sixty, with all that a cook meets."""

from msgspec import UNSET

from hub.domain.earlier import EarlierLine
from hub.domain.order_details import Combo, Modifier
from hub.domain.orders import Item, Order, OrderStatus, OrderType, Priority
from scripts.pictures.tickets import (
    CANCELLED,
    PENDING,
    PREPARING,
    READY,
    ago,
    line,
    ticket,
    without,
)

_TAKEOUT, _DELIVERY = OrderType.TAKEOUT, OrderType.DELIVERY
_SMALL = (
    ("Risotto", "grill"),
    ("Burger", "grill"),
    ("Soup", "cold"),
    ("French fries", "fry"),
    ("Caesar salad", "cold"),
    ("Fish & chips", "fry"),
    ("Espresso", "bar"),
)


def dinner() -> tuple[Order, ...]:
    """Thirty orders of every age."""
    return (*_large_ones(), *_waiting(range(42, 57), 3.0, 0.19))


def rush_hour() -> tuple[Order, ...]:
    """Sixty orders: most of them small, and more than any glass has room for."""
    return (*dinner(), *_waiting(range(57, 87), 2.6, 0.08))


def one_liners() -> tuple[Order, ...]:
    """Thirty-eight orders of a bar, of one line each."""
    return _waiting(range(1, 39), 11.0, 0.28)


def fresh() -> tuple[Order, ...]:
    """Twelve orders that nobody has waited for long, and nothing that is urgent."""
    return _waiting(range(11, 23), 5.0, 0.4)


def _large_ones() -> tuple[Order, ...]:
    told = EarlierLine(version=2, status=PREPARING.value)
    menu = Combo(id="menu", name="Burger menu", quantity=1)
    called_off = {"cancel_reason": "guests left", "cancelled_at": ago(1.4), "was": told}
    return (
        ticket(
            27,
            19.6,
            line("House burger", "grill", READY, "medium", without("pickles")),
            line("Chocolate brownie", "cold", allergens=("nuts", "egg", "milk")),
            line("Lemonade", "bar", READY, quantity=2),
            table_number="4",
            allergies=("nuts",),
        ),
        ticket(
            28,
            17.1,
            line("House burger", "grill", PREPARING, "well done", "extra cheese", parent_id="menu"),
            line("Sweet potato fries", "fry", parent_id="menu"),
            line("Cola, no ice", "bar", READY, parent_id="menu"),
            line("Caesar salad", "cold"),
            groups=(menu,),
            type=_TAKEOUT,
            customer_name="Marta",
            notes="dressing apart",
        ),
        ticket(
            29,
            11.3,
            line("Fish & chips", "fry", PREPARING, quantity=2),
            line("Mushroom risotto", "grill", CANCELLED, cancel_reason="guest changed mind"),
            line("Soup of the day", "cold", PREPARING, "bread", without("cream")),
            table_number="12",
        ),
        ticket(
            30,
            10.8,
            line("Entrecôte 300 g", "grill", CANCELLED, **called_off),
            line("French fries", "fry", CANCELLED, **called_off),
            table_number="9",
            status=OrderStatus.CANCELLED,
            version=2,
        ),
        ticket(
            31,
            9.4,
            line(
                "Fish & chips",
                "fry",
                PREPARING,
                "tartare apart",
                quantity=2,
                was=EarlierLine(version=2, quantity=4),
            ),
            line("Veggie burger", "grill"),
            line("French fries", "fry", quantity=3),
            table_number="2",
            version=2,
        ),
        ticket(
            32,
            8.5,
            line("Grilled sea bream", "grill", PENDING, without("butter")),
            line("Mushroom risotto", "grill"),
            type=_DELIVERY,
            customer_name="Kim",
            allergies=("shellfish",),
        ),
        ticket(
            33,
            7.1,
            line("Onion soup", "cold", READY, course=1, quantity=2),
            line("Burrata & tomato", "cold", PREPARING, course=1),
            table_number="15",
            held=(
                line("Beef tartare", "cold", quantity=2, course=2),
                line("Salade niçoise", "cold", course=2),
            ),
        ),
        ticket(
            34,
            6.9,
            *_banquet(),
            table_number="Banquet hall 1",
            notes="Party of 24. Cake at 21:00",
        ),
        ticket(
            35,
            6.6,
            line("Schnitzel", "grill", PENDING, "1 with cranberry", quantity=2),
            line("Kids' pasta", "grill"),
            table_number="3",
        ),
        ticket(
            36, 5.9, line("Half chicken", "grill"), line("French fries", "fry"), table_number="8"
        ),
        ticket(
            37,
            5.2,
            line("Veggie burger", "grill", PENDING, Modifier("gluten-free bun"), quantity=3),
            line("French fries", "fry", quantity=3),
            type=_TAKEOUT,
            customer_name="Oz",
        ),
        ticket(38, 4.4, line("Plat du jour", "grill"), line("Espresso", "bar"), table_number="5"),
        ticket(
            39,
            4.0,
            line("Caesar salad", "cold", PENDING, without("croutons"), quantity=2),
            line("Steak frites", "grill", quantity=2),
            table_number="11",
        ),
        ticket(40, 3.6, line("Fish & chips", "fry"), table_number="6"),
        ticket(
            41,
            3.2,
            line("Steak frites", "grill", PREPARING, "1 rare", "1 medium", quantity=2),
            line("Green salad", "cold", PENDING, without("onion")),
            table_number="7",
            priority=Priority.RUSH,
        ),
    )


def _banquet() -> tuple[Item, ...]:
    dishes = (
        ("Calamari fritti", "fry", 5),
        ("Beef tartare", "cold", 3),
        ("Entrecôte 300 g", "grill", 4),
        ("Grilled sea bream", "grill", 2),
        ("Steak frites", "grill", 3),
        ("French fries", "fry", 6),
        ("Green salad", "cold", 4),
        ("Crème brûlée", "cold", 7),
        ("Espresso", "bar", 6),
    )
    wishes = ("2 rare", "1 medium", "1 well done")
    return tuple(
        line(name, station, PENDING, *(wishes if name.startswith("Entrec") else ()), quantity=count)
        for name, station, count in dishes
    )


def _waiting(numbers: range, oldest: float, step: float) -> tuple[Order, ...]:
    """Make orders of a dish or two, each a little younger than the one before, in minutes."""
    made = []
    for at, number in enumerate(numbers):
        name, station = _SMALL[number % len(_SMALL)]
        kind = (OrderType.DINE_IN, _TAKEOUT, OrderType.DINE_IN, _DELIVERY)[number % 4]
        made.append(
            ticket(
                number,
                max(0.1, oldest - at * step),
                line(name, station, quantity=1 + number % 3 // 2),
                type=kind,
                table_number=f"{number % 31 + 10}" if kind is OrderType.DINE_IN else None,
                allergies=("milk",) if number in {44, 66} else UNSET,
            )
        )
    return tuple(made)
