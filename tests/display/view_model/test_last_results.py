"""A board that is built with what is left of the one before is the board that it is."""

from collections.abc import Callable
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from display.state.messages import Action
from display.state.model import BoardState, InFlight, Marks
from display.state.settings import AgeSettings, BoardSettings
from display.view_model import placed_board as placing
from display.view_model.build import CHIPS, build
from display.view_model.last_results import LastResults
from display.view_model.layout import Layout
from display.view_model.screen import Screen as Picture
from display.view_model.ticket_panel import CARDS
from hub.domain.order_details import Modifier
from hub.domain.orders import Item, ItemStatus, Order, OrderType, Priority
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order
from tests.support.strategies import unhurried

TICKETS = 4


def monospace(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return round(len(text) * size * (0.66 if bold else 0.6))


def broad(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return 2 * monospace(text, size, bold=bold)


LAYOUTS = (
    Layout(1920, 1080, 4, 2, monospace),
    Layout(1280, 720, 4, 2, monospace),
    Layout(1920, 1080, 2, 2, monospace),
    Layout(1920, 1080, 4, 1, monospace),
    Layout(1920, 1080, 4, 2, broad),
)

ids = st.integers(1, TICKETS).map("o{}".format)
words = st.sampled_from(("Soup", "Burger with everything on it", "شاورما", "no onions"))

items = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "quantity": st.integers(1, 2),
        "status": st.sampled_from(ItemStatus),
        "notes": st.none() | words,
        "modifiers": st.lists(words.map(Modifier), max_size=2).map(tuple),
        "allergens": st.lists(words, max_size=1).map(tuple),
        "station": st.sampled_from((None, "grill", "fry")),
        "course": st.sampled_from((None, 1, "Starter")),
        "cancel_reason": st.none() | words,
        "allergies": st.sampled_from((UNSET, ("nuts",))),
        "variant": st.sampled_from((UNSET, "large")),
        "flags": st.sampled_from((UNSET, ("sold_out",))),
    },
)
orders = st.fixed_dictionaries(
    {},
    optional={
        "order_number": st.sampled_from(("ORD-00001", "ORD-00077")),
        "type": st.sampled_from(OrderType),
        "table_number": st.sampled_from((None, "7")),
        "customer_name": st.none() | words,
        "notes": st.none() | words,
        "priority": st.sampled_from(Priority),
        "display_number": st.sampled_from((UNSET, "A17")),
        "allergies": st.sampled_from((UNSET, ("nuts",))),
        "due_at": st.sampled_from((UNSET, instant(HUB_MS + 600_000))),
        "test": st.sampled_from((UNSET, True)),
    },
)
marks = st.builds(
    Marks,
    st.sampled_from((frozenset(), frozenset({"Burger"}))),
    st.sampled_from((frozenset(), frozenset({"notes"}), frozenset({"table_number"}))),
)

Moment = tuple[BoardState, Layout, int]
Change = Callable[[Moment], Moment]


def state_change(**fields: object) -> Change:
    return lambda moment: (replace(moment[0], **fields), *moment[1:])


def with_orders(moment: Moment, change: Callable[[dict[str, Order]], dict[str, Order]]) -> Moment:
    state = moment[0]
    changed = MappingProxyType(change(dict(state.replica.orders)))
    return replace(state, replica=replace(state.replica, orders=changed)), *moment[1:]


def order_change(order_id: str, fields: dict[str, object], item: dict[str, object]) -> Change:
    def edit(known: dict[str, Order]) -> dict[str, Order]:
        order = known.get(order_id, an_order(int(order_id[1:]), a_line(), a_line("Chips")))
        first, *rest = order.items
        edited: tuple[Item, ...] = (replace(first, **item), *rest)
        return known | {order_id: replace(order, items=edited, **fields)}

    return lambda moment: with_orders(moment, edit)


def without_order(order_id: str) -> Change:
    return lambda moment: with_orders(
        moment, lambda known: {key: order for key, order in known.items() if key != order_id}
    )


def a_flight(order_id: str) -> InFlight:
    return InFlight("p", Action.BUMP, order_id, 0)


def later(moment: Moment, ms: int) -> Moment:
    return moment[0], moment[1], moment[2] + ms


changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(order_change, ids, orders, items),
    st.builds(without_order, ids),
    st.integers(0, 900_000).map(lambda ms: lambda moment: later(moment, ms)),
    st.sampled_from(LAYOUTS).map(lambda layout: lambda moment: (moment[0], layout, moment[2])),
    st.lists(ids, max_size=2).map(lambda each: state_change(in_flight=tuple(map(a_flight, each)))),
    (st.none() | ids).map(lambda each: state_change(selected=each)),
    st.frozensets(ids).map(lambda each: state_change(at_least=each)),
    st.dictionaries(ids, marks).map(lambda each: state_change(marks=each)),
    st.booleans().map(lambda each: state_change(rush_first=each)),
    st.integers(0, 2).map(lambda each: state_change(page=each)),
    st.sampled_from(("all", "expo", "grill")).map(
        lambda each: state_change(settings=BoardSettings(station=each))
    ),
    st.sampled_from(((8.0, 12.0), (1.0, 2.0))).map(
        lambda each: state_change(ages=AgeSettings(default=each))
    ),
)


def build_anew(state: BoardState, now: int, layout: Layout) -> Picture:
    for kept in (placing.STYLES, placing.TICKETS, placing.WIDTHS, CHIPS, CARDS):
        kept.forget_unused()
        kept.forget_unused()
        assert not len(kept)
    return build(state, now, layout)


@unhurried
@given(st.lists(changes, min_size=1, max_size=12))
def test_no_board_shows_anything_of_the_one_before(steps: list[Change]) -> None:
    screen = Screen(*(an_order(number, a_line(), a_line("Chips")) for number in range(1, TICKETS)))
    moment: Moment = (screen.state, LAYOUTS[0], screen.now)
    moments = [moment]
    for step in steps:
        moment = step(moment)
        moments.append(moment)

    one_after_the_other = [build(state, now, layout) for state, layout, now in moments]

    assert one_after_the_other == [build_anew(state, now, layout) for state, layout, now in moments]


def test_a_second_later_no_ticket_is_laid_out_again() -> None:
    screen = Screen(an_order(1), an_order(2))
    before = build(screen.state, 1_000, LAYOUTS[0])

    after = build(screen.state, 2_000, LAYOUTS[0])

    cells = [
        (old, new)
        for old, new in zip(before.panels, after.panels, strict=True)
        if old.key in {"ticket o1/0", "ticket o2/0"}
    ]
    assert len(cells) == 2
    assert all(old is new for old, new in cells)


def test_what_has_left_the_board_is_forgotten() -> None:
    build(Screen(an_order(1), an_order(2), an_order(3)).state, 1_000, LAYOUTS[0])

    build(Screen(an_order(3)).state, 1_000, LAYOUTS[0])

    assert (len(placing.TICKETS), len(CARDS)) == (1, 1)


def test_a_result_is_used_for_equal_arguments_only() -> None:
    asked: list[int] = []

    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    results = LastResults(double)

    assert [results.get("a", 1)] == [2]
    results.forget_unused()
    assert [results.get("a", 1), results.get("a", 2), results.get("b", 1)] == [2, 4, 2]
    assert asked == [1, 2, 1]
