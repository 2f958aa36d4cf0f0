"""What they get who write markup into orders, frame pages, steal tokens or read the log."""

import logging
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from hub.domain.permissions import Role
from scripts.tablet_browser import recall
from tests.support.pairing_over_http import opened
from tests.support.sockets import joined
from tests.support.tablets import HouseOfTablets, TabletPage
from tests.support.wire import exchange, request

pytestmark = pytest.mark.system

WEB = Path(__file__).parents[2] / "hub/web"
PAGES = sorted(page.stem for page in WEB.glob("*.html"))
OWN_PAGES: Mapping[str, Role] = {
    "station": Role.KITCHEN,
    "pass": Role.PASS,
    "waiter": Role.WAITER,
    "ready": Role.READY,
    "manage": Role.MANAGER,
}
"""Pages of people, each with a role that it is for."""

B = "<b class=x>"
"""Short enough for every field, and to be found where a browser has taken it for markup."""

LINE = {
    "name": B,
    "kitchen_name": B,
    "variant": B,
    "quantity": 2,
    "amount": 1.5,
    "unit": B,
    "notes": B,
    "allergies": [B],
    "if_out": {"do": "replace", "text": B},
    "course": B,
    "seat": B,
    "modifiers": [{"name": B, "group": B, "for": B, "modifiers": [{"name": B}]}],
}
ORDER = {
    "type": "dine_in",
    "table_number": B,
    "customer_name": B,
    "notes": B,
    "display_number": B,
    "source": B,
    "external_id": B,
    "brand": B,
    "server": B,
    "zone": B,
    "allergies": [B],
    "handoff": B,
    "type_label": B,
    "items": [LINE, {"name": B, "quantity": 1, "notes": B, "parts": [LINE]}],
}


async def write_markup(house: HouseOfTablets) -> str:
    """Write markup into every text that others see; returns the path of a guests' page."""
    live = house.live
    modifiers = [{"name": B}, {"name": f"{B}2"}]
    group = {"name": B, "min": 1, "max": 1, "ask": True, "items": [{"name": f"{B}3"}]}
    for path, body in (
        ("/api/menu/stations", {"id": "grill", "name": B}),
        ("/api/menu/categories", {"id": "all", "name": B}),
        (
            "/api/menu/items",
            {"name": B, "station": "grill", "category": "all", "allergens": [B]}
            | {"modifiers": modifiers, "modifier_groups": [group]},
        ),
    ):
        made = await live.ask("POST", path, body)
        assert made.status == 201, made.data
    dish = (await live.ask("GET", "/api/menu")).data["items"][0]["id"]
    tables = {"tables": [{"name": B, "seats": 4, "zone": B}]}
    assert (await live.ask("PUT", "/api/tables", tables)).status == 200
    await live.make(Role.WAITER, B)
    await live.ask("POST", "/api/people", {"name": B, "role": "waiter"})
    session, _ = await live.seat(B)
    orders = [ORDER | {"session_id": session}, ORDER | {"type": "takeout", "external_id": "2"}]
    for each in orders:
        placed = await live.ask("POST", "/api/orders", each, role=Role.WAITER)
        assert placed.status == 201, placed.data
        path = f"/api/kitchen/orders/{placed.data['id']}"
        cancel = f"{path}/items/{placed.data['items'][0]['id']}/cancel"
        assert (await live.ask("POST", cancel, {"reason": B})).status == 200
    path = f"/api/menu/items/{dish}/availability"
    assert (await live.ask("POST", path, {"available": False})).status == 200
    link = await live.ask("POST", f"/api/sessions/{session}/link", {}, role=Role.WAITER)
    return str(link.data["path"]).lstrip("/")


async def show_all(page: Page) -> None:
    """Tap, one after the other, everything that opens a view or a panel and changes nothing."""
    views = (
        "[data-name='open'], [data-name='all-day'], [data-name='recall'], [data-name='sold-out'],"
        "[data-name^='tab-'], [data-name^='table-'], [data-name^='place-'], nav a, nav button"
    )
    for number in range(await page.locator(views).count()):
        each = page.locator(views).nth(number)
        if await each.is_visible() and await each.is_enabled():
            await each.click()
            await page.wait_for_timeout(150)
            assert await page.locator(".x").count() == 0
            if await page.get_by_role("dialog").count():
                await page.keyboard.press("Escape")


async def test_markup_in_any_text_is_shown_as_text_on_every_page(house: HouseOfTablets) -> None:
    path = await write_markup(house)
    for name, role in OWN_PAGES.items():
        if name not in PAGES:
            continue
        tablet = await house.open(name, role=role, station="all")
        # Nothing beside this hub looks after its machine, and /manage asks for it.
        tablet.allowed.append("status of 409")
        # What sounds, and what no manager's page has trusted, is said by others.
        await expect(tablet.page.locator("#page")).to_contain_text(B, timeout=15_000)
        await show_all(tablet.page)
        assert await tablet.page.locator(".x").count() == 0, name
        await tablet.context.close()
    guest = await house.add()
    await guest.page.goto(f"{house.url}/{path}")
    await expect(guest.page.locator("#page")).to_contain_text(B)
    assert await guest.page.locator(".x").count() == 0


async def test_no_page_is_shown_in_a_frame_of_somebody_elses(
    house: HouseOfTablets, browser: Browser
) -> None:
    context = await browser.new_context(ignore_https_errors=True)
    page = await context.new_page()
    frames = "".join(f"<iframe src='{house.url}/{name}'></iframe>" for name in PAGES)

    async def answer(route: Route) -> None:
        await route.fulfill(body=f"<!doctype html>{frames}", content_type="text/html")

    async def answer_without_policy(route: Route) -> None:
        got = await route.fetch()
        await route.fulfill(body=await got.body(), content_type=got.headers["content-type"])

    await page.route("https://elsewhere.example/**", answer)
    await page.goto("https://elsewhere.example/")
    for each in page.frames[1:]:
        await each.wait_for_url("chrome-error://chromewebdata/", timeout=10_000)

    # Nothing else than what the hub says of its pages keeps them out of there.
    await page.route(f"{house.url}/**", answer_without_policy)
    await page.goto("https://elsewhere.example/again")
    for each in page.frames[1:]:
        await each.wait_for_url(f"{house.url}/**", timeout=10_000)
    await context.close()


async def take_token(tablet: TabletPage) -> str:
    """Steal what a page keeps, as somebody who has the device in their hands."""
    token: str = await recall(tablet.page, "token")
    return token


OTHERS = (
    ("GET", "/api/orders"),
    ("GET", "/api/kitchen/orders"),
    ("GET", "/api/kitchen/screens"),
    ("GET", "/api/pass"),
    ("GET", "/api/tables/open"),
    ("GET", "/api/devices"),
    ("GET", "/api/tokens"),
    ("GET", "/api/settings"),
    ("GET", "/api/audit"),
    ("GET", "/api/backups"),
    ("GET", "/api/people"),
    ("POST", "/api/orders"),
    ("POST", "/api/sessions"),
    ("POST", "/api/auth/pairing-codes"),
    ("POST", "/api/restart"),
)


async def test_the_token_of_a_television_and_a_guests_link_open_nothing_else(
    house: HouseOfTablets,
) -> None:
    live = house.live
    session, _ = await live.seat("12")
    order = await live.place("Soup", session_id=session)
    other, _ = await live.seat("13")
    foreign = await live.place("Cake", session_id=other)
    path = (await live.ask("POST", f"/api/sessions/{session}/link", {}, role=Role.WAITER)).data
    television = await house.open("ready", role=Role.READY, size="monitor")
    stolen = {"ready": await take_token(television), "guest": f"gly_{path['path'][7:]}"}
    assert stolen["ready"] == live.token(Role.READY)

    for name, token in stolen.items():
        asked = [*OTHERS, ("GET", f"/api/orders/{foreign['id']}")]
        asked += [("POST", f"/api/kitchen/orders/{order['id']}/bump")]
        for method, target in asked:
            body = b"{}" if method == "POST" else b""
            kind = {"Content-Type": "application/json"} if body else {}
            reply = await exchange(live.port, request(method, target, kind, body, token=token))
            assert reply.status in {403, 404}, (name, method, target, reply.status)
        async with joined(live.port, token) as socket:
            for room in (live.room, live.kitchen_room, f"session:{other}"):
                await socket.say("join", room=room, snapshot=True)
                *_, answer = await socket.hear_until("error")
                assert answer["code"] == "FORBIDDEN", (name, room, answer)


async def test_no_secret_of_a_whole_visit_is_in_the_log(
    house: HouseOfTablets, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = (await opened(house.live, "kitchen", station="grill"))["code"]
    tablet = await house.add()
    await tablet.page.goto(f"{house.url}/in#{code}")
    await tablet.page.get_by_label("What is this device called?").fill("Grill")
    await tablet.page.get_by_role("button", name="Come in").click()
    await expect(tablet.page.get_by_role("heading", name="You are in")).to_be_visible()
    token = await take_token(tablet)
    await tablet.page.goto(f"{house.url}/station")
    session, guest = await house.live.seat("12")
    order = await house.live.place("Soup", session_id=session)
    await expect(tablet.page.locator(f"[data-order='{order['id']}']")).to_be_visible()
    link = await house.live.ask("POST", f"/api/sessions/{session}/link", {}, role=Role.WAITER)
    phone = await house.add()
    await phone.page.goto(f"{house.url}{link.data['path']}")
    await expect(phone.page.get_by_text("Soup")).to_be_visible()
    person = (await house.live.ask("POST", "/api/people", {"name": "Ada", "role": "waiter"})).data
    pin = "48151623"
    await house.live.ask("PUT", f"/api/people/{person['id']}/pin", {"pin": pin})
    verify = f"/api/people/{person['id']}/verify"
    for tried in (pin, "90210777"):
        await house.live.ask("POST", verify, {"pin": tried}, role=Role.WAITER)

    assert any(each.name.startswith("hub.") for each in caplog.records)
    secrets = (code, token, guest, link.data["path"].partition("#")[2], pin, "90210777")
    assert [each for each in secrets if each in caplog.text] == []
