"""What needs a person: one list of all that the hub knows, in the words of each source."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hub.domain.errors import Refusal
from hub.domain.orders import OrderType
from hub.domain.permissions import Role
from hub.domain.times import instant
from hub.locale.words import Language
from hub.orders.waiting_dishes import SERVED_WITHIN, WaitingDishes
from hub.upkeep import attention
from hub.upkeep.attention import AttentionService, AttentionSources
from hub.upkeep.refused_orders import RefusedOrders
from hub.upkeep.restarts import Restarts
from hub.wire.attention import KINDS, Act
from hub.wire.events import KitchenAlert
from hub.wire.link_codes import CameIn
from hub.wire.pairing import PairingListed
from hub.wire.requests import Bump, BumpStatus, NewStation
from hub.wire.responses import ScreenSeen
from hub.wire.socket_messages import ScreenTrouble
from hub.wire.upkeep_requests import MakeBackup
from tests.support.branch import MANAGER, WAITER, Bench, asks

_MINUTE = 60_000
_DAY = 24 * 3600 * 1000
_ASKING = PairingListed(
    id="1", device_name="Tablet", address="192.0.2.7", number="123456", replaces=None
)


class _Around:
    """What else is around a branch."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.screens: list[ScreenSeen] = []
        self.asking: list[PairingListed] = []
        self.came_in: list[CameIn] = []
        branch = bench.branch
        self.refused = RefusedOrders(branch.time.shown)
        self.service = AttentionService(
            AttentionSources(
                alarms=branch.alarms,
                live_orders=branch.live_orders,
                menu=lambda: branch.menu.menu,
                devices=branch.devices,
                last_seen=branch.last_seen,
                backups=branch.backups,
                restarts=Restarts(),
                refused=self.refused,
                waiting=WaitingDishes(branch.devices.has_role, 10 * _MINUTE),
                screens=lambda: self.screens,
                asking=lambda: self.asking,
                came_in=lambda: self.came_in,
            ),
            branch.time.shown,
        )

    async def view(self, who: Any = MANAGER) -> list[dict[str, Any]]:  # noqa: ANN401 - a Principal
        found: list[dict[str, Any]] = json.loads(
            (await self.service.view(who, Language.ENGLISH)).value.text
        )
        return found

    async def codes(self, who: Any = MANAGER) -> list[str]:  # noqa: ANN401 - a Principal
        return [each["code"] for each in await self.view(who)]


@pytest.fixture
async def around(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> _Around:
    # Whether this machine's disk is full is not what these tests are about.
    monkeypatch.setattr(attention, "LOW", 0)
    monkeypatch.setattr(attention, "_LOOK_EVERY", 0)
    await bench.branch.backups.make(MakeBackup())
    return _Around(bench)


async def test_of_a_branch_that_is_well_there_is_nothing(around: _Around) -> None:
    await around.bench.place("Soup")

    assert await around.view() == []


async def test_an_alarm_is_there_from_when_it_began_until_it_ends(around: _Around) -> None:
    alarms, clock = around.bench.branch.alarms, around.bench.clock
    began = around.bench.branch.time.shown.now()
    unseen = KitchenAlert(
        code="NOT_ON_SCREEN",
        message="ORD-00001 is on no screen of grill.",
        station="grill",
        count=1,
    )
    alarms.sound_about_orders(unseen)
    clock.forward(_MINUTE)
    more = "ORD-00001 and 1 more are on no screen."
    alarms.sound_about_orders(replace(unseen, message=more, count=2))

    [found] = await around.view()

    assert (found["code"], found["values"]) == (
        "NOT_ON_SCREEN",
        {"station": "grill", "count": 2},
    )
    assert found["since"] == instant(began)
    assert (found["what"], found["act"]) == (
        "ORD-00001 and 1 more are on no screen.",
        "look_at_screen",
    )
    alarms.end("NOT_ON_SCREEN", "grill")
    assert await around.view() == []


async def test_dishes_without_a_station_are_named_where_there_are_stations(
    around: _Around,
) -> None:
    order = await around.bench.place("Soup", "Soup", "Bread")
    assert await around.view() == []
    await around.bench.branch.menu.add_station(asks(), NewStation(id="grill", name="Grill"))

    [found] = await around.view()

    assert (found["code"], found["act"]) == ("NOT_ROUTED", "set_route")
    assert found["values"] == {"dishes": "Soup, Bread", "orders": 1}
    assert found["since"] == order.created_at
    await around.bench.serve(order)
    assert await around.view() == []


async def test_who_waits_to_be_let_in_is_shown_to_who_may_let_them_in(around: _Around) -> None:
    around.asking = [_ASKING]

    assert await around.codes() == ["PAIRING_WAITING"]
    assert await around.codes(WAITER) == []


async def test_who_came_in_by_a_code_is_told_until_it_is_sent_away(around: _Around) -> None:
    made = (await around.bench.branch.devices.make(asks(), Role.WAITER, "Ana's phone")).value
    around.came_in = [CameIn(id=made.id, let_in_by="Office"), CameIn(id="gone", let_in_by="x")]
    [told] = await around.view()

    assert told["values"]["device"] == "Ana's phone"
    assert told["what"].endswith("let in by Office.")
    assert await around.codes(WAITER) == []


async def test_what_a_screen_says_stays_with_the_time_it_was_first_seen(around: _Around) -> None:
    seen = ScreenSeen(
        id="s",
        name="Grill 1",
        station="grill",
        connected_since=instant(0),
        painted_seq=0,
        painted_at=None,
        troubles=("the bump bar is gone",),
    )
    around.screens = [seen]
    [first] = await around.view()
    around.bench.clock.forward(_MINUTE)
    [again] = await around.view()

    assert first == again
    assert first["what"] == "The screen Grill 1 says: the bump bar is gone"
    gone = ScreenTrouble(code="KEYBOARD_UNPLUGGED", values={"name": "bar"})
    around.screens = [replace(seen, trouble_codes=(gone,))]
    [coded] = await around.view()
    assert (coded["values"]["trouble_code"], coded["values"]["trouble_values"]) == (
        "KEYBOARD_UNPLUGGED",
        {"name": "bar"},
    )
    around.screens = [replace(seen, troubles=())]
    assert await around.view() == []


async def test_a_screen_that_is_away_is_missed_after_the_start(around: _Around) -> None:
    branch = around.bench.branch
    made = (await branch.devices.make(asks(), Role.KITCHEN, "Grill 1")).value
    principal = branch.devices.find_principal(made.token)
    assert principal is not None
    branch.last_seen.note(principal, "192.0.2.9")

    assert await around.codes() == []
    around.bench.clock.forward(3 * _MINUTE)
    [found] = await around.view()
    assert (found["code"], found["values"]["screen"]) == ("SCREEN_AWAY", "Grill 1")
    around.bench.clock.forward(8 * _DAY)
    assert "SCREEN_AWAY" not in await around.codes()


async def test_backups_are_missed_when_they_are_old_or_could_not_be_made(
    around: _Around, tmp_path: Path
) -> None:
    backups = around.bench.branch.backups
    around.bench.clock.forward(3 * _DAY)
    assert await around.codes() == ["BACKUP_OLD"]
    nowhere = MakeBackup(folder=str(tmp_path / "no" / "stick"))
    with pytest.raises(Refusal):
        await backups.make(nowhere)
    [found] = await around.view()
    assert (found["code"], found["act"]) == ("BACKUP_FAILED", "make_backup")
    assert str(tmp_path / "no" / "stick") in found["values"]["reason"]
    await backups.make(MakeBackup())
    assert await around.view() == []


async def test_a_full_card_is_said_and_that_there_is_no_backup(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention, "LOW", 1 << 62)

    assert sorted(await _Around(bench).codes()) == ["BACKUP_NONE", "DISK_LOW"]


async def test_a_backup_that_somebody_makes_is_seen_at_once(bench: Bench) -> None:
    around = _Around(bench)
    assert "BACKUP_NONE" in await around.codes()

    await bench.branch.backups.make(MakeBackup())
    assert "BACKUP_NONE" not in await around.codes()


async def test_orders_that_were_refused_are_counted_for_an_hour(around: _Around) -> None:
    around.refused.note("POST /api/orders", "BAD_REQUEST")
    around.bench.clock.forward(30 * _MINUTE)
    around.refused.note("PUT /api/orders/{id}", "CONFLICT")
    around.refused.note("POST /api/orders", "ITEM_UNAVAILABLE")
    around.refused.note("GET /api/orders", "BAD_REQUEST")

    [found] = await around.view()
    assert found["values"] == {"count": 2, "code": "CONFLICT"}
    around.bench.clock.forward(31 * _MINUTE)
    assert (await around.view())[0]["values"]["count"] == 1
    around.bench.clock.forward(60 * _MINUTE)
    assert await around.view() == []


async def test_its_version_changes_with_it_and_only_then(around: _Around) -> None:
    first = (await around.service.view(MANAGER, Language.ENGLISH)).version
    assert (await around.service.view(MANAGER, Language.ENGLISH)).version == first
    around.asking = [_ASKING]
    assert (await around.service.view(MANAGER, Language.ENGLISH)).version != first


def test_every_code_has_a_cure_and_an_act() -> None:
    for code, kind in KINDS.items():
        assert code == code.upper()
        assert kind.todo.endswith(".")
        assert kind.act in Act
        assert kind.level in {"problem", "warning"}


async def _bump(around: _Around, **fields: Any) -> str:  # noqa: ANN401 - fields of an order
    order = await around.bench.place("Soup", **fields)
    bump = Bump(status=BumpStatus.READY)
    await around.bench.branch.orders.bump(asks(), order.id, bump)
    return order.id


async def test_what_is_ready_and_nobody_serves_is_there_after_two_minutes(around: _Around) -> None:
    bench = around.bench
    await bench.branch.devices.make(asks(), Role.WAITER, "floor")
    first = await _bump(around, table_number="5")
    began = bench.branch.time.shown.now()
    bench.clock.forward(SERVED_WITHIN - 1)
    assert await around.codes() == []
    bench.clock.forward(1)
    second = await _bump(around, table_number="6")
    bench.clock.forward(SERVED_WITHIN)

    [found] = await around.view()

    assert (found["code"], found["act"], found["since"]) == (
        "READY_WAITS",
        "serve_orders",
        instant(began),
    )
    assert found["values"] == {"names": "5, 6", "orders": 2, "order_ids": [first, second]}
    for order_id in (first, second):
        served = Bump(status=BumpStatus.SERVED)
        await bench.branch.orders.bump(asks(), order_id, served)
    assert await around.codes() == []


async def test_a_house_where_nobody_says_what_is_served_is_left_alone(around: _Around) -> None:
    await _bump(around, table_number="5")
    around.bench.clock.forward(SERVED_WITHIN)

    assert await around.codes() == []


async def test_an_order_that_nobody_fetches_is_there_when_its_number_has_left_the_board(
    around: _Around,
) -> None:
    bench = around.bench
    await bench.branch.devices.make(asks(), Role.WAITER, "floor")
    await _bump(around, type=OrderType.TAKEOUT, display_number="A17")
    bench.clock.forward(10 * _MINUTE)
    assert await around.codes() == []
    await bench.branch.devices.make(asks(), Role.READY, "the board")

    [found] = await around.view()

    assert (found["code"], found["values"]["names"]) == ("NOT_COLLECTED", "A17")
    bench.clock.forward(50 * _MINUTE)
    assert await around.codes() == []
