"""Something on the way lets no WebSocket through: pages ask, until it does."""

import pytest
from playwright.async_api import WebSocketRoute, expect

from hub.domain.permissions import Role
from tests.support.tablets import HouseOfTablets, TabletPage

pytestmark = pytest.mark.system


class Way:
    """Stands between a page and its hub.

    Args:
        answers: whether a socket that is not let through is refused; else nothing is said on it.
    """

    def __init__(self, *, answers: bool) -> None:
        self._answers = answers
        self.is_open = False

    async def stand_before(self, tablet: TabletPage) -> None:
        """Stand before the pages that a tablet opens from now on."""
        await tablet.page.route_web_socket("**/ws", self._meet)

    async def _meet(self, socket: WebSocketRoute) -> None:
        if self.is_open:
            socket.connect_to_server()
        elif self._answers:
            await socket.close()


@pytest.mark.parametrize("answers", [True, False], ids=["refused", "silent"])
async def test_a_board_without_a_socket_is_never_stale_and_shows_what_comes(
    house: HouseOfTablets, answers: bool
) -> None:
    tablet = await house.open("station", station="all")
    await Way(answers=answers).stand_before(tablet)
    await tablet.page.reload()
    page = tablet.page
    trouble = page.locator(".band").filter(has_text="NO NEWS")

    order = await house.live.place("Soup")
    await expect(page.locator(f"article[data-order='{order['id']}'] .key")).to_have_text("1")
    # Just before the hub is asked, its last answer is at its oldest.
    for _ in range(3):
        async with page.expect_request("**/api/kitchen/orders"):
            pass
        assert await trouble.count() == 0

    await page.keyboard.press("1")
    await expect(page.locator(".sign-preparing")).to_have_count(1)
    await expect(page.locator("article.under-way")).to_have_count(0)


async def test_a_board_hears_news_again_as_soon_as_a_socket_is_let_through(
    house: HouseOfTablets,
) -> None:
    tablet = await house.open("station", station="all")
    way = Way(answers=True)
    await way.stand_before(tablet)
    await tablet.page.reload()
    async with tablet.page.expect_request("**/api/kitchen/orders"):
        pass

    async with tablet.page.expect_websocket(lambda socket: socket.url.endswith("/ws")):
        way.is_open = True

    order = await house.live.place("Soup")
    await expect(tablet.page.locator(f"article[data-order='{order['id']}']")).to_be_visible()
    for _ in range(100):
        [screen] = (await house.live.ask("GET", "/api/kitchen/screens")).data
        if screen["painted_seq"]:
            break
        await tablet.page.wait_for_timeout(50)
    assert screen["painted_seq"] >= 1


async def test_numbers_that_are_ready_come_without_a_socket(house: HouseOfTablets) -> None:
    order = await house.live.place("Soup", type="takeout", display_number="61")
    tablet = await house.open("ready", role=Role.READY, size="monitor")
    await Way(answers=True).stand_before(tablet)
    await tablet.page.reload()
    await expect(tablet.page.locator("section.preparing li")).to_have_text(["61"])

    path = f"/api/kitchen/orders/{order['id']}/bump"
    await house.live.ask("POST", path, {"status": "ready"}, role=Role.KITCHEN)

    await expect(tablet.page.locator(".newest")).to_contain_text("61")


async def test_guests_see_how_far_their_dishes_are_without_a_socket(house: HouseOfTablets) -> None:
    session, _ = await house.live.seat("12")
    made = await house.live.ask("POST", f"/api/sessions/{session}/link", {}, role=Role.WAITER)
    order = await house.live.place("Soup", session_id=session)
    tablet = await house.add()
    await Way(answers=True).stand_before(tablet)
    await tablet.page.goto(f"{house.url}/{made.data['path'].lstrip('/')}")
    await expect(tablet.page.locator("li").first).to_contain_text("received")

    await house.live.move(order["items"][0]["id"], "preparing")

    await expect(tablet.page.locator("li").first).to_contain_text("being cooked")
