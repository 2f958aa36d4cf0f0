"""A screen on the line of a hub that is one version ahead: the board stands, presses go through."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from display.state.messages import LinkState
from hub.common.screen_troubles import TroubleCode, describe_trouble, trouble
from hub.domain.permissions import Role
from tests.display.link.conftest import Said, StandBefore
from tests.support.live import Live, alive, eventually
from tests.support.one_screen import words_on_glass
from tests.support.screen import Listener, listening


def ahead(said: Said) -> Said:
    """Put all that a hub says into the words of one that knows more, at any depth."""
    newer = {name: _ahead(each) for name, each in said.items()}
    if "order_number" in newer and newer.get("customer_name") == "odd":
        newer |= {"status": "parked", "type": "kerbside", "priority": "vip", "seats": [1, 2]}
        newer["items"] = [
            each | {"status": "plating", "quantity": 1.5, "allergens": [{"name": "nuts"}]}
            for each in newer["items"]
        ]
    return newer


def _ahead(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_ahead(each) for each in value]
    return ahead(value) if isinstance(value, dict) else value


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data") as live:
        yield live


async def place(live: Live, customer: str) -> str:
    soup = {"name": "Soup", "quantity": 1}
    body = {"type": "takeout", "customer_name": customer, "items": [soup]}
    placed: str = (await live.ask("POST", "/api/orders", body)).json["data"]["id"]
    return placed


def glass(screen: Listener) -> list[str]:
    return words_on_glass(screen.state, screen.listeners.now())


async def test_a_screen_works_with_a_hub_that_is_one_version_ahead(
    live: Live, tmp_path: Path, stand_before: StandBefore
) -> None:
    first, odd = await place(live, "Maria"), await place(live, "odd")

    url = await stand_before(live.port, ahead)
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
        await eventually(lambda: {first, odd} <= screen.orders.keys())
        later = await place(live, "odd")
        await eventually(lambda: later in screen.orders)
        shown = {"status: parked", "status: plating", "? 2 Soup", "contains nuts"}
        assert shown <= set(glass(screen))

        press = screen.bump(odd, "ready")
        await eventually(lambda: any(each.press_id == press for each in screen.answers))
        [answer] = screen.answers
        assert answer.refusal is None
        assert screen.ways == [LinkState.LIVE]
        assert screen.troubles == ()


async def test_polling_a_hub_that_is_one_version_ahead_shows_the_board_too(
    live: Live, tmp_path: Path, stand_before: StandBefore
) -> None:
    first, odd = await place(live, "Maria"), await place(live, "odd")

    def without_a_greeting(said: Said) -> Said:
        newer = ahead(said)
        return {"type": 5} if newer.get("type") == "auth:success" else newer

    url = await stand_before(live.port, without_a_greeting)
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
        await eventually(lambda: {first, odd} <= screen.orders.keys())
        assert screen.state.connection is LinkState.POLLING
        assert describe_trouble(trouble(TroubleCode.NOT_UNDERSTOOD)) in screen.troubles


async def test_an_order_that_is_not_shown_is_told_and_so_is_that_it_is_over(
    live: Live, tmp_path: Path, stand_before: StandBefore
) -> None:
    first, odd = await place(live, "Maria"), await place(live, "odd")
    broken = True

    def nameless(said: Said) -> Said:
        if not broken or "orders" not in said:
            return said
        orders = [each | ({"id": None} if each["id"] == odd else {}) for each in said["orders"]]
        return said | {"orders": orders, "alarms": "none", "pairing": 5}

    url = await stand_before(live.port, nameless)
    async with listening(url, live.token(Role.KITCHEN), tmp_path / "screen") as screen:
        await eventually(screen.live)
        assert list(screen.orders) == [first]
        assert any(each.startswith("1 open order can't be shown here") for each in screen.troubles)

        broken = False
        assert screen.link is not None
        screen.link.take_snapshot()
        await eventually(lambda: odd in screen.orders)
        assert not any("can't be shown" in each for each in screen.troubles)
