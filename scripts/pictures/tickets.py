"""Made-up tickets for the pictures: always the same, with all that can stand on one."""

from msgspec.structs import replace

from display.state.unknown_words import as_sent
from hub.domain.earlier import EarlierLine, EarlierOrder
from hub.domain.order_details import Combo, IfOut, Modifier, ModifierKind, Portion, WhenOut
from hub.domain.orders import (
    Item,
    ItemStatus,
    Order,
    OrderStatus,
    OrderType,
    Priority,
    StationStep,
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


def sent_by_others() -> tuple[Order, ...]:
    """Eight tickets with what tills, shops and couriers say of an order."""
    return (
        ticket(
            51,
            13.2,
            line(
                "Double cheeseburger",
                "grill",
                PREPARING,
                without("Onion"),
                with_more("Bacon", quantity=2),
                Modifier("Brioche", kind=ModifierKind.INSTEAD, instead_of="sesame bun"),
                "Medium",
                quantity=2,
            ),
            line("Brownie", "cold", allergens=("nuts", "egg", "gluten"), seat=2),
            display_number="4F2C",
            type=OrderType.DELIVERY,
            source="Uber Eats",
            brand="Smash Lab",
            customer_name="Noor V.",
            handoff="Tomas, Prius",
            allergies=("Nuts",),
        ),
        ticket(
            52,
            9.1,
            line("Burrito", "grill", allergies=("Peanuts",), notes="cut in half", quantity=2),
            line("Horchata", "bar", READY),
            table_number="14",
            zone="Terrace",
            guests=4,
            server="Chloé",
        ),
        ticket(
            53,
            7.4,
            line("Everything bagel", "cold", seat="Kelley"),
            line("Plain bagel", "cold", seat="Dev", notes="sesame allergy - fresh knife"),
            display_number="897176",
            type=OrderType.TAKEOUT,
            type_label="Kerbside",
            handoff="Blue Subaru",
            source="DoorDash",
        ),
        ticket(
            54,
            6.0,
            line("Pizza Diavolo", "oven", PREPARING, kitchen_name="DIAVOLO", variant="32 cm"),
            line("Pizza Carbonara", "oven", kitchen_name="CARBO", variant="26 cm", to_go=True),
            display_number="B7",
            type=OrderType.TAKEOUT,
            customer_name="Jürgen Groß",
            due_at=instant(HUB_MS + 3 * 60_000),
        ),
        ticket(
            55,
            4.6,
            line(
                "Fish tacos",
                "grill",
                flags=("sold_out",),
                if_out=IfOut(WhenOut.REPLACE, "rather chicken"),
                quantity=3,
            ),
            line("Specials of the day", None, flags=("not_on_menu",)),
            display_number="604B4",
            type=OrderType.TAKEOUT,
            customer_name="Rosa M.",
            due_at=instant(HUB_MS + 45 * 60_000),
        ),
        ticket(
            56,
            3.3,
            line("Caesar salad", "cold", PENDING, without("Croutons")),
            table_number="9",
            priority=Priority.RUSH,
            remake=True,
        ),
        ticket(
            57,
            2.0,
            line("Smash burger", "grill"),
            line("French fries", "fry"),
            table_number="1",
            test=True,
        ),
        ticket(
            58,
            1.1,
            line(
                "Pizza half and half",
                "oven",
                PENDING,
                with_more("Mushrooms", portion=Portion.LEFT),
                with_more("Ham", portion=Portion.RIGHT),
                Modifier("Side salad", modifiers=(without("Dressing"),)),
            ),
            line("Mussels (1.2 kg)", "cold", amount=1.2, unit="kg", quantity=2),
            table_number="6",
            notes="Nussallergie bei einem Gast!",
        ),
    )


def changed() -> tuple[Order, ...]:
    """Five tickets that were changed: with a combo, held courses, and one that is called off."""
    menu = Combo(id="menu", name="Burger menu", quantity=2, seat=3)
    shared = tuple(StationStep(station=each, status=PREPARING) for each in ("grill", "fry"))
    told = EarlierLine(version=2)
    return (
        ticket(
            61,
            11.4,
            line(
                "Cheeseburger", "grill", PREPARING, without("Onion"), quantity=2, parent_id="menu"
            ),
            line("Sweet potato fries", "fry", quantity=2, parent_id="menu", notes="no salt"),
            line("Side salad", "cold", READY, quantity=2, parent_id="menu"),
            line("Cola Zero", "bar", READY, quantity=2, parent_id="menu"),
            line("Brownie", "cold"),
            groups=(menu,),
            display_number="4F2C",
            type=OrderType.DELIVERY,
            customer_name="Noor V.",
        ),
        ticket(
            62,
            9.6,
            line("Fish & chips", "fry", PREPARING, quantity=2, was=replace(told, quantity=4)),
            line(
                "Veggie burger",
                "grill",
                PENDING,
                with_more("Cheddar"),
                notes="gluten-free bun",
                was=replace(told, modifiers=(Modifier("Mayonnaise"),), notes=None),
            ),
            table_number="2",
            was=EarlierOrder(version=2, table_number="12"),
            version=2,
        ),
        ticket(
            63,
            6.6,
            line("Entrecôte", "grill", CANCELLED, cancel_reason="guests left", was=begun()),
            line("French fries", "fry", CANCELLED, cancel_reason="guests left", was=begun()),
            table_number="9",
            status=OrderStatus.CANCELLED,
            version=2,
        ),
        ticket(
            64,
            5.2,
            line("Velouté", "cold", READY, quantity=2, course=1),
            line(
                "Steak frites", "grill", PREPARING, stations=("grill", "fry"), at=shared, course=2
            ),
            held=(
                line("Crème brûlée", "cold", quantity=2, course=3),
                line("Espresso", "bar", quantity=2, course=4),
            ),
            table_number="7",
            guests=2,
        ),
        ticket(
            65,
            3.1,
            line("Onion soup", "cold"),
            line(
                "Mussels",
                "fry",
                CANCELLED,
                cancel_reason="sold out",
                was=begun(),
            ),
            table_number="5",
            version=2,
        ),
    )


def begun() -> EarlierLine:
    """Say of a line that it was being made when it was cancelled."""
    return EarlierLine(version=2, status=PREPARING.value)


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
