"""What hypothesis draws: orders, what people do to them, and any JSON."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from hub.domain import courses, edits, recalls, rules
from hub.domain.order_details import Combo
from hub.domain.orders import (
    Item,
    ItemStatus,
    Order,
    OrderStatus,
    OrderType,
    Priority,
    StationStep,
    Transition,
)
from hub.domain.orders import order_number as written
from hub.domain.status import ITEM_STEPS, ORDER_STEPS, status_of
from hub.domain.times import Instant

STATIONS = (None, "grill", "bar")

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How fast an example runs is the machine's business, not a claim of these tests."""


class Act(StrEnum):
    """Everything that can be done to an order once it is placed."""

    MOVE_ITEM = "move item"
    BUMP = "bump"
    RECALL_ITEM = "recall item"
    RECALL = "recall"
    CANCEL_ITEM = "cancel item"
    ADD_ITEMS = "add items"
    EDIT = "edit"
    MOVE_ORDER = "move order"
    FIRE = "fire"
    HOLD = "hold"


@dataclass(frozen=True)
class Command:
    """Something that somebody wants done to an order, sensible or not.

    ``line`` counts the order's lines; one that is not there stands for an unknown item. A status
    left open is the next step that the tables have from where the line or the order is.
    """

    act: Act
    line: int
    item_status: ItemStatus | None
    order_status: OrderStatus | None
    station: str | None
    priority: Priority
    own: str | None = None

    def run(self, order: Order, now: Instant) -> Transition:  # noqa: C901 - a case for each act
        """Carry it out.

        Raises:
            Refusal: the rules say no.
        """
        lines = order.lines
        item_id = lines[self.line].id if self.line < len(lines) else "nobody's"
        match self.act:
            case Act.MOVE_ITEM:
                change = rules.move_item(order, item_id, self._item_step(order), now, own=self.own)
            case Act.BUMP:
                to = self._item_step(order)
                change = rules.bump(order, to, self.station, now, own=self.own)
            case Act.RECALL_ITEM:
                change = recalls.recall_item(order, item_id, now, own=self.own)
            case Act.RECALL:
                change = recalls.recall(order, self.station, now, self.own)
            case Act.CANCEL_ITEM:
                change = rules.cancel_item(order, item_id, "out of stock", now)
            case Act.ADD_ITEMS:
                change = rules.add_items(order, [self._new_line(order, now)], now)
            case Act.EDIT:
                fields = {"priority": self.priority, "table_number": str(self.line)}
                change = edits.edit_order(order, fields, now)
            case Act.MOVE_ORDER:
                change = rules.move_order(order, self._order_step(order), now, "guests left")
            case Act.FIRE:
                change = courses.fire(order, now, only=None if self.line else [item_id])
            case Act.HOLD:
                change = courses.hold(order, now, only=[item_id] if self.line else None)
        return change

    def _item_step(self, order: Order) -> ItemStatus:
        if self.item_status is not None:
            return self.item_status
        line = order.lines[min(self.line, len(order.lines) - 1)]
        return ITEM_STEPS.get(line.status_at(self.own), ItemStatus.SERVED)

    def _order_step(self, order: Order) -> OrderStatus:
        if self.order_status is not None:
            return self.order_status
        return next(iter(ORDER_STEPS[order.status]), OrderStatus.COMPLETED)

    def _new_line(self, order: Order, now: Instant) -> Item:
        number = len(order.lines) if self.line else 0
        return a_line(order.order_number, number, self.station, now)


def a_line(order_number: str, number: int, station: str | None, now: Instant) -> Item:
    """Make a line whose id says whose it is; number 0 is there in every order already."""
    return Item(
        id=f"{order_number}/{number}",
        name=f"dish {number}",
        quantity=1 + number,
        station=station,
        created_at=now,
    )


# Steps and their undoing are drawn most often: they are what a kitchen does all day, and what makes
# an order go through all it can be.
_ACTS = (
    *(Act.MOVE_ITEM, Act.BUMP, Act.RECALL, Act.RECALL_ITEM) * 2,
    *Act,
)
_ITEM_STATUSES = (*(None,) * 10, *ItemStatus)
_ORDER_STATUSES = (*(None,) * 10, *OrderStatus)


def commands() -> st.SearchStrategy[Command]:
    """Draw one command; a good part of them is carried out, and a good part refused."""
    return st.builds(
        Command,
        act=st.sampled_from(_ACTS),
        line=st.integers(0, 4),
        item_status=st.sampled_from(_ITEM_STATUSES),
        order_status=st.sampled_from(_ORDER_STATUSES),
        station=st.sampled_from(STATIONS),
        priority=st.sampled_from(Priority),
        own=st.sampled_from(STATIONS),
    )


@st.composite
def new_orders(draw: st.DrawFn, now: Instant, number: int = 1) -> Order:
    """Draw an order that has just been taken.

    Args:
        draw: given by hypothesis.
        now: when it is taken.
        number: its place in the branch's running count.
    """
    name = written(number)
    stations = draw(st.lists(st.sampled_from(STATIONS), min_size=1, max_size=4))
    lines = [_with_more(draw, a_line(name, n, at, now)) for n, at in enumerate(stations)]
    held = draw(st.lists(st.sampled_from(lines), max_size=len(lines), unique_by=id))
    items = tuple(each for each in lines if each not in held)
    combos = {each.parent_id for each in lines if each.parent_id}
    order = Order(
        id=str(UUID(int=number)),
        order_number=name,
        type=draw(st.sampled_from(OrderType)),
        session_id=draw(st.sampled_from((None, "table-1", "table-2"))),
        notes=draw(st.none() | st.text(max_size=8)),
        created_at=now,
        updated_at=now,
        status=status_of(items, held=held),
        items=items,
        held=tuple(held) or UNSET,
        groups=tuple(Combo(id=each, name="menu", quantity=2) for each in combos) or UNSET,
    )
    return rules.place(order).order


_SHARED = (StationStep(station="bar"), StationStep(station="grill"))


def _with_more(draw: st.DrawFn, line: Item) -> Item:
    """Have some lines made by two stations or seen by none, and some be parts of a combo."""
    kind = draw(st.integers(0, 5))
    if kind in {0, 1}:
        line = replace(line, station="bar", stations=("bar", "grill"), at=_SHARED)
    elif kind == 2:
        line = replace(line, station="cellar", screen=False)
    combo = f"{line.id.partition('/')[0]}/menu"
    return replace(line, parent_id=combo) if draw(st.integers(0, 2)) == 0 else line


def json_values() -> st.SearchStrategy[Any]:
    """Draw any JSON that the hub takes."""
    texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
    numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    return st.recursive(
        st.none() | st.booleans() | numbers | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=10,
    )
