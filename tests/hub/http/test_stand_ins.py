"""Orders that no screen of a station shows are shown at its backup until one does."""

from pathlib import Path

from hub.domain.permissions import Role
from tests.support.alerted import SOON, back_up, kitchen, paint, screen, take
from tests.support.live import eventually
from tests.support.sockets import joined

GRILLS = {"station": "grill", "backup": "bar", "orders": [1]}


async def test_screens_are_told_which_orders_the_backup_shows_until_the_station_does(
    tmp_path: Path,
) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_), screen(live, "bar") as bar:
        await back_up(live, "grill", "bar")
        await paint(bar, live.hub.branch.board.seq, tickets=[], chips=[])
        await take(live)
        lent = (await bar.hear_until("stand_ins"))[-1]
        alert = (await pass_.alert())["payload"]
        async with screen(live) as grill:
            await paint(grill, live.hub.branch.board.seq, tickets=[1])
            over = (await bar.hear_until("stand_ins"))[-1]
    assert lent == {"type": "stand_ins", "stand_ins": [GRILLS]}
    assert alert["message"] == "ORD-00001 is on no screen of grill. Shown at bar for now."
    assert over == {"type": "stand_ins", "stand_ins": []}


async def test_what_the_backup_shows_is_no_proof_that_the_station_does(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_), screen(live, "bar") as bar:
        await back_up(live, "grill", "bar")
        await take(live)
        await bar.hear_until("stand_ins")
        await paint(bar, live.hub.branch.board.seq, tickets=[1])
        missed = await take(live, "bar")
        await pass_.alert()
        assert await pass_.of() == (missed["id"], "bar")
        assert [alarm.count for alarm in live.hub.branch.alarms.current()] == [1, 1]
        assert [row.station for row in live.hub.branch.stand_ins.current()] == ["grill"]


async def test_a_screen_that_joins_later_is_told_and_a_till_is_told_nothing_in_between(
    tmp_path: Path,
) -> None:
    async with (
        kitchen(tmp_path, SOON) as (live, _),
        joined(live.port, live.token("waiter"), live.kitchen_room) as till,
    ):
        await back_up(live, "grill", "bar")
        await take(live)
        await eventually(lambda: live.hub.branch.stand_ins.current() != ())
        async with joined(live.port, live.token("kitchen")) as bar:
            await bar.say("join", room=live.kitchen_room, station="bar")
            told = (await bar.hear_until("joined"))[-1]
        await till.say("ping")
        heard = await till.hear_until("pong")
    assert told["stand_ins"] == [GRILLS]
    assert "stand_ins" not in [each["type"] for each in heard]


async def test_a_station_without_a_screen_takes_nobodys_place(tmp_path: Path) -> None:
    async with kitchen(tmp_path, SOON) as (live, pass_):
        await back_up(live, "grill", "bar")
        await live.ask("PATCH", "/api/menu/stations/bar", {"screen": False}, role=Role.MANAGER)
        await take(live)
        await pass_.alert()
        assert live.hub.branch.stand_ins.current() == ()
