"""Lines that several stations make, and lines that no screen shows."""

import pytest
from msgspec.structs import replace

from hub.domain.errors import Code, Refusal
from hub.domain.orders import ANYWHERE, Item, ItemStatus, Order, OrderStatus, StationStep
from hub.domain.recalls import TakenBack, recall, recall_item, take_back
from hub.domain.rules import bump, cancel_item, move_item, place
from hub.domain.station_steps import keep_steps
from tests.support.tickets import a_line, an_order, minute

PENDING, PREPARING, READY, SERVED = list(ItemStatus)[:4]


def shared(*stations: str) -> Item:
    """Make a line that several stations make."""
    line = a_line("fish and chips", station=stations[0])
    return replace(line, stations=stations, at=tuple(StationStep(station=s) for s in stations))


FISH = shared("fryer", "grill")


def steps(order: Order) -> list[str]:
    return [step.status.value for step in order.items[0].at or ()]


def test_a_line_is_begun_with_the_first_station_and_ready_with_the_last() -> None:
    order = an_order(FISH)
    seen: list[str] = []
    for number, (station, to) in enumerate(
        [("grill", PREPARING), ("fryer", PREPARING), ("grill", READY), ("fryer", READY)]
    ):
        order = move_item(order, FISH.id, to, minute(number + 1), station=station).order
        seen.append(order.items[0].status.value)

    line = order.items[0]
    assert seen == ["preparing", "preparing", "preparing", "ready"]
    assert (line.started_at, line.ready_at) == (minute(1), minute(4))
    assert line.at == (
        StationStep(station="fryer", status=READY, started_at=minute(2), ready_at=minute(4)),
        StationStep(station="grill", status=READY, started_at=minute(1), ready_at=minute(3)),
    )


def test_a_line_without_one_station_is_made_where_its_stations_are() -> None:
    fish, soup = FISH.seen_at(ANYWHERE), a_line("soup", station=None)

    assert (fish.station, fish.made_at, soup.made_at) == (None, ("fryer", "grill"), ())
    for station, own in (("fryer", True), ("grill", True), ("cold", False), (None, True)):
        assert (fish.belongs_to(station), soup.belongs_to(station)) == (own, True)
    assert fish.seen_at("grill") == FISH.seen_at("grill")


def test_a_bump_of_one_station_leaves_the_others_where_they_are() -> None:
    order = bump(an_order(FISH), READY, "grill", minute(1)).order

    assert steps(order) == ["pending", "ready"]
    assert order.status is OrderStatus.PREPARING


def test_whose_step_it_is_follows_from_where_the_device_stands() -> None:
    order = an_order(FISH, a_line("soup", station="pot"))

    bumped = bump(order, READY, None, minute(1), own="grill").order
    assert steps(bumped) == ["pending", "ready"]
    assert bumped.items[1].status is READY
    moved = move_item(order, FISH.id, PREPARING, minute(1), own="grill").order
    assert steps(moved) == ["pending", "preparing"]
    assert steps(recall(bumped, None, minute(2), own="grill").order) == ["pending", "preparing"]


@pytest.mark.parametrize("own", [None, "pot"])
def test_somebody_who_stands_at_none_of_its_stations_moves_the_whole_line(own: str | None) -> None:
    order = move_item(an_order(FISH), FISH.id, PREPARING, minute(1), own=own).order

    assert steps(order) == ["preparing", "preparing"]


def test_a_station_that_does_not_make_the_line_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        move_item(an_order(FISH), FISH.id, PREPARING, minute(1), station="pot")
    assert refused.value.code is Code.BAD_REQUEST
    with pytest.raises(Refusal) as refused:
        recall_item(an_order(FISH), FISH.id, minute(1), station="pot")
    assert refused.value.code is Code.BAD_REQUEST


def test_a_station_takes_its_own_step_back() -> None:
    ready = bump(an_order(FISH), READY, None, minute(1)).order

    order = recall_item(ready, FISH.id, minute(2), station="grill").order

    assert steps(order) == ["ready", "preparing"]
    line = order.items[0]
    assert (line.status, line.ready_at, line.started_at) == (PREPARING, None, minute(1))


def test_an_undo_of_one_station_undoes_its_step_only() -> None:
    order = bump(an_order(FISH), READY, "grill", minute(1)).order

    back = take_back(order, [TakenBack(FISH.id, READY, PENDING)], minute(2), "grill").order

    assert steps(back) == ["pending", "pending"]
    assert back.items[0].status is PENDING


def test_a_step_that_a_station_has_taken_is_not_taken_again() -> None:
    order = bump(an_order(FISH), READY, "grill", minute(1)).order

    with pytest.raises(Refusal) as refused:
        move_item(order, FISH.id, PREPARING, minute(2), station="grill")
    assert refused.value.details == {
        "current": "ready",
        "requested": "preparing",
        "allowed": ["served"],
    }


def test_a_station_sees_its_own_step_as_the_lines_and_as_its_own_line() -> None:
    order = bump(an_order(FISH), READY, "grill", minute(1)).order

    fryer, grill = order.part_for("fryer"), order.part_for("grill")

    assert fryer is not None
    assert grill is not None
    assert [(each.items[0].station, each.items[0].status) for each in (fryer, grill)] == [
        ("fryer", PENDING),
        ("grill", READY),
    ]
    assert (grill.items[0].ready_at, fryer.items[0].ready_at) == (minute(1), None)
    assert order.part_for("pot") is None


def test_a_cancelled_line_is_cancelled_at_each_of_its_stations() -> None:
    order = bump(an_order(FISH), READY, "grill", minute(1)).order

    gone = cancel_item(order, FISH.id, "dropped it", minute(2)).order.part_for("grill")

    assert gone is not None
    assert (gone.items[0].status, gone.items[0].station) == (ItemStatus.CANCELLED, "grill")


COFFEE = replace(a_line("coffee", station="bar"), screen=False)


def test_a_line_on_no_screen_holds_nothing_open_and_is_done_with_its_order() -> None:
    order = place(an_order(COFFEE, a_line("steak", station="grill"))).order
    assert order.status is OrderStatus.PENDING

    ready = bump(order, READY, "grill", minute(1)).order
    assert (ready.status, ready.items[0].status) == (OrderStatus.READY, READY)
    served = bump(ready, SERVED, None, minute(2)).order
    assert (served.status, served.items[0].status) == (OrderStatus.SERVED, SERVED)


def test_an_order_of_nothing_but_such_lines_is_served_when_it_is_taken() -> None:
    order = place(an_order(COFFEE)).order

    assert (order.status, order.items[0].status) == (OrderStatus.SERVED, SERVED)
    assert not order.on_board


def test_a_recall_brings_back_what_a_cook_has_bumped_and_no_coffee() -> None:
    order = place(an_order(COFFEE, a_line("steak", station="grill"))).order
    order = bump(order, SERVED, None, minute(1)).order

    back = recall(order, None, minute(2)).order

    assert [item.status for item in back.items] == [SERVED, READY]
    assert back.status is OrderStatus.READY


@pytest.mark.parametrize(
    ("before", "stations", "after"),
    [
        (FISH, ["grill", "pot"], ["pending", "pending"]),
        (a_line("soup", "preparing", station="pot"), ["pot", "grill"], ["preparing", "pending"]),
        (a_line("soup", "ready", station="pot"), ["pot", "grill"], ["ready", "ready"]),
        (a_line("soup", "preparing", station="pot"), ["cold", "grill"], ["preparing", "preparing"]),
    ],
)
def test_a_line_that_others_make_now_is_as_far_as_it_was(
    before: Item, stations: list[str], after: list[str]
) -> None:
    steps_now = keep_steps(before, stations)

    assert [(each.station, each.status.value) for each in steps_now] == list(
        zip(stations, after, strict=True)
    )


@pytest.mark.parametrize(
    ("fryer", "grill", "together"),
    [
        ("pending", "pending", "pending"),
        ("pending", "ready", "preparing"),
        ("ready", "ready", "ready"),
        ("ready", "served", "ready"),
        ("served", "served", "served"),
    ],
)
def test_stations_that_share_a_screen_are_as_far_as_both_are(
    fryer: str, grill: str, together: str
) -> None:
    order = an_order(shared("fryer", "grill", "pot"))
    for station, to in (("fryer", fryer), ("grill", grill)):
        if to != "pending":
            order = bump(order, ItemStatus(to), station, minute(1)).order

    seen = order.part_for("grill,fryer")

    assert seen is not None
    assert (seen.items[0].station, seen.items[0].status) == ("fryer", together)
    assert seen.seen_at("grill,fryer") == seen


def test_a_screen_of_two_stations_moves_the_steps_of_both_and_no_other() -> None:
    order = bump(an_order(shared("fryer", "grill", "pot")), READY, "fryer,grill", minute(1)).order

    assert steps(order) == ["ready", "ready", "pending"]
    back = recall(order, "fryer,grill", minute(2)).order
    assert steps(back) == ["preparing", "preparing", "pending"]
