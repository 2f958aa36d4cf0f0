"""Made-up tickets as other systems send them, and as waiters change them: with all that is rare."""

from msgspec.structs import replace

from hub.domain.earlier import EarlierLine, EarlierOrder
from hub.domain.order_details import Combo, IfOut, Modifier, ModifierKind, Portion, WhenOut
from hub.domain.orders import Order, OrderStatus, OrderType, Priority, StationStep
from hub.domain.times import instant
from scripts.pictures.tickets import (
    CANCELLED,
    HUB_MS,
    PENDING,
    PREPARING,
    READY,
    line,
    ticket,
    with_more,
    without,
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
