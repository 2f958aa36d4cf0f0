"""A screen follows the hub: a snapshot, then every event once, and a new snapshot after a gap."""

from msgspec.structs import replace

from display.state.messages import (
    Alarmed,
    Heard,
    HubAlarm,
    ItemSeen,
    OrderSeen,
    OtherSeen,
    Sound,
    TakeSnapshot,
)
from display.state.model import BoardState
from display.state.settings import BoardSettings
from hub.domain import recalls, rules
from hub.domain.orders import Item, ItemStatus, StationStep
from hub.domain.times import instant
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order, sounds


def test_the_next_event_is_taken_in() -> None:
    screen = Screen(an_order(1))
    screen.hears(an_order(2), new=True)
    assert screen.board == ["o1", "o2"]


def test_an_event_that_comes_twice_changes_nothing() -> None:
    screen = Screen(an_order(1))
    screen.hears(an_order(1, notes="first", version=2))
    before = screen.state
    assert screen.tell(OrderSeen(now=1_000, seq=11, order=an_order(1), new=False)) == ()
    assert screen.state == before


def test_a_gap_asks_for_a_snapshot_once_and_takes_no_event_until_it_comes() -> None:
    screen = Screen(an_order(1))
    ahead = OrderSeen(now=1_000, seq=12, order=an_order(3), new=True)
    assert screen.tell(ahead) == (TakeSnapshot(),)
    assert screen.tell(replace(ahead, seq=13, order=an_order(4))) == ()
    assert screen.board == ["o1"]
    screen.tell(screen.snapshot(an_order(1), an_order(2), an_order(3), seq=13))
    assert screen.board == ["o1", "o2", "o3"]
    screen.tell(replace(ahead, seq=14, order=an_order(5)))
    assert screen.board == ["o1", "o2", "o3", "o5"]


def test_another_epoch_starts_over_even_with_lower_numbers() -> None:
    screen = Screen(an_order(1), an_order(2))
    screen.tell(screen.snapshot(an_order(7), seq=3, epoch="restored"))
    assert screen.board == ["o7"]
    screen.tell(OrderSeen(now=1_000, seq=4, order=an_order(8), new=True))
    assert screen.board == ["o7", "o8"]


def test_the_hub_counts_as_heard_with_every_word_and_an_older_one_takes_nothing_back() -> None:
    screen = Screen(an_order(1))
    screen.tell(Heard(now=5_000))
    assert screen.state.silence(6_000) == 1_000
    screen.tell(Heard(now=4_000))
    assert screen.state.silence(6_000) == 1_000


def test_a_snapshot_that_events_have_overtaken_is_not_gone_back_to() -> None:
    screen = Screen(an_order(1))
    late = screen.snapshot(an_order(1))
    screen.hears(an_order(2), new=True)
    assert screen.tell(late) == (TakeSnapshot(),)
    assert screen.board == ["o1", "o2"]


def test_a_hub_that_insists_on_less_is_believed() -> None:
    screen = Screen(an_order(1))
    late = screen.snapshot(an_order(1))
    screen.hears(an_order(2), new=True)
    screen.tell(late)
    screen.tell(late)
    assert screen.board == ["o1"]


def test_an_order_that_was_served_leaves_and_comes_back_in_its_place_when_recalled() -> None:
    screen = Screen(an_order(1), an_order(2))
    served = rules.bump(an_order(1), ItemStatus.SERVED, None, instant(HUB_MS))
    screen.follows(served)
    assert screen.board == list(screen.state.replica.orders) == ["o2"]
    screen.follows(recalls.recall(served.order, None, instant(HUB_MS)))
    assert screen.board == ["o1", "o2"]


def test_numbers_of_more_digits_come_after_those_of_fewer() -> None:
    screen = Screen(an_order(100_000), an_order(99_999))
    assert screen.board == ["o99999", "o100000"]


def test_an_alert_is_told() -> None:
    screen = Screen()
    screen.tell(
        OtherSeen(now=1_000, seq=11, alert=HubAlarm(message="Ticket 4 was painted nowhere."))
    )
    assert screen.notices == ["Ticket 4 was painted nowhere."]


def test_an_alert_stands_for_half_a_minute() -> None:
    screen = Screen()
    screen.tell(
        OtherSeen(now=1_000, seq=11, alert=HubAlarm(message="ORD-00004 is on no screen of grill."))
    )
    screen.tick(30_999)
    assert screen.notices != []
    screen.tick(31_000)
    assert screen.notices == []


def test_an_alert_that_stands_as_an_alarm_is_said_once() -> None:
    screen = Screen()
    screen.tell(
        Alarmed(now=1_000, alarms=(HubAlarm(message="ORD-00004 is on no screen of grill."),))
    )
    screen.tell(
        OtherSeen(now=1_000, seq=11, alert=HubAlarm(message="ORD-00004 is on no screen of grill."))
    )
    assert screen.notices == []


def test_an_alert_that_comes_twice_is_told_once() -> None:
    screen = Screen()
    for _ in range(2):
        screen.tell(
            OtherSeen(now=1_000, seq=11, alert=HubAlarm(message="Ticket 4 was painted nowhere."))
        )
    assert len(screen.notices) == 1


def test_what_a_screen_finds_when_it_starts_makes_no_sound() -> None:
    screen = Screen()
    screen.state = BoardState(settings=BoardSettings())
    assert sounds(screen.tell(screen.snapshot(an_order(1)))) == []


def test_what_came_while_it_was_away_does() -> None:
    screen = Screen()
    screen.seq += 1
    assert sounds(screen.tell(screen.snapshot(an_order(1)))) == [Sound.NEW_ORDER]


def test_items_that_are_cancelled_one_by_one_are_equal_to_the_hubs() -> None:
    order = an_order(1, a_line("Soup"), a_line("Steak"))
    screen = Screen(order)
    change = rules.cancel_item(order, "Soup", "sold out", instant(HUB_MS))
    screen.follows(change)
    assert screen.state.replica.orders["o1"] == change.order


def _shared_fish(*, grill: str) -> Item:
    steps = (
        StationStep(station="grill", status=ItemStatus(grill)),
        StationStep(station="fryer"),
    )
    status = ItemStatus.PENDING if grill == "pending" else ItemStatus.PREPARING
    fish = a_line("Fish", "grill", status=status, at=steps)
    return replace(fish, stations=("grill", "fryer"))


def test_a_station_sees_a_shared_line_as_its_own_whichever_way_it_hears_of_it() -> None:
    def shown(screen: Screen) -> list[tuple[str | None, str]]:
        [order] = screen.state.board()
        return [(item.station, item.status) for item in screen.state.settings.mine(order)]

    fryer = Screen(
        an_order(1, _shared_fish(grill="ready")), settings=BoardSettings(station="fryer")
    )
    assert shown(fryer) == [("fryer", "pending")]
    fryer.hears(an_order(1, _shared_fish(grill="pending"), version=2))
    assert shown(fryer) == [("fryer", "pending")]
    step = ItemSeen(
        now=1_000,
        seq=12,
        order_id="o1",
        version=3,
        updated_at=instant(HUB_MS),
        item=_shared_fish(grill="preparing"),
    )
    fryer.tell(step)
    assert shown(fryer) == [("fryer", "pending")]

    both = Screen(
        an_order(1, _shared_fish(grill="ready"), a_line("Pie", "oven")),
        settings=BoardSettings(station="fryer,grill"),
    )
    assert shown(both) == [("grill", "preparing")]

    expo = Screen(an_order(1, _shared_fish(grill="ready")), settings=BoardSettings(station="expo"))
    assert shown(expo) == [("grill", "preparing")]


def test_what_is_held_is_on_no_ticket_and_an_order_that_waits_whole_is_none() -> None:
    waits = a_line("Steak", "grill")
    screen = Screen(an_order(1, a_line("Soup"), held=(waits,)), an_order(2))
    screen.tell(
        OrderSeen(now=1_000, seq=11, order=replace(an_order(2), items=(), held=(waits,)), new=False)
    )

    assert screen.board == ["o1"]
    [order] = screen.state.board()
    assert [item.name for item in screen.state.settings.mine(order)] == ["Soup"]
