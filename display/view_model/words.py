"""How figures and states are put into words on the glass."""

import re
import unicodedata
from collections.abc import Mapping

from display.state.settings import HeadWord
from display.state.unknown_words import is_known
from hub.domain.edits import show_amount
from hub.domain.order_details import Combo, IfOut, Modifier, ModifierKind, Portion, WhenOut
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, OrderType, Priority
from hub.domain.permissions import Role
from hub.domain.times import milliseconds
from hub.locale.words import mark, say, say_many

_TYPES: Mapping[OrderType, str] = {
    OrderType.DINE_IN: mark("Dine in"),
    OrderType.TAKEOUT: mark("Takeout"),
    OrderType.DELIVERY: mark("Delivery"),
}


_SHORT_TYPES: Mapping[OrderType, str] = {
    OrderType.TAKEOUT: mark("TO", context="two letters"),
    OrderType.DELIVERY: mark("DL", context="two letters"),
}
_ROLES: Mapping[str, str] = {
    Role.KITCHEN: mark("kitchen", context="a device"),
    Role.WAITER: mark("waiter", context="a device"),
    Role.CASHIER: mark("till", context="a device"),
    Role.INTEGRATION: mark("integration", context="a device"),
    Role.PASS: mark("pass", context="a device"),
    Role.READY: mark("board of ready orders", context="a device"),
    Role.MANAGER: mark("manager", context="a device"),
    Role.CUSTOMER: mark("guest", context="a device"),
}
_CHIP_LETTERS = 8
NOT_ROUTED = mark("not routed")

_KINDS: Mapping[ModifierKind, str] = {ModifierKind.ADD: "+ ", ModifierKind.INSTEAD: "= "}
_NO = mark("NO", context="without")
_WITHOUT = frozenset(
    (
        *("no", "not", "without", "w/o", "ohne", "kein", "keine", "keinen", "sans", "pas"),
        *("sin", "senza", "sem", "non", "zonder", "geen", "bez", "utan", "uden"),
    )
)
"""How what a guest does not want begins, in the languages that kitchens write."""

_PORTIONS: Mapping[Portion, str] = {
    Portion.LEFT: mark("left half"),
    Portion.RIGHT: mark("right half"),
}
_FLAGS: Mapping[str, str] = {
    "sold_out": mark("SOLD OUT"),
    "not_on_menu": mark("NOT ON THE MENU"),
}
_WHEN_OUT: Mapping[WhenOut, str] = {
    WhenOut.REMOVE: mark("if sold out: leave it out"),
    WhenOut.REPLACE: mark("if sold out: replace it"),
    WhenOut.CALL: mark("if sold out: call the guest"),
    WhenOut.CANCEL: mark("if sold out: cancel the order"),
}

_REASONS = frozenset(
    {
        mark("Guest changed their mind"),
        mark("Taken down wrong"),
        mark("Sent twice"),
        mark("Sold out"),
        mark("Took too long"),
        mark("Something was wrong with it"),
        mark("Taken back by the waiter"),
    }
)
"""Why something is taken off, as hub and pages have it where the house says nothing else."""

_A_NAME = re.compile(r"[^\W\d_]{3}")
"""What makes a table's name one that is called without the word table, as "Terrace 3" is."""

_HUNDRED = 100
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def name_reason(why: str) -> str:
    """Say why something was taken off, in the crew's language where every house has that reason."""
    return say(why) if why in _REASONS else isolate(why)


def isolate(text: str) -> str:
    """Mark a name from right to left as one thing, so that figures beside it stay where they are.

    Without that, a list such as "1 a, 3 b" of Arabic dishes shows each count beside the other.
    """
    if _RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, text)):
        return text
    if (
        text[0] == "\N{FIRST STRONG ISOLATE}"
        and text.find("\N{POP DIRECTIONAL ISOLATE}") == len(text) - 1
    ):
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def short_number(order: Order) -> str:
    """Write the order's number as a cook says it: ``42`` for ``ORD-00042``."""
    digits = order.order_number.rpartition("-")[2].lstrip("0")
    return digits or "0"


def number(order: Order) -> str:
    """Write the number that is called out: the guest's or courier's own, else the hub's."""
    return isolate(order.display_number) if order.display_number else f"#{short_number(order)}"


def role_name(role: str) -> str:
    """Say what a device is used for; of a newer hub as it came."""
    return say(_ROLES[role], context="a device") if role in _ROLES else isolate(role)


def called_out(order: Order, head: HeadWord) -> str:
    """Name a ticket as this house calls it out: by its number, or by its table."""
    if head is HeadWord.TABLE and order.table_number is not None:
        return where(order)
    return number(order)


def type_name(kind: OrderType) -> str:
    """Say what type an order is, as it came where this version does not know it."""
    return say(_TYPES[kind]) if is_known(kind) else isolate(kind)


def where(order: Order) -> str:
    """Say where the food goes: the table, and the type where it does not go without saying."""
    return ", ".join(where_words(order))


def where_words(order: Order) -> list[str]:
    """Say where the food goes in words that can stand apart, what is called out first.

    The table, what is done with the food where that does not go without saying, and the zone.
    """
    kind, zone = _kind(order), isolate(order.zone or "")
    if order.table_number is None:
        return [*filter(None, (kind, zone))]
    said = order.type is OrderType.DINE_IN and not order.type_label
    return [*filter(None, (_table(order.table_number), "" if said else kind, zone))]


def _kind(order: Order) -> str:
    return isolate(order.type_label) if order.type_label else type_name(order.type)


def _table(name: str) -> str:
    """Name a table; one that has a name, as "Terrace 3", is called by that alone."""
    if _A_NAME.search(name):
        return isolate(name)
    return say("Table {table}", table=name)


def short_table(order: Order) -> str:
    """Name a table that is a number in as few letters as can be; "" for any other."""
    table = order.table_number or ""
    return say("T{table}", table=table) if table.isdecimal() else ""


def chip_place(order: Order) -> str:
    """Say in a few letters where the food goes: a table's number, TO or DL."""
    if order.table_number is not None:
        return short_table(order) or isolate(shorten_name(order.table_number))
    if order.type_label:
        return isolate(shorten_name(order.type_label))
    short = _SHORT_TYPES.get(order.type)
    return "" if short is None else say(short, context="two letters")


def chip_age(minutes: int) -> str:
    """Write an age in whole minutes; one of less than a minute is new."""
    if minutes < 1:
        return say("new", context="an age")
    return f"{minutes}\N{PRIME}" if minutes < _HUNDRED else age(60_000 * minutes)


def shorten_name(name: str) -> str:
    """Shorten a name to what a chip has room for."""
    return name if len(name) <= _CHIP_LETTERS else f"{name[: _CHIP_LETTERS - 1].rstrip()}…"


def guests(count: int) -> str:
    """Say how many eat."""
    return say_many("1 guest", "{count} guests", count)


def due(order: Order, offset_minutes: int) -> str:
    """Say for when an order is, at an offset from UTC in minutes; nothing of one for now."""
    at = due_ms(order)
    return "" if at is None else say("for {time}", time=clock(at, offset_minutes))


def due_ms(order: Order) -> int | None:
    """Return the Unix ms at which an order is due; None without such a time that can be read."""
    return unix_ms(order.due_at or None)


def unix_ms(time: str | None) -> int | None:
    """Read a time as Unix ms; None when it is none."""
    try:
        return milliseconds(time or "")
    except ValueError:
        return None


def until_due(milliseconds: int) -> str:
    """Write how long it is until an order is due, in at most six characters, or since when."""
    return f"+{age(-milliseconds)}" if milliseconds < 0 else f"\N{MINUS SIGN}{age(milliseconds)}"


def dish(item: Item | Combo) -> str:
    """Name a dish as cooks do, with what is weighed of it."""
    if not item.kitchen_name:
        return isolate(item.name)
    return isolate(item.kitchen_name) + show_amount(item.amount, item.unit)


def title(item: Item | Combo) -> str:
    """Name a line of an order: how many of what, which one of them, whose."""
    return f"{item.quantity} \N{MULTIPLICATION SIGN} {dish_and_whose(item)}"


def dish_and_whose(item: Item | Combo) -> str:
    """Name a dish, which one of them, whose."""
    more = (isolate(item.variant or ""), seat(item.seat or None))
    return ", ".join((dish(item), *filter(None, more)))


def seat(whose: int | str | None) -> str:
    """Say whose a dish is: a seat's number, or a guest's name."""
    if whose is None:
        return ""
    if isinstance(whose, int):
        return say("seat {number}", number=whose)
    return say("for {guest}", guest=isolate(whose))


def modifier(change: Modifier) -> tuple[str, str]:
    """Write a change to a dish, how often, and on which part.

    Returns:
        what must not be read over ("NO", or nothing), and the rest.
    """
    words = change.name
    removed = change.kind is ModifierKind.REMOVE
    first, _, rest = words.strip().partition(" ")
    if first.casefold() in _WITHOUT and rest:
        loud, words = first.upper(), rest
    elif removed:
        # What is right by itself says so in its own language; a cook of another sees the sign.
        loud = say(_NO, context="without") if first.isascii() else "\N{MINUS SIGN}"
    else:
        loud = ""
    words = isolate(words)
    if change.quantity and change.quantity != 1:
        words = f"{change.quantity} \N{MULTIPLICATION SIGN} {words}"
    if change.instead_of:
        words = say("{this} for {that}", this=words, that=isolate(change.instead_of))
    portion = change.portion or Portion.WHOLE
    if portion is not Portion.WHOLE:
        part = say(_PORTIONS[portion]) if portion in _PORTIONS else isolate(portion)
        words = f"{words} ({part})"
    return loud, _KINDS.get(change.kind or ModifierKind.PLAIN, "") + words


def flags(item: Item) -> list[str]:
    """Say what is odd about a line; a flag of a newer hub as it came."""
    return [
        say(_FLAGS[each]) if each in _FLAGS else each.replace("_", " ").upper()
        for each in item.flags or ()
    ]


def if_out(wish: IfOut) -> str:
    """Say what to do when a dish is sold out."""
    known = _WHEN_OUT.get(wish.do)
    what = say(known) if known else say("if sold out: {what}", what=isolate(wish.do))
    return f"{what} ({isolate(wish.text)})" if wish.text else what


def urgency(order: Order) -> str:
    """Say why an order goes before its turn; nothing of one that does not."""
    rush = say("RUSH") if order.priority is Priority.RUSH else ""
    return " · ".join(filter(None, (rush, say("REMAKE") if order.remake else "")))


def unknown_priority(priority: Priority) -> str:
    """Say a priority that this screen does not know as it came; nothing of one that it knows."""
    return "" if is_known(priority) else say("priority: {word}", word=isolate(priority))


def unknown(status: ItemStatus | OrderStatus) -> str:
    """Say a status that this screen does not know as it came; nothing of one that it knows."""
    return "" if is_known(status) else say("status: {word}", word=isolate(status))


def age(milliseconds: int) -> str:
    """Write an age in at most five characters; it is never negative.

    Minutes and seconds (``7:05``), for a forgotten ticket hours and minutes (``1h40``), then days.
    """
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    hours = minutes // 60
    if minutes < _HUNDRED:
        return f"{minutes}:{seconds:02d}"
    if hours < _HUNDRED:
        return say("{hours}h{minutes}", hours=hours, minutes=f"{minutes % 60:02d}")
    return say("{days}d", days=min(hours // 24, 9999))


def at_least(words: str) -> str:
    """Say of an age that it may be more, because nobody knows how long the hub was off."""
    return f"≥ {words}"


def clock(unix_ms: int, offset_minutes: int) -> str:
    """Write the time of day, at an offset from UTC in minutes."""
    minutes = unix_ms // 60_000 + offset_minutes
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def course(item: Item) -> str | None:
    """Write the course of a line, as it was given."""
    if item.course is None:
        return None
    if isinstance(item.course, int):
        return say("Course {number}", number=item.course)
    return item.course
