"""The machine below the hub on the manager's page: looked at, looked after, called by name."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from hub.common.host_client import ask_host
from hub.domain.permissions import Role
from tests.support.host_here import HostHere
from tests.support.sockets import connected
from tests.support.tablets import SIZES, HouseOfTablets, TabletPage

pytestmark = pytest.mark.system


@pytest.fixture
def machine(house: HouseOfTablets, tmp_path: Path) -> Iterator[HostHere]:
    """Run a galley-host for the house's machine."""
    with HostHere(tmp_path) as here:
        house.live.hub.host.ask = partial(ask_host, path=str(here.path))
        yield here


async def look_at_machine(
    house: HouseOfTablets, size: str = "laptop", language: str = "en", theme: str = "light"
) -> TabletPage:
    tablet = await house.open(
        "manage", role=Role.MANAGER, size=size, language=language, theme=theme
    )
    await expect(tablet.page.locator(".place h1")).to_be_visible()
    await tablet.page.evaluate("location.hash = 'machine'")
    await expect(tablet.page.locator('.places a[href="#machine"]')).to_have_attribute(
        "aria-current", "page"
    )
    return tablet


def named(page: Page, name: str) -> Locator:
    return page.locator(f'[data-name="{name}"]')


async def test_a_machine_is_started_anew_only_by_its_name(
    house: HouseOfTablets, machine: HostHere
) -> None:
    page = (await look_at_machine(house)).page

    await named(page, "reboot").click()
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("It is away for about 40 s.")
    await sheet.get_by_label("Type its name").fill("kitchen")
    await expect(named(page, "do-it")).to_be_disabled()
    assert machine.done == []
    await sheet.get_by_label("Type its name").fill("kitchen-hub")
    await named(page, "do-it").click()

    await expect(page.get_by_role("status")).to_contain_text("The machine starts anew.")
    assert machine.done == ["systemctl --no-wall --no-block reboot"]


async def test_name_time_zone_watchdog_and_log_are_set(
    house: HouseOfTablets, machine: HostHere
) -> None:
    page = (await look_at_machine(house)).page

    await named(page, "change-zone").click()
    await page.get_by_role("combobox").select_option("Europe/Berlin")
    await named(page, "set-zone").click()
    await expect(page.get_by_role("status")).to_have_text("The time zone is Europe/Berlin now.")
    await named(page, "watchdog").click()
    await expect(page.get_by_role("status")).to_have_text("Saved.")
    await named(page, "journal").click()
    await expect(page.get_by_role("status")).to_contain_text("The log is kept")
    await named(page, "change-name").click()
    await page.get_by_label("Its new name").fill("grill-7")
    await page.get_by_label("Type its name").fill("kitchen-hub")
    await named(page, "do-it").click()
    await expect(page.get_by_role("status")).to_have_text("It is called grill-7 now.")

    assert "timedatectl set-timezone Europe/Berlin" in machine.done
    assert "hostnamectl set-hostname grill-7" in machine.done
    assert "14s" in machine.read("etc/systemd/system.conf.d/50-galley-watchdog.conf")
    assert "32M" in machine.read("etc/systemd/journald.conf.d/50-galley-journal.conf")


async def test_a_log_is_read_and_a_file_for_whoever_helps_is_saved(
    house: HouseOfTablets, machine: HostHere
) -> None:
    machine.have_say("journalctl", "2026-11-30T20:00:01+0100 galley-hub[7]: <b>ready</b>\n")
    page = (await look_at_machine(house)).page

    await named(page, "log-hub").click()
    await expect(page.locator("pre.log")).to_contain_text("<b>ready</b>")
    await page.keyboard.press("Escape")
    async with page.expect_download() as saved:
        await named(page, "support").click()
    file = await (await saved.value).path()

    assert (await saved.value).suggested_filename.startswith("galley-support-")
    assert "== Machine" in file.read_text("utf-8")


async def test_what_a_machine_does_not_do_is_said(house: HouseOfTablets, machine: HostHere) -> None:
    (machine.root / "proc/uptime").write_text("20.0 40.0\n")
    tablet = await look_at_machine(house)
    tablet.allowed.append("status of 409")
    page = tablet.page

    await named(page, "reboot").click()
    await page.get_by_label("Type its name").fill("kitchen-hub")
    await named(page, "do-it").click()

    await expect(page.locator(".band")).to_contain_text("It has only just started.")


async def test_a_machine_that_cannot_be_looked_after_says_so(
    house: HouseOfTablets, tmp_path: Path
) -> None:
    house.live.hub.host.ask = partial(ask_host, path=str(tmp_path / "nobody"))

    tablet = await look_at_machine(house)
    tablet.allowed.append("status of 409")

    await expect(tablet.page.locator(".need")).to_contain_text("cannot be looked after from here")


async def test_a_screens_machine_is_looked_after_as_well(
    house: HouseOfTablets, tmp_path: Path
) -> None:
    live = house.live
    device = live.device(Role.KITCHEN)
    with HostHere(tmp_path) as its:
        live.hub.host.ask_screen = lambda _, verb: ask_host(verb, str(its.path))
        async with connected(live.port, live.token(Role.KITCHEN)) as screen:
            await screen.hear()
            await screen.say("join", room=live.kitchen_room)
            await screen.hear()
            tablet = await look_at_machine(house)
            # The hub's own machine has no galley-host here.
            tablet.allowed.append("status of 409")
            await named(tablet.page, f"of-{device}").click()
            await named(tablet.page, "reboot").click()
            await expect(tablet.page.get_by_role("dialog")).to_contain_text("The others go on")
            await tablet.page.get_by_label("Type its name").fill("kitchen-hub")
            await named(tablet.page, "do-it").click()
            await expect(tablet.page.get_by_role("status")).to_contain_text("starts anew")
            await expect(named(tablet.page, "support")).to_have_count(0)
        assert its.done == ["systemctl --no-wall --no-block reboot"]


@pytest.mark.parametrize(
    ("language", "theme"), [("xx", "light"), ("ar", "dark")], ids=["long words", "to the left"]
)
async def test_the_machine_is_no_barrier_to_anybody(
    house: HouseOfTablets, machine: HostHere, language: str, theme: str
) -> None:
    (machine.root / "sys/devices/platform/soc/soc:firmware/get_throttled").write_text("1\n")
    tablet = await look_at_machine(house, language=language, theme=theme)
    await expect(tablet.page.locator(".figures")).to_be_visible()
    found: list[str] = []

    async def look(where: str) -> None:
        wide = await tablet.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found.extend(f"{where}: {each}" for each in await tablet.find_barriers())
        found.extend(f"{where}: {each}" for each in await tablet.narrow_buttons())
        found.extend([f"{where}: {wide} px too wide"] if wide > 0 else [])

    for size, (width, height) in {**SIZES, "at 200 %": (640, 400)}.items():
        await tablet.page.set_viewport_size({"width": width, "height": height})
        await look(size)
    for sheet in ("restart-hub", "power-off", "change-name", "change-zone", "log-hub"):
        await named(tablet.page, sheet).click()
        await expect(tablet.page.get_by_role("dialog")).to_be_visible()
        await look(sheet)
        await tablet.page.keyboard.press("Escape")
    assert found == [], "\n".join(found)
