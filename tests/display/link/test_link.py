"""The link on a hub that runs in the same process: what it hears, and what it makes of it."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from display.link import link, socket_client
from display.link.socket_client import HubSocket
from display.state.messages import LinkState, Snapshot
from display.state.model import MissingStation
from hub.domain.permissions import Role
from hub.locale.words import Language
from hub.wire.socket_messages import Painted
from tests.support.live import Live, alive, eventually
from tests.support.screen import Listener, listening
from tests.support.wire import DEADLINE


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data") as live:
        yield live


@pytest.fixture
async def screen(live: Live, tmp_path: Path) -> AsyncIterator[Listener]:
    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
        await eventually(screen.live)
        yield screen


def never_fell(screen: Listener) -> bool:
    """Whether all of it came over the socket: polling would bring it too, but late."""
    return screen.ways == [LinkState.LIVE]


async def test_a_screen_starts_with_the_orders_that_are_open(live: Live, tmp_path: Path) -> None:
    order = await live.place("Soup", "Fish")

    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
        await eventually(screen.live)

        assert [item.name for item in screen.orders[order["id"]].items] == ["Soup", "Fish"]


async def test_a_new_order_is_heard(live: Live, screen: Listener) -> None:
    order = await live.place("Soup")

    await eventually(lambda: order["id"] in screen.orders)
    assert never_fell(screen)


async def test_a_step_of_a_line_is_heard(live: Live, screen: Listener) -> None:
    order = await live.place("Soup")
    await live.move(order["items"][0]["id"], "preparing")

    await eventually(
        lambda: (
            order["id"] in screen.orders
            and screen.orders[order["id"]].items[0].status == "preparing"
        )
    )
    assert never_fell(screen)


async def test_a_cancelled_line_keeps_its_reason(live: Live, screen: Listener) -> None:
    order = await live.place("Soup", "Fish")
    target = f"/api/kitchen/orders/{order['id']}/items/{order['items'][0]['id']}/cancel"
    await live.ask("POST", target, {"reason": "no fish today"})

    await eventually(
        lambda: (
            order["id"] in screen.orders
            and screen.orders[order["id"]].items[0].cancel_reason == "no fish today"
        )
    )
    assert never_fell(screen)


async def test_a_sold_out_dish_moves_the_count_of_events_on(live: Live, screen: Listener) -> None:
    await live.ask("POST", "/api/menu/categories", {"id": "starters", "name": "Starters"})
    new = {"name": "Soup", "category": "starters"}
    made = await live.ask("POST", "/api/menu/items", new)
    assert made.status == 201, made.body
    target = f"/api/menu/items/{made.data['id']}/availability"
    await live.ask("POST", target, {"available": False})
    order = await live.place("Fish")

    await eventually(lambda: order["id"] in screen.orders)
    assert not screen.state.replica.lost
    assert never_fell(screen)


async def test_the_hub_is_heard_of_while_nothing_happens(screen: Listener) -> None:
    heard = screen.state.heard
    assert heard is not None

    await eventually(lambda: (screen.state.heard or 0) > heard)
    assert never_fell(screen)


async def test_a_press_reaches_the_hub_and_comes_back(live: Live, screen: Listener) -> None:
    order = await live.place("Soup")
    await eventually(lambda: order["id"] in screen.orders)

    press = screen.bump(order["id"], "preparing")

    await eventually(lambda: bool(screen.answers))
    assert [(each.press_id, each.refusal) for each in screen.answers] == [(press, None)]
    await eventually(lambda: screen.orders[order["id"]].status == "preparing")
    assert never_fell(screen)


async def test_a_press_that_has_become_impossible_says_why(live: Live, screen: Listener) -> None:
    order = await live.place("Soup")
    await live.ask(
        "PATCH", f"/api/orders/{order['id']}/status", {"status": "cancelled"}, role=Role.CASHIER
    )

    screen.bump(order["id"], "preparing")

    await eventually(lambda: bool(screen.answers))
    assert screen.answers[0].refusal


async def test_what_is_painted_is_reported(live: Live, screen: Listener) -> None:
    assert screen.link is not None
    await live.place("Soup")
    screen.link.report_painted(Painted(seq=1))

    seen = None
    while seen != 1:
        [told] = (await live.ask("GET", "/api/kitchen/screens")).data
        seen = told["painted_seq"]


async def test_the_hub_knows_whose_screen_it_is(live: Live, tmp_path: Path) -> None:
    await live.ask("POST", "/api/menu/stations", {"id": "grill", "name": "Grill"})
    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen", "grill") as screen:
        await eventually(screen.live)

        station = None
        while station != "grill":
            [told] = (await live.ask("GET", "/api/kitchen/screens")).data
            station = told["station"]


async def test_a_station_that_is_not_there_is_said_until_it_is(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "CHECK_EVERY", 0.1)
    await live.ask("POST", "/api/menu/stations", {"id": "grill", "name": "Grill"})
    url = f"http://127.0.0.1:{live.port}"
    token = live.token(Role.KITCHEN)
    async with listening(url, token, tmp_path / "screen", "grill,gril") as screen:
        await eventually(lambda: screen.state.missing is not None)
        assert screen.state.missing == MissingStation(("gril",), ("grill",))
        await live.ask("POST", "/api/menu/stations", {"id": "gril", "name": "The other"})
        await eventually(lambda: screen.state.missing is None)
        await eventually(lambda: screen.troubles == ())


async def test_a_fault_in_what_reports_ends_the_screen(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not just its reports: the hub would take orders for unseen that stand on the glass."""

    async def fails(*_: object) -> None:
        raise LookupError("a fault")

    async def listen() -> None:
        url = f"http://127.0.0.1:{live.port}"
        async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
            assert screen.link is not None
            screen.link.report_painted(Painted(seq=1))
            await asyncio.sleep(DEADLINE)

    monkeypatch.setattr(HubSocket, "report_painted", fails)
    with pytest.raises(ExceptionGroup) as why:
        await listen()

    assert why.group_contains(LookupError)


async def test_a_snapshot_can_be_asked_for(live: Live, screen: Listener) -> None:
    before = len([each for each in screen.said if isinstance(each, Snapshot)])
    assert screen.link is not None
    screen.link.take_snapshot()

    await eventually(
        lambda: len([each for each in screen.said if isinstance(each, Snapshot)]) > before
    )


async def test_what_can_be_recalled_is_read(live: Live, screen: Listener) -> None:
    order = await live.place("Soup")
    await live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", {"status": "served"})

    assert screen.link is not None
    screen.link.fetch_recent()
    await eventually(lambda: [each.id for each in screen.state.bumped] == [order["id"]])


async def test_a_screen_knows_what_is_sold_out_when_it_comes(live: Live, tmp_path: Path) -> None:
    dish = (await live.ask("POST", "/api/menu/items", {"name": "Trout"})).data["id"]
    path = f"/api/menu/items/{dish}/availability"
    assert (await live.ask("POST", path, {"available": False})).status == 200
    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "later") as screen:
        await eventually(lambda: [each.name for each in screen.state.sold_out] == ["Trout"])
        assert (await live.ask("POST", path, {"available": True})).status == 200
        await eventually(lambda: screen.state.sold_out == ())


async def test_a_wrong_token_is_said(live: Live, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, "gly_wrong", tmp_path / "screen") as screen:
        await eventually(lambda: any("token" in each for each in screen.troubles))

        assert not screen.live()


async def test_a_revoked_token_is_said(live: Live, screen: Listener) -> None:
    await live.revoke(live.device(Role.KITCHEN))

    await eventually(lambda: any("token" in each for each in screen.troubles))
    assert screen.ways[:2] == [LinkState.LIVE, LinkState.SEARCHING]


async def test_presses_of_a_screen_that_is_not_let_in_are_kept(live: Live, tmp_path: Path) -> None:
    order = await live.place("Soup")
    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, "gly_wrong", tmp_path / "screen") as screen:
        screen.bump(order["id"], "preparing")
        await eventually(lambda: bool(screen.troubles))
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
        await eventually(lambda: bool(screen.answers))

        assert screen.answers[0].refusal is None


async def test_a_screen_that_had_no_turn_for_long_keeps_its_line(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_client, "SILENT_AFTER", 0.4)
    monkeypatch.setattr(socket_client, "PING_EVERY", 0.1)
    url = f"http://127.0.0.1:{live.port}"
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
        await eventually(screen.live)
        # On the loop's own thread: the time is up before anybody has a turn again.
        asyncio.get_running_loop().call_soon(time.sleep, 0.5)
        order = await live.place("Soup")
        await eventually(lambda: order["id"] in screen.orders)
        assert never_fell(screen)


async def test_dishes_are_named_in_the_crews_language_and_as_the_menu_changes(
    live: Live, tmp_path: Path
) -> None:
    soup = {"name": "Soup", "names": {"es": "Sopa"}}
    dish = (await live.ask("POST", "/api/menu/items", soup)).data["id"]
    order = await live.place("Soup")

    url = f"http://127.0.0.1:{live.port}"
    folder, crew = tmp_path / "screen", Language.SPANISH
    async with listening(url, live.token(Role.KITCHEN), folder, language=crew) as screen:

        def named() -> str | None:
            orders = screen.orders
            return orders[order["id"]].items[0].kitchen_name or None if orders else None

        await eventually(lambda: named() == "Sopa")
        changed = {"names": {"es": "Sopa de hoy"}}
        await live.ask("PATCH", f"/api/menu/items/{dish}", changed)
        await eventually(lambda: screen.state.names.dishes == {"Soup": "Sopa de hoy"})
        await eventually(lambda: named() == "Sopa de hoy")
