"""An order that no screen of its station shows in time: the kitchen is told.

Where a test claims that nobody is told, a later order that does call for an alarm shows that the
hub was looking: it speaks of that one alone.
"""

from pathlib import Path

import pytest

from hub.domain.permissions import Role
from hub.orders.unpainted import Grace
from hub.realtime.subscriber import MAX_MESSAGES
from tests.support.alerted import (
    IN_TIME,
    SOON,
    STATIONS,
    kitchen,
    paint,
    paint_next,
    screen,
    settled,
    take,
)
from tests.support.sockets import joined


async def test_an_order_that_is_on_no_screen_is_told_of(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_):
        order = await take(live)
        alert = await pass_.alert()
    assert (alert["type"], alert["room"]) == ("kitchen:alert", live.room)
    assert alert["payload"] == {
        "code": "NOT_ON_SCREEN",
        "message": "ORD-00001 is on no screen of grill.",
        "orderId": order["id"],
        "station": "grill",
        "number": 1,
        "count": 1,
    }


async def test_an_alert_is_in_the_event_log(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_):
        await take(live)
        alert = await pass_.alert()
        after = alert["seq"] - 1
        [event] = (await live.ask("GET", f"/api/events?after={after}")).data
    assert (event["type"], event["actor"]) == ("kitchen:alert", "hub")
    assert event["payload"] == alert["payload"]


async def test_the_kitchens_screens_hear_the_alert(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, _), screen(live, "bar") as bar:
        await take(live)
        heard = await bar.hear_until("kitchen:alert")
    assert heard[-1]["room"] == live.kitchen_room


async def test_guests_do_not_hear_of_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_):
        session, token = await live.seat()
        async with joined(live.port, token) as guest:
            await live.place("from the grill", session_id=session)
            await pass_.alert()
            await guest.say("ping")
            heard = await guest.hear_until("pong")
    assert [each["type"] for each in heard] == ["order:new", "pong"]


async def test_the_right_screen_has_painted_it_and_nobody_is_told(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_), screen(live) as grill:
        await take(live)
        await paint_next(grill)
        missed = await take(live, "bar")
        assert await pass_.of() == (missed["id"], "bar")


async def test_a_screen_that_has_gone_since_has_painted_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_):
        async with screen(live) as grill:
            await take(live)
            await paint_next(grill)
        missed = await take(live, "bar")
        assert await pass_.of() == (missed["id"], "bar")


async def test_a_screen_of_everything_counts_for_each_station(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_):
        async with screen(live, None) as expo:
            await live.place(*(f"from the {station}" for station in STATIONS))
            await paint_next(expo)
        missed = await take(live, "bar")
        assert await pass_.of() == (missed["id"], "bar")


async def test_a_screen_of_another_station_does_not_count(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_), screen(live, "bar") as bar:
        order = await take(live)
        await paint_next(bar)
        assert await pass_.of() == (order["id"], "grill")


async def test_a_screen_that_shows_an_older_picture_does_not_count(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_), screen(live) as grill:
        await take(live)
        await paint_next(grill)
        missed = await take(live)
        assert await pass_.of() == (missed["id"], "grill")


async def test_a_screen_that_claims_the_future_is_not_believed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_), screen(live) as grill:
        await paint(grill, 2**40)
        order = await take(live)
        assert await pass_.of() == (order["id"], "grill")


async def test_a_socket_that_has_not_said_whose_screen_it_is_does_not_count(
    tmp_path: Path,
) -> None:
    # A grill that comes back reports first what it showed before, and joins after that.
    async with (
        kitchen(tmp_path, SOON) as (live, pass_),
        joined(live.port, live.token("kitchen")) as grill,
    ):
        order = await take(live, "bar")
        await paint_next(grill)
        assert await pass_.of() == (order["id"], "bar")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.WAITER, Role.CASHIER, Role.INTEGRATION])
async def test_a_socket_of_another_role_is_no_screen_whatever_it_reports(
    tmp_path: Path, role: Role
) -> None:
    async with (
        kitchen(tmp_path, SOON, Role.KITCHEN, Role.WAITER, Role.MANAGER, role) as (live, pass_),
        joined(live.port, live.token(role), live.kitchen_room, station="grill") as listening_in,
    ):
        order = await take(live)
        await paint_next(listening_in)
        assert await pass_.of() == (order["id"], "grill")


async def test_a_socket_that_has_left_the_kitchen_does_not_count(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_), screen(live) as grill:
        await grill.say("leave", room=live.kitchen_room)
        await grill.hear_until("left")
        order = await take(live)
        await paint(grill, live.hub.branch.board.seq)
        assert await pass_.of() == (order["id"], "grill")


async def test_a_line_of_every_station_counts_on_any_screen(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_), screen(live) as grill:
        await live.place("not on the menu")
        await paint_next(grill)
        missed = await take(live, "bar")
        assert await pass_.of() == (missed["id"], "bar")


@pytest.mark.parametrize("status", ["ready", "served"])
async def test_what_is_bumped_in_time_needs_no_screen(tmp_path: Path, status: str) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_):
        order = await take(live)
        bump = {"status": status, "station": "grill"}
        path = f"/api/kitchen/orders/{order['id']}/bump"
        assert (await live.ask("POST", path, bump, role=Role.KITCHEN)).status == 200
        missed = await take(live)
        assert await pass_.of() == (missed["id"], "grill")


async def test_what_is_cancelled_in_time_needs_no_screen(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_):
        order = await take(live)
        path = f"/api/orders/{order['id']}/status"
        assert (await live.ask("PATCH", path, {"status": "cancelled"})).status == 200
        missed = await take(live)
        assert await pass_.of() == (missed["id"], "grill")


async def test_what_is_started_from_elsewhere_is_still_told_of(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_):
        order = await take(live)
        assert (await live.move(order["items"][0]["id"], "preparing")).status == 200
        assert await pass_.of() == (order["id"], "grill")


async def test_another_round_is_told_of_although_the_first_was_painted(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_), screen(live) as grill:
        order = await take(live)
        await paint_next(grill)
        more = {"items": [{"name": "from the grill", "quantity": 1}]}
        await live.ask("POST", f"/api/orders/{order['id']}/items", more)
        assert await pass_.of() == (order["id"], "grill")


async def test_a_recall_that_brings_a_line_back_is_told_of(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, pass_):
        order = await take(live)
        item = order["items"][0]["id"]
        for status in ("preparing", "ready"):
            await live.move(item, status)
        await settled(live)
        await live.ask("POST", f"/api/kitchen/items/{item}/recall", role=Role.KITCHEN)
        assert await pass_.of() == (order["id"], "grill")


async def test_what_was_told_is_not_told_again_for_a_note(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_):
        order = await take(live)
        await pass_.alert()
        path = f"/api/orders/{order['id']}"
        assert (await live.ask("PATCH", path, {"notes": "no salt"})).status == 200
        missed = await take(live, "bar")
        assert await pass_.of() == (missed["id"], "bar")


async def test_a_kitchen_without_screens_is_not_nagged(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON, Role.WAITER, Role.MANAGER) as (live, pass_):
        await take(live)
        await settled(live)
        await live.make(Role.KITCHEN, "grill screen")
        await take(live)
        alert = await pass_.alert()
    assert alert["payload"]["message"] == "ORD-00001 and 1 more are on no screen of grill."


async def test_a_revoked_screen_is_expected_no_more(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_):
        await live.revoke(live.device("kitchen"))
        await take(live)
        await settled(live)
        await live.make(Role.KITCHEN, "grill screen")
        await take(live)
        alert = await pass_.alert()
    assert alert["payload"]["message"] == "ORD-00001 and 1 more are on no screen of grill."


async def test_what_was_there_before_a_restart_is_given_longer(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, _):
        before = await take(live, "bar")
    async with kitchen(tmp_path, Grace(within=0.05, after_start=2.0)) as (live, pass_):
        since = await take(live)
        told = [await pass_.of(), await pass_.of()]
    assert told == [(since["id"], "grill"), (before["id"], "bar")]


async def test_a_screen_that_is_back_in_time_after_a_restart_has_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, _):
        await take(live)
    async with kitchen(tmp_path, Grace(within=0.05, after_start=2.0)) as (live, pass_):
        async with screen(live) as grill:
            await paint(grill, live.hub.branch.board.seq)
        await settled(live)
        missed = await take(live)
        assert await pass_.of() == (missed["id"], "grill")


async def test_a_kitchen_that_is_dark_at_the_start_hears_one_alert(tmp_path: Path) -> None:
    async with kitchen(tmp_path, IN_TIME) as (live, _):
        before = [(await take(live))["id"] for _ in range(MAX_MESSAGES)]
    async with kitchen(tmp_path, Grace(after_start=0.5)) as (live, pass_):
        alert = (await pass_.alert())["payload"]
        assert await live.metric("galley_unpainted") == MAX_MESSAGES
    assert (alert["orderId"], alert["message"]) == (
        before[0],
        f"ORD-00001 and {MAX_MESSAGES - 1} more are on no screen of grill.",
    )


async def test_the_metric_counts_orders_until_they_are_on_a_screen(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_), screen(live) as grill:
        counted = [await live.metric("galley_unpainted")]
        await take(live)
        seq = (await pass_.alert())["seq"]
        counted.append(await live.metric("galley_unpainted"))
        await paint(grill, seq)
        await settled(live)
        counted.append(await live.metric("galley_unpainted"))
    assert counted == [0, 1, 0]


async def test_the_metric_counts_nothing_where_no_screens_are_expected(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON, Role.WAITER, Role.MANAGER) as (live, _):
        await take(live)
        await settled(live)
        assert await live.metric("galley_unpainted") == 0
