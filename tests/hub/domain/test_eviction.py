"""Whose order gives way when a board holds too much, for any board."""

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.eviction import BoardBounds, Holdings
from hub.domain.orders import Item, ItemStatus, Order, OrderStatus, OrderType, order_number
from hub.domain.times import instant

_AT = instant(1_705_329_000_000)
_BOUNDS = BoardBounds(orders=8, size=1_000)


def _order(number: int, status: OrderStatus, touched: int = 0) -> Order:
    at = instant(1_705_329_000_000 + touched)
    item = Item(id=f"line {number}", name="Soup", quantity=1, created_at=_AT)
    return Order(
        id=str(number),
        order_number=order_number(number),
        type=OrderType.DINE_IN,
        status=status,
        created_at=_AT,
        updated_at=at,
        items=(item,),
    )


_OPEN = st.sampled_from([OrderStatus.PENDING, OrderStatus.CONFIRMED, OrderStatus.PREPARING])
_SENT = st.tuples(
    st.sampled_from(["till", "waiter", "app", None]), _OPEN, st.integers(1, 300), st.integers(0, 99)
)


@given(st.lists(_SENT, max_size=40), st.data())
def test_only_who_holds_most_loses_orders_and_what_nobody_works_on_first(
    sent: list[tuple[str | None, OrderStatus, int, int]], data: st.DataObject
) -> None:
    holdings = Holdings()
    held: dict[int, tuple[str | None, OrderStatus, int, int]] = {}
    for number, each in enumerate(sent):
        sender, status, size, touched = each
        held[number] = each
        holdings.put(number, _order(number, status, touched), sender, size)
    kept = data.draw(st.sampled_from(list(held)) | st.none()) if held else None
    stay = () if kept is None else (kept,)
    while (first := holdings.first_to_go(_BOUNDS, stay)) is not None:
        number = int(first)
        sender, status, size, touched = held[number]
        by_count = len(held) > _BOUNDS.orders
        assert by_count or sum(each[2] for each in held.values()) > _BOUNDS.size
        share = {
            one: sum(1 if by_count else each[2] for each in held.values() if each[0] == one)
            for one in {each[0] for n, each in held.items() if n != kept}
        }
        mine = {n: each for n, each in held.items() if each[0] == sender and n != kept}
        idle = [n for n, each in mine.items() if each[1] is not OrderStatus.PREPARING]
        assert number != kept
        assert share[sender] == max(share.values())
        if idle:
            assert number == min(idle)
        else:
            assert touched == min(each[3] for each in mine.values())
        del held[number]
        holdings.drop(number)

    sizes = [each[2] for each in held.values()]
    assert len(holdings) == len(held)
    assert holdings.size == sum(sizes)
    within = len(held) <= _BOUNDS.orders and sum(sizes) <= _BOUNDS.size
    assert within or list(held) == [kept]


def test_an_order_that_has_left_the_kitchen_is_held_by_nobody() -> None:
    holdings = Holdings()
    holdings.put(1, _order(1, OrderStatus.PENDING), "till", 10)
    holdings.put(1, _order(1, OrderStatus.SERVED), "till", 10)

    assert (len(holdings), holdings.size) == (0, 0)
    assert not holdings.exceed(_BOUNDS)


def test_a_flood_takes_no_order_of_anybody_else() -> None:
    holdings = Holdings()
    holdings.put(0, _order(0, OrderStatus.PENDING), "till", 10)
    for number in range(1, 100):
        holdings.put(number, _order(number, OrderStatus.PENDING), "flood", 10)
        while first := holdings.first_to_go(_BOUNDS, (number,)):
            holdings.drop(int(first))

    kept = [number for number in range(100) if number in holdings._held]
    assert kept == [0, *range(93, 100)]


def test_what_was_begun_stays_longer_than_what_was_not() -> None:
    holdings = Holdings()
    begun = _order(1, OrderStatus.PREPARING)
    assert begun.items[0].status is ItemStatus.PENDING
    holdings.put(1, begun, "till", 500)
    holdings.put(2, _order(2, OrderStatus.PENDING), "till", 501)

    assert holdings.first_to_go(_BOUNDS) == "2"


def test_who_was_passed_over_once_gives_way_later() -> None:
    holdings = Holdings()
    for number in (1, 2):
        holdings.put(number, _order(number, OrderStatus.PENDING), "till", 600)

    assert holdings.first_to_go(_BOUNDS, (1,)) == "2"
    assert holdings.first_to_go(_BOUNDS) == "1"


def test_nothing_grows_with_orders_that_are_gone() -> None:
    holdings = Holdings()
    holdings.put(1, _order(1, OrderStatus.PENDING), "till", 10)
    for number in range(1_000):
        holdings.put(0, _order(0, OrderStatus.PENDING, number), "till", 10)

    assert len(holdings._holders["till"].idle._heap) < 100
