"""A tablet that several share: who sends, voids or serves says by a PIN who they are."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from hub.config_sections import PeopleSettings
from hub.domain.permissions import Role
from tests.support.tablets import HouseOfTablets, TabletPage

pytestmark = pytest.mark.system

PIN = "4815"
AWAY = ("ERR_CONNECTION", "WebSocket", "Failed to fetch", "ERR_INTERNET_DISCONNECTED")
REFUSED = ("status of 403", "status of 429")
IDLE_MS = 121_000


class SharedTablet:
    """A tablet of a house whose people have PINs.

    Attributes:
        taps: so far.
        people: their ids by their names.
    """

    def __init__(self, house: HouseOfTablets, tablet: TabletPage, people: dict[str, str]) -> None:
        self.house = house
        self.tablet = tablet
        self.page = tablet.page
        self.people = people
        self.taps = 0

    def named(self, name: str) -> Locator:
        return self.page.locator(f"[data-name='{name}']").first

    async def tap(self, *names: str) -> None:
        for name in names:
            self.taps += 1
            await self.named(name).tap()

    async def type_pin(self, pin: str = PIN) -> None:
        await self.tap(*(f"digit-{digit}" for digit in pin), "pin-enter")

    @property
    def pad(self) -> Locator:
        return self.page.get_by_role("dialog", name="Who is here?")

    async def orders(self, count: int) -> Any:  # noqa: ANN401 - JSON
        """Wait until the hub has so many open orders; returns them, the oldest first."""
        found: list[Any] = []
        for _ in range(200):
            found = (await self.house.live.ask("GET", "/api/kitchen/orders")).data
            if len(found) == count:
                return found
            await self.page.wait_for_timeout(50)
        raise AssertionError(found)

    async def actor(self) -> Any:  # noqa: ANN401 - JSON
        """Who has caused what happened last to an order: the person's id, or the device's."""
        events = (await self.house.live.ask("GET", "/api/events?limit=500")).data
        return [each["actor"] for each in events if each["type"].startswith("order:")][-1]


async def furnish(house: HouseOfTablets, **settings: Any) -> dict[str, str]:  # noqa: ANN401
    """Have a house with a dish, tables and two waiters; returns the waiters' ids."""
    await house.stop()
    house.people = PeopleSettings(pins=True, **settings)
    await house.start()
    live = house.live
    await live.ask("POST", "/api/menu/items", {"name": "Soup", "allergens_known": True})
    await live.ask("PUT", "/api/tables", {"tables": [{"name": "5"}, {"name": "7"}]})
    people = {}
    for name in ("Ada", "Ben"):
        made = await live.ask("POST", "/api/people", {"name": name, "role": "waiter"})
        people[name] = str(made.data["id"])
        await live.ask("PUT", f"/api/people/{people[name]}/pin", {"pin": PIN})
    return people


async def share(
    house: HouseOfTablets, *, theme: str = "dark", language: str = "en"
) -> SharedTablet:
    people = await furnish(house)
    tablet = await house.open(
        "waiter", role=Role.WAITER, size="phone", theme=theme, language=language
    )
    tablet.allowed += REFUSED
    shared = SharedTablet(house, tablet, people)
    await expect(shared.named("table-5")).to_be_visible()
    await expect(shared.named("tab-me")).to_be_visible()
    return shared


async def take(shared: SharedTablet, table: str = "5") -> None:
    """Take a soup at a table, and tap on Send."""
    await shared.tap(f"table-{table}")
    await shared.page.locator(".dish-button").first.tap()
    await shared.tap("send")


async def test_who_sends_is_asked_once_and_named_by_the_events(house: HouseOfTablets) -> None:
    shared = await share(house)
    await take(shared)
    await expect(shared.pad).to_be_visible()
    assert (await house.live.ask("GET", "/api/kitchen/orders")).data == []

    shared.taps = 0
    await shared.tap(f"person-{shared.people['Ada']}")
    await shared.type_pin()
    [order] = await shared.orders(1)

    assert shared.taps == 6
    assert order["server"] == "Ada"
    assert await shared.actor() == shared.people["Ada"]
    await expect(shared.named("tab-me")).to_have_text("Ada")
    # Who stays is not asked again, and what they take off is theirs.
    line = order["items"][0]["id"]
    await shared.tap("table-5", "look", f"sent-{line}", "reason-0")
    await expect(shared.named(f"sent-{line}")).to_be_disabled()
    assert await shared.actor() == shared.people["Ada"]


async def test_after_two_idle_minutes_the_next_one_says_who_they_are(house: HouseOfTablets) -> None:
    shared = await share(house)
    await shared.page.clock.install()
    await shared.page.reload()
    await take(shared)
    await shared.tap(f"person-{shared.people['Ada']}")
    await shared.type_pin()
    await shared.orders(1)

    await shared.page.clock.fast_forward(IDLE_MS)
    await expect(shared.page.locator(".band")).to_have_count(0)
    await take(shared, "7")
    await expect(shared.pad).to_be_visible()
    # Who stood there last has one tap less; another one taps on their name.
    await expect(shared.named(f"person-{shared.people['Ada']}")).to_have_attribute(
        "aria-pressed", "true"
    )
    await shared.tap(f"person-{shared.people['Ben']}")
    await shared.type_pin()

    assert [each["server"] for each in await shared.orders(2)] == ["Ada", "Ben"]
    assert await shared.actor() == shared.people["Ben"]


async def test_a_wrong_pin_sends_nothing_and_says_for_how_long_to_wait(
    house: HouseOfTablets,
) -> None:
    shared = await share(house)
    await take(shared)
    await shared.tap(f"person-{shared.people['Ada']}")
    await shared.type_pin("0000")

    said = shared.pad.get_by_role("status")
    await expect(said).to_contain_text(re.compile(r"This PIN is wrong\. .* in 1 s"))
    await expect(said).to_contain_text("Now you can try again.")
    await shared.type_pin("1111")
    await expect(said).to_contain_text(re.compile(r"This PIN is wrong\. .* in 2 s"))
    await expect(shared.named("pin-enter")).to_be_disabled()
    # At another tablet somebody has to wait as well.
    verify = f"/api/people/{shared.people['Ada']}/verify"
    other = await house.live.ask("POST", verify, {"pin": PIN}, role=Role.CASHIER)
    assert other.status == 429
    assert (await house.live.ask("GET", "/api/kitchen/orders")).data == []

    await expect(said).to_contain_text("Now you can try again.")
    await shared.type_pin()
    await shared.orders(1)


async def test_food_waits_for_no_name_while_the_hub_is_away_and_nothing_is_taken_off(
    house: HouseOfTablets,
) -> None:
    shared = await share(house)
    shared.tablet.allowed += AWAY
    order = await house.live.place("Soup", table_number="7")
    await expect(shared.named("table-7")).to_contain_text("cooking")
    await house.stop()
    await expect(shared.page.locator(".band")).to_contain_text("Hub away", timeout=8000)

    await take(shared)
    await expect(shared.named("table-5")).to_contain_text("sending")
    await expect(shared.pad).to_have_count(0)
    line = order["items"][0]["id"]
    await shared.tap("table-7", "look", f"sent-{line}", "reason-0")
    await expect(shared.page.locator(".toast")).to_contain_text("no PIN can be checked")

    await house.start()
    found = {each["table_number"]: each for each in await shared.orders(2)}
    assert found["7"]["items"][0]["status"] == "pending"
    device = house.live.device(Role.WAITER)
    assert (found["5"]["server"], await shared.actor()) == ("the waiter", device)


async def test_what_was_sent_with_a_name_is_sent_although_the_hub_was_started_anew(
    house: HouseOfTablets,
) -> None:
    shared = await share(house)
    shared.tablet.allowed += AWAY
    await take(shared)
    await shared.tap(f"person-{shared.people['Ada']}")
    await shared.type_pin()
    await shared.orders(1)
    await house.stop()
    await take(shared, "7")
    await expect(shared.named("table-7")).to_contain_text("sending")

    await house.start()
    found = await shared.orders(2)

    # The order names who was proven last; the hub, which knows no proof any more, the tablet.
    assert found[1]["server"] == "Ada"
    assert await shared.actor() == house.live.device(Role.WAITER)
    await take(shared)
    await expect(shared.pad).to_be_visible()


async def test_a_device_of_one_person_and_a_house_without_people_ask_nobody(
    house: HouseOfTablets,
) -> None:
    people = await furnish(house, own_devices=("the waiter",))
    own = await house.open("waiter", role=Role.WAITER, size="phone")
    shared = SharedTablet(house, own, people)
    await take(shared)
    await shared.orders(1)
    for each in people.values():
        await house.live.ask("DELETE", f"/api/people/{each}")
    pass_ = await house.open("pass", role=Role.PASS)

    order = (await shared.orders(1))[0]
    ready = {"status": "ready"}
    await house.live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", ready)
    await pass_.page.locator(f"[data-name='send-{order['id']}']").tap()

    await shared.orders(0)


async def test_who_sends_out_at_the_pass_is_named_by_the_events(house: HouseOfTablets) -> None:
    people = await furnish(house)
    tablet = await house.open("pass", role=Role.PASS, size="tablet")
    shared = SharedTablet(house, tablet, people)
    order = await house.live.place("Soup", table_number="7")
    ready = {"status": "ready"}
    await house.live.ask("POST", f"/api/kitchen/orders/{order['id']}/bump", ready)

    await shared.tap(f"send-{order['id']}")
    await expect(shared.pad).to_be_visible()
    assert await tablet.find_barriers() == []
    await shared.tap(f"person-{people['Ben']}")
    await shared.page.keyboard.type(PIN)
    await shared.page.keyboard.press("Enter")

    await shared.orders(0)
    assert await shared.actor() == people["Ben"]


@pytest.mark.parametrize(
    ("theme", "language"), [("dark", "en"), ("light", "en"), ("dark", "xx"), ("dark", "ar")]
)
async def test_the_pad_is_for_one_thumb(house: HouseOfTablets, theme: str, language: str) -> None:
    shared = await share(house, language=language, theme=theme)
    await take(shared)
    await shared.tap(f"person-{shared.people['Ada']}")

    assert await shared.tablet.find_barriers() == []
    assert await shared.tablet.narrow_buttons() == []
    for digit in "0123456789":
        box = await shared.named(f"digit-{digit}").bounding_box()
        assert box is not None
        assert box["height"] >= 64
        assert box["y"] >= 0
    enter = await shared.named("pin-enter").bounding_box()
    assert enter is not None
    assert enter["y"] + enter["height"] <= 640
