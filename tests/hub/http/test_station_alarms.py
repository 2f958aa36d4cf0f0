"""One alarm a station, with a count, for as long as its screens do not show what it has to cook."""

from pathlib import Path

from tests.support.alerted import IN_TIME, SOON, kitchen, paint, paint_next, screen, take
from tests.support.live import eventually


async def test_a_station_that_was_told_of_is_told_of_once(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_):
        order = await take(live)
        assert await pass_.of() == (order["id"], "grill")
        more = {"items": [{"name": "from the grill", "quantity": 1}]}
        await live.ask("POST", f"/api/orders/{order['id']}/items", more)
        await take(live)
        missed = await take(live, "bar")
        assert await pass_.of() == (missed["id"], "bar")
        [grill, bar] = live.hub.branch.alarms.current()
    assert (grill.station, grill.count, bar.station, bar.count) == ("grill", 2, "bar", 1)


async def test_a_station_whose_alarm_is_over_is_told_of_anew(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_), screen(live) as grill:
        await take(live)
        await paint(grill, (await pass_.alert())["seq"])
        await eventually(lambda: live.hub.branch.alarms.current() == ())
        missed = await take(live)
        assert await pass_.of() == (missed["id"], "grill")


async def test_the_kitchens_screens_are_shown_the_alarm_and_see_it_end(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, _), screen(live) as grill:
        await take(live)
        [alarm] = (await grill.hear_until("alarms"))[-1]["alarms"]
        await paint_next(grill, "kitchen:alert")
        over = await grill.hear_until("alarms")
    assert alarm == {
        "code": "NOT_ON_SCREEN",
        "message": "ORD-00001 is on no screen of grill.",
        "station": "grill",
        "count": 1,
        "number": 1,
    }
    assert over[-1]["alarms"] == []


async def test_an_order_that_the_stations_screen_does_not_name_is_told_of(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_), screen(live) as grill:
        shown, left_out = await take(live), await take(live)
        seq = (await grill.hear_until("order:new"))[-1]["seq"] + 1
        await paint(grill, seq, tickets=[1])
        assert await pass_.of() == (left_out["id"], "grill") != (shown["id"], "grill")


async def test_an_order_that_is_only_a_chip_for_long_is_told_of(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_), screen(live) as grill:
        live.hub.branch.alerts.chips_after = 0.1
        await take(live)
        seq = (await grill.hear_until("order:new"))[-1]["seq"]
        await paint(grill, seq, tickets=[], chips=[1])
        alert = (await pass_.alert())["payload"]
        assert await live.metric("galley_only_chips") == 1
    assert (alert["code"], alert["message"], alert["station"]) == (
        "ONLY_AS_CHIP",
        "ORD-00001 stands only as a chip on the screens of grill.",
        "grill",
    )
