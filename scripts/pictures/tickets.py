"""Made-up tickets for the pictures: always the same, with all that can stand on one."""

from display.state.unknown_words import as_sent
from hub.domain.order_details import Modifier, ModifierKind
from hub.domain.orders import (
    Item,
    ItemStatus,
    Order,
    OrderStatus,
    OrderType,
    Priority,
    order_number,
)
from hub.domain.times import Instant, instant

HUB_MS = 1_792_431_900_000
"""The hub's time in every picture, in Unix ms: a Monday in October, 17:45 UTC."""

PENDING, PREPARING, READY = ItemStatus.PENDING, ItemStatus.PREPARING, ItemStatus.READY
SERVED, CANCELLED = ItemStatus.SERVED, ItemStatus.CANCELLED


def ago(minutes: float) -> Instant:
    """Return the time that many minutes before the picture."""
    return instant(HUB_MS - round(minutes * 60_000))


def line(
    name: str,
    station: str | None,
    status: ItemStatus = PENDING,
    *modifiers: str | Modifier,
    **more: object,
) -> Item:
    """Make a line of a ticket; ``ticket`` gives it its id and its time."""
    made = (each if isinstance(each, Modifier) else Modifier(each) for each in modifiers)
    fields: dict[str, object] = {"quantity": 1, "station": station} | more
    return Item(
        id="",
        name=name,
        status=status,
        modifiers=tuple(made),
        created_at=ago(0),
        **fields,  # type: ignore[arg-type]
    )


def without(name: str) -> Modifier:
    """Make a change that takes something away."""
    return Modifier(name, kind=ModifierKind.REMOVE)


def with_more(name: str, **more: object) -> Modifier:
    """Make a change that adds something."""
    return Modifier(name, kind=ModifierKind.ADD, **more)  # type: ignore[arg-type]


def ticket(number: int, minutes: float, *lines: Item, **more: object) -> Order:
    """Make a ticket that was placed that many minutes before the picture."""
    items = tuple(
        Item(**{name: getattr(each, name) for name in each.__struct_fields__} | {"id": f"{index}"})
        for index, each in enumerate(lines, start=1)
    )
    fields: dict[str, object] = {"type": OrderType.DINE_IN} | more
    return Order(
        id=f"order-{number}",
        order_number=order_number(number),
        created_at=ago(minutes),
        updated_at=ago(minutes),
        items=items,
        **fields,  # type: ignore[arg-type]
    )


def quiet() -> tuple[Order, ...]:
    """Two tickets, both young."""
    return (
        ticket(
            41,
            6.4,
            line("Smash Burger", "grill", PREPARING, "no onions", "extra cheese", quantity=2),
            line("French fries", "fry"),
            table_number="12",
        ),
        ticket(
            42,
            5.7,
            line("Caesar Salad", "cold", PENDING, "dressing on the side"),
            line("Lemonade", "bar", READY),
            type=OrderType.TAKEOUT,
            customer_name="Maria",
        ),
    )


def busy() -> tuple[Order, ...]:
    """Thirteen tickets with everything that can stand on one."""
    return (
        ticket(
            38,
            15.3,
            line("T-bone steak", "grill", PREPARING, "medium rare", notes="sauce on the side"),
            line("French fries", "fry", READY, quantity=2),
            line("Crème brûlée", "cold", PENDING, allergens=("egg", "milk")),
            table_number="4",
        ),
        ticket(
            39,
            12.6,
            line("Smash Burger", "grill", READY, "gluten-free bun"),
            line("Onion rings", "fry", CANCELLED, cancel_reason="guest changed their mind"),
            line("Iced tea", "bar", SERVED, quantity=2),
            type=OrderType.DELIVERY,
            customer_name="Jean-Luc P.",
        ),
        ticket(
            40,
            9.8,
            line("Chicken Skewer", "grill", PREPARING, quantity=3, allergens=("peanut",)),
            line("Caesar Salad", "cold", PENDING, "no croutons"),
            priority=Priority.RUSH,
            table_number="21",
            notes="Birthday! Candle on the dessert",
        ),
        *quiet(),
        ticket(
            43,
            5.0,
            line("Tomato soup", "cold", READY, course=1),
            line("Salmon fillet", "grill", PENDING, "no butter", course=2),
            line("Cheesecake", "cold", PENDING, course=3),
            table_number="7",
        ),
        *(
            ticket(
                44 + index,
                4.5 - index * 0.6,
                line(("Smash Burger", "Ramen 拉麺", "Fish & Chips")[index % 3], "grill"),
                line(("French fries", "Onion rings")[index % 2], "fry", quantity=1 + index % 2),
                type=(OrderType.TAKEOUT, OrderType.DINE_IN)[index % 2],
                customer_name=("Ana", None, "Ömer")[index % 3],
                table_number=str(30 + index) if index % 2 else None,
            )
            for index in range(7)
        ),
    )


def long_ones() -> tuple[Order, ...]:
    """A party's ticket that needs several cells, between two short ones."""
    dishes = (
        "Smash Burger",
        "Pulled pork sandwich",
        "Ratatouille",
        "Truffle pasta",
        "Fish & Chips",
    )
    party = [
        line(
            dishes[index % 5],
            "grill",
            (PENDING, PREPARING, READY)[index % 3],
            *("no onions", "extra cheese", "gluten-free bun")[: index % 4],
            quantity=1 + index % 3,
            notes="well done, and the sauce on the side, please" if index % 4 == 1 else None,
            allergens=("gluten", "milk", "sesame") if index % 5 == 0 else (),
        )
        for index in range(9)
    ]
    first, last = quiet()
    return (ticket(40, 8.2, *party, table_number="Terrace 3", notes="Party of 14"), first, last)


def with_a_long_note() -> tuple[Order, ...]:
    """A ticket with more to read than it has room for, and two others."""
    note = (
        "Guest of honour: no raw fish, no alcohol in any sauce, the bread without seeds, "
        "the steak cut for a child, and the candle on the cake only when the lights are out"
    )
    cake = line("Birthday cake", "cold", PENDING, "candle", notes=note)
    return (ticket(40, 6.1, cake, line("Steak", "grill"), table_number="9"), *quiet())


def of_a_newer_hub() -> tuple[Order, ...]:
    """Three tickets, two of them with words that this version of the screen does not know."""
    plating = as_sent(ItemStatus, "plating")
    return (
        quiet()[0],
        ticket(
            42,
            4.1,
            line("Smash Burger", "grill", plating, "no onions"),
            line("French fries", "fry", READY, quantity=2),
            type=as_sent(OrderType, "kerbside"),
            priority=as_sent(Priority, "vip"),
            customer_name="Ada",
        ),
        ticket(
            43,
            2.2,
            line("Caesar Salad", "cold"),
            status=as_sent(OrderStatus, "parked"),
            table_number="7",
        ),
    )


def right_to_left() -> tuple[Order, ...]:
    """Menus of many languages."""
    return (
        ticket(
            51,
            7.5,
            line("شاورما دجاج", "grill", PREPARING, "بدون بصل", "صلصة إضافية", quantity=2),
            line("حمص (كبير)", "cold", PENDING, notes="بدون ثوم من فضلك"),
            table_number="8",
            customer_name="محمّد",
        ),
        ticket(
            52,
            3.1,
            line("פלאפל בפיתה", "fry", PENDING, "בלי חריף", quantity=3),
            line("שָׁקְשׁוּקָה XL", "grill", PENDING, allergens=("ביצים",)),
            customer_name="נועה",
            type=OrderType.TAKEOUT,
        ),
        ticket(
            53,
            2.4,
            line("醤油ラーメン", "grill", PENDING, "麺かため", quantity=2),
            line("김치찌개", "grill", PREPARING),
            line("宫保鸡丁", "grill", READY, "不要花生"),
            type=OrderType.DELIVERY,
        ),
        ticket(
            54,
            1.0,
            line("Žluťoučký kůň", "grill", PENDING, "naïve façade"),
            line("Борщ", "cold", READY),
            line("🌶️ Phở đặc biệt 🍜", "grill", PENDING, notes="👨‍👩‍👧 family table ❤️"),
            table_number="3",
        ),
    )
